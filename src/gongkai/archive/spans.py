"""Which place of a table does each cell cover?"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gongkai.archive.guard import check_cells
from gongkai.archive.raw import Cell, RawTable

_Place = tuple[int, int]  # row and column from 0
_WIDEST = 1_000  # columns that one cell can span; so it is in HTML


@dataclass(slots=True)
class Placed:
    """A cell as a container names it; `rows` 0 is down to the end of the table."""

    text: str
    rows: int = 1
    columns: int = 1


def lay_out(rows: Sequence[Sequence[Placed]], where: str) -> RawTable:
    """The full grid of rows of cells: each takes the first free place and what it spans as far as that is free.

    Missing cells are empty and have no `where`, spans end where the table ends, columns in which no cell begins are none.
    """
    height = len(rows)
    home: dict[_Place, _Place] = {}
    origins: dict[_Place, tuple[Placed, int, int]] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in home:
                x += 1
            across = 1
            while across < min(cell.columns, _WIDEST) and (y, x + across) not in home:
                across += 1
            down = min(cell.rows or height, height - y)
            check_cells(len(home) + across * down)
            home.update(((y + j, x + i), (y, x)) for j in range(down) for i in range(across))
            origins[y, x] = (cell, down, across)
            x += across
    columns = sorted({x for _, x in origins})
    check_cells(len(columns) * height)
    grid = []
    for y in range(height):
        line = []
        for number, x in enumerate(columns, 1):
            place = f"{where}第{y + 1}行第{number}列"
            if (y, x) in origins:
                cell, down, across = origins[y, x]
                used = bisect_left(columns, x + across) - number + 1
                line.append(Cell(cell.text, place, (down, used)))
            else:
                line.append(Cell("", place if (y, x) in home else "", covered=(y, x) in home))
        grid.append(tuple(line))
    return RawTable(tuple(grid), where)


def is_layout(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table that holds others is there for their places only: fewer than two rows with two texts."""
    return sum(sum(bool(text.strip()) for text in row) > 1 for row in rows) < 2  # noqa: PLR2004 - a table has two


def without(table: RawTable, rows: set[int], columns: set[int]) -> RawTable:
    """The table without some rows and columns; what spanned them spans so much less."""
    kept_rows = [y for y in range(len(table.rows)) if y not in rows]
    kept_columns = [x for x in range(len(table.rows[0]) if table.rows else 0) if x not in columns]
    if len(kept_rows) == len(table.rows) and len(kept_columns) == len(table.rows[0] if table.rows else ()):
        return table
    home = {}
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row):
            if not cell.covered:
                home.update({(y + j, x + i): (y, x) for j in range(cell.spans[0]) for i in range(cell.spans[1])})
    seen = set()
    grid = []
    for y in kept_rows:
        line = []
        for x in kept_columns:
            at = home[y, x]
            cell = table.rows[at[0]][at[1]]
            if at in seen:
                line.append(replace(table.rows[y][x], text="", spans=(1, 1), covered=True))
                continue
            seen.add(at)
            down = sum(at[0] <= j < at[0] + cell.spans[0] for j in kept_rows)
            across = sum(at[1] <= i < at[1] + cell.spans[1] for i in kept_columns)
            line.append(replace(cell, spans=(down, across)))
        grid.append(tuple(line))
    return RawTable(tuple(grid), table.where)
