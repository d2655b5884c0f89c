"""Which pages are drawn anew, and by whom? Those that do not stand as they would be made; the others are taken over."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gongkai.emit.overview import Scope
from gongkai.emit.press import Made, Order, Press, draw, sheets_of
from gongkai.emit.sheets import Sheet, Sheets
from gongkai.emit.values import YearSums
from gongkai.hands import Hands
from gongkai.later import Later
from gongkai.memory import Memory, origin_of
from gongkai.output import Output, Published, Same
from gongkai.quality import Ledger
from gongkai.report import Report
from gongkai.reports import Key

SUMS = "sums"
BODIES = 4  # that are handed to a worker at once
_NOTHING = Made({}, {}, {})


class Drawn(NamedTuple):
    """A file of the site; of the page of a report that was drawn anew also the file with its text."""

    sheet: Sheet
    output: Output | Same
    text: Output | None


class _Part(NamedTuple):
    """The sheets of a body or of a year, and those of their files that are taken over."""

    of: str | int
    sheets: tuple[Sheet, ...]
    same: dict[str, Same]
    order: Order | None  # for the others

    def drawn(self, made: Made) -> Iterator[Drawn]:
        """All of them."""
        for sheet in self.sheets:
            output = self.same.get(sheet.path) or made.files[sheet.path]._replace(origin=sheet.origin)
            yield Drawn(sheet, output, made.texts.get(sheet.path))


class Drawing:
    """Draws a site: first what shows reports, year by year and body by body, by whatever hands; then all else."""

    def __init__(self, sheets: Sheets, press: Press, published: Published, memory: Memory, hands: Hands) -> None:
        self._sheets, self._press = sheets, press
        self._published, self._memory, self._hands = published, memory, hands
        self._sums: dict[tuple[str, int], YearSums | None] = {}  # None for those that are asked for and not known

    def all(self, ledger: Ledger | None) -> Iterator[Drawn]:
        """Every page and every file that is made from a report; `ledger` if the quality pages are public."""
        self._find_sums()
        yield from self._shared_out(self._sheets.years, 1)
        yield from self._shared_out(self._sheets.frame.portal.by_slug, BODIES)
        for sheet in self._sheets.others(ledger, self._sum):
            yield Drawn(sheet, self._same(sheet) or sheet.make(), None)

    def _shared_out(self, names: Iterable[str | int], size: int) -> Iterator[Drawn]:
        """The files of years or of bodies, of which `size` are handed to a worker at once."""
        waiting: deque[_Part] = deque()

        def orders() -> Iterator[Order]:
            for name in names:
                part = self._part(name)
                waiting.append(part)
                if part.order:
                    yield part.order

        for made in self._hands.each(draw, self._press, orders(), size):
            while not waiting[0].order:
                yield from waiting.popleft().drawn(_NOTHING)
            part = waiting.popleft()
            for place, sums in made.sums.items():
                self._take(place, part.of, sums)
            yield from part.drawn(made)
        for part in waiting:
            yield from part.drawn(_NOTHING)

    def _part(self, of: str | int) -> _Part:
        sheets = tuple(sheets_of(self._sheets, of))
        same = {sheet.path: one for sheet in sheets if (one := self._same(sheet))}
        paths = frozenset(sheet.path for sheet in sheets if sheet.path not in same)
        sums = frozenset(place for (place, year), known in self._sums.items() if year == of and known is None)
        order = Order(of, paths, sums, self._reports(of)) if paths or sums else None
        return _Part(of, sheets, same, order)

    def _same(self, sheet: Sheet) -> Same | None:
        return self._published.same(sheet.path, sheet.origin)

    def _reports(self, of: str | int) -> dict[Key, Later[Report]]:
        """The reports of a year or of a body."""
        portal = self._sheets.frame.portal
        if isinstance(of, int):
            return {key: portal.figures(key) for key in portal.briefs if key[1] == of}
        return {(of, year): portal.later((of, year)) for year in portal.years_of(portal.by_slug[of])}

    def _find_sums(self) -> None:
        """Which sums the pages over all years that are drawn anew ask for, and what is known of them."""
        for scope, years in self._sheets.over_years:
            drawn = not self._same(self._sheets.of_scope(scope, self._sum))
            for year in years:
                origin = self._origin(scope, year)
                if origin:
                    self._memory.keep(SUMS, origin)
                if drawn:
                    self._sums[scope.place, year] = self._memory.get(SUMS, origin) if origin else None

    def _take(self, place: str, year: str | int, sums: YearSums) -> None:
        scope = next(scope for scope, _ in self._sheets.over_years if scope.place == place)
        assert isinstance(year, int)  # noqa: S101 - for mypy: bodies have no sums
        self._sums[place, year] = sums
        if origin := self._origin(scope, year):
            self._memory.put(SUMS, origin, sums)

    def _sum(self, scope: Scope, year: int) -> YearSums:
        sums = self._sums[scope.place, year]
        if sums is None:
            raise LookupError(scope.place, year)  # the year has been drawn before
        return sums

    def _origin(self, scope: Scope, year: int) -> bytes:
        """All that the sums of a year are made from; empty where nobody can tell."""
        shown = self._sheets.inputs.figures(scope.agencies, year)
        return origin_of(scope.place, str(year), *(digest for _, digest in shown)) if shown else b""
