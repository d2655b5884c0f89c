"""How is a table drawn in a Word document?"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from gongkai.grid import Grid
from gongkai.office.characters import clean
from gongkai.office.paper import WIDE

HIGH, LEADING = 320, 250  # twips of a row and of a line: the longest table of the form fits on a page
TWIPS = 1440 / 25.4  # in a millimetre
STUBS = {0: (), 1: (45.0,), 2: (16.0, 44.0), 3: (11.0, 16.0, 48.0)}  # mm of the columns of labels
_HALF_POINTS = {"小四": 24, "五号": 21}


class Drawn(NamedTuple):
    """A cell of a table: its text, where it begins and how far it reaches."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    centred: bool = True
    bold: bool = False
    head: bool = False


def widths(grid: Grid) -> tuple[float, ...]:
    """The columns of a table of the form in millimetres, as wide as the paper allows."""
    stubs = STUBS.get(grid.stub) or (12.0,) * (grid.stub - 1) + (40.0,) * bool(grid.stub)
    figures = grid.columns - grid.stub
    return (*stubs, *((WIDE - sum(stubs)) / figures,) * figures)


def add_table(made: Document, cells: Sequence[Drawn], columns: Sequence[float], heads: int, size: str) -> None:
    """Add a table at the end; the first `heads` rows come again on each page."""
    text = "".join(_table(cells, [round(mm * TWIPS) for mm in columns], heads, _HALF_POINTS[size]))
    body: Any = made.element.body
    if len(body) > 1 and body[-2].tag == qn("w:tbl"):
        made.add_paragraph()  # else Word takes the two tables for one
    body.insert_element_before(parse_xml(text), "w:sectPr")


def _table(cells: Sequence[Drawn], columns: list[int], heads: int, size: int) -> Iterator[str]:
    yield f"<w:tbl {nsdecls('w')}><w:tblPr>"
    yield f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    yield f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    yield '<w:tblCellMar><w:left w:w="20" w:type="dxa"/><w:right w:w="20" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in columns)
    yield f"<w:tblGrid>{grid}</w:tblGrid>"
    at = {(r, c): cell for cell in cells for r in range(cell.row, cell.row + cell.rows) for c in (cell.column,)}
    height = max(cell.row + cell.rows for cell in cells)
    for row in range(height):
        again = "<w:tblHeader/>" if row < heads else ""
        yield f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{HIGH}" w:hRule="atLeast"/>{again}</w:trPr>'
        for column in sorted(c for r, c in at if r == row):
            yield from _cell(at[row, column], row, columns, size, last=row == height - 1)
        yield "</w:tr>"
    yield "</w:tbl>"


def _cell(cell: Drawn, row: int, columns: list[int], size: int, *, last: bool) -> Iterator[str]:
    wide = sum(columns[cell.column : cell.column + cell.columns])
    yield f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>'
    if cell.columns > 1:
        yield f'<w:gridSpan w:val="{cell.columns}"/>'
    if cell.rows > 1:
        yield '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
    yield '<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>'
    if cell.head or not last:
        yield "<w:keepNext/>"
    yield f'<w:spacing w:line="{LEADING}" w:lineRule="exact"/>'
    if cell.centred:
        yield '<w:jc w:val="center"/>'
    yield "</w:pPr>"
    if row == cell.row and cell.text:
        bold = "<w:b/>" if cell.bold else ""
        lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(cell.text).split("\n")]
        yield f'<w:r><w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr>{"<w:br/>".join(lines)}</w:r>'
    yield "</w:p></w:tc>"
