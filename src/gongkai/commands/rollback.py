"""`gongkai rollback`: which releases are there, and which of them do visitors see from now on?"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.commands.common import OK, say
from gongkai.commands.publish import TARGET, shared

if TYPE_CHECKING:
    from gongkai.release.rollback import Line

ACTIONS = {"publish": "上线", "rollback": "退回"}


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "退回以前上线的版本，一下子换上"
    rollback = commands.add_parser("rollback", help=what, description=what + "。")
    rollback.arguments.add_argument("target", metavar="目标", help=f"publish --to 写的{TARGET}")
    what = "退回哪一版：第几次，或者版本的名称（缺省：现在这一版之前的那一版）"
    rollback.options.add_argument("--to", metavar="版本", help=what)
    rollback.options.add_argument("--list", action="store_true", help="列出有哪些版本，不退回")
    shared(rollback)
    rollback.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show an earlier release, or list them."""
    from gongkai.release.address import place_in
    from gongkai.release.remote import lines_over, roll_back_over
    from gongkai.release.rollback import lines_of, refuse_other, roll_back
    from gongkai.release.signing import signer
    from gongkai.release.target import opened

    place, target = place_in(options.target), Path(options.target)
    if not place:
        refuse_other(target)
    if options.list:
        return _list(lines_over(place, say) if place else lines_of(target))
    wanted = options.to, options.commit
    if place:
        done = roll_back_over(place, *wanted, options.sign_key, wait=options.wait, say=say)
    else:
        with opened(target, options.wait, say):
            done = roll_back(target, *wanted, signer(options.sign_key))
    if done is None:
        print(f"{place or target}/current 现在就是这一版，没有动它。")
        return OK
    for note in done.notes:
        say(note)
    print(f"已经退回：版本 {done.head.release}，核对无误，记作第 {done.head.number} 次。")
    return OK


def _list(lines: "list[Line]") -> int:
    for line in lines:
        state = "现在显示" if line.shown else "可以退回" if line.kept else "已经清理"
        said = "" if line.head.commit == "-" else f"  提交 {line.head.commit}"
        action = ACTIONS[line.head.action]
        print(f"第 {line.head.number} 次  {line.written}  {action}  {line.head.release}  {state}{said}")
    return OK
