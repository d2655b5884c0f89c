"""`gongkai rollback`: which releases are there, and which of them do visitors see from now on?"""

import argparse
from pathlib import Path
from typing import Any

from gongkai.commands.common import OK, say
from gongkai.commands.publish import shared

ACTIONS = {"publish": "上线", "rollback": "退回"}


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "退回以前上线的版本，一下子换上"
    rollback = commands.add_parser("rollback", help=what, description=what + "。")
    rollback.arguments.add_argument("target", type=Path, metavar="上线文件夹", help="publish --to 写的那个")
    what = "退回哪一版：第几次，或者版本的名称（缺省：现在这一版之前的那一版）"
    rollback.options.add_argument("--to", metavar="版本", help=what)
    rollback.options.add_argument("--list", action="store_true", help="列出有哪些版本，不退回")
    shared(rollback)
    rollback.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show an earlier release, or list them."""
    from gongkai.release.rollback import refuse_other, roll_back
    from gongkai.release.signing import signer
    from gongkai.release.target import opened

    target = options.target
    refuse_other(target)
    if options.list:
        return _list(target)
    with opened(target, options.wait, say):
        done = roll_back(target, options.to, options.commit, signer(options.sign_key))
    if done is None:
        print(f"{target / 'current'} 现在就是这一版，没有动它。")
        return OK
    for note in done.notes:
        say(note)
    print(f"已经退回：版本 {done.head.release}，核对无误，记作第 {done.head.number} 次。")
    return OK


def _list(target: Path) -> int:
    from gongkai.release.rollback import lines_of

    for line in lines_of(target):
        state = "现在显示" if line.shown else "可以退回" if line.kept else "已经清理"
        said = "" if line.head.commit == "-" else f"  提交 {line.head.commit}"
        action = ACTIONS[line.head.action]
        print(f"第 {line.head.number} 次  {line.written}  {action}  {line.head.release}  {state}{said}")
    return OK
