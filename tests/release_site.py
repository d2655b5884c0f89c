"""Small sites to publish, what a visitor sees of a target, and a process that dies or a disk that fails at the k-th call."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gongkai.files import FileFault
from gongkai.output import Output
from gongkai.release.publish import Published, Wish, publish_to
from gongkai.release.target import opened

Site = dict[str, bytes]

OLD: Site = {
    "index.html": b"<p>old</p>",
    "404.html": b"none",
    "a/2023/index.html": b"twenty-three",
    "a/2023/files/附件.pdf": b"%PDF",
    "assets/site.0123456789.css": b"p{}",
}
NEW: Site = {**OLD, "index.html": b"<p>new</p>", "a/2024/index.html": b"twenty-four"}
del NEW["a/2023/index.html"]
OTHER: Site = {"index.html": b"<p>other</p>"}


def numbered(number: int) -> Site:
    return {**OLD, "index.html": f"<p>{number}</p>".encode()}


def silent(_: str) -> None:
    pass


def put(target: Path, site: Site, wish: Wish | None = None, **more: Any) -> Published:
    """Publish a site."""
    with opened(target, more.pop("wait", 0), more.pop("say", silent)):
        outputs = [Output(path, data) for path, data in reversed(site.items())]
        return publish_to(target, target.parent / "content", outputs, wish or Wish())


def seen(target: Path) -> Site | None:
    """What a visitor sees; None if there is nothing."""
    root = target / "current"
    if not root.exists():
        return None
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def litter(target: Path) -> list[str]:
    return sorted(p.relative_to(target).as_posix() for p in target.rglob(".new-*"))


class Killed(BaseException):
    """The process is no more."""


CALLS = ("rename", "replace", "symlink", "unlink", "rmdir", "mkdir", "chmod", "fsync")
CODES = {"fsync": errno.EIO, "rename": errno.EIO, "replace": errno.EIO}


@contextmanager
def trouble(at: int, *, kill: bool = True, after: bool = False, once: bool = False) -> Iterator[list[str]]:
    """The calls that change the disk, by name; the one numbered `at` fails, before or after it did its work.

    A kill ends all that follows, clearing up too; a failing disk fails from then on, or once.
    """
    made: list[str] = []
    kept = {name: getattr(os, name) for name in CALLS}
    write_bytes, sync = Path.write_bytes, os.sync

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            made.append(name)
            if (len(made) == at and after) or len(made) < at or (once and len(made) > at):
                done = None if name == "fsync" else real(*arguments, **named)
                if len(made) == at:
                    raise Killed
                return done
            if kill:
                raise Killed
            raise OSError(CODES.get(name, errno.ENOSPC), "No space left on device", str(arguments[0]))

        return call

    try:
        for name, real in kept.items():
            setattr(os, name, wrapped(name, real))
        Path.write_bytes = wrapped("write", write_bytes)  # type: ignore[method-assign]
        os.sync = lambda: None
        yield made
    finally:
        for name, real in kept.items():
            setattr(os, name, real)
        Path.write_bytes = write_bytes  # type: ignore[method-assign]
        os.sync = sync


def told_by(work: Callable[[], Any], at: int, **how: bool) -> tuple[BaseException | None, Any]:
    """How work in trouble ended: the sentence or the kill, or what it gave."""
    try:
        with trouble(at, **how):
            return None, work()
    except (FileFault, Killed) as fault:
        return fault, None
