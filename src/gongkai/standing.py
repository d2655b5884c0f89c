"""Who has reported for a year, who has not, and who was late? Asked of the records, never of a clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.portal import Portal
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.reports import Brief


@dataclass(frozen=True, slots=True)
class Standing:
    """A body in one year. `report` is None where none is known; `expected` if one was due.

    `late` is by how many days it was published after the local deadline; None where the day or the
    deadline is not known.
    """

    agency: Agency
    report: Brief | None
    expected: bool
    late: int | None


def standings(portal: Portal, agencies: Iterable[Agency], year: int) -> tuple[Standing, ...]:
    """How the bodies that existed in a year, or that report for it all the same, stand."""
    found = []
    for agency in agencies:
        report = portal.briefs.get((agency.slug, year))
        if report or agency.existed(year):
            expected = year in _years(portal, agency)
            found.append(Standing(agency, report, expected, late_by(portal, agency, report) if report else None))
    return tuple(found)


def due_years(portal: Portal, agency: Agency) -> tuple[int, ...]:
    """The years for which a body has to report: those of its region in which it existed."""
    return tuple(year for year in _years(portal, agency) if agency.existed(year))


def _years(portal: Portal, agency: Agency) -> tuple[int, ...]:
    region = portal.atlas.region_of(agency)
    return region.due_years if region and region.due_years else portal.site.due_years


def years_of(portal: Portal, agencies: Sequence[Agency]) -> tuple[int, ...]:
    """Every year for which one of the bodies reports or has to report, newest first."""
    years = {year for agency in agencies for year in due_years(portal, agency)}
    years |= {year for agency in agencies for year in portal.years_of(agency)}
    return tuple(sorted(years, reverse=True))


def years_told(portal: Portal, agency: Agency) -> set[int]:
    """The years that a page about a body speaks of: reported or due, and the gaps between reports."""
    reported = portal.years_of(agency)
    between = range(min(reported), max(reported)) if reported else ()
    return {*years_of(portal, [agency]), *between}


def late_by(portal: Portal, agency: Agency, report: Report | Brief) -> int | None:
    """By how many days a report was late, 0 if it was not; None where day or deadline is unknown."""
    day = dict(portal.site.deadlines).get(agency.kind or "")
    if day is None or report.published is None:
        return None
    deadline = date.fromisoformat(f"{report.year + 1}-{day}")
    return max(0, (date.fromisoformat(report.published) - deadline).days)
