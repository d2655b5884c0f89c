"""What was saved, added or taken away in a folder since the last look?"""

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from gongkai.files import read_file

DOUBT = 0.15  # seconds that a file has to be away or empty before that is believed: editors save in steps
FRESH = 3.0  # seconds in which a second save may leave time and size alone: FAT counts in steps of two
LARGEST = 1024 * 1024  # bytes of a file that is read again while it is fresh


class Stamp(NamedTuple):
    """By what a change is seen."""

    modified: int
    size: int


class Watch:
    """A folder as it was last seen, told from what is there now by time and size; links are not followed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen = _folders(root)
        self._doubted: dict[str, float] = {}
        self._fresh: dict[str, tuple[float, bytes | None]] = {}

    def look(self) -> frozenset[str]:
        """The files that changed, by their path below the folder; everything is looked at."""
        now = _folders(self._root)
        return self._changed(now, now.keys() | self._seen.keys())

    def glance(self, folders: Iterable[str]) -> frozenset[str]:
        """The same of a few folders alone, which costs next to nothing."""
        now = {folder: _files(self._root / folder)[0] for folder in folders}
        return self._changed(now, now)

    def _changed(self, now: Mapping[str, Mapping[str, Stamp]], folders: Iterable[str]) -> frozenset[str]:
        changed = set()
        for folder in folders:
            files, before = now.get(folder, {}), self._seen.get(folder, {})
            if files == before:
                continue
            for name in files.keys() | before.keys():
                path, stamp = f"{folder}/{name}" if folder else name, files.get(name)
                if stamp != before.get(name) and not self._is_doubtful(path, stamp):
                    changed.add(path)
                    self._note(folder, name, stamp)
        self._fresh = {path: fresh for path, fresh in self._fresh.items() if time.monotonic() < fresh[0]}
        changed |= {
            path for path, fresh in self._fresh.items() if path not in changed and self._is_rewritten(path, fresh[1])
        }
        for path in changed:
            self._fresh[path] = (time.monotonic() + FRESH, self._bytes(path))
        return frozenset(changed)

    def _note(self, folder: str, name: str, stamp: Stamp | None) -> None:
        files = dict(self._seen.get(folder, {}))
        if stamp:
            files[name] = stamp
        else:
            del files[name]
        self._seen[folder] = files

    def _is_doubtful(self, path: str, stamp: Stamp | None) -> bool:
        """Whether a file is away or empty only since a moment ago."""
        if stamp and stamp.size:
            self._doubted.pop(path, None)
            return False
        since = self._doubted.setdefault(path, time.monotonic())
        if time.monotonic() - since < DOUBT:
            return True
        del self._doubted[path]
        return False

    def _is_rewritten(self, path: str, before: bytes | None) -> bool:
        """Whether a file that is fresh has other bytes than it had; to be empty or away is no sign."""
        data = self._bytes(path)
        return bool(data) and data != before

    def _bytes(self, path: str) -> bytes | None:
        """The bytes of a file; None if it cannot be read."""
        try:
            return read_file(self._root / path, LARGEST)
        except OSError:
            return None


def _folders(root: Path) -> dict[str, dict[str, Stamp]]:
    """The files of every folder below a folder, which is itself called by the empty name."""
    found: dict[str, dict[str, Stamp]] = {}
    left = [""]
    while left:
        name = left.pop()
        found[name], below = _files(root / name)
        left += [f"{name}/{one}" if name else one for one in below]
    return found


def _files(folder: Path) -> tuple[dict[str, Stamp], list[str]]:
    """The files of a folder and the folders in it; nothing if it is gone. As the system lists them, which is quick."""
    files: dict[str, Stamp] = {}
    below: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~$")):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    below.append(entry.name)
                else:
                    stat = entry.stat(follow_symlinks=False)
                    files[entry.name] = Stamp(stat.st_mtime_ns, stat.st_size)
    except OSError:  # it was taken away just now; what is wrong with it the reading will say
        pass
    return files, below
