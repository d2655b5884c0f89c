"""How does an editor read findings that came by mail? On one page that needs nothing but itself, on screen or paper."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple

from gongkai import __version__
from gongkai.codes import CODES
from gongkai.diag import Diagnostic, Related
from gongkai.show.excerpt import Excerpt, Excerpts
from gongkai.show.tally import MANY, Share, by_code, by_file, grouped
from gongkai.show.words import LEVELS, Counts, count, reason, summary, where

MARK = b'<meta name="application-name" content="gongkai check">'  # by which a page of ours is known
_REPORT = re.compile(r"([12][0-9]{3})\.md")
_RECORDS = {"agency.yaml": "机关档案", "site.yaml": "网站档案"}
_NO_BODY = "不属于某个机关的文件"
_COPY = "- {规则:"  # where in a hint the line begins that can be copied
_TOTAL = re.compile(
    r"『(?P<where>[^』]+)』写的是 (?P<stated>\S+?)，"
    r"(?P<how>各项相加是|只把已填的各项相加就有) (?P<sum>[\d.]+)(?:（(?P<terms>[^）]+)）)?(?:，(?P<by>[多少] [\d.]+))?"
)
_SIDES = re.compile(
    r"(?P<head>『[^』]+』[^：]*)：(?P<left>[^；]+ = [^；]+)；(?P<right>[^；]+ = [^；]+)；(?P<by>[^；]+)"
)


class Subject(NamedTuple):
    """What was checked: the content folder by name, what of it, the bodies by their folder, how many reports."""

    folder: str
    parts: tuple[str, ...]
    bodies: Mapping[str, str]
    reports: int


class Line(NamedTuple):
    """A line of an equation: what it says, and the figures."""

    what: str
    figures: str


class Row(NamedTuple):
    """A finding as the table has it. `kind` is the level as a program calls it, or `accepted`."""

    level: str
    kind: str
    place: str
    spot: str
    message: str
    equation: tuple[Line, ...]
    excerpt: Excerpt | None
    hint: str
    copy: str
    reason: str
    related: tuple[tuple[str, str], ...]
    code: str
    title: str


class File(NamedTuple):
    """The findings about one file, under the id that the list of contents leads to."""

    id: str
    name: str
    path: str
    counts: Counts
    rows: tuple[Row, ...]


class Body(NamedTuple):
    """A body and its files, the one with most errors first."""

    name: str
    counts: Counts
    files: tuple[File, ...]


class Kind(NamedTuple):
    """A code, and how often it came."""

    code: str
    title: str
    counts: Counts


class Page(NamedTuple):
    """What the template prints."""

    subject: Subject
    summary: str
    counts: Counts
    bodies: tuple[Body, ...]
    kinds: tuple[Kind, ...]  # none where there are few findings
    style: str
    policy: str
    version: str


def as_page(
    findings: Sequence[Diagnostic], files: Mapping[str, bytes], subject: Subject, template: str, style: str
) -> str:
    """The findings as an HTML document made with the template; the style is the only thing it lets in."""
    sealed = seal(style)
    page = Page(
        subject,
        summary(findings),
        count(findings),
        _bodies(findings, Excerpts(files, findings), subject),
        _kinds(findings) if len(findings) > MANY else (),
        sealed.style,
        sealed.policy,
        __version__,
    )
    return print_page(template, page=page, LEVELS=tuple(LEVELS.values()))


class Sealed(NamedTuple):
    """A style, and the policy of a page that lets in this style and nothing else."""

    style: str
    policy: str


def seal(style: str) -> Sealed:
    """The style with its policy."""
    css = style.replace("\r\n", "\n")
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return Sealed(css, f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")


def print_page(template: str, **values: object) -> str:
    """The template with these values, every text escaped."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template).render(**values) + "\n"


def _kinds(findings: Sequence[Diagnostic]) -> tuple[Kind, ...]:
    return tuple(Kind(share.name, CODES[share.name].title, share.counts) for share in by_code(findings))


def _bodies(findings: Sequence[Diagnostic], excerpts: Excerpts, subject: Subject) -> tuple[Body, ...]:
    """The bodies with most errors first, as the files are."""
    of_file = grouped(findings, lambda found: found.span.file)
    shares = {share.name: (f"f{number}", share) for number, share in enumerate(by_file(findings), 1)}
    of_body = grouped(findings, lambda found: _body(found.span.file, subject))
    worst = sorted(of_body.items(), key=lambda part: ([-n for n in count(part[1])], part[0]))
    return tuple(
        Body(
            name,
            count(part),
            tuple(
                _file(key, share, of_file[file], excerpts)
                for file, (key, share) in shares.items()
                if _body(file, subject) == name
            ),
        )
        for name, part in worst
    )


def _body(file: str, subject: Subject) -> str:
    """The body whose folder it is or in whose folder it lies; else the folder, if it lies in one."""
    folders = [folder.as_posix() for folder in PurePosixPath(file).parents][:-1]
    known = (subject.bodies[path] for path in (file, *folders) if path in subject.bodies)
    return next(known, f"文件夹 {folders[0]}" if folders else _NO_BODY)


def _file(key: str, share: Share, findings: Sequence[Diagnostic], excerpts: Excerpts) -> File:
    name = PurePosixPath(share.name).name
    report = _REPORT.fullmatch(name)
    called = f"{report[1]}年年报" if report else _RECORDS.get(name, name)
    return File(key, called, share.name, share.counts, tuple(_row(found, excerpts) for found in findings))


def _row(found: Diagnostic, excerpts: Excerpts) -> Row:
    why = reason(found)
    message, equation = _drawn(found.message)
    hint, begin, rest = found.hint.partition(_COPY)
    return Row(
        "已说明" if why else LEVELS[found.severity],
        "accepted" if why else str(found.severity),
        where(found.place),
        f"第 {found.span.line} 行第 {found.span.column} 字",
        message,
        equation,
        excerpts.of(found.span),
        "" if why else hint,
        "" if why else begin + rest,
        why,
        tuple((_spot(related, found), related.message) for related in found.related),
        found.code,
        CODES[found.code].title,
    )


def _spot(related: Related, found: Diagnostic) -> str:
    span = related.span
    file = "" if span.file == found.span.file else f"{span.file} "
    return f"{file}第 {span.line} 行第 {span.column} 字"


def _drawn(message: str) -> tuple[str, tuple[Line, ...]]:
    """A message about a sum as what is wrong and the sum, line by line; any other message as it is."""
    if total := _TOTAL.fullmatch(message):
        terms = f"{total['terms'].replace('+', ' + ')} = " if total["terms"] else ""
        how = "各项相加" if total["by"] else "已填的各项相加"
        lines = [Line(how, terms + total["sum"]), Line("写的是", total["stated"])]
        return f"『{total['where']}』不等于各项之和", (*lines, *([Line("相差", total["by"])] if total["by"] else ()))
    if sides := _SIDES.fullmatch(message):
        return sides["head"], (Line("前者", sides["left"]), Line("后者", sides["right"]), Line("相差", sides["by"]))
    return message, ()
