"""Which program is this? A digest of its own files: what an older or a changed one worked out is not taken over."""

import os
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from gongkai import __version__
from gongkai.memory import origin_of

_PACKAGES = ("jinja2", "markupsafe", "markdown-it-py", "pyyaml")  # what has a say in what is made elsewhere
_USED = ("jinja2", "markupsafe", "markdown_it", "mdurl", "yaml", "numpy", "pypinyin")  # what has a say in the bytes


def stamp() -> bytes:
    """The digest: by size and times of every file of the program, and by the place and times of what it uses.

    Both times, since what comes out of a package may bear that of the version before.
    """
    return origin_of(
        __version__, sys.version, zlib.ZLIB_RUNTIME_VERSION, *_files(Path(__file__).parent.parent), *_libraries()
    )


@cache
def program() -> bytes:
    """The digest by the bytes of every file of the program, and the versions of what it uses: the same on every machine."""
    root = Path(__file__).parent.parent
    files = sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    named = ((path.relative_to(root).as_posix().encode(), path.read_bytes()) for path in files)
    return origin_of(__version__, *map(version, _PACKAGES), *(part for one in named for part in one))


def _files(folder: Path) -> Iterator[bytes]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(Path(entry.path))
        elif entry.is_file():
            found = entry.stat()
            yield _told(entry.path, found)


def _libraries() -> Iterator[bytes]:
    for name in _USED:
        origin = spec.origin if (spec := find_spec(name)) else None
        yield _told(origin, Path(origin).stat()) if origin else name.encode()


def _told(path: str, found: os.stat_result) -> bytes:
    return os.fsencode(f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}")
