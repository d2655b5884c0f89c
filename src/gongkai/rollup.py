"""What do the reports of several bodies add up to? Sums that count nothing twice and hide no gap.

Only reports with 统计范围 本机关 are added. A report of 全辖区 already contains others: it stands beside
the sum, never in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.cells import Cell, State
from gongkai.filing import Filing
from gongkai.form import KeyFigure, Table
from gongkai.highlights import highlights
from gongkai.portal import Portal, scope_of
from gongkai.records import Agency
from gongkai.report import OWN_SCOPE, WHOLE_SCOPE, Report
from gongkai.series import Point, Track, changed_form, filing_of, newest_table, tracks


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure added up. With `blanks` it is a lower bound; `lacking` forms have no such item.

    `total` is None where no report states a number; `state` is then what all of them have in common, if
    anything. Where figures may be negative there is no lower bound: `total` is None over a blank.
    """

    total: Decimal | None
    blanks: int
    lacking: int
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A figure added up, beside what the report of the whole area states; None where its form has no such item.

    `beyond` is what that states beyond the sum, None where either is no number or the forms differ.
    """

    track: Track
    sum: Sum
    whole: Cell | None
    beyond: Decimal | None


@dataclass(frozen=True, slots=True)
class Total:
    """A table added up; for each added report how many of its figures are no numbers, None without the table."""

    table: Table
    lines: tuple[Line, ...]
    blanks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Which reports of one year are added, which stand beside, and which bodies have none.

    `whole` is the report of their government over all of them, if there is one.
    `beside` are other reports of 全辖区, `unstated` those that do not state what they cover.
    """

    year: int
    added: tuple[Report, ...]
    whole: Report | None
    beside: tuple[Report, ...]
    unstated: tuple[Report, ...]
    missing: tuple[Agency, ...]


def parts(portal: Portal, agencies: Iterable[Agency], year: int, government: Agency | None) -> Parts:
    """The reports of these bodies for a year, told apart by what they cover.

    `government` is the body whose report of 全辖区 is about just these bodies, if there is one.
    """
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
        elif agency == government:
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
    differing = forms_differ(filings)
    # An amount as filed has whatever unit its body chose: such figures are not added.
    followed = tuple(t for t in tracks(filings, portal.forms) if t.column.node.kind != "amount")
    lines = []
    for track in followed:
        *each, last = track.points
        one = _sum(each, signed=track.column.node.kind == "signed")
        whole = last.cell if last else Cell(State.ABSENT, None, "")
        beyond = None if differing else difference(one, whole)
        lines.append(Line(track, one, whole, beyond))
    blanks = tuple(_blanks(followed, at) if filings[at] else None for at in range(len(of.added)))
    return Total(newest_table(filings, portal.forms), tuple(lines), blanks)


def _blanks(followed: Sequence[Track], at: int) -> int:
    cells = (point.cell for track in followed if not track.summed and (point := track.points[at]))
    return sum(cell is not None and cell.number is None for cell in cells)


def key_sums(portal: Portal, reports: Sequence[Report], figures: Sequence[KeyFigure]) -> tuple[Sum, ...]:
    """The key figures of these reports, each added up."""
    told = [{h.figure.id: h.cell for h in highlights(report, portal.forms)} for report in reports]
    return tuple(_sum([Point(one.get(figure.id)) for one in told]) for figure in figures)


def difference(one: Sum, whole: Cell | None) -> Decimal | None:
    """What the report of the whole area states beyond a sum."""
    if one.total is None or whole is None or whole.value is None:
        return None
    return whole.value - one.total


def forms_differ(filings: Sequence[Filing | None]) -> bool:
    """Whether the last filing, that of the whole area, asks for something else than one of the others."""
    *each, whole = filings
    return any(changed_form(whole, filing) for filing in each)


def _sum(points: Sequence[Point | None], *, signed: bool = False) -> Sum:
    cells = [cell for point in points if (cell := point.cell if point else Cell(State.ABSENT))]
    values = [value for cell in cells if (value := cell.value) is not None]
    blanks, lacking = len(cells) - len(values), len(points) - len(cells)
    states = {cell.state for cell in cells}
    state = states.pop() if len(states) == 1 and not values else None
    known = values and not (signed and blanks)
    return Sum(sum(values, Decimal()) if known else None, blanks, lacking, state)
