"""How is a file read so that it can do no harm, whatever it holds?

In a process of its own, with limits of time and memory, that may open nothing. It serves many files, one after the
other, and is replaced when it dies.
"""

import atexit
import contextlib
import json
import multiprocessing
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from multiprocessing.connection import Connection
from typing import Any, Self

from gongkai.archive.guard import MEMORY, SECONDS, check_size
from gongkai.archive.raw import Source, pack, unpack
from gongkai.archive.refusal import Refused

_START = 120.0  # seconds in which the process has to be ready, on a slow machine
_FILES = 200  # that one process reads: what a library forgets to free is freed then
_LONGEST = 100 * 1024 * 1024  # of an answer

_SLOW = "读这个文件花的时间超过 {:g} 秒，没有读；年报不会这样，请另存一次，或者复制文字到文本文件后再导入。"
_DIED = "读这个文件时程序停了：文件太大、太复杂，或者已经损坏；请另存一次，或者复制文字到文本文件后再导入。"
_REACHING = "这个文件要打开别的文件或者网址，没有让它打开，也没有读；请向提供文件的人要原件。"
_ABSENT = "读文件的程序启动不了；请关掉一些别的程序再试。"


class Reader:
    """Reads files in a process of its own; `with Reader() as reader: reader.read(data, name)`."""

    def __init__(
        self, seconds: float = SECONDS, memory: int = MEMORY, serve: "Callable[[Connection, int], None] | None" = None
    ) -> None:
        self.seconds = seconds
        self.memory = memory
        self._serve = serve or _serve
        self._process: Any = None
        self._ours: Connection | None = None
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, data: bytes, name: str) -> Source:
        """What stands in a file; Refused if it cannot be read within the limits."""
        check_size(data)
        ours = self._started()
        try:
            ours.send_bytes(name.encode("utf-8", "replace"))
            ours.send_bytes(data)
            if not ours.poll(self.seconds):
                self.close()
                raise Refused(_SLOW.format(self.seconds))
            answer = json.loads(ours.recv_bytes(_LONGEST))
        except (EOFError, OSError, ValueError) as fault:
            self.close()
            raise Refused(_DIED) from fault
        self._read += 1
        if "source" in answer:
            return replace(unpack(answer["source"]), name=name)
        if answer["broken"]:
            self.close()
        raise Refused(answer["refused"])

    def close(self) -> None:
        """End the process, if there is one."""
        process, ours = self._process, self._ours
        self._process, self._ours, self._read = None, None, 0
        if ours is not None:
            ours.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()

    def _started(self) -> "Connection":
        if self._ours is not None and self._read < _FILES and self._process.is_alive():
            return self._ours
        self.close()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._serve, args=(theirs, self.memory), daemon=True)
        process.start()
        theirs.close()
        self._process, self._ours = process, ours
        try:
            if ours.poll(_START):
                ours.recv_bytes(1)
                return ours
        except (EOFError, OSError):
            pass
        self.close()
        raise Refused(_ABSENT)


@cache
def _shared() -> Reader:
    reader = Reader()
    atexit.register(reader.close)
    return reader


def confined(data: bytes, name: str) -> Source:
    """What stands in a file, read in a process that all calls share; Refused if it cannot be read within the limits."""
    return _shared().read(data, name)


def _serve(theirs: "Connection", memory: int) -> None:
    """Read one file after the other, until nobody asks."""
    from gongkai.archive import containers

    _warm()
    _limit(memory)
    opened = _watch()
    theirs.send_bytes(b"1")
    while True:
        try:
            name, data = theirs.recv_bytes().decode("utf-8"), theirs.recv_bytes()
        except (EOFError, OSError):
            return
        opened.clear()
        answer: dict[str, Any]
        try:
            answer = {"source": pack(containers.read(data, name))}
        except Refused as fault:
            answer = {"refused": str(fault), "broken": isinstance(fault.__cause__, MemoryError)}
        except Exception:  # noqa: BLE001 - whatever it was, the one who asked gets an answer
            answer = {"refused": _DIED, "broken": True}
        if opened:
            answer = {"refused": _REACHING, "broken": True, "opened": opened}
        theirs.send_bytes(json.dumps(answer).encode())


def _warm() -> None:
    """Load what reading needs, while files may still be opened."""
    import encodings.cp1252
    import encodings.gb18030
    import encodings.idna
    import encodings.utf_16
    import encodings.utf_32  # noqa: F401 - to have them there

    import pypdfium2
    from lxml import etree

    etree.fromstring(b"<a/>")
    etree.fromstring(b"<p>a", etree.HTMLParser(encoding="utf-8"))
    "".encode("gb18030")
    pypdfium2.PdfDocument.new().close()


def _limit(memory: int) -> None:
    """Less memory, no files to be written, where the system can do that."""
    with contextlib.suppress(ImportError):
        import resource

        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(what, (most, most))


_FORBIDDEN: tuple[str, ...] = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.fork",
    "os.startfile",
)
_FORBIDDEN += (
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
    "shutil.",
    "os.remove",
    "os.rename",
    "os.mkdir",
)


def _watch() -> list[str]:
    """A list of what somebody tried to open from now on; the attempt fails. Modules of Python may be loaded."""
    opened: list[str] = []
    own = tuple(_path(p) for p in {sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path} if p)

    def hook(event: str, values: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode = _path(values[0]), str(values[1] or "r")
            if path.startswith(own) and path.endswith((".py", ".pyc", ".so", ".pyd")) and not set(mode) & set("wax+"):
                return
        elif not event.startswith(_FORBIDDEN):
            return
        opened.append(f"{event} {values[0] if values else ''}"[:200])
        raise PermissionError(event)

    sys.addaudithook(hook)
    return opened


def _path(path: object) -> str:
    """A path as it is compared, on Windows too."""
    return str(path).replace("\\", "/").casefold()
