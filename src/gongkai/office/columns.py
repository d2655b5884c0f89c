"""How does a spreadsheet name its columns and cells?"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """A cell of a sheet by row and column, from 1."""

    row: int
    column: int

    @property
    def name(self) -> str:
        """The cell as a formula names it."""
        return f"{letters(self.column)}{self.row}"


def letters(column: int) -> str:
    """The letters of a column, from 1.

    >>> letters(1), letters(26), letters(27)
    ('A', 'Z', 'AA')
    """
    found = ""
    while column:
        column, left = divmod(column - 1, 26)
        found = chr(65 + left) + found
    return found


def column_number(letters: str) -> int:
    """The number of a column by its letters, from 1.

    >>> column_number("A"), column_number("AA")
    (1, 27)
    """
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found


def areas(places: Sequence[Place]) -> list[str]:
    """The cells as a formula names them, neighbours as one area.

    >>> areas([Place(6, 4), Place(6, 5), Place(6, 6), Place(9, 4)])
    ['D6:F6', 'D9']
    """
    return [a.name if a == b else f"{a.name}:{b.name}" for a, b in _runs(places)]


def _runs(places: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    at = 0
    while at < len(places):
        first = last = places[at]
        at += 1
        step = next((s for s in ((0, 1), (1, 0)) if at < len(places) and places[at] == _next(last, s)), None)
        while step and at < len(places) and places[at] == _next(last, step):
            last = places[at]
            at += 1
        yield first, last


def _next(place: Place, step: tuple[int, int]) -> tuple[int, int]:
    return place.row + step[0], place.column + step[1]
