"""What stands in some folders? A digest of the names, sizes and times of all files in them, none of which is read."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gongkai.memory import origin_of


class Seen(NamedTuple):
    """The digest, and the time of the last change, in nanoseconds."""

    digest: bytes
    newest: int


def seen(*folders: Path) -> Seen:
    """What stands in the folders; a folder that cannot be read is an empty one."""
    newest, told = 0, []
    for folder in folders:
        for path, size, time in sorted(_files(str(folder))):
            newest = max(newest, time)
            told.append(f"{path}\0{size}\0{time}")
        told.append("\0")
    return Seen(origin_of("\n".join(told).encode("utf-8", "surrogateescape")), newest)


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            found = entry.stat(follow_symlinks=False)
            yield entry.path, found.st_size, found.st_mtime_ns
