"""What does a build take over from the last one? What was worked out, and the files of the site that stand as written."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gongkai.form import Forms
from gongkai.kept.pickles import Pickles
from gongkai.kept.seen import Seen, seen
from gongkai.kept.site import Site, Written
from gongkai.kept.stamp import stamp
from gongkai.kept.store import Store
from gongkai.memory import origin_of
from gongkai.output import Copy, File

KIND, LAST = "site", "last"
SETTLED = 3 * 10**9  # nanoseconds


class Said(NamedTuple):
    """What a build says when it has ended: of the findings, and of the site."""

    findings: str
    site: str
    files: int


class Kept:
    """The store beside a site, and with it what is known of that site."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def site(self, out: Path) -> Site:
        """The site that stands there, as far as it was written by a build that is remembered."""
        return Site(out, self.store.get(KIND, _place(out)) or {})

    def wrote(self, out: Path, files: Iterable[File]) -> None:
        """Remember what stands there now."""
        self.store.put(KIND, _place(out), {file.path: _written(out, file) for file in files})

    def last(self, asked: bytes, sources: Seen, out: Path) -> Said | None:
        """What was said of the last build, if it read just these sources, was asked the same, and its site stands untouched."""
        known: tuple[bytes, bytes, bytes, Said] | None = self.store.get(LAST, _place(out))
        if known and known[:2] == (asked, sources.digest) and known[2] == seen(out).digest:
            return known[3]
        return None

    def finish(self, asked: bytes, sources: Seen, out: Path, said: Said) -> None:
        """Keep what is of use for the next build, and nothing else.

        Where a file was changed a moment ago it may be changed again without a sign, as some disks count in steps of two
        seconds: then the next build looks at everything.
        """
        if sources.newest < time.time_ns() - SETTLED:
            self.store.put(LAST, _place(out), (asked, sources.digest, seen(out).digest, said))
        self.store.finish()


def _place(out: Path) -> bytes:
    return origin_of(os.fsencode(out.absolute()))


def _written(out: Path, file: File) -> Written:
    found = (out / file.path).lstat()
    origin, indexed = ((), False) if isinstance(file, Copy) else (file.origin, file.indexed)
    return Written(origin, indexed, found.st_size, found.st_mtime_ns)


@contextlib.contextmanager
def kept_beside(out: Path, base: bytes, forms: Callable[[], Forms], *, fresh: bool = False) -> Iterator[Kept]:
    """What is kept beside a site; with `fresh` what was kept is thrown away first.

    `base` is a digest of the files of the forms, which are fetched only if they are needed.
    """
    path = out.with_name(f".{out.name}.kept")
    if fresh:
        with contextlib.suppress(OSError):
            path.unlink()
    with Store(path, origin_of(stamp(), base), Pickles(forms)) as store:
        yield Kept(store)
