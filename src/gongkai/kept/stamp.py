"""Which program is this? A digest of its own files: what an older or a changed one worked out is not taken over."""

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from gongkai import __version__
from gongkai.memory import origin_of

_USED = ("jinja2", "markupsafe", "markdown_it", "yaml", "numpy", "pypinyin")  # what has a say in the bytes of a page


def stamp() -> bytes:
    """The digest: by size and time of every file of the program, and by the place of what it uses."""
    return origin_of(__version__, sys.version, *_files(Path(__file__).parent.parent), *_libraries())


def _files(folder: Path) -> Iterator[bytes]:
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(Path(entry.path))
        elif entry.is_file():
            found = entry.stat()
            yield os.fsencode(f"{entry.path} {found.st_size} {found.st_mtime_ns}")


def _libraries() -> Iterator[bytes]:
    for name in _USED:
        origin = spec.origin if (spec := find_spec(name)) else None
        yield os.fsencode(f"{origin} {Path(origin).stat().st_mtime_ns}" if origin else name)
