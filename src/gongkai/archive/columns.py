"""Which column does each figure of a row stand in? All readings that its places allow."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from gongkai.archive.raw import Cell
from gongkai.archive.rows import Row

MANY = 60  # readings above which a row is left open
Reading = tuple[Cell | None, ...]  # a cell for each column; None: nothing is said of it


class Frame(NamedTuple):
    """What is known of the columns of a table: how many there are, and which of them the source shows.

    `widths` are those of rows whose last places are the columns, one for each.
    """

    whole: int
    shown: tuple[int, ...]
    widths: frozenset[int] = frozenset()


def readings(row: Row, frame: Frame) -> tuple[Reading, ...]:
    """All ways to place the figures of a row in the columns, in order; none if they cannot be placed."""
    filled = row.filled
    whole = tuple(range(frame.whole))
    for columns in (whole, frame.shown) if _together(row) else ():
        if len(filled) == len(columns):
            return (_placed(filled, columns, frame),)
    if len(filled) > frame.whole:
        return ()
    if any(cell.covered for cell in row.values):
        return _merged(row, frame)
    if row.width in frame.widths and len(row.values) >= frame.whole:
        return (_placed(row.values[-frame.whole :], whole, frame),)
    if row.exact:
        return _exact(row, frame)
    columns = frame.shown if len(filled) <= len(frame.shown) else whole
    found = [_placed(filled, chosen, frame) for chosen in combinations(columns, len(filled))]
    return tuple(found) if len(found) <= MANY else ()


def _together(row: Row) -> bool:
    """Whether no blank stands between the figures of a row."""
    texts = [_text(cell) for cell in row.values if not cell.covered]
    return True not in texts or False not in texts[texts.index(True) : len(texts) - texts[::-1].index(True)]


def _placed(cells: Sequence[Cell], columns: Sequence[int], frame: Frame) -> Reading:
    """These cells in these columns, nothing known of the others but of those that the source has not: they are blank."""
    at = dict(zip(columns, cells, strict=True))
    return tuple(at.get(column) for column in range(frame.whole))


def _merged(row: Row, frame: Frame) -> tuple[Reading, ...]:
    """Where places are merged: a column each, if they begin behind the label and there are as many."""
    own = [cell for cell in row.values if not cell.covered]
    if len(own) != frame.whole or not _text(own[0]):
        return ()
    return (_placed(own, range(frame.whole), frame),)


def _exact(row: Row, frame: Frame) -> tuple[Reading, ...]:
    """Where blanks are seen, but neither how many of the first ones belong to the labels nor whether a side is cut off."""
    texts = [bool(cell.text.strip()) for cell in row.values]
    if True not in texts:
        return (_placed((), (), frame),)
    inner = row.values[texts.index(True) : len(texts) - texts[::-1].index(True)]
    starts = range(len(frame.shown) - len(inner) + 1)
    return tuple(_placed(inner, frame.shown[at : at + len(inner)], frame) for at in starts)


def frame_of(rows: Sequence[Row], count: int, shown: Sequence[int]) -> Frame:
    """What the rows of a table with so many columns say of them; `shown` are those its heads name, if not all."""
    if shown and len(shown) < count:
        return Frame(count, tuple(shown))
    every = {row.width for row in rows if row.exact}
    if all(len(row.values) == count for row in rows if row.exact):
        return Frame(count, tuple(range(count)), frozenset(every))
    widths = set()
    for width in every:
        alike = [row for row in rows if row.width == width]
        full = [row for row in alike if len(row.filled) == count]
        most = 2 * len(alike) > len(rows) and min(len(row.values) for row in alike) == count
        if most if not full else all(len([*filter(_text, row.values[-count:])]) == count for row in full):
            widths.add(width)
    return Frame(count, tuple(range(count)), frozenset(widths))


def _text(cell: Cell) -> bool:
    return bool(cell.text.strip())
