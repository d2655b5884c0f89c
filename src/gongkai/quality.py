"""What is to be asked of whom? The findings by body and year, beside who has reported, who has not, and who was late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gongkai.diag import Diagnostic, Severity
from gongkai.portal import Portal
from gongkai.records import Agency
from gongkai.show.words import reason
from gongkai.standing import Standing, standings, years_of


class Tally(NamedTuple):
    """How many findings of each level there are; one that the body lets stand with a reason counts apart."""

    errors: int
    warnings: int
    notes: int
    accepted: int

    @property
    def asked(self) -> int:
        """How many are open."""
        return self.errors + self.warnings + self.notes


@dataclass(frozen=True, slots=True)
class Asked:
    """A body in one year, and what was found about its report."""

    standing: Standing
    findings: tuple[Diagnostic, ...]

    @property
    def agency(self) -> Agency:
        """The body."""
        return self.standing.agency

    @property
    def unread(self) -> bool:
        """Whether there is a file which cannot be read as a report."""
        return self.standing.report is None and bool(self.findings)

    @property
    def missing(self) -> bool:
        """Whether a report is due and there is not even a file."""
        return self.standing.expected and self.standing.report is None and not self.findings


@dataclass(frozen=True)
class Ledger:
    """A portal and everything that was found in its content folder, in order."""

    portal: Portal
    findings: tuple[Diagnostic, ...]

    def years(self, agencies: Sequence[Agency]) -> tuple[int, ...]:
        """The years of these bodies: reported, due, or with a file in which something was found; newest first."""
        slugs = {agency.slug for agency in agencies}
        found = {year for slug, year in self._by_home if slug in slugs and year is not None}
        return tuple(sorted({*years_of(self.portal, agencies), *found}, reverse=True))

    def asked(self, agencies: Iterable[Agency], year: int) -> tuple[Asked, ...]:
        """The bodies that existed in a year, reported for it, or have a file for it in which something was found."""
        each = once(agencies)
        known = {standing.agency.slug: standing for standing in standings(self.portal, each, year)}
        found = []
        for agency in each:
            findings = self._by_home.get((agency.slug, year), ())
            standing = known.get(agency.slug)
            if standing or findings:
                found.append(Asked(standing or Standing(agency, None, expected=False, late=None), findings))
        return tuple(found)

    def of_record(self, agency: Agency) -> tuple[Diagnostic, ...]:
        """What was found about a body that belongs to no year: in its record, most of all."""
        return self._by_home.get((agency.slug, None), ())

    @property
    def of_none(self) -> tuple[Diagnostic, ...]:
        """What was found about no body: in the record of the site, and in files that belong to nothing."""
        known = self.portal.by_slug
        return tuple(found for found in self.findings if found.place.agency not in known)

    @cached_property
    def _by_home(self) -> Mapping[tuple[str | None, int | None], tuple[Diagnostic, ...]]:
        homes: dict[tuple[str | None, int | None], list[Diagnostic]] = {}
        for found in self.findings:
            homes.setdefault((found.place.agency, found.place.year), []).append(found)
        return {home: tuple(findings) for home, findings in homes.items()}


def tally(findings: Iterable[Diagnostic]) -> Tally:
    """How many findings of each level there are."""
    open_ones, accepted = [], 0
    for found in findings:
        if reason(found):
            accepted += 1
        else:
            open_ones.append(found.severity)
    errors, warnings, notes = (open_ones.count(level) for level in Severity)
    return Tally(errors, warnings, notes, accepted)


def once(agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    """The bodies, each 编码 once: where two folders have the same name, the first."""
    found: dict[str, Agency] = {}
    for agency in agencies:
        found.setdefault(agency.slug, agency)
    return tuple(found.values())
