"""`gongkai import`: what becomes of a file from elsewhere?"""

import argparse
import sys
from pathlib import Path
from typing import Any

from gongkai.commands.common import FINDINGS, OK, command, load_forms


def add(commands: Any) -> None:
    """The command and its arguments."""
    take = command(commands, "import", "导入 report.json，写成年报文件", run)
    take.arguments.add_argument("files", nargs="+", type=Path, metavar="文件", help="report.json")
    take.options.add_argument("--into", type=Path, required=True, metavar="文件夹", help="写到哪个内容文件夹")


def run(options: argparse.Namespace) -> int:
    """Write the reports of the files; FINDINGS if one of them was refused."""
    from gongkai.intake import import_file
    from gongkai.show import as_text

    forms = load_forms(options)
    status = OK
    for path in options.files:
        written, findings = import_file(path, options.into, forms)
        sys.stderr.write(as_text(findings, {}))
        if not written:
            status = FINDINGS
        for name in written:
            print(name)
    return status
