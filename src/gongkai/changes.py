"""By how much did a figure change? A difference, and a percentage where one says something."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from gongkai.cells import Cell

SMALLEST_BASE = 10  # below it a percentage says more about chance than about the body
_TENTH = Decimal("0.1")


class Change(NamedTuple):
    """What came on top of the figure before, and how much that is in percent of it; None on a small base."""

    amount: Decimal
    percent: Decimal | None

    @property
    def words(self) -> str:
        """The change in number and word: ＋27，增26.0%."""
        if not self.amount:
            return "持平"
        sign, more, much = ("＋", "增加", "增") if self.amount > 0 else ("－", "减少", "减")
        number = f"{sign}{abs(self.amount):f}"
        return f"{number}，{more}" if self.percent is None else f"{number}，{much}{in_percent(self.percent)}"


def change(before: Cell | None, after: Cell | None) -> Change | None:
    """The change from one year's cell to the next's; None unless both are numbers.

    >>> change(Cell(State.NUMBER, "131"), Cell(State.NUMBER, "118")).words
    '－13，减9.9%'
    >>> change(Cell(State.NUMBER, "4"), Cell(State.NUMBER, "3")).words
    '－1，减少'
    """
    if before is None or after is None or before.value is None or after.value is None:
        return None
    amount = after.value - before.value
    if before.value < SMALLEST_BASE:
        return Change(amount, None)
    return Change(amount, (abs(amount) * 100 / before.value).quantize(_TENTH, ROUND_HALF_UP))


def in_percent(percent: Decimal) -> str:
    """A percentage with one decimal, half up: 9.9%; what would come out as nothing is said in words."""
    return f"{percent}%" if percent else "不足0.1%"
