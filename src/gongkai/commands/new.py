"""`gongkai new`: with what file does a body begin its next report?"""

import argparse
from typing import Any

from gongkai.commands.asked import asked_for, body_and_year, write_draft
from gongkai.commands.common import FINDINGS, command


def add(commands: Any) -> None:
    """The command and its arguments."""
    body_and_year(command(commands, "new", "开始写一份新的年报，取上年结转等数", run))


def run(options: argparse.Namespace) -> int:
    """Write the file to be filled in; FINDINGS if there is one already or no such body."""
    from gongkai.drafts import next_report

    asked = asked_for(options)
    if asked is None:
        return FINDINGS
    loaded, agency, edition = asked
    start = next_report(loaded.portal, agency, options.year, edition)
    return write_draft(options, agency, start)
