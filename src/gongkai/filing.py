"""What does a table say as one report files it? A cell for every place of the form."""

from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.cells import Cell, State
from gongkai.diag import Place, Span
from gongkai.form import SEPARATOR, CellKey, Leaf, Table


@dataclass(frozen=True, slots=True)
class Filing:
    """A table as one report files it: a cell for every key of the form.

    `absent` if the source has no such table. `sound` is False where a part could not be read and was
    reported; sums over such a part are not asked.
    """

    table: Table
    cells: Mapping[CellKey, Cell]
    span: Span
    absent: bool = False
    sound: bool = True

    @property
    def edition(self) -> str | None:
        """The edition of this table, None where the table is absent."""
        return None if self.absent else self.table.edition

    @property
    def open(self) -> int:
        """How many cells are 待核."""
        return sum(cell.state is State.OPEN for cell in self.cells.values())


def place(table: Table, row: Leaf | None = None, column: Leaf | None = None) -> Place:
    """What a finding about a table, a row, a column or a cell is about, in the labels of report.json."""
    labels = (leaf.label if leaf else None for leaf in (row, column))
    return Place(None, None, table.ordinal, *labels)


def position(table: Table, row: Leaf | None, column: Leaf | None) -> str:
    """How an acceptance names a cell, a row or a column: the written keys, 四／行政复议／总计."""
    parts = [table.ordinal, row.written if row else "", column.written if column else ""]
    if column and row and not row.label:
        parts[1:] = [column.ancestors[-1].written, column.node.written]
    return SEPARATOR.join(part for part in parts if part)


def whole(table: Table, cell: Cell, span: Span, *, sound: bool = True) -> Filing:
    """A table with the same cell everywhere."""
    absent = cell.state is State.ABSENT
    return Filing(table, dict.fromkeys(table.keys, cell), span, absent=absent, sound=sound)
