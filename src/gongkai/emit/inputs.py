"""From what is a file of the site made? Digests, by name, of just those parts of the portal that it shows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gongkai.around import around
from gongkai.memory import origin_of
from gongkai.output import Origin
from gongkai.portal import Portal
from gongkai.quality import Ledger
from gongkai.records import Agency
from gongkai.reports import Key

DRAWN, RECORDS, TEXT, FIGURES, LAST_YEAR, YEARS, DAYS, FOUND = (
    "模板",
    "机关的档案",
    "年报的文件",
    "表格和说明",
    "上年的表格",
    "收录的年度",
    "收录的年报",
    "核对结果",
)


_NONE = bytes(16)  # in the place of a digest


@dataclass(frozen=True)
class Inputs:
    """What the files of a portal are made from; nothing is known of it if `shared` is empty.

    `shared` has what all pages are made from: the address, the record of the site; `records` is a digest of the records of all
    bodies. Of a report, pages that are not its own show no text but in findings: for them its front matter counts, what
    it accepts and what was found.
    """

    portal: Portal
    shared: Origin = ()
    records: bytes = b""

    @property
    def always(self) -> Origin:
        """Of a page that shows no report."""
        return self.shared

    @cached_property
    def directory(self) -> Origin:
        """Of a page that shows which reports there are, and when they were published."""
        if not self.shared:
            return ()
        days = (f"{slug} {year} {brief.published}" for (slug, year), brief in self.portal.briefs.items())
        return self._with((RECORDS, self.records), (DAYS, origin_of(*days)))

    def report(self, agency: Agency, year: int) -> Origin:
        """Of the page of a report, and of the files beside it; which other years there are, it tells."""
        if not self.shared:
            return ()
        slug = agency.slug
        last, own = self._figures.get((slug, year - 1), _NONE), self._figures[slug, year]
        whole = self.portal.briefs[slug, year].whole
        records = (RECORDS, self._around[slug])
        return self._with(records, (TEXT, whole), (FIGURES, own), (LAST_YEAR, last), (YEARS, self._years[slug]))

    def body(self, agency: Agency) -> Origin:
        """Of the page of a body."""
        if not self.shared:
            return ()
        slug = agency.slug
        return self._with((RECORDS, self._around[slug]), (FIGURES, self._bodies[slug]), (YEARS, self._years[slug]))

    def figures(self, agencies: Iterable[Agency], year: int | None = None) -> Origin:
        """Of a page that shows figures of these bodies, of one year or of all; which years there are, it tells."""
        if not self.shared:
            return ()
        each = tuple(agencies)
        return self._with((RECORDS, self.records), (FIGURES, self._of(each, year)), (YEARS, self._when(each)))

    def found(self, ledger: Ledger, agencies: Iterable[Agency], year: int | None) -> Origin:
        """Of a page that shows what was found about these bodies, in one year or in all, and about none."""
        if not self.shared:
            return ()
        each = tuple(agencies)
        found = origin_of(*self._findings(ledger, each, year))
        shown = ((FIGURES, self._of(each, year)), (YEARS, self._when(each)), (FOUND, found))
        return self._with((RECORDS, self.records), *shown)

    def _with(self, *parts: tuple[str, bytes]) -> Origin:
        return (*self.shared, *parts)

    def _of(self, agencies: tuple[Agency, ...], year: int | None) -> bytes:
        """What the reports of these bodies show; whose they are, `_when` tells."""
        if year is None:
            return origin_of(b"".join([self._bodies[agency.slug] for agency in agencies]))
        return origin_of(b"".join([self._figures.get((agency.slug, year), _NONE) for agency in agencies]))

    def _when(self, agencies: tuple[Agency, ...]) -> bytes:
        return origin_of(b"".join([self._years[agency.slug] for agency in agencies]))

    @cached_property
    def _around(self) -> Mapping[str, bytes]:
        """The records that a page about a body alone asks for."""
        return around(self.portal)

    @cached_property
    def _years(self) -> dict[str, bytes]:
        """Which reports there are of each body."""
        return {a.slug: origin_of(a.slug, repr(self.portal.years_of(a))) for a in self.portal.agencies}

    def _findings(self, ledger: Ledger, agencies: tuple[Agency, ...], year: int | None) -> Iterator[str]:
        yield repr(ledger.years(agencies))
        for of in ledger.years(agencies) if year is None else (year,):
            yield from (repr((of, one.agency.slug, one.findings)) for one in ledger.asked(agencies, of))
        if year is None:
            yield from (repr(ledger.of_record(agency)) for agency in agencies)
        yield repr(ledger.of_none)

    @cached_property
    def _figures(self) -> dict[Key, bytes]:
        """What other pages show of each report: its front matter, and what it accepts."""
        accepted = self.portal.accepted
        return {
            key: origin_of(brief.figures, repr(accepted[key])) if accepted[key] else brief.figures
            for key, brief in self.portal.briefs.items()
        }

    @cached_property
    def _bodies(self) -> dict[str, bytes]:
        """All reports of each body."""
        portal = self.portal
        return {
            agency.slug: origin_of(
                *(part for y in portal.years_of(agency) for part in (str(y), self._figures[agency.slug, y]))
            )
            for agency in portal.agencies
        }
