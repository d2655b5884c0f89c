"""What do the reports of several bodies add up to? Sums that count nothing twice and hide no gap.

Only reports with 统计范围 本机关 are added. A report of 全辖区 already contains others: it stands beside
the sum, never in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.cells import Cell, State
from gongkai.form import KeyFigure, Table
from gongkai.highlights import highlights
from gongkai.portal import Portal, scope_of
from gongkai.records import GOVERNMENT, Agency
from gongkai.report import OWN_SCOPE, WHOLE_SCOPE, Report
from gongkai.series import Point, Track, filing_of, newest_table, tracks
from gongkai.site import Region


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure added up. With `blanks` it is a lower bound; `lacking` forms have no such item.

    `total` is None where no report states a number.
    """

    total: Decimal | None
    blanks: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Line:
    """A figure added up, beside what the report of the whole area states; None where there is none."""

    track: Track
    sum: Sum
    whole: Cell | None


@dataclass(frozen=True, slots=True)
class Total:
    """A table added up; for each added report how many of its figures are no numbers, None without the table."""

    table: Table
    lines: tuple[Line, ...]
    blanks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Which reports of one year are added, which stand beside, and which bodies have none.

    `whole` is the report of the region's own government over all of the region, if there is one.
    `beside` are other reports of 全辖区, `unstated` those that do not state what they cover.
    """

    year: int
    added: tuple[Report, ...]
    whole: Report | None
    beside: tuple[Report, ...]
    unstated: tuple[Report, ...]
    missing: tuple[Agency, ...]


def parts(portal: Portal, agencies: Iterable[Agency], year: int, region: Region | None) -> Parts:
    """The reports of these bodies for a year, told apart by what they cover."""
    added, whole, beside, unstated, missing = [], None, [], [], []
    for agency in agencies:
        report = portal.reports.get((agency.slug, year))
        if report is None:
            if agency.existed(year):
                missing.append(agency)
            continue
        scope = scope_of(agency, report)
        if scope == OWN_SCOPE:
            added.append(report)
        elif scope != WHOLE_SCOPE:
            unstated.append(report)
        elif whole is None and region and agency.kind == GOVERNMENT and portal.atlas.region_of(agency) == region:
            whole = report
        else:
            beside.append(report)
    return Parts(year, tuple(added), whole, tuple(beside), tuple(unstated), tuple(missing))


def add_up(portal: Portal, of: Parts, table_id: str) -> Total | None:
    """Every figure of a table added up; None if no report files the table."""
    filings = [filing_of(report, table_id) for report in of.added]
    filings.append(filing_of(of.whole, table_id) if of.whole else None)
    if not any(filings):
        return None
    # An amount as filed has whatever unit its body chose: such figures are not added.
    followed = tuple(t for t in tracks(filings, portal.forms) if t.column.node.kind != "amount")
    lines = []
    for track in followed:
        *each, whole = track.points
        lines.append(Line(track, _sum(each), whole.cell if whole else None))
    blanks = tuple(_blanks(followed, at) if filings[at] else None for at in range(len(of.added)))
    return Total(newest_table(filings, portal.forms), tuple(lines), blanks)


def _blanks(followed: Sequence[Track], at: int) -> int:
    cells = (point.cell for track in followed if not track.summed and (point := track.points[at]))
    return sum(cell is not None and cell.value is None for cell in cells)


def key_sums(portal: Portal, reports: Sequence[Report], figures: Sequence[KeyFigure]) -> tuple[Sum, ...]:
    """The key figures of these reports, each added up."""
    told = [{h.figure.id: h.cell for h in highlights(report, portal.forms)} for report in reports]
    return tuple(_sum([Point(one.get(figure.id)) for one in told]) for figure in figures)


def _sum(points: Sequence[Point | None]) -> Sum:
    cells = [point.cell if point else Cell(State.ABSENT) for point in points]
    values = [cell.value for cell in cells if cell and cell.value is not None]
    lacking = sum(cell is None for cell in cells)
    return Sum(sum(values, Decimal()) if values else None, len(cells) - lacking - len(values), lacking)
