"""What does a build take over from the last one? What was worked out, and the files of the site that stand as written."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from gongkai.files import Facts, FileFault, Put, real
from gongkai.form import Forms
from gongkai.kept.pickles import Pickles
from gongkai.kept.seen import Seen, digest_of, seen_site
from gongkai.kept.site import Site, Written
from gongkai.kept.stamp import stamp
from gongkai.kept.store import Store
from gongkai.lock import BUILDING, locked
from gongkai.memory import FORGETFUL, Memory, origin_of
from gongkai.output import Copy, Origin
from gongkai.told import why

KIND, LAST = "site", "last"
WAIT = 600.0  # seconds for another build


class Said(NamedTuple):
    """What a build says when it has ended: of the findings, and of the site."""

    findings: str
    site: str
    files: int  # of which none was made anew, if this is said again


class Kept:
    """The store beside a site, and with it what is known of that site."""

    def __init__(self, store: Store, *, fresh: bool = False) -> None:
        self._store, self._fresh = store, fresh
        self._written: dict[str, Written] = {}

    @property
    def memory(self) -> Memory:
        """What keeps values until the next build; nothing does where the store cannot be used."""
        return self._store if self._store.usable else FORGETFUL

    def site(self, out: Path) -> Site:
        """The site that stands there, as far as it was written by a build that is remembered."""
        known: dict[str, tuple[Origin, bool, Facts]] = self._store.get(KIND, _place(out)) or {}
        return Site(out, {path: Written(*written) for path, written in known.items()}, anew=self._fresh)

    def wrote(self, out: Path, put: Iterable[Put]) -> None:
        """Remember what has been put there: as it was then, not as somebody may have changed it since."""
        self._written = {one.file.path: _written(one) for one in put}
        self._store.put(KIND, _place(out), {path: tuple(written) for path, written in self._written.items()})

    def last(self, asked: bytes, sources: Seen, out: Path) -> Said | None:
        """What was said of the last build, if it read just these sources, was asked the same, and its site is untouched."""
        known: tuple[bytes, bytes, bytes, Said] | None = self._store.get(LAST, _place(out))
        if known and known[:2] == (asked, sources.digest) and known[2] == seen_site(out):
            return known[3]
        return None

    def finish(self, asked: bytes, sources: Seen, out: Path, said: Said) -> None:
        """Keep what is of use for the next build, and nothing else."""
        if sources.settled:
            site = digest_of({path: one.facts for path, one in self._written.items()})
            self._store.put(LAST, _place(out), (asked, sources.digest, site, said))
        self._store.finish()


def _place(out: Path) -> bytes:
    return origin_of(os.fsencode(real(out.parent) / out.name))


def _written(put: Put) -> Written:
    origin, indexed = ((), False) if isinstance(put.file, Copy) else (put.file.origin, put.file.indexed)
    return Written(origin, indexed, put.facts)


@contextlib.contextmanager
def _beginning(out: Path) -> Iterator[None]:
    """What the disk refuses before anything is built becomes a sentence."""
    try:
        yield
    except OSError as fault:
        place, told = fault.filename or out, why(fault)
        message = f"写不了 {place}：{told}。什么也没有动；请检查磁盘空间和权限，或者用 --out 指定另一个文件夹。"
        raise FileFault(message) from fault


@contextlib.contextmanager
def kept_beside(
    out: Path, base: bytes, forms: Callable[[], Forms], say: Callable[[str], None], *, fresh: bool = False
) -> Iterator[Kept]:
    """What is kept beside a site, for one build at a time; with `fresh` what was kept is thrown away first.

    `base` is a digest of the files of the forms, which are fetched only if they are needed.
    """
    kept, lock = (out.with_name(f".{out.name}.{which}") for which in ("kept", "lock"))
    with contextlib.ExitStack() as held:
        with _beginning(out):
            out.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(lock, WAIT, say, BUILDING))
        if fresh:
            with contextlib.suppress(OSError):
                kept.unlink()
        with Store(kept, origin_of(stamp(), base), Pickles(forms)) as store:
            yield Kept(store, fresh=fresh)
