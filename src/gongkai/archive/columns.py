"""Which column does each figure of a row stand in? All readings that its places allow."""

from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

from gongkai.archive.raw import Cell
from gongkai.archive.rows import Row

MANY = 60  # readings above which a row is left open
Reading = tuple[Cell | None, ...]  # a cell for each column; None: nothing is said of it


class Frame(NamedTuple):
    """What is known of the columns of a table: how many there are, and which of them the source shows.

    `widths` are those of rows whose last places are the columns, one for each, as rows with a figure in all of them
    prove. Without such a row it is taken to be so for rows of `usual_width`, as long as they have figures in the
    `usual` columns only, in which the rows that have nothing but their columns behind their label have theirs.
    """

    whole: int
    shown: tuple[int, ...]
    widths: frozenset[int] = frozenset()
    usual_width: int = 0
    usual: frozenset[int] = frozenset()


def readings(row: Row, frame: Frame) -> tuple[Reading, ...]:
    """All ways to place the figures of a row in the columns, in order; none if they cannot be placed."""
    filled = row.filled
    whole = tuple(range(frame.whole))
    for columns in (whole, frame.shown) if _together(row) else ():
        if len(filled) == len(columns):
            return (_placed(filled, columns, frame),)
    if len(filled) > frame.whole:
        return ()
    if row.width in {*frame.widths, frame.usual_width} and len(row.places) >= frame.whole:
        last = row.places[-frame.whole :]
        if row.width in frame.widths or frame.usual.issuperset(at for at in whole if _text(last[at])):
            return (_placed(last, whole, frame),)
    if row.exact and len(row.places) >= len(frame.shown):
        return _moved(row, frame)
    return _lost(_inner(row), frame)


def _together(row: Row) -> bool:
    """Whether no blank stands between the figures of a row."""
    texts = [_text(cell) for cell in row.places]
    return True not in texts or False not in texts[texts.index(True) : len(texts) - texts[::-1].index(True)]


def _placed(cells: Sequence[Cell], columns: Sequence[int], frame: Frame) -> Reading:
    """These cells in these columns, nothing known of the others but of those that the source has not: they are blank."""
    at = dict(zip(columns, cells, strict=True))
    return tuple(at.get(column) for column in range(frame.whole))


def _moved(row: Row, frame: Frame) -> tuple[Reading, ...]:
    """Where no place is missing, but nobody knows how many of the first blanks belong to the labels."""
    inner = _inner(row)
    starts = range(len(frame.shown) - len(inner) + 1)
    return tuple(_placed(inner, frame.shown[at : at + len(inner)], frame) for at in starts)


def _lost(cells: Sequence[Cell], frame: Frame) -> tuple[Reading, ...]:
    """Where places are missing, each may be the one."""
    columns = frame.shown if len(cells) <= len(frame.shown) else range(frame.whole)
    if comb(len(columns), len(cells)) > MANY:
        return ()
    return tuple(_placed(cells, chosen, frame) for chosen in combinations(columns, len(cells)))


def _inner(row: Row) -> Sequence[Cell]:
    """The places from the first to the last figure, blanks between them included where they are seen."""
    texts = [_text(cell) for cell in row.places]
    return row.places[texts.index(True) : len(texts) - texts[::-1].index(True)] if True in texts else ()


def frame_of(rows: Sequence[Row], count: int, shown: Sequence[int]) -> Frame:
    """What the rows of a table with so many columns say of them; `shown` are those its heads name, if not all."""
    if shown and len(shown) < count:
        return Frame(count, tuple(shown))
    exact = [row for row in rows if row.exact]
    whole = tuple(range(count))
    if all(len(row.places) == count for row in exact):
        return Frame(count, whole, frozenset(row.width for row in exact))
    full = {row.width for row in exact if len(row.filled) == count}
    widths = {
        width
        for width in full
        if all(all(map(_text, row.places[-count:])) for row in exact if row.width == width and len(row.filled) == count)
    }
    bare = [row for row in exact if len(row.places) == count]
    usual_width = next((row.width for row in bare if 2 * sum(r.width == row.width for r in exact) > len(rows)), 0)
    alike = [row for row in exact if row.width == usual_width]
    if usual_width in full or min((len(row.places) for row in alike), default=0) < count:
        return Frame(count, whole, frozenset(widths))
    usual = {at for row in bare if row.width == usual_width for at in whole if _text(row.places[at])}
    return Frame(count, whole, frozenset(widths), usual_width, frozenset(usual))


def _text(cell: Cell) -> bool:
    return bool(cell.text.strip())
