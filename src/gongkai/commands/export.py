"""`gongkai export`: how does an office get a report as an Excel workbook and a Word document?"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.commands.asked import asked_for, body_and_year
from gongkai.commands.common import FINDINGS, OK, command, say
from gongkai.told import why

if TYPE_CHECKING:
    from gongkai.build import Loaded
    from gongkai.form import Edition
    from gongkai.records import Agency

FORMATS = ("xlsx", "docx")


def add(commands: Any) -> None:
    """The command and its arguments."""
    export = command(commands, "export", "把年报写成 Excel 表格和 Word 文档，或者写一张填报表", run)
    body_and_year(export)
    export.options.add_argument(
        "--template", action="store_true", help="写一张还没有填的 Excel 填报表，取上年结转等数；年度可以还没有年报"
    )
    export.options.add_argument(
        "--format", type=_formats, metavar="格式", help="xlsx（Excel）、docx（Word），几种用逗号隔开（缺省：xlsx,docx）"
    )
    export.options.add_argument(
        "--to", type=Path, default=Path(), metavar="文件夹", help="写到哪个文件夹（缺省：现在的文件夹）"
    )
    export.options.add_argument("--force", action="store_true", help="已经有同名而内容不同的文件，换成新的")


def _formats(text: str) -> tuple[str, ...]:
    asked = [name.strip().lower().removeprefix(".") for name in text.replace("，", ",").split(",")]
    if wrong := [name for name in asked if name not in FORMATS]:
        message = f"格式可以写 {'、'.join(FORMATS)}，这里有『{wrong[0]}』"
        raise argparse.ArgumentTypeError(message)
    return tuple(name for name in FORMATS if name in asked)


def run(options: argparse.Namespace) -> int:
    """Write the files; FINDINGS, and nothing written, if there is no such report or another file in the way."""
    if options.template and options.format not in {None, ("xlsx",)}:
        say("填报表只有 Excel 一种，请不要写 --format，或者写 --format xlsx。")
        return FINDINGS
    asked = asked_for(options)
    if asked is None:
        return FINDINGS
    _refuse_place(options)
    loaded, agency, edition = asked
    made = _template(options, loaded, agency, edition) if options.template else _report(options, loaded, agency)
    return FINDINGS if made is None else _write(options, made)


def _refuse_place(options: argparse.Namespace) -> None:
    """FileFault if the files would lie among the content: they would be taken for a part of it."""
    from gongkai.files import FileFault, real

    if real(options.to).is_relative_to(real(options.content)):
        message = f"{options.to} 在内容文件夹 {options.content} 里，请用 --to 写到别的文件夹，例如：--to 导出。"
        raise FileFault(message)


def _template(
    options: argparse.Namespace, loaded: "Loaded", agency: "Agency", edition: "Edition"
) -> Mapping[str, bytes]:
    """The workbook to be filled in, by its name."""
    from gongkai.drafts import beginning, name_in
    from gongkai.office.file_names import TEMPLATE, file_name
    from gongkai.office.workbook import template

    name = file_name(name_in(agency, options.year), options.year, TEMPLATE, "xlsx")
    for note in beginning(loaded.portal, agency, options.year, edition).notes:
        say(note)
    return {name: template(loaded.portal, agency, options.year, edition)}


def _report(options: argparse.Namespace, loaded: "Loaded", agency: "Agency") -> Mapping[str, bytes] | None:
    """The files of a report by their names; None, and a word said, if there is no such report."""
    from gongkai.diag import Severity
    from gongkai.drafts import name_in
    from gongkai.office.document import document
    from gongkai.office.file_names import REPORT, file_name
    from gongkai.office.workbook import workbook

    report = loaded.portal.reports.get((agency.slug, options.year))
    if report is None:
        say(f"没有『{agency.name}』能用的{options.year}年年报；要一张空的填报表，请加上 --template。")
        return None
    errors = sum(f.severity is Severity.ERROR and f.span.file == report.file for f in loaded.findings)
    if errors:
        say(f"{report.file} 还有 {errors} 个错误没有改，下面的文件照现在的内容写。")
    makers = {"xlsx": workbook, "docx": document}
    invented = loaded.portal.atlas.is_invented(agency)
    name = name_in(agency, options.year)
    return {
        file_name(name, options.year, REPORT, suffix): makers[suffix](report, agency, invented=invented)
        for suffix in options.format or FORMATS
    }


def _write(options: argparse.Namespace, made: Mapping[str, bytes]) -> int:
    """Write all of the files, or none if one of them would take the place of another."""
    from gongkai.files import FileFault, read_if_there, write_file

    try:
        old = {name: read_if_there(options.to / name) for name in made}
        in_the_way = [name for name, data in made.items() if old[name] not in {None, data}]
        if in_the_way and not options.force:
            for name in in_the_way:
                say(f"{options.to / name} 已经有了，内容不同，没有动它。要换成新的，请加上 --force，或者先把它改名。")
            return FINDINGS
        for name, data in made.items():
            if old[name] != data:
                write_file(options.to / name, data)
            print(options.to / name)
    except OSError as fault:
        message = f"写不了 {options.to}：{why(fault)}；请检查文件夹和权限。文件正打开着的，请先关掉。"
        raise FileFault(message) from fault
    return OK
