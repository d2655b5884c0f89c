"""Which rows does a run of blocks hold? Labels and figures, from whatever layout a table was pasted in.

Each layout is a small function from blocks to rows; the first that takes a block wins, and what a layout leaves the
next one gets.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from gongkai.archive.figures import is_figure
from gongkai.archive.raw import Block, Cell, Paragraph, RawTable

RULED = re.compile(r"[\s|:+─━=-]*")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SPLIT = re.compile(r"[ 　\xa0]+")
_INDENTED = re.compile(r"\t[^\t]*$")
FEW = 5  # lines behind a tabulator that make a table
_GLUED = re.compile(r"(?P<label>.*[^\d\s.,+-])(?P<digits>\d{2,})")


class Row(NamedTuple):
    """Labels, then what stands behind the last of them.

    `exact`: an empty place of the source is a blank among the values; otherwise blanks are not seen.
    """

    labels: tuple[Cell, ...]
    values: tuple[Cell, ...]
    exact: bool

    @property
    def filled(self) -> tuple[Cell, ...]:
        """The values that are not blank."""
        return tuple(cell for cell in self.values if cell.text.strip())


def rows(blocks: Sequence[Block]) -> list[Row]:
    """All rows of the blocks in order; a line of text without a figure is a row without values."""
    found: list[Row] = []
    for layout, run in groupby(_laid_out(blocks), key=lambda pair: pair[0]):
        found += layout([block for _, block in run])
    return [row for row in found if row.labels or row.filled]


def row_of(cells: Sequence[Cell], *, exact: bool) -> Row:
    """Cells as a row: the values are what stands behind the last label."""
    last = max((at for at, cell in enumerate(cells) if cell.text.strip() and not is_figure(cell.text)), default=-1)
    labels = tuple(cell for cell in cells[: last + 1] if cell.text.strip())
    return Row(labels, tuple(cells[last + 1 :]), exact)


Layout = Callable[[list[Block]], Iterator[Row]]


def _laid_out(blocks: Sequence[Block]) -> Iterator[tuple[Layout, Block]]:
    """Each block with the layout that reads it."""
    tabbed = [at for at, block in enumerate(blocks) if isinstance(block, Paragraph) and _INDENTED.match(block.text)]
    inner = range(tabbed[0], tabbed[-1] + 1) if len(tabbed) >= FEW else range(0)
    for at, block in enumerate(blocks):
        if isinstance(block, RawTable):
            yield _drawn, block
        elif at in inner:
            yield _indented, block
        elif block.text.strip():
            yield _layout(block.text.strip()), block


def _layout(line: str) -> Layout:
    if line.startswith("|") and line.count("|") > 1:
        return _piped
    return _tabbed if "\t" in line else _spaced


def _drawn(blocks: Sequence[Block]) -> Iterator[Row]:
    """Real tables: merged places count once, where they begin."""
    for block in blocks:
        if isinstance(block, RawTable):
            for row in block.rows:
                yield row_of([cell for cell in row if not cell.covered], exact=True)


def _piped(blocks: Sequence[Block]) -> Iterator[Row]:
    """| a | b |, as Markdown has it."""
    for line in _lines(blocks):
        if not RULED.fullmatch(line.text):
            texts = line.text.strip().removeprefix("|").removesuffix("|").split("|")
            yield row_of([Cell(BREAK.sub("\n", text).strip(), line.where) for text in texts], exact=True)


def _tabbed(blocks: Sequence[Block]) -> Iterator[Row]:
    """Cells between tabulators, as a table is pasted from Word or Excel."""
    for line in _lines(blocks):
        yield row_of([Cell(text.strip(), line.where) for text in line.text.split("\t")], exact=True)


def _indented(blocks: Sequence[Block]) -> Iterator[Row]:
    """A line a cell, each behind a tabulator, an empty line between two rows; other lines go on with a cell."""
    cells: list[Cell] = []
    for line in _lines(blocks):
        if not line.text.strip() and "\t" not in line.text:
            yield row_of(cells, exact=True)
            cells = []
        elif line.text.startswith("\t") or not cells:
            cells.append(Cell(line.text.strip(), line.where))
        else:
            cells[-1] = Cell((cells[-1].text + "\n" + line.text).strip(), cells[-1].where)
    yield row_of(cells, exact=True)


def _spaced(blocks: Sequence[Block]) -> Iterator[Row]:
    """Lines of a text: a label, then figures with blanks between; or either alone."""
    for line in _lines(blocks):
        yield from spaced(line)


def spaced(line: Paragraph) -> Iterator[Row]:
    """The row of one line, if there is anything in it."""
    pieces = [piece for piece in _SPLIT.split(line.text.strip().strip("|").strip()) if piece]
    at = len(pieces)
    while at and is_figure(pieces[at - 1]):
        at -= 1
    if not at and not any(map(str.isascii, pieces)):
        at = len(pieces)  # a label that is written from top to bottom: 三, not 3
    label, values = " ".join(pieces[:at]), pieces[at:]
    if not values and (match := _GLUED.fullmatch(label)):
        label, values = match["label"], [match["digits"]]
    if label or values:
        cells = tuple(Cell(value, line.where) for value in values)
        yield Row((Cell(label, line.where),) if label else (), cells, exact=False)


def _lines(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    return (block for block in blocks if isinstance(block, Paragraph))
