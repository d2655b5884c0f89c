"""In which row and column does each box of a drawn table stand?"""

from collections.abc import Iterable
from typing import NamedTuple

from gongkai.grid import Box, Grid, Row


class Spot(NamedTuple):
    """A box with the row and column of its upper left corner, from 0."""

    box: Box
    row: int
    column: int

    @property
    def bottom(self) -> int:
        """The last of its rows."""
        return self.row + self.box.rowspan - 1

    @property
    def right(self) -> int:
        """The last of its columns."""
        return self.column + self.box.colspan - 1


def spots(grid: Grid) -> tuple[Spot, ...]:
    """Every box of a grid in its place, head first, row by row."""
    return tuple(_placed(all_rows(grid)))


def all_rows(grid: Grid) -> tuple[Row, ...]:
    """The rows of the head and of the bodies, one below the other."""
    return (*grid.head, *(row for body in grid.bodies for row in body))


def _placed(rows: Iterable[Row]) -> Iterable[Spot]:
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for box in row:
            while (at, column) in taken:
                column += 1
            spot = Spot(box, at, column)
            taken |= {(r, c) for r in range(at, spot.bottom + 1) for c in range(column, spot.right + 1)}
            yield spot
