"""What does the content folder hold? Records and reports, each read, then judged, alone and among the others."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import NamedTuple
from unicodedata import normalize

from gongkai.alone import Alone, File, Source, origin_of_file, read_all
from gongkai.among import judge
from gongkai.answers import Answer
from gongkai.codes import finding
from gongkai.diag import Diagnostic, Related, Span, about
from gongkai.form import Forms
from gongkai.hands import OWN, WORTH, Hands
from gongkai.memory import FORGETFUL, Memory, origin_of
from gongkai.portal import Portal
from gongkai.records import Agency, read_agency, slug_fault
from gongkai.reports import Brief, Reports
from gongkai.rules.personal import Private, check_name, check_personal, without
from gongkai.site import Site, read_site
from gongkai.source import Tree, parse_record
from gongkai.text import shorten

SITE_RECORD, AGENCY_RECORD = "site.yaml", "agency.yaml"
BODY = "body"
HERE = "."  # the content folder itself
MAX_ATTACHMENT = 20 * 1024 * 1024
MAX_BADGE = 200 * 1024
_YEAR = re.compile(r"[12][0-9]{3}")
_LIKE_REPORT = re.compile(r"([12]\d{3})(?:年|年度)?(?:\.md)?\.(?:md|txt|markdown)", re.ASCII | re.IGNORECASE)


def gather(tree: Tree, forms: Forms, memory: Memory = FORGETFUL, hands: Hands = OWN) -> tuple[Portal, list[Diagnostic]]:
    """The portal of a content folder, and everything there is to say about it; `memory` keeps what can be taken over."""
    found: list[Diagnostic] = []
    site = _site(tree, found)
    private: dict[str, Private] = {}
    agencies = _agencies(tree, memory, found, private)
    reports: dict[tuple[str, int], Alone] = {}
    used: set[str] = set()
    looks = {normalize("NFC", path) for path in tree.others if not path.isascii()}
    unread: set[str] = set()  # folders with a report whose attachments are not known
    places = [
        (path, *place)
        for path in sorted(tree.texts)
        if path.endswith(".md") and (place := _report_place(path, tree, agencies, found))
    ]
    hands = hands if len(places) >= WORTH else OWN
    bodies = {agency.file: origin_of(repr(agency)) for agency in agencies.values()}
    sources = [_source(tree, path, agency, bodies[agency.file], year) for path, agency, year in places]
    for (path, agency, year), alone in zip(places, read_all(sources, forms, memory, hands), strict=True):
        private[path] = alone.found.private
        if alone.found.brief is None:
            found += about(alone.found.read, agency.slug, year)
            unread.add(_parted(path)[0])
            continue
        if other := reports.get((agency.slug, year)):  # of a folder of the same name, which was reported
            found += about(other.found.read, agency.slug, year)
        reports[agency.slug, year] = alone
        used |= _check_attachments(alone.found.brief, tree, looks, found)
    used |= _check_badges(site, tree, found)
    _check_unused(tree, used, unread, found)
    _check_regions(site, agencies.values(), found)
    ordered = sorted(agencies.values(), key=lambda a: (a.order, a.region_code or "~", a.slug))
    briefs = {key: brief for key in sorted(reports) if (brief := reports[key].found.brief)}
    known = Reports(briefs, lambda key: reports[key].whole().report, lambda key: reports[key].whole().figures)
    portal = Portal(site, tuple(ordered), known, {}, forms)
    judged = judge(portal, reports, site_of(tree), memory, hands)
    for (slug, year), (more, _) in judged.items():
        found += about(more, slug, year)
    portal = replace(portal, accepted={key: accepted for key, (_, accepted) in judged.items()})
    return portal, _private(tree, portal, agencies, private, found)


def _parted(path: str) -> tuple[str, str]:
    """The folder of a path and its last name; quicker than a `PurePosixPath`, of which there would be one a report."""
    folder, _, name = path.rpartition("/")
    return folder or HERE, name


def _path(folder: str, name: str) -> str:
    """The path of what is called so in a folder."""
    return name if folder == HERE else f"{folder}/{name}"


def _source(tree: Tree, path: str, agency: Agency, body: bytes, year: int) -> Source:
    """The file of a report before it is read; `body` is a digest of what is on record of the body."""
    fetch = lambda: File(tree.texts[path], path, agency, body, year)  # noqa: E731
    return Source(origin_of_file(tree.digest(path), path, body, year), fetch)


def _private(
    tree: Tree, portal: Portal, agencies: dict[str, Agency], known: dict[str, Private], found: list[Diagnostic]
) -> list[Diagnostic]:
    """The findings, and those about personal data; what those are about stands in none of them."""
    owners: dict[str, tuple[str | None, int | None, tuple[Answer, ...]]] = {
        SITE_RECORD: (None, None, portal.site.answers),
        **{agency.file: (agency.slug, None, agency.answers) for agency in agencies.values()},
        **{brief.file: (brief.agency, brief.year, ()) for brief in portal.briefs.values()},
    }
    private: dict[str, Private] = {}
    more: list[Diagnostic] = []
    for path in sorted(tree.texts):
        slug, year, answers = owners.get(path, (None, None, ()))
        one = known.get(path) or check_personal(path, tree.texts[path].decode("utf-8-sig", "ignore"), answers)
        more += about(one.findings, slug, year)
        if one.values:
            private[path] = one
    attached = {
        str(PurePosixPath(brief.file).parent / attachment.file): [
            answer.category for answer in brief.answers if answer.position == "附件"
        ]
        for brief in portal.briefs.values()
        for attachment in brief.attachments
    }
    named = {
        path: found_
        for path in sorted({*tree.texts, *tree.others})
        if (found_ := check_name(path, attached.get(path, ())))
    }
    told = [_apart(diagnostic, named) for diagnostic in [*found, *more] if diagnostic.span.file not in named]
    if private:
        told = [without(private, diagnostic) for diagnostic in told]
    return told + list(named.values())


def _apart(found: Diagnostic, named: Collection[str]) -> Diagnostic:
    """A finding without the places in files that may not be named."""
    if not any(related.span.file in named for related in found.related):
        return found
    return replace(found, related=tuple(related for related in found.related if related.span.file not in named))


def site_of(tree: Tree) -> bytes:
    """A digest of the record of the site."""
    return tree.digest(SITE_RECORD) if SITE_RECORD in tree.texts else b""


def records_of(tree: Tree) -> bytes:
    """A digest of the records of site and bodies."""
    return origin_of(
        *(part for path in sorted(tree.texts) if path.endswith(".yaml") for part in (path, tree.digest(path)))
    )


def _site(tree: Tree, found: list[Diagnostic]) -> Site:
    data = tree.texts.get(SITE_RECORD)
    if data is None:
        hint = "请建立 site.yaml，写上『标题』『主办单位』『网址』等。"
        found.append(finding("record-incomplete", Span(SITE_RECORD), "没有网站档案 site.yaml", hint))
        return Site()
    draft, more = parse_record(data, SITE_RECORD)
    found += more
    if draft is None:
        return Site()
    site, more = read_site(draft)
    found += more
    return site


class _Body(NamedTuple):
    """A body as its record has it, None if that cannot be read; what was found on reading it, and of personal data."""

    agency: Agency | None
    found: tuple[Diagnostic, ...]
    private: Private


def _body(tree: Tree, path: str, slug: str, memory: Memory) -> _Body:
    """The body of a record; what may stand nowhere is not kept."""
    origin = origin_of(tree.digest(path), path)
    known: _Body | None = memory.get(BODY, origin)
    if known is None:
        data = tree.texts[path]
        draft, found = parse_record(data, path)
        agency, more = read_agency(draft, slug) if draft else (None, [])
        private = check_personal(path, data.decode("utf-8-sig", "ignore"), agency.answers if agency else ())
        known = _Body(agency, (*found, *more), private)
        if not private.values:
            memory.put(BODY, origin, known)
    return known


def _agencies(tree: Tree, memory: Memory, found: list[Diagnostic], private: dict[str, Private]) -> dict[str, Agency]:
    """The bodies by their folder."""
    agencies: dict[str, Agency] = {}
    by_slug: dict[str, Agency] = {}
    for path in sorted(tree.texts):
        folder, name = _parted(path)
        if name != AGENCY_RECORD:
            continue
        slug = _parted(folder)[1] if folder != HERE else ""
        if fault := slug_fault(slug):
            message = f"文件夹名『{slug}』不能作编码：{fault}"
            found.append(
                finding(
                    "slug",
                    Span(path),
                    message,
                    "编码会成为网址的一部分，例如 suqian；请给文件夹改名。",
                )
            )
            continue
        agency, more, private[path] = _body(tree, path, slug, memory)
        found += about(more, slug, None)
        agencies[folder] = agency or Agency(slug, path, slug)
        if agency is None:
            continue
        if slug in by_slug:
            related = (Related(Span(by_slug[slug].file), "另一个在这里"),)
            message = f"两个文件夹都叫『{slug}』，编码重复"
            found.append(finding("agency-duplicate", Span(path), message, "请给其中一个文件夹改名。", related))
            continue
        by_slug[slug] = agency
    for agency in by_slug.values():
        _check_parent(agency, by_slug, found)
        _check_successor(agency, by_slug, found)
    return agencies


def _check_successor(agency: Agency, by_slug: dict[str, Agency], found: list[Diagnostic]) -> None:
    if agency.successor is None or agency.successor_span is None:
        return
    message = ""
    if agency.successor not in by_slug or agency.successor == agency.slug:
        message = f"并入的机关『{agency.successor}』没有档案，或者就是它自己"
    elif agency.slug in _line(agency.successor, by_slug, "successor"):
        message = f"『并入』绕成了一圈：{agency.successor} 又并入了 {agency.slug}"
    elif agency.end is None:
        message = "写了『并入』，没有写这个机关存续到哪一年"
    if message:
        hint = "『并入』写接手机关的编码（文件夹名），并写『存续期间: {止: …}』，即以自己名义编制年报的最后年度。"
        found += about([finding("agency-successor", agency.successor_span, message, hint)], agency.slug, None)


def _check_regions(site: Site, agencies: Iterable[Agency], found: list[Diagnostic]) -> None:
    """A code that the site record does not name may be a slip that takes a body out of its region's sums."""
    named = {region.code for region in site.regions}
    for agency in agencies:
        if named and agency.region_code and agency.region_code[:6] not in named:
            message = f"行政区划代码 {agency.region_code} 不在 site.yaml 的『地区』里"
            hint = f"请核对代码；没有写错的，请在『地区』里加上『{{代码: {agency.region_code[:6]}, 名称: …}}』。"
            diagnostic = finding("region-unnamed", Span(agency.file), message, hint)
            found += about([diagnostic], agency.slug, None)


def _line(start: str | None, by_slug: dict[str, Agency], of: str) -> dict[str, None]:
    """A body and those it leads to, step by step, in order; each once."""
    seen: dict[str, None] = {}
    while start in by_slug and start not in seen:
        seen[start] = None
        start = getattr(by_slug[start], of)
    return seen


def _check_parent(agency: Agency, by_slug: dict[str, Agency], found: list[Diagnostic]) -> None:
    if agency.parent is None or agency.parent_span is None:
        return
    message = ""
    if agency.parent not in by_slug:
        message = f"上级『{agency.parent}』没有机关档案"
    else:
        seen = _line(agency.slug, by_slug, "parent")
        if by_slug[list(seen)[-1]].parent == agency.slug:
            message = f"上级关系绕成了一圈：{shorten(' → '.join([*seen, agency.slug]))}"
    if message:
        diagnostic = finding(
            "agency-parent",
            agency.parent_span,
            message,
            "『上级』要写 content/ 里另一个机关的编码（文件夹名）。",
        )
        found += about([diagnostic], agency.slug, None)


def _report_place(
    path: str, tree: Tree, agencies: dict[str, Agency], found: list[Diagnostic]
) -> tuple[Agency, int] | None:
    """Body and year of a report by the place of its file, or None for a file that is no report."""
    folder, name = _parted(path)
    stem = name.removesuffix(".md")
    if stem.upper() == "README":
        return None
    agency = agencies.get(folder)
    if agency is None and _path(folder, AGENCY_RECORD) in tree.texts:
        return None  # the name of the folder is no slug, which was reported
    if agency is None:
        message = f"『{folder}』里没有可用的 {AGENCY_RECORD}，不知道这是哪个机关的年报"
        found.append(
            finding(
                "agency-missing",
                Span(path),
                message,
                f"请在同一文件夹里建立 {AGENCY_RECORD}，写上机关全称等。",
            )
        )
        return None
    if not _YEAR.fullmatch(stem):
        message = f"文件名『{name}』不是年度"
        diagnostic = finding("file-name", Span(path), message, "年报的文件名是四位年度加 .md，例如 2023.md。")
        found += about([diagnostic], agency.slug, None)
        return None
    return agency, int(stem)


def _check_attachments(report: Brief, tree: Tree, looks: set[str], found: list[Diagnostic]) -> set[str]:
    """The attachments of a report; `looks` has the files by what their names look like, however they are stored."""
    used: set[str] = set()
    if not report.attachments:
        return used
    folder = PurePosixPath(report.file).parent
    for attachment in report.attachments:
        path = str(folder / attachment.file)
        used.add(path)
        size = tree.others.get(path)
        message, hint = "", "附件要和年报放在同一个文件夹里，每个不超过 20 MB。"
        if size is None:
            message = f"找不到附件『{attachment.file}』"
            if normalize("NFC", path) in looks:
                message += "：文件夹里有一个文件，名称看起来一样，存的是另外的编码"
                hint = "请给文件改名：把『附件』里写的名称复制过去。"
        elif size > MAX_ATTACHMENT:
            message = f"附件『{attachment.file}』有 {size} 字节，超过上限 {MAX_ATTACHMENT} 字节"
        if message:
            found += about([finding("attachment", attachment.span, message, hint)], report.agency, report.year)
    return used


def _check_badges(site: Site, tree: Tree, found: list[Diagnostic]) -> set[str]:
    used = set()
    for badge in site.badges:
        used.add(badge.file)
        size = tree.others.get(badge.file)
        message = ""
        if size is None:
            message = f"找不到页脚标识的图片『{badge.file}』"
        elif size > MAX_BADGE:
            message = f"页脚标识的图片『{badge.file}』有 {size} 字节，超过上限 {MAX_BADGE} 字节"
        if message:
            hint = "图片要放在 site.yaml 旁边，每个不超过 200 KB；每一页都要载入它。"
            found.append(finding("badge", badge.span, message, hint))
    return used


def _check_unused(tree: Tree, used: set[str], unread: set[str], found: list[Diagnostic]) -> None:
    used = used | {SITE_RECORD}
    for path in sorted({*tree.texts, *tree.others}):
        folder, name = _parted(path)
        if path in used or name.endswith(".md") or name == AGENCY_RECORD or folder in unread:
            continue
        if (match := _LIKE_REPORT.fullmatch(name)) and _path(folder, AGENCY_RECORD) in tree.texts:
            message = f"『{name}』像是年报，但文件名不对，不会发布"
            hint = f"请改名为 {match[1]}.md（Windows 里要先显示文件扩展名）；不是年报的请移走。"
            found.append(finding("file-name", Span(path), message, hint))
            continue
        message = f"文件『{name}』没有用到，不会发布"
        found.append(finding("file-unused", Span(path), message, "附件请在年报的『附件』里列出；不用的请删去。"))
