"""Which column does each figure of a row stand in? All readings that its places allow."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from gongkai.archive.raw import Cell
from gongkai.archive.rows import Row

STUB = 2  # empty places behind a label that may belong to the columns of labels
MANY = 60  # readings above which a row is left open
Reading = tuple[Cell | None, ...]  # a cell for each column; None: nothing is said of it


class Frame(NamedTuple):
    """What is known of the columns of a table: how many there are as a whole, and which of them the source shows."""

    whole: int
    shown: tuple[int, ...]
    steady: bool  # whether every row has as many places as columns are shown


def readings(row: Row, frame: Frame) -> tuple[Reading, ...]:
    """All ways to place the figures of a row in the columns, in order; none if they cannot be placed."""
    filled = row.filled
    whole = tuple(range(frame.whole))
    run = _together(row)
    if run and len(filled) == frame.whole:
        return (_placed(filled, whole, frame),)
    if run and len(filled) == len(frame.shown):
        return (_placed(filled, frame.shown, frame),)
    if len(filled) > frame.whole:
        return ()
    if row.exact and frame.steady:
        return (_placed(row.values, frame.shown, frame),)
    if row.exact:
        return _exact(row, frame)
    columns = frame.shown if len(filled) <= len(frame.shown) else whole
    found = [_placed(filled, chosen, frame) for chosen in combinations(columns, len(filled))]
    return tuple(found) if len(found) <= MANY else ()


def _together(row: Row) -> bool:
    """Whether no blank stands between the figures of a row."""
    texts = [bool(cell.text.strip()) for cell in row.values]
    return True not in texts or False not in texts[texts.index(True) : len(texts) - texts[::-1].index(True)]


def _placed(cells: Sequence[Cell], columns: Sequence[int], frame: Frame) -> Reading:
    """These cells in these columns, nothing known of the others but of those that the source has not: they are blank."""
    at = dict(zip(columns, cells, strict=True))
    return tuple(at.get(column) for column in range(frame.whole))


def _exact(row: Row, frame: Frame) -> tuple[Reading, ...]:
    """Where blanks are seen, but not how many of the first ones belong to the labels."""
    found: dict[Reading, None] = {}
    texts = [bool(cell.text.strip()) for cell in row.values]
    leading = texts.index(True) if True in texts else len(texts)
    for skip in range(min(leading, STUB) + 1):
        slots = row.values[skip:]
        while len(slots) > len(frame.shown) and not slots[-1].text.strip():
            slots = slots[:-1]
        size = len(slots)
        if size > len(frame.shown):
            continue
        if size == len(frame.shown):
            found[_placed(slots, frame.shown, frame)] = None
        else:  # cut off on the right or on the left
            found[_placed(slots, frame.shown[:size], frame)] = None
            found[_placed(slots, frame.shown[-size:] if size else (), frame)] = None
    return tuple(found)


def frame_of(rows: Sequence[Row], count: int, shown: Sequence[int]) -> Frame:
    """What the rows of a table with so many columns say of them; `shown` are those its heads name, if any."""
    known = tuple(shown) or tuple(range(count))
    exact = [row for row in rows if row.exact]
    if exact and all(len(row.values) == count for row in exact):
        known = tuple(range(count))
    return Frame(count, known, bool(exact) and all(len(row.values) == len(known) for row in exact))
