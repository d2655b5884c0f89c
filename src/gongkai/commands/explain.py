"""`gongkai explain`: what does a rule ask, on what does it rest, and how is it mended?"""

import argparse
import sys
from typing import Any

from gongkai.commands.common import FAULT, OK, Parser, say, write


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "解释一条规则：问什么、依据、例子、改法"
    explain: Parser = commands.add_parser("explain", help=what, description=what + "。")
    explain.arguments.add_argument(
        "codes", nargs="*", metavar="代码", help="检查结果方括号里的词（缺省：列出全部代码）"
    )
    explain.options.add_argument("--markdown", action="store_true", help="按 docs/rules.md 的样子写出全部")
    explain.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the page of each code, or the list of all; FAULT for a code that there is not."""
    from gongkai.catalogue import as_list, as_markdown, as_text, entry, known
    from gongkai.fields import similar

    if options.markdown:
        write(as_markdown())
        return OK
    if not options.codes:
        sys.stdout.write(as_list())
        return OK
    status = OK
    for code in options.codes:
        found = entry(code.strip("[]"))
        if found is None:
            say(f"没有『{code}』这条规则。{similar(code, known())}不写代码可以列出全部。")
            status = FAULT
        else:
            sys.stdout.write(as_text(found) + "\n")
    return status
