"""What does the server do while a site is published to it over ssh? The same as is done here; the files are asked for.

`release.ssh` sends this module and those it imports over, so that nothing of ours is installed there, and Python 3.8 is
enough. Each side sends one JSON text a line. The lock is held from before the state is read until after the switch, and ends with
the connection: whoever speaks to us gives a sign of life, an empty line, many times in PATIENCE.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import shutil
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from gongkai.files import FileFault
from gongkai.release.manifest import Contents, contents_of
from gongkai.release.renew import Terms, renew
from gongkai.release.rollback import lines_of, refuse_other, roll_back
from gongkai.release.target import opened
from gongkai.release.verifier import Entry, shown_release
from gongkai.told import why

MARK = "gongkai: "  # before each line of ours: a shell may have said something too
PATIENCE = 120  # seconds without a word after which nobody is there any more
_BLOCK = 1 << 16  # bytes of a long line that are a word


class Gone(Exception):
    """There is nobody at the other end any more."""


def serve() -> None:
    """Do the one job that is ordered, and tell what came of it."""
    signal.signal(signal.SIGALRM, _gone)
    with contextlib.suppress(Gone):
        try:
            order = _hear()
            _tell("begun", None)  # from now on nobody knows there what was done here, unless we tell
            _tell("done", {"publish": _publish, "rollback": _roll_back, "list": _list}[order["job"]](order))
        except FileFault as fault:
            _tell("fault", str(fault))
        except OSError as fault:
            _tell("fault", f"{fault.filename or ''} {why(fault)}。请检查服务器的磁盘和权限，再运行一次。")


def _publish(order: dict[str, Any]) -> Any:
    target = Path(order["target"])
    if not shutil.which("rsync"):
        raise FileFault("服务器上没有 rsync：请安装。原来的网站没有动。")
    with opened(target, order["wait"], functools.partial(_tell, "say")):
        terms = Terms(order["keep"], order["commit"], _signature if order["sign"] else None)
        return renew(target, functools.partial(_fill, target), terms)


def _fill(target: Path, new: Path) -> Contents:
    """Have a folder filled with a site from there; what is the same in the release that is shown is taken from it."""
    shown = shown_release(str(target))
    return contents_of(Entry(*one) for one in _ask("fill", [str(new), shown[0] if shown else None]))


def _roll_back(order: dict[str, Any]) -> Any:
    target = Path(order["target"])
    refuse_other(target)
    with opened(target, order["wait"], functools.partial(_tell, "say")):
        return roll_back(target, order["to"], order["commit"], _signature if order["sign"] else None)


def _list(order: dict[str, Any]) -> Any:
    target = Path(order["target"])
    refuse_other(target)
    return lines_of(target)


def _signature(path: Path) -> bytes:
    """The signature of a file by a key that never comes here."""
    return base64.b64decode(_ask("sign", path.read_text("utf-8")))


def _ask(kind: str, value: Any) -> Any:
    _tell(kind, value)
    return _hear()


def _tell(kind: str, value: Any) -> None:
    try:
        sys.stdout.write(f"{MARK}{json.dumps([kind, value])}\n")
        sys.stdout.flush()
    except OSError as fault:
        raise Gone from fault


def _hear() -> Any:
    line = b""
    while not line.endswith(b"\n"):
        signal.alarm(PATIENCE)
        block = sys.stdin.buffer.readline(_BLOCK)
        signal.alarm(0)
        if not block:
            raise Gone
        line = (line + block).lstrip()  # an empty line is a sign of life
    return json.loads(line)


def _gone(*_: object) -> NoReturn:
    raise Gone
