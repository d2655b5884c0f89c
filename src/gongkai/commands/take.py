"""`gongkai import`: what becomes of a file from elsewhere?"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.commands.asked import report_year
from gongkai.commands.common import FINDINGS, HERE, OK, command, load_forms, say, write
from gongkai.commands.paper import put_page, refuse_place

if TYPE_CHECKING:
    from gongkai.archive.importing import Asked, Imported, NotImported
    from gongkai.archive.told import Told
    from gongkai.diag import Diagnostic
    from gongkai.form import Forms

PAGE = "导入报告"
_PARTS = ("import.html", "report.css", "import.css")
_READ_ON = "请对照原件检查写出的文件，再运行 check，照“改法”改到没有错误。"


def add(commands: Any) -> None:
    """The command and its arguments."""
    take = command(commands, "import", "导入年报：Word、Excel、PDF、网页、文本，或者 report.json", run)
    take.arguments.add_argument("files", nargs="+", type=Path, metavar="文件", help="一份年报一个文件")
    take.options.add_argument("--agency", metavar="机关", help="是哪个机关的：编码、全称或简称（缺省：看文件里怎么写）")
    take.options.add_argument("--year", type=report_year, metavar="年度", help="是哪一年度的（缺省：看文件里怎么写）")
    take.options.add_argument("--into", type=Path, metavar="文件夹", help="写到哪个内容文件夹（缺省：只看，不写）")
    take.options.add_argument("--format", choices=("text", "json"), help="给人看，还是给程序读（缺省：text）")
    what = "另写一张网页，原文和识别结果左右对照，可以打印；不写 --format 的，不再逐条显示"
    take.options.add_argument("--html", type=Path, metavar="文件", help=what)


class Taken(NamedTuple):
    """What became of a file."""

    one: "Imported | NotImported"
    findings: "list[Diagnostic]"
    written: list[str]


def run(options: argparse.Namespace) -> int:
    """Read the files, and write their reports if a folder is named; FINDINGS if one of them was refused."""
    forms = load_forms(options)
    if options.html:
        refuse_place(options.html, filter(None, (options.into, options.content)), PAGE)
    known = _known(options, forms)
    if known is None:
        return FINDINGS
    told: list[Told] = []
    status = OK
    for path in options.files:
        taken = take_in(path, options.into, known, forms)
        told.append((str(path), taken.one, taken.findings))
        if taken.one.status == "refused" or (options.into and not taken.written):
            status = FINDINGS
        if options.format != "json":
            fine = taken.written or (taken.one.status == "ok" and not options.into)
            _tell(path, taken, in_full=not (options.html and fine) or options.format == "text")
    _show(options, told)
    return status


def _show(options: argparse.Namespace, told: "list[Told]") -> None:
    """All files together: for a program, as a page, or a word on how to go on."""
    from gongkai.archive.told import as_json

    if options.format == "json":
        write(as_json(told))
    elif any(one.status == "ok" for _, one, _ in told):
        say(_READ_ON if options.into else "没有写入文件；要写，请加上 --into 内容文件夹。")
    if options.html:
        from gongkai.archive.page import MARK, as_page
        from gongkai.files import read_file

        template, *styles = (read_file(HERE / "show" / name).decode() for name in _PARTS)
        put_page(options.html, as_page(told, template, "".join(styles)), MARK, PAGE)


class Known(NamedTuple):
    """What is known beside the files: whom they may be of, and the texts of the content folder."""

    asked: "Asked"
    texts: Mapping[str, bytes]


def _known(options: argparse.Namespace, forms: "Forms") -> "Known | None":
    """What is known; None, and a word said, if the body that was named is none."""
    from gongkai.archive.importing import Asked
    from gongkai.archive.judged import agencies_of
    from gongkai.lookup import find
    from gongkai.records import Agency, slug_fault

    texts = next(filter(None, map(_texts, (options.into, options.content))), {})
    agencies = agencies_of(texts, forms)
    if not options.agency:
        return Known(Asked(agencies, None, options.year), texts)
    agency = find(agencies, options.agency)
    if isinstance(agency, str) and not slug_fault(options.agency):
        agency = Agency(options.agency, "", "")  # a new one
    if isinstance(agency, str):
        say(agency)
        return None
    return Known(Asked(agencies, agency, options.year), texts)


def _texts(folder: Path | None) -> Mapping[str, bytes]:
    from gongkai.files import FileFault, read_tree

    if folder is None or not folder.is_dir():
        return {}
    try:
        return read_tree(folder)[0].texts
    except FileFault:
        return {}


def take_in(path: Path, into: Path | None, known: Known, forms: "Forms") -> Taken:
    """What became of a file: the report or why there is none, what there is to say, and what was written."""
    from gongkai.archive.importing import NotImported
    from gongkai.archive.judged import judged
    from gongkai.intake import Refused, write_report
    from gongkai.records import Agency

    one = _read(path, known, forms)
    if isinstance(one, NotImported):
        return Taken(one, [_refusal(path, one.why)], [])
    findings = [*_ignored(path, one), *judged(one, known.texts, forms)]
    if not into:
        return Taken(one, findings, [])
    missing = [name for name, value in (("机关", one.agency), ("编码", one.slug), ("年度", one.year)) if not value]
    if missing or one.agency is None or one.slug is None or one.year is None:
        why = f"不知道这份年报的{'、'.join(missing)}，没有写入；请加上 {_ways(missing)}，再运行一次。"
        return Taken(one, [_refusal(path, why), *findings], [])
    try:
        written = write_report(into, one.text, Agency(one.slug, "", one.agency), one.year)
    except Refused as fault:
        return Taken(one, [_refusal(path, f"{fault}。"), *findings], [])
    return Taken(one, findings, written)


def _ignored(path: Path, one: "Imported") -> "list[Diagnostic]":
    """What of a report.json is not taken over."""
    from gongkai.codes import finding
    from gongkai.diag import Span

    left = [repair.found for repair in one.repairs if one.source is None]
    message, hint = f"没有写入的项目：{'、'.join(left)}", "需要的，请在写出的年报里补上。"
    return [finding("import-ignored", Span(path.name), message, hint)] if left else []


def _ways(missing: Sequence[str]) -> str:
    asked = {"--agency 机关的编码": {"机关", "编码"}, "--year 年度": {"年度"}}
    return " 和 ".join(way for way, names in asked.items() if names & set(missing))


def _read(path: Path, known: Known, forms: "Forms") -> "Imported | NotImported":
    from gongkai.archive.guard import MAX_FILE
    from gongkai.archive.importing import NotImported, imported
    from gongkai.files import read_file

    try:
        data = read_file(path, MAX_FILE + 1)
    except OSError as fault:
        return NotImported(path.name, f"读不了这个文件，请检查路径和权限（{fault.strerror or fault}）。")
    return imported(data, path.name, forms, asked=known.asked)


def _refusal(path: Path, why: str) -> "Diagnostic":
    from gongkai.codes import finding
    from gongkai.diag import Span

    what, _, how = why.rstrip("。").partition("；")
    return finding("import-refused", Span(path.name), what, f"{how or '请照说的改正后再导入'}。")


def _tell(path: Path, taken: Taken, *, in_full: bool) -> None:
    from gongkai.archive.importing import Imported
    from gongkai.show import as_text

    one = taken.one
    if isinstance(one, Imported):
        editions = "、".join(sorted({read.table.edition for read in one.recognised})) or one.edition.id
        whose = f"{one.agency or '机关不明'} {one.year or '年度不明'}"
        opened = f"待核 {one.open} 格" if one.open else "没有待核的格"
        say(f"{path.name}：{whose}，{editions}年格式，{opened}，修正 {len(one.repairs)} 处。")
    if in_full:
        sys.stderr.write(as_text(taken.findings, {}))
    for name in taken.written:
        print(name)
