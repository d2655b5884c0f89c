"""The command line: a thin skin over the commands."""

import gc
import os
import sys
import traceback
from collections.abc import Sequence

from gongkai import __version__
from gongkai.commands import (
    add_up,
    build_site,
    check,
    explain,
    export,
    find,
    fmt,
    new,
    publish,
    quality,
    rollback,
    schema,
    serve,
    take,
    verify,
)
from gongkai.commands.common import FAULT, Parser, say

OBJECTS = (
    200_000  # made between two looks for garbage: there is little among the values of reports, and looking takes long
)
# In the order of the help.
COMMANDS = (
    new,
    check,
    explain,
    find,
    fmt,
    build_site,
    serve,
    publish,
    verify,
    rollback,
    quality,
    add_up,
    export,
    take,
    schema,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 no errors, 1 errors in the content, 2 a fault of ours or of the machine."""
    for stream in (sys.stdout, sys.stderr):
        # A console in cp936 cannot show every character; better a substitute than a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if sys.flags.optimize > 1:
        say("请不要用 python -OO（或者 PYTHONOPTIMIZE=2）运行：它会去掉检查项目的说明，网页就不一样了。")
        return FAULT
    gc.set_threshold(OBJECTS)
    options = _parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
    except KeyboardInterrupt:
        say("已中断。")
        return FAULT
    except BrokenPipeError:  # whoever reads has read enough; what is left goes nowhere, also when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT
    except Exception as fault:  # noqa: BLE001 - the last resort: an editor never sees a traceback
        say(_sentence(fault))
        return FAULT
    else:
        return status


def _sentence(fault: Exception) -> str:
    """What is said of a fault. Nothing is imported here: the disk may be full, or gone."""
    ours = (("gongkai.files", "FileFault"), ("gongkai.hands", "Elsewhere"), ("gongkai.theme", "TemplateFault"))
    if any(isinstance(fault, getattr(sys.modules.get(module), name, ())) for module, name in ours):
        return str(fault)
    if isinstance(fault, PermissionError):
        return f"没有权限：{fault.filename}。请检查这个文件或者文件夹的权限，再运行一次。"
    if os.environ.get("GONGKAI_DEBUG"):
        traceback.print_exception(fault)
    return f"gongkai 自身出错了（{type(fault).__name__}: {fault}）。这不是您的内容的问题，请把这句话告诉维护者。"


def _parser() -> Parser:
    parser = Parser(prog="gongkai", description="政府信息公开工作年度报告：检查、生成网站。")
    parser.options.add_argument("--version", action="version", version=f"gongkai {__version__}", help="显示版本")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)
    for command in COMMANDS:
        command.add(commands)
    return parser
