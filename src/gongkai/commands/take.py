"""`gongkai import`: what becomes of a file from elsewhere?"""

import argparse
import glob
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.commands.asked import report_year
from gongkai.commands.common import FINDINGS, HERE, OK, command, load_forms, say, write
from gongkai.commands.paper import put_page, refuse_place
from gongkai.diag import Severity, Span

if TYPE_CHECKING:
    from gongkai.archive.importing import Asked, Imported, NotImported
    from gongkai.archive.repair import Repair
    from gongkai.archive.told import Told
    from gongkai.diag import Diagnostic
    from gongkai.form import Forms

PAGE = "导入报告"
_PARTS = ("import.html", "report.css", "import.css")
_NO_REPORTS = ("Thumbs.db", "desktop.ini")
_READ_ON = "请对照原件检查写出的文件，再运行 check，照“改法”改到没有错误。"


def add(commands: Any) -> None:
    """The command and its arguments."""
    take = command(commands, "import", "导入年报：Word、Excel、PDF、网页、文本，或者 report.json", run)
    take.arguments.add_argument("files", nargs="+", type=Path, metavar="文件", help="一份年报一个文件；也可以写文件夹")
    take.options.add_argument("--agency", metavar="机关", help="是哪个机关的：编码、全称或简称（缺省：看文件里怎么写）")
    take.options.add_argument("--year", type=report_year, metavar="年度", help="是哪一年度的（缺省：看文件里怎么写）")
    take.options.add_argument("--into", type=Path, metavar="文件夹", help="写到哪个内容文件夹（缺省：只看，不写）")
    take.options.add_argument("--format", choices=("text", "json"), help="给人看，还是给程序读（缺省：text）")
    what = "另写一张网页，原文和识别结果左右对照，可以打印；不写 --format 的，不再逐条显示"
    take.options.add_argument("--html", type=Path, metavar="文件", help=what)


class Taken(NamedTuple):
    """What became of a file; `why` it was not written, if it was to be."""

    one: "Imported | NotImported"
    findings: "list[Diagnostic]"
    written: list[str]
    why: str = ""


def run(options: argparse.Namespace) -> int:
    """Read the files, and write their reports if a folder is named; FINDINGS if one of them was refused."""
    from gongkai.archive.importing import NotImported
    from gongkai.archive.told import Told

    forms = load_forms(options)
    if options.html:
        refuse_place(options.html, filter(None, (options.into, options.content)), PAGE)
    known = _known(options, forms)
    paths = _expanded(options.files)
    if isinstance(known, str):
        say(known)
        nothing = [Told(str(path), NotImported(path.name, known), [_refusal(path, known)]) for path in paths]
        if options.format == "json":
            _show(options, nothing)
        return FINDINGS
    is_new = options.into is not None and not options.into.exists()
    told: list[Told] = []
    for path in paths:
        taken = take_in(path, options.into, known, forms)
        told.append(Told(str(path), *taken))
        if options.format != "json":
            _tell(path, taken, known.texts, in_full=bool(not options.html or told[-1].refused or options.format))
    if is_new and any(one.written for one in told):
        say(f"新建了文件夹 {options.into}；如果是写错了名称，请删去它，改正 --into 再导入。")
    _show(options, told)
    return FINDINGS if any(one.refused for one in told) else OK


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """The files that are meant: all in and below a folder but hidden ones, and those that a pattern fits."""
    found: list[Path] = []
    for path in paths:
        if glob.has_magic(str(path)) and not path.exists():
            for one in sorted(map(Path, glob.glob(str(path)))) or [path]:  # noqa: PTH207 - of any folder, also absolute
                found += _below(one)
        else:
            found += _below(path)
    return list(dict.fromkeys(found))


def _below(path: Path) -> list[Path]:
    """The files of a folder, also those that nobody can read; the path itself if it is none, or is empty."""
    from gongkai.files import FileFault
    from gongkai.folders import read_tree

    if not path.is_dir():
        return [path]
    try:
        tree, unread = read_tree(path)
    except FileFault:
        return [path]
    names = {*tree.texts, *tree.others, *(found.span.file for found in unread)}
    return [path / name for name in sorted(names) if PurePosixPath(name).name not in _NO_REPORTS] or [path]


def _show(options: argparse.Namespace, told: "list[Told]") -> None:
    """All files together: for a program, as a page, or a word on how to go on."""
    from gongkai.archive.told import as_json

    if options.format == "json":
        write(as_json(told))
    else:
        _sum_up(told, into=bool(options.into))
    if options.html:
        from gongkai.archive.page import MARK, as_page
        from gongkai.files import read_file

        template, *styles = (read_file(HERE / "show" / name).decode() for name in _PARTS)
        put_page(options.html, as_page(told, template, "".join(styles)), MARK, PAGE)


def _sum_up(told: "list[Told]", *, into: bool) -> None:
    """How many were written and how many not, and why; then a word on how to go on."""
    refused = [one for one in told if one.refused]
    came = len(told) - len(refused)
    if into:
        say(f"写出 {came} 份，没有写 {len(refused)} 份{'：' if refused else '。'}")
    elif refused:
        say(f"能读 {came} 份，不能导入 {len(refused)} 份：")
    for one in refused:
        say(f"  {one.file}：{one.refused}")
    if came:
        say(_READ_ON if into else "没有写入文件；要写，请加上 --into 内容文件夹。")


class Known(NamedTuple):
    """What is known beside the files: whom they may be of, the texts of the content folder, and what came before.

    `before` has the reports of the files that were taken in already, by 编码, or name, and year: which file, and its text.
    """

    asked: "Asked"
    texts: Mapping[str, bytes]
    before: "dict[tuple[str, int], tuple[str, str]]"


def _known(options: argparse.Namespace, forms: "Forms") -> "Known | str":
    """What is known; a sentence if the body that was named is none."""
    from gongkai.archive.importing import Asked
    from gongkai.archive.judged import agencies_of
    from gongkai.lookup import find
    from gongkai.records import Agency, slug_fault

    texts = next(filter(None, map(_texts, (options.into, options.content))), {})
    agencies = agencies_of(texts, forms)
    agency = find(agencies, options.agency) if options.agency else None
    if isinstance(agency, str):
        if slug_fault(options.agency):
            return f"{agency}新的机关请写编码：小写字母、数字和短横。"
        agency = Agency(options.agency, "", "")  # a new one
    return Known(Asked(agencies, agency, options.year), texts, {})


def _texts(folder: Path | None) -> Mapping[str, bytes]:
    from gongkai.files import FileFault
    from gongkai.folders import read_tree

    if folder is None or not folder.is_dir():
        return {}
    try:
        return read_tree(folder)[0].texts
    except FileFault:
        return {}


def take_in(path: Path, into: Path | None, known: Known, forms: "Forms") -> Taken:
    """What became of a file: the report or why there is none, what there is to say, and what was written."""
    from gongkai.archive.importing import NotImported
    from gongkai.archive.judged import at_source, judged

    one = _read(path, known, forms)
    if isinstance(one, NotImported):
        return Taken(one, [_refusal(path, one.why)], [], one.why)
    findings = [*_ignored(path, one), *judged(one, known.texts, forms)]
    written, whys = _put(path, one, into, known)
    if written:
        return Taken(one, findings, written)
    refusals = [_refusal(path, why) for why in whys]
    if not into:  # what would stand in the way is no error yet, but two different bodies are
        against = len(one.contradicted)
        refusals[against:] = [replace(each, severity=Severity.WARNING) for each in refusals[against:]]
    return Taken(one, [*refusals, *at_source(one, findings)], [], _sentence(whys[0]) if into else "")


def _put(path: Path, one: "Imported", into: Path | None, known: Known) -> tuple[list[str], list[str]]:
    """What was written of a report; else why not, or why it would not be, each with what to do."""
    from gongkai.files import FileFault
    from gongkai.intake import Refused, in_the_way, write_report
    from gongkai.records import Agency

    whys = [*one.contradicted]
    if one.agency and one.year and not whys:
        other, text = known.before.setdefault((one.slug or one.agency, one.year), (str(path), one.text))
        if text != one.text:
            whys.append(f"和前面的 {other} 是同一个机关、同一年度，内容不同；请只留一份再导入")
    if one.agency is None or one.slug is None or one.year is None:
        whys.append(_unknown(one))
        return [], whys
    agency = Agency(one.slug, "", one.agency)
    if whys:
        return [], whys
    if not into:
        reason = in_the_way(known.texts, one.text, agency, one.year)
        return [], [reason] if reason else []
    try:
        return write_report(into, one.text, agency, one.year), []
    except (Refused, FileFault) as fault:
        return [], [str(fault)]


def _unknown(one: "Imported") -> str:
    """What is not known of a report that has to be, and what to do."""
    missing = [name for name, value in (("机关", one.agency), ("编码", one.slug), ("年度", one.year)) if not value]
    ways = []
    if one.agency and not one.slug:
        known_as = f"里面写上『全称: {one.agency}』（改过名称的，在原来那个的『曾用名』里写上）"
        ways.append(f"先在内容文件夹里给这个机关建文件夹和 agency.yaml，{known_as}，再一起导入；或者加上 --agency 编码")
    elif not one.slug:
        ways.append("加上 --agency 机关的编码")
    if not one.year:
        ways.append("加上 --year 年度")
    return f"不知道这份年报的{'、'.join(missing)}；请{'，并'.join(ways)}"


def _ignored(path: Path, one: "Imported") -> "list[Diagnostic]":
    """What of a report.json is not taken over."""
    from gongkai.codes import finding

    left = [repair.found for repair in one.repairs if one.source is None]
    message, hint = f"没有写入的项目：{'、'.join(left)}", "需要的，请在写出的年报里补上。"
    return [finding("import-ignored", Span(path.name), message, hint)] if left else []


def _read(path: Path, known: Known, forms: "Forms") -> "Imported | NotImported":
    from gongkai.archive.guard import MAX_FILE
    from gongkai.archive.importing import NotImported, imported
    from gongkai.files import read_file

    try:
        data = read_file(path, MAX_FILE + 1)
    except OSError as fault:
        return NotImported(path.name, _unread(path, fault))
    return imported(data, path.name, forms, asked=known.asked)


def _unread(path: Path, fault: OSError) -> str:
    if path.is_dir():
        return "这个文件夹里没有文件，或者读不了；请核对是不是写错了文件夹，有没有读的权限。"
    if isinstance(fault, FileNotFoundError):
        return "没有这个文件；请核对路径和文件名。"
    if isinstance(fault, PermissionError):
        return "没有读这个文件的权限；请检查文件的权限。"
    return "读不了这个文件，它不是普通文件，或者磁盘有毛病；请把文件本身复制过来再导入。"


def _refusal(path: Path, why: str) -> "Diagnostic":
    from gongkai.codes import finding

    what, _, how = why.rstrip("。").partition("；")
    return finding("import-refused", Span(path.name), what, f"{how or '请照说的改正后再导入'}。")


def _sentence(text: str) -> str:
    return f"{text.rstrip('。')}。"


def _tell(path: Path, taken: Taken, texts: Mapping[str, bytes], *, in_full: bool) -> None:
    from gongkai.archive.importing import Imported
    from gongkai.archive.judged import has_record
    from gongkai.show import as_text

    one = taken.one
    if isinstance(one, Imported):
        editions = "、".join(sorted({read.table.edition for read in one.recognised})) or one.edition.id
        whose = f"{one.agency or '机关不明'} {one.year or '年度不明'}"
        opened = f"待核 {one.open} 格" if one.open else "没有待核的格"
        done = f"修正 {one.mended} 处，没有读入 {one.dropped} 处"
        say(f"{path.name}：{whose}，{editions}年格式，{opened}，{done}。")
        if not has_record(one, texts):
            say("机关还没有建档，只查了这一份里面的数，没有与上年和别的机关比。")
    if in_full:
        if isinstance(one, Imported):
            sys.stderr.write("".join(map(_line, one.told)))
        sys.stderr.write(as_text(taken.findings, {}))
    for name in taken.written:
        print(name)


def _line(repair: "Repair") -> str:
    """A repair in a line; what is printed is passed on, so it is covered like the page."""
    from gongkai.rules.personal import redact
    from gongkai.text import shorten

    made = f"→『{shorten(repair.made)}』" if repair.made else ""
    found = f"『{shorten(repair.found)}』{made}" if repair.found else repair.made
    parts = [repair.kind, repair.where, found, repair.why]
    return f"  {redact(' '.join(' '.join(parts).split()))}\n"
