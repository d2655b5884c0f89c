"""How did a figure go over the years? Rows of several editions joined where one continues another.

The same joining serves several bodies in one year: a track follows a figure through any line of filings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.cells import Cell, added
from gongkai.filing import Filing
from gongkai.form import Block, CellKey, Forms, Leaf, Node, Table
from gongkai.report import Report


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of one filing. `cell` is None where the form of that filing has no such item."""

    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Track:
    """One figure through several filings. The row may be a group: then its parts are added up."""

    row: Leaf
    column: Leaf
    points: tuple[Point | None, ...]  # None: no such table
    edition: str  # the newest of the forms that have it

    @property
    def summed(self) -> bool:
        """Whether the figure is that of a group, which the form leaves without one."""
        return bool(self.row.node.parts)

    @property
    def level(self) -> int:
        """Within how many groups that are followed themselves the row stands."""
        return sum(not has_total(group) for group in self.row.ancestors)


@dataclass(frozen=True, slots=True)
class Series:
    """One table of a body through the years, newest first; filings are None where there is none."""

    table: Table
    years: tuple[int, ...]
    filings: tuple[Filing | None, ...]
    tracks: tuple[Track, ...]

    def broken(self, at: int) -> bool:
        """Whether the form of the table changed between the year at this place and the one filed before it."""
        return changed_form(self.filings[at], next((f for f in self.filings[at + 1 :] if f), None))


def series(reports: Sequence[Report], table_id: str, forms: Forms) -> Series | None:
    """The series of a table over every year from a body's first report to its last; None if none files it."""
    filed = {report.year: filing_of(report, table_id) for report in reports}
    if not any(filed.values()):
        return None
    years = tuple(range(max(filed), min(filed) - 1, -1))
    filings = tuple(filed.get(year) for year in years)
    return Series(newest_table(filings, forms), years, filings, tuple(tracks(filings, forms)))


def changed_form(newer: Filing | None, older: Filing | None) -> bool:
    """Whether two filings of a table ask for different things, so that their figures are not compared."""
    return newer is not None and older is not None and newer.table.shape != older.table.shape


def has_total(group: Node) -> bool:
    """Whether a group of rows states its total in a row of its own."""
    return any(part.total for part in group.parts)


def table_ids(reports: Sequence[Report]) -> tuple[str, ...]:
    """The tables that the forms of these reports ask for, those of the newest form first."""
    editions = {report.edition.start: report.edition for report in reports}
    newest_first = [editions[start] for start in sorted(editions, reverse=True)]
    return tuple(dict.fromkeys(table.id for edition in newest_first for table in edition.tables))


def filing_of(report: Report, table_id: str) -> Filing | None:
    """A table as a report files it; None where it has no such table."""
    return next((f for f in report.filings if f.table.id == table_id and not f.absent), None)


def newest_table(filings: Sequence[Filing | None], forms: Forms) -> Table:
    """The table of the newest edition among the filings, at least one of which is there."""
    starts = {edition.id: edition.start for edition in forms.editions}
    return max((f.table for f in filings if f), key=lambda table: starts[table.edition])


class _Item(NamedTuple):
    """A row of the form, or a group of rows with the leaves below it."""

    row: Leaf
    leaves: tuple[Leaf, ...]


def tracks(filings: Sequence[Filing | None], forms: Forms) -> Iterator[Track]:
    """Every figure that one of the filings has, as a track through all of them.

    The rows of the newest form come first, in its order, each group before its parts; then those of older
    forms that no newer row continues. Of a row with a total only the total is followed.
    """
    starts = {edition.id: edition.start for edition in forms.editions}
    tables = {filing.table.edition: filing.table for filing in filings if filing}
    cells = {edition: _items(table) for edition, table in tables.items()}
    told: set[tuple[str, CellKey]] = set()  # figures of older forms that a track already follows
    for table in sorted(tables.values(), key=lambda table: starts[table.edition], reverse=True):
        rows = {edition: former_rows(table, edition, forms) for edition in tables}
        for key, (item, column) in cells[table.edition].items():
            if (table.edition, key) in told:
                continue
            told |= {(edition, CellKey(rows[edition].get(key.row, ""), key.column)) for edition in tables}
            where = {edition: _keys(key, rows[edition], cells[edition]) for edition in tables}
            points = tuple(_point(filing, where[filing.table.edition]) if filing else None for filing in filings)
            yield Track(item.row, column, points, table.edition)


def _items(table: Table) -> dict[CellKey, tuple[_Item, Leaf]]:
    """Every figure of a table that is followed, groups included."""
    found: dict[CellKey, tuple[_Item, Leaf]] = {}
    for block in table.blocks:
        totals = tuple(column for column in block.column_leaves if column.node.total)
        columns = totals if any(leaf.label for leaf in block.row_leaves) and totals else block.column_leaves
        for item in _rows(block):
            for column in columns:
                found[CellKey(item.row.id, column.id)] = (item, column)
    return found


def _rows(block: Block) -> Iterator[_Item]:
    opened: tuple[Node, ...] = ()
    for leaf in block.row_leaves:
        for level, group in enumerate(leaf.ancestors):
            # A group that states its own total needs no sum of ours.
            if group not in opened and not has_total(group):
                below = tuple(other for other in block.row_leaves if group in other.ancestors)
                yield _Item(Leaf(group, leaf.ancestors[:level], leaf.before), below)
        yield _Item(leaf, (leaf,))
        opened = leaf.ancestors


def _keys(key: CellKey, rows: Mapping[str, str], cells: Mapping[CellKey, tuple[_Item, Leaf]]) -> tuple[CellKey, ...]:
    """The cells of an edition that make up a figure; none if it has no such item."""
    found = cells.get(CellKey(rows.get(key.row, ""), key.column))
    return tuple(CellKey(leaf.id, key.column) for leaf in found[0].leaves) if found else ()


def _point(filing: Filing, keys: Sequence[CellKey]) -> Point:
    return Point(added([filing.cells[key] for key in keys]) if keys else None)


def former_rows(table: Table, edition: str, forms: Forms) -> dict[str, str]:
    """For each row and group of a table the one of an older `edition` that it continues, step by step.

    A row that the older edition does not have, or has under another meaning, is left out.
    """
    rows = {node.id: node.id for node in _nodes(table)}
    current: str | None = table.edition
    while current is not None and current != edition:
        here = forms.get(current)
        if here is None or here.former is None:
            return {}
        own = next((t for t in here.tables if t.id == table.id), None)
        if own is None:
            return {}
        continues = {node.id: node.continues for node in _nodes(own)}
        rows = {start: former for start, row in rows.items() if (former := continues.get(row))}
        current = here.former
    return rows


def _nodes(table: Table) -> Iterator[Node]:
    for block in table.blocks:
        for leaf in block.row_leaves:
            yield from leaf.path
