"""Who may change a site now? One process at a time, by a lock that ends with the process, however it ends."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gongkai.files import FileFault

SWITCHING, BUILDING = "上线或者退回", "生成"  # what is done under a lock; to the first `--wait` belongs
_STEP = 0.2  # seconds between two tries


@contextlib.contextmanager
def locked(path: Path, wait: float, say: Callable[[str], None], what: str = SWITCHING) -> Iterator[None]:
    """Hold the lock that a file stands for; wait for whoever holds it, FileFault if that takes too long.

    `what` is what is done meanwhile, in words.
    """
    handle = _take(path, wait, say, what)
    try:
        yield
    finally:
        os.close(handle)  # and with it the lock


def _take(path: Path, wait: float, say: Callable[[str], None], what: str) -> int:
    waited = 0.0
    while True:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        try:
            handle = os.open(path, flags, 0o600)
        except OSError as fault:
            if fault.errno in {errno.ELOOP, errno.EISDIR, errno.ENXIO}:  # a link, a folder, a socket
                message = f"{path} 应当是普通文件，没有动它；请把它移走，再运行一次。"
                raise FileFault(message) from fault
            raise
        try:
            if _try(handle):
                if _is_there(handle, path):
                    return handle
                os.close(handle)  # its holder took it away with the target: take the new one
                continue
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if waited == 0:
            say(f"另一次{what}正在 {path.parent} 进行，等它做完（最多 {wait:g} 秒）……")
        if waited >= wait:
            longer = "" if what == BUILDING else "，或者用 --wait 等久一些"
            message = f"等了 {wait:g} 秒，另一次{what}还没有做完，没有动 {path.parent}；请稍后再运行{longer}。"
            raise FileFault(message)
        time.sleep(min(_STEP, wait - waited))
        waited += _STEP


def _is_there(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


if os.name == "nt":  # pragma: no cover - Windows
    import msvcrt

    def _try(handle: int) -> bool:
        try:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
