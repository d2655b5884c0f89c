"""`gongkai verify`: is a published site still what was published?"""

import argparse
import sys
from pathlib import Path
from typing import Any

from gongkai.commands.common import OK, write
from gongkai.told import why


def add(commands: Any) -> None:
    """The command and its arguments."""
    what = "核对上线的网站与清单是不是一致"
    verify = commands.add_parser("verify", help=what, description=what + "。")
    # As in the verifier, which is not loaded for the help of other commands; a test compares the two.
    verify.arguments.add_argument("target", nargs="?", metavar="目标", help="上线文件夹、网站文件夹或者网址")
    options = verify.options
    options.add_argument("--manifest", metavar="清单", help="另存在别处的清单，照它核对")
    options.add_argument("--signers", metavar="文件", help="谁可以签名（OpenSSH 的 allowed_signers 文件）")
    options.add_argument("--identity", metavar="名称", help="必须是谁签的（缺省：名单里的任何一个）")
    what = "网站文件夹里允许多出的文件，例如 web.config；可以写几次"
    options.add_argument("--allow", action="append", default=[], metavar="路径", help=what)
    options.add_argument("--timeout", type=float, default=20, metavar="秒", help="从网上取一个文件等多久（缺省：20）")
    what = "text 或 json（缺省：text）"
    options.add_argument("--format", choices=("text", "json"), default="text", metavar="形式", help=what)
    what = "把核对程序写成一个文件；有 Python 3.8 以上就能用，不用安装 gongkai"
    options.add_argument("--save", type=Path, metavar="文件", help=what)
    verify.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare and say so; the exit status is the verifier's: 0 the same, 1 not, 2 it cannot be said."""
    if options.save:
        return _save(options.save)
    from gongkai.release import verifier

    status, out, beside = verifier.run(options)
    write(out)
    sys.stderr.write(beside)
    return status


def _save(path: Path) -> int:
    from gongkai.files import FileFault, write_new
    from gongkai.release.zipped import verifier as source

    try:
        write_new(path, source().decode())
    except FileExistsError as fault:
        message = f"已经有 {path}，没有动它；请换一个文件名。"
        raise FileFault(message) from fault
    except OSError as fault:
        message = f"写不了 {path}：{why(fault)}。请检查文件夹和权限。"
        raise FileFault(message) from fault
    print(f"核对程序已写成 {path}，用法：python3 {path} --help")
    return OK
