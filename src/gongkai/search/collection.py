"""Which documents does the search hold, and under which numbers? docs/search-format.md, first section."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gongkai.search.shard import CODING

FORMAT = 1
LEVELS = ("省", "市", "县", "乡")
MIN_SHARDS, MANY_SHARDS, MOST_SHARDS, MIN_HOT = 64, 4096, 1 << 15, 24


class Body(NamedTuple):
    """A body that has a report: all its names (the full one first), the code of its region and its level, if known."""

    slug: str
    names: tuple[str, ...]
    region: str | None = None
    level: str | None = None


class Place(NamedTuple):
    """A region: its code, its name, the code of the region around it, and whether it is invented."""

    code: str
    name: str
    around: str | None = None
    invented: bool = False


class Document(NamedTuple):
    """The page of a report as a reader sees it; `text` is what `page_text` gives."""

    slug: str
    year: int
    title: str
    text: str


@dataclass(frozen=True)
class Collection:
    """Bodies in the order of their numbers, years, the numbers in use, and the regions."""

    bodies: tuple[Body, ...]
    years: tuple[int, ...]
    numbers: tuple[int, ...]  # ascending
    places: tuple[Place, ...]

    @cached_property
    def at(self) -> Mapping[str, int]:
        """The place of each body among the bodies."""
        return {body.slug: place for place, body in enumerate(self.bodies)}

    def number(self, slug: str, year: int) -> int:
        """The number of a report."""
        return self.years.index(year) * len(self.bodies) + self.at[slug]

    def body(self, number: int) -> Body:
        """Whose report has a number."""
        return self.bodies[number % len(self.bodies)]

    def year(self, number: int) -> int:
        """Of which year the report with a number is."""
        return self.years[number // len(self.bodies)]

    @property
    def documents(self) -> int:
        """How many documents there are: D."""
        return len(self.numbers)

    @cached_property
    def rounded(self) -> int:
        """The greatest power of two that is not above D: M."""
        return 1 << max(self.documents, 1).bit_length() - 1

    @cached_property
    def shards(self) -> int:
        """How many shards there are: S, one to a document up to 4096, then one to two or three, up to 32768."""
        return min(MOST_SHARDS, _power(max(MIN_SHARDS, min(self.documents, MANY_SHARDS), self.documents // 3)))

    @cached_property
    def hot(self) -> int:
        """The number of documents above which a gram is hot: T."""
        return max(MIN_HOT, self.rounded // 512)

    @cached_property
    def key(self) -> int:
        """By which the texts of one numbering know each other."""
        years = ",".join(map(str, self.years))
        return zlib.crc32("\n".join([str(FORMAT), years, *(body.slug for body in self.bodies)]).encode())

    @cached_property
    def lists_key(self) -> int:
        """By which the lists of the same documents and names, coded alike, know each other."""
        names = "\n".join("\t".join(body.names) for body in self.bodies)
        counted = ",".join(map(str, (*CODING, self.shards, self.hot, *self.absent)))
        return zlib.crc32(f"{counted}\n{names}".encode(), self.key)

    @cached_property
    def absent(self) -> tuple[int, ...]:
        """How many numbers in turn have a report and have none, as far as there are some that have none."""
        runs: list[int] = []
        done = expected = 0
        for number in (*self.numbers, len(self.years) * len(self.bodies)):
            if number > expected:
                runs += (expected - done, number - expected)
                done = number
            expected = number + 1
        return tuple(runs)


def collection(bodies: Iterable[Body], reports: Iterable[tuple[str, int]], places: Sequence[Place]) -> Collection:
    """The collection of these reports (编码 and year); bodies without one are left out.

    >>> one = collection([Body("a", ("甲局",)), Body("b", ("乙局",))], [("a", 2022), ("b", 2023)], ())
    >>> one.number("b", 2023), one.numbers, one.absent
    (2, (1, 2), (0, 1, 2, 1))
    """
    held = sorted(set(reports))
    slugs = {slug for slug, _ in held}
    ordered = tuple(sorted((b for b in bodies if b.slug in slugs), key=_order, reverse=True))
    years = tuple(sorted({year for _, year in held}))
    frame = Collection(ordered, years, (), tuple(places))
    numbers = tuple(sorted(frame.number(slug, year) for slug, year in held))
    return Collection(ordered, years, numbers, tuple(places))


def _power(number: int) -> int:
    """The least power of two that is not below a number."""
    return 1 << (number - 1).bit_length()


def _order(body: Body) -> tuple[str, int, str]:
    level = LEVELS.index(body.level) if body.level in LEVELS else len(LEVELS)
    return body.region or "~", level, body.slug
