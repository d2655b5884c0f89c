"""`gongkai sum`: what do the reports of an area add up to, as a draft of its government's report?"""

import argparse
from typing import Any

from gongkai.commands.asked import asked_for, body_and_year, write_draft
from gongkai.commands.common import FINDINGS, OK, command, say, write


def add(commands: Any) -> None:
    """The command and its arguments."""
    add_up = command(commands, "sum", "把辖区各机关的年报相加，作全辖区年报的草稿", run)
    body_and_year(add_up)
    add_up.options.add_argument(
        "--write", action="store_true", help="写到这个机关的文件夹里（缺省：只打印出来）；已经有的不动"
    )


def run(options: argparse.Namespace) -> int:
    """Print or write the draft; FINDINGS if there is nothing to add or a file is there already."""
    from gongkai.area_draft import area_report

    asked = asked_for(options)
    if asked is None:
        return FINDINGS
    loaded, agency, edition = asked
    made = area_report(loaded.portal, agency, options.year, edition)
    if isinstance(made, str):
        say(made)
        return FINDINGS
    if options.write:
        return write_draft(options, agency, made)
    for note in made.notes:
        say(note)
    write(made.text)
    return OK
