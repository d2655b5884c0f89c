"""What of the site that stands there would be made again? Files that are as they were written, made from the same."""

import contextlib
import errno
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from gongkai.files import FILE, Facts, facts_of, make_folder, read_file, remove, remove_files, standing, take_over
from gongkai.output import Origin, Same


class Written(NamedTuple):
    """A file of the site as it was written: from what, whether search engines take it, and the facts of it."""

    origin: Origin
    indexed: bool
    facts: Facts


class Site:
    """A site in a folder, as `output.Published` has it; `files` is what was written there by path.

    Its twin, a folder beside it, holds a second name for each of its files. It is what the next site is made of: what
    stands there as it was written is not touched, so that a build costs what it changes. If the twin is in anything not
    what was left there, it is made anew. With `anew` it is as if no site stood there.
    """

    def __init__(self, root: Path, files: Mapping[str, Written], *, anew: bool = False) -> None:
        self._root, self.files, self.anew = root, files, anew
        self._twin: Path | None = None
        self._replaced: set[str] = set()

    @cached_property
    def _held(self) -> Mapping[str, Facts]:
        """The files that stand as they were written; while a site is built, in the twin."""
        found = standing(self._root) if self.files else {}
        return {path: found[path] for path, was in self.files.items() if _alike(found.get(path), was.facts)}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names at the top of the site that are, or hold, a file that stands there as it was written."""
        return frozenset(path.partition("/")[0] for path in self._held)

    def begin(self, new: Path) -> Mapping[str, Facts]:
        """The twin, or if it is not whole one made anew, with the files that it shares with the site."""
        wanted = {path: was.facts for path, was in self.files.items()}
        if not wanted or new.is_symlink() or standing(new) != wanted:
            remove(new)
            make_folder(new)
            for path in self._held:
                make_folder((new / path).parent, new)
                take_over(self._root / path, new / path)
            wanted = standing(new) if self._held else {}
        self._twin, self._held = new, wanted
        return wanted

    def end(self, old: Path, new: Path, there: Mapping[str, Facts]) -> None:
        """Make the old site a twin of the one that has taken its place, if that can be done by second names.

        Nobody but the owner gets into it: it is no site.
        """
        try:
            changed = [path for path, facts in there.items() if self._held.get(path) != facts]
            if self._held and old.is_dir():
                old.chmod(0o700)
                old.rename(new)
                gone = self._held.keys() - there.keys()
                _refuse_links(new, (*changed, *gone))
                for path in changed:
                    (new / path).unlink(missing_ok=True)
                remove_files(new, gone)
            else:
                make_folder(new)
            new.chmod(0o700)
            for path in changed:
                make_folder((new / path).parent, new)
                os.link(self._root / path, new / path, follow_symlinks=False)
        except OSError:  # a disk without second names, a full one, or links in it: the next build begins from the site
            remove(new)
        remove(old)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file by its path as they stood there before this build; None for what does not stand as it was written."""
        with contextlib.suppress(OSError):
            if self.anew or path not in self._held:
                return None
            if self._twin:
                if path not in self._replaced:
                    return read_file(self._twin / path)
                if not _alike(facts_of(str(self._root / path)), self._held[path]):
                    return None
            return read_file(self._root / path)
        return None

    def same(self, path: str, origin: Origin) -> Same | None:
        """The file, if it stands as it was written when it was made from just this."""
        written = self.files.get(path)
        if not origin or written is None or path not in self._held:
            return None
        if written.origin != origin:
            self._replaced.add(path)  # in the twin, before anybody reads it
            return None
        return Same(path, origin, written.indexed)

    def known(self, prefix: str) -> Sequence[str]:
        """The paths that begin so, if all of these files stand as they were written."""
        files = [path for path in self.files if path.startswith(prefix)]
        return files if all(path in self._held for path in files) else ()


def _refuse_links(root: Path, paths: Iterable[str]) -> None:
    """OSError if the way to one of the paths leads through a link: what is changed there may be somebody else's."""
    for folder in sorted({folder for path in paths for folder in PurePosixPath(path).parents}):
        if (root / folder).is_symlink():
            raise OSError(errno.ELOOP, "a link", folder)


def _alike(found: Facts | None, written: Facts) -> bool:
    """Whether a file is as it was written, whatever its number: it may have been put back from a copy."""
    return found is not None and found[1:] == written[1:] and found[3] == FILE
