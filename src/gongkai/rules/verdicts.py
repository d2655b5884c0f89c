"""Which sums of a table hold? The verdict on every equation of the form, for every row and every column.

A cell that is not a number makes an equation uncheckable, unless the known parts alone already exceed
the other side: counts are never negative. A total that was left out is computed and not asked.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from gongkai.cells import State
from gongkai.filing import Filing
from gongkai.form import CellKey, Equation

Number = int | Decimal  # a whole number as int, which adds up faster


class Side(NamedTuple):
    """One side of an equation: the sum of its known cells, and whether all are known."""

    total: Number
    complete: bool


class Verdict(NamedTuple):
    """What became of an equation: `holds` is None where it cannot be checked."""

    equation: Equation
    left: Side
    right: Side
    holds: bool | None


def verdicts(filing: Filing) -> Iterator[Verdict]:
    """The verdict on each equation that is asked: not on totals computed here, nor on cells that are 待核 or unreadable."""
    if filing.absent:
        return
    cells = filing.cells
    values: dict[CellKey, Number | None] = {}
    waiting = False
    for key, cell in cells.items():
        number = cell.number
        values[key] = None if number is None else int(number) if number.isdecimal() else Decimal(number)
        waiting = waiting or cell.state is State.OPEN
    for equation in filing.table.equations:
        if equation.defines and cells[equation.defines].computed:
            continue
        if waiting and any(cells[key].state is State.OPEN for key in (*equation.left, *equation.right)):
            continue
        left, right = _side(values, equation.left), _side(values, equation.right)
        yield Verdict(equation, left, right, _holds(left, right))


def _side(values: Mapping[CellKey, Number | None], keys: tuple[CellKey, ...]) -> Side:
    numbers = list(map(values.__getitem__, keys))
    if None in numbers:
        return Side(sum(number for number in numbers if number is not None), complete=False)
    return Side(sum(numbers), complete=True)  # type: ignore[arg-type]


def _holds(left: Side, right: Side) -> bool | None:
    if left.complete and right.complete:
        return left.total == right.total
    if (right.complete and left.total > right.total) or (left.complete and right.total > left.total):
        return False
    return None


def only_totals(filing: Filing) -> bool:
    """Whether a table states totals and none of their parts."""
    totals = filing.table.totals
    stated = {key for key, cell in filing.cells.items() if cell.state is State.NUMBER and not cell.computed}
    return bool(totals and stated) and stated <= totals
