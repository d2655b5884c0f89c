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
_PIECE = re.compile(r"[^\s(（]*[(（][^()（）]*[)）][^\s]*|\S+")  # a note in brackets stays with its figure
_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]")
_CLOSING = re.compile(r"[”’\"')）」』》】\]]+")  # of a label
_RULE = re.compile(r"\s*[─━=_—–-]{5,}\s*")  # fewer may be a mark instead of a figure
_INDENTED = re.compile(r"\t[^\t]*$")
BAR = "|"
FEW = 5  # lines behind a tabulator, or bars, that make a table
_GLUED = re.compile(
    r"(?P<label>.*[^\d\s.,，+-])\s*(?P<digits>\d[\d.,，]*)", re.DOTALL
)  # no label of the form ends in figures


class Row(NamedTuple):
    """Labels, then what stands behind the last of them.

    `exact`: an empty place of the source is a blank among the values; otherwise blanks are not seen. `width`: how many
    places the row has with those of its labels, where they are seen. `drawn`: of a real table, in which nothing moves.
    `ours`: of a file that we wrote.
    """

    labels: tuple[Cell, ...]
    values: tuple[Cell, ...]
    exact: bool
    width: int = 0
    drawn: bool = False
    ours: bool = False

    @property
    def places(self) -> tuple[Cell, ...]:
        """The values as places of the row: of merged ones the first alone."""
        return tuple(cell for cell in self.values if not cell.covered)

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
    """Cells as a row: the values are what stands behind the last label.

    A text that has more figures before it than behind it is no label, but a value that cannot be read.
    """
    texts = [at for at, cell in enumerate(cells) if cell.text.strip()]
    figures = [at for at in texts if is_figure(cells[at].text)]
    before = {at: sum(figure < at for figure in figures) for at in texts}
    words = [at for at in texts if at not in figures and _is_label(cells[at].text)]
    last = max((at for at in words if 2 * before[at] <= len(figures)), default=-1)
    labels = [cell for cell in cells[: last + 1] if cell.text.strip()]
    values = list(cells[last + 1 :])
    if labels and (glued := _GLUED.fullmatch(labels[-1].text.strip())):
        values[: bool(values and not values[0].text.strip())] = [Cell(glued["digits"], labels[-1].where)]
        labels[-1] = Cell(glued["label"], labels[-1].where)
    return Row(tuple(labels), tuple(values), exact, sum(not cell.covered for cell in cells) if exact else 0)


def _is_label(text: str) -> bool:
    """Whether a place holds words; a mark or a letter alone says something of a figure."""
    return _HAN.search(text) is not None and not is_figure(text)


Layout = Callable[[list[Block]], Iterator[Row]]


def _laid_out(blocks: Sequence[Block]) -> Iterator[tuple[Layout, Block]]:
    """Each block with the layout that reads it."""
    lines = [block.text if isinstance(block, Paragraph) else "" for block in blocks]
    tabbed = _span([at for at, text in enumerate(lines) if _INDENTED.match(text)])
    barred = _span([at for at, text in enumerate(lines) if text.strip() == BAR])
    for at, block in enumerate(blocks):
        if isinstance(block, RawTable):
            yield _drawn, block
        elif at in tabbed:
            yield _indented, block
        elif at in barred:
            yield _barred, block
        elif block.text.strip() and not _RULE.fullmatch(block.text):
            yield _layout(block.text.lstrip()), block


def _span(places: Sequence[int]) -> range:
    """From the first to the last, if they are enough to make a table."""
    return range(places[0], places[-1] + 1) if len(places) >= FEW else range(0)


def _layout(line: str) -> Layout:
    if line.startswith("|") and line.count("|") > 1:
        return _piped
    return _tabbed if "\t" in line else _spaced


def _drawn(blocks: Sequence[Block]) -> Iterator[Row]:
    """Real tables: merged labels count once, where they begin; of merged figures every place is kept."""
    for block in blocks:
        if isinstance(block, RawTable):
            for row in block.rows:
                stub = max((at + cell.spans[1] for at, cell in enumerate(row) if _is_label(cell.text)), default=0)
                cells = [cell for at, cell in enumerate(row) if cell.where and (at >= stub or not cell.covered)]
                yield row_of(cells, exact=True)._replace(drawn=True)


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


def _barred(blocks: Sequence[Block]) -> Iterator[Row]:
    """A line a cell with a bar on a line of its own around each; two bars in a row end a row."""
    cells: list[Cell] = []
    inside: list[Paragraph] = []
    for line in _lines(blocks):
        if line.text.strip() != BAR:
            inside.append(line)
        elif inside:
            cells.append(Cell("\n".join(one.text.strip() for one in inside).strip(), inside[0].where))
            inside = []
        else:
            yield row_of(cells, exact=True)
            cells = []
    yield row_of(cells, exact=True)
    for line in inside:
        yield from spaced(line)


def _spaced(blocks: Sequence[Block]) -> Iterator[Row]:
    """Lines of a text: a label, then figures with blanks between; or a label and below it a line for each figure."""
    held: Row | None = None  # a row whose figures stand below it
    below: list[Cell] = []
    for row in (row for line in _lines(blocks) for row in spaced(line)):
        if not row.labels and len(row.values) == 1 and held:
            below += row.values
            continue
        if held:
            yield held._replace(values=(*held.values, *below))
        below = []
        held = None if (row.labels and row.values) or len(row.values) > 1 else row
        if held is None:
            yield row
    if held:
        yield held._replace(values=(*held.values, *below))


def spaced(line: Paragraph) -> Iterator[Row]:
    """The row of one line, if there is anything in it."""
    pieces = _PIECE.findall(line.text.strip().strip("|"))
    at = len(pieces)
    while at and not _is_label(pieces[at - 1]) and not _CLOSING.fullmatch(pieces[at - 1]):
        at -= 1
    if not at and not any(map(str.isascii, pieces)):
        at = len(pieces)  # a label that is written from top to bottom: 三, not 3
    label, values = " ".join(pieces[:at]), pieces[at:]
    if label or values:
        cells = [Cell(text, line.where) for text in ([label] if label else []) + values]
        yield row_of(cells, exact=False)


def _lines(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    return (block for block in blocks if isinstance(block, Paragraph))
