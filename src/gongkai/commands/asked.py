"""What do `new` and `sum` ask alike? A body and a year; and how their drafts are written."""

import argparse
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from gongkai.commands.common import FINDINGS, OK, Parser, load_content, say
from gongkai.told import why

if TYPE_CHECKING:
    from gongkai.build import Loaded
    from gongkai.drafts import Start
    from gongkai.form import Edition
    from gongkai.records import Agency


def body_and_year(parser: Parser) -> None:
    """The two arguments."""
    parser.arguments.add_argument("agency", metavar="机关", help="编码（文件夹名）、全称或简称")
    parser.arguments.add_argument("year", type=report_year, metavar="年度", help="四位数字，例如 2024")


def report_year(text: str) -> int:
    """A year as an argument."""
    if not re.fullmatch(r"[12]\d{3}", text, re.ASCII):
        message = f"年度要写四位半角数字，例如 2024，这里是『{text}』"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def asked_for(options: argparse.Namespace) -> "tuple[Loaded, Agency, Edition] | None":
    """The content, the body and the form of its year; None, and a word said, if there is no such thing."""
    from gongkai.lookup import find

    loaded: Any = load_content(options)
    agency = find(loaded.portal.agencies, options.agency)
    if isinstance(agency, str):
        say(agency)
        return None
    edition = loaded.portal.forms.for_year(options.year)
    if edition is None:
        say(f"{options.year} 年还没有统一格式，不能用这套表格。")
        return None
    if not agency.existed(options.year):
        say(f"『{agency.name}』的存续期间里没有{options.year}年；写错了的，请先改 {agency.file} 里的『存续期间』。")
        return None
    return loaded, agency, edition


def place_of(options: argparse.Namespace, agency: "Agency") -> Path:
    """Where the report of a body for the year stands."""
    content: Path = options.content
    return content / PurePosixPath(agency.file).parent / f"{options.year}.md"


def write_draft(options: argparse.Namespace, agency: "Agency", start: "Start") -> int:
    """Write a draft where none stands, and say what to do next; FINDINGS, and nothing done, if there is a file."""
    from gongkai.files import FileFault, write_new

    path = place_of(options, agency)
    try:
        write_new(path, start.text)
    except FileExistsError:
        say(f"{path} 已经有了，没有动它。要重新开始的，请先把它移走或改名。")
        return FINDINGS
    except OSError as fault:
        message = f"写不了 {path}：{why(fault)}；请检查磁盘空间和权限。"
        raise FileFault(message) from fault
    print(path)
    for note in start.notes:
        say(note)
    say("下一步：对照盖章的原表，把『待核』逐格换成数字，写上正文和发布日期。")
    say("　　　　然后运行 check，照“改法”改到没有错误。")
    return OK
