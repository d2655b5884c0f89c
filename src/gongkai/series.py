"""How did a figure go over the years? Rows of several editions joined where one continues another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongkai.cells import Cell
from gongkai.filing import Filing
from gongkai.form import CellKey, Forms, Leaf, Table
from gongkai.report import Report


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of one year. `cell` is None where the form of that year has no such item."""

    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Track:
    """One cell of the newest table through the years, newest first."""

    row: Leaf
    column: Leaf
    points: tuple[Point | None, ...]  # None: no report, or no such table, that year


@dataclass(frozen=True, slots=True)
class Series:
    """One table of a body through the years, newest first; `editions` holds None where there is none."""

    table: Table
    years: tuple[int, ...]
    editions: tuple[str | None, ...]
    tracks: tuple[Track, ...]


def series(reports: Sequence[Report], table_id: str, forms: Forms, *, totals_only: bool) -> Series | None:
    """The series of a table over every year from a body's first report to its last.

    None if no report files the table. The rows of the newest form among the reports come first, then those
    of older forms that no newer row continues; with `totals_only` only the total of a row is followed where
    it has one.
    """
    filings = {report.year: _filing(report, table_id) for report in reports}
    filed = [filing for filing in filings.values() if filing]
    if not filed:
        return None
    starts = {edition.id: edition.start for edition in forms.editions}
    newest = max((f.table for f in filed), key=lambda t: starts[t.edition])
    years = tuple(range(max(filings), min(filings) - 1, -1))
    tables = {f.table.edition: f.table for f in filed}
    tracks: list[Track] = []
    told: set[tuple[str, CellKey]] = set()  # cells of older forms that a track already follows
    for table in sorted(tables.values(), key=lambda t: starts[t.edition], reverse=True):
        rows = {edition: former_rows(table, edition, forms) for edition in tables}
        for row, column in table.cells:
            followed = not totals_only or _is_followed(table, row, column)
            if not followed or (table.edition, CellKey(row.id, column.id)) in told:
                continue
            told |= {(edition, CellKey(rows[edition].get(row.id, ""), column.id)) for edition in tables}
            tracks.append(Track(row, column, tuple(_point(filings.get(y), row, column, rows) for y in years)))
    editions = tuple(f.edition if (f := filings.get(year)) else None for year in years)
    return Series(newest, years, editions, tuple(tracks))


def _filing(report: Report, table_id: str) -> Filing | None:
    return next((f for f in report.filings if f.table.id == table_id and not f.absent), None)


def _is_followed(table: Table, row: Leaf, column: Leaf) -> bool:
    has_totals = any(r.id == row.id and c.node.total for r, c in table.cells)
    return not has_totals or bool(column.node.total)


def _point(filing: Filing | None, row: Leaf, column: Leaf, rows: Mapping[str, Mapping[str, str]]) -> Point | None:
    if filing is None:
        return None
    former = rows[filing.table.edition].get(row.id)
    return Point(filing.cells.get(CellKey(former, column.id)) if former else None)


def former_rows(table: Table, edition: str, forms: Forms) -> dict[str, str]:
    """For each row of a table the row of an older `edition` that it continues, step by step.

    A row that the older edition does not have, or has under another meaning, is left out.
    """
    rows = {row.id: row.id for row, _ in table.cells}
    current: str | None = table.edition
    while current is not None and current != edition:
        here = forms.get(current)
        if here is None or here.former is None:
            return {}
        own = next((t for t in here.tables if t.id == table.id), None)
        if own is None:
            return {}
        continues = {row.id: row.node.continues for row, _ in own.cells}
        rows = {start: former for start, row in rows.items() if (former := continues.get(row))}
        current = here.former
    return rows
