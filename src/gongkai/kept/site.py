"""What of the site that stands there would be made again? Files that are as they were written, made from the same."""

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gongkai.files import MODE, reader
from gongkai.output import Origin, Same


class Written(NamedTuple):
    """A file of the site as it was written: from what, whether search engines take it, its size and its time."""

    origin: Origin
    indexed: bool
    size: int
    time: int  # of the last change, in nanoseconds


class Site:
    """A site in a folder, as `output.Published` has it; `files` is what was written there by path."""

    def __init__(self, root: Path, files: Mapping[str, Written]) -> None:
        self._root, self.files, self._read = root, files, reader(root)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file by its path; None for what is not there, or no ordinary file."""
        return self._read(path)

    def same(self, path: str, origin: Origin) -> Same | None:
        """The file, if it stands as it was written when it was made from just this."""
        written = self.files.get(path)
        if not origin or written is None or written.origin != origin or not self._stands(path, written):
            return None
        return Same(path, origin, written.indexed)

    def known(self, prefix: str) -> Sequence[str]:
        """The paths that begin so, if all of these files stand as they were written."""
        files = {path: written for path, written in self.files.items() if path.startswith(prefix)}
        return tuple(files) if all(self._stands(*one) for one in files.items()) else ()

    def _stands(self, path: str, written: Written) -> bool:
        try:
            found = (self._root / path).lstat()
        except OSError:
            return False
        return (found.st_mode, found.st_size, found.st_mtime_ns) == (stat.S_IFREG | MODE, written.size, written.time)
