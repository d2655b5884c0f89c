"""What stands in some folders? A digest of the names, sizes and times of all files in them, none of which is read."""

import os
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from gongkai.files import Facts, standing
from gongkai.folders import SETTLED
from gongkai.memory import origin_of


class Seen(NamedTuple):
    """The digest, and whether a change after it would be seen in the next one.

    Some disks count in steps of two seconds: a file that was changed a moment ago may be changed again without a sign.
    """

    digest: bytes
    settled: bool


def seen(*folders: Path) -> Seen:
    """What stands in the folders, by name, size, number and both times of every file; an unreadable folder is empty."""
    now = time.time_ns()
    newest, told = 0, []
    for folder in folders:
        for path, found in _files(str(folder)):
            newest = max(newest, found.st_mtime_ns, found.st_ctime_ns)
            told.append(
                f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0{found.st_ctime_ns}\0{found.st_ino}\0{found.st_mode}"
            )
        told.append("\0")
    return Seen(_digest(told), newest < now - SETTLED)


def seen_site(root: Path) -> bytes:
    """The digest of a site as it stands."""
    return digest_of(standing(root))


def digest_of(files: Mapping[str, Facts]) -> bytes:
    """The digest of a site that holds these files: by path, size, time and mode."""
    paths = sorted(files)
    facts = array("q", chain.from_iterable(files[path][1:] for path in paths))
    return origin_of("\0".join(paths).encode("utf-8", "surrogateescape"), facts.tobytes())


def _digest(told: Iterable[str]) -> bytes:
    return origin_of("\n".join(told).encode("utf-8", "surrogateescape"))


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry.path, entry.stat(follow_symlinks=False)
        except OSError:  # gone while we look: a file that a program keeps for a moment
            continue
