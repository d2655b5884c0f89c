"""What does a build take over from the last one? What was worked out, and the files of the site that stand as written."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gongkai.form import Forms
from gongkai.kept.pickles import Pickles
from gongkai.kept.site import Site, Written
from gongkai.kept.stamp import stamp
from gongkai.kept.store import Store
from gongkai.memory import origin_of
from gongkai.output import Copy, File

KIND = "site"


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

    def finish(self) -> None:
        """Keep what is of use for the next build, and nothing else."""
        self.store.finish()


def _place(out: Path) -> bytes:
    return origin_of(os.fsencode(out.absolute()))


def _written(out: Path, file: File) -> Written:
    found = (out / file.path).lstat()
    origin, indexed = ((), False) if isinstance(file, Copy) else (file.origin, file.indexed)
    return Written(origin, indexed, found.st_size, found.st_mtime_ns)


@contextlib.contextmanager
def kept_beside(out: Path, forms: Forms, *, fresh: bool = False) -> Iterator[Kept]:
    """What is kept beside a site; with `fresh` what was kept is thrown away first."""
    path = out.with_name(f".{out.name}.kept")
    if fresh:
        with contextlib.suppress(OSError):
            path.unlink()
    with Store(path, origin_of(stamp(), repr(forms)), Pickles(forms)) as store:
        yield Kept(store)
