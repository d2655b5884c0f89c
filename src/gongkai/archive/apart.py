"""Which rows of a table are text that only stands in it: titles, headings, sentences?

A sheet of a workbook is one table, whatever stands on it, and pages put whole reports into tables. What is text there
has to be read as text: a row that was taken for one of a table of the form is gone with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.archive.furniture import said
from gongkai.archive.glyphs import compact
from gongkai.archive.headings import HAN_NUMBER, LONGEST, Style, Titles, key, numbered, titles_of
from gongkai.archive.raw import Block, Cell, Paragraph, RawTable
from gongkai.archive.starts import SENTENCE
from gongkai.archive.title import is_title
from gongkai.form import Chapter

FORM = re.compile(
    r"第二十条第\(.\)项|\(?本列数据的勾稽关系|(?:一,)?本年新收政府信息|(?:三,)?本年度办理结果|行政复议行政诉讼|结果维持|未经复议直接起诉"
    r"|信息内容(?:\||本年|上一年|采购|$)"
)
_PART = re.compile(r"^第(?:二十|20)条|第\(?[一五六八九]\)?项")  # other ways to write the first of these
_NOTE = re.compile(r"\s*(?:注|备注|说明|附注|附件)\s*[\d一二三四五六七八九十]*\s*[:：]")
_LAST_OF_FORM = 4  # the rows of table three are numbered like chapters, up to this one

Row = tuple[Cell, ...]


def text_apart(blocks: Sequence[Block], chapters: tuple[Chapter, ...]) -> Iterator[Block]:
    """The blocks in order, the rows of tables that are text as paragraphs; what is left of a table in pieces."""
    if not any(isinstance(block, RawTable) for block in blocks):
        yield from blocks
        return
    walk = _Walk(chapters, titles_of(chapters))
    for block in blocks:
        if isinstance(block, RawTable):
            yield from walk.table(block)
        else:
            walk.line(block.text)
            yield block


@dataclass(slots=True)
class _Walk:
    """Where in a file we are: `tabled` where a table of the form is to be expected, `fresh` if none of it was seen."""

    chapters: tuple[Chapter, ...]
    titles: Titles
    tabled: bool = False
    fresh: bool = False
    out: list[Block] = field(default_factory=list)

    def line(self, text: str) -> bool:
        """Whether a line of text is the heading of a chapter, from which on we are there."""
        place = self._chapter(text) if len(text) <= 2 * LONGEST else None
        if place is None:
            return False
        self.tabled = self.fresh = bool(self.chapters[place].table)
        return True

    def _chapter(self, text: str) -> int | None:
        line = compact(text)
        if not line or len(line) > LONGEST:
            return None
        read = numbered(line)
        named = self.titles.exact.get(key(read.title))
        if named is None and read.style is Style.NONE and line[0] in HAN_NUMBER:
            named = self.titles.exact.get(key(numbered(f"{line[0]},{line[1:]}").title))
        if named is None and read.style is Style.TOP and not SENTENCE.search(text.strip()[:-1]):
            named = self.titles.read(read) or self.titles.read_loosely(read)
        return named.chapter if named else None

    def table(self, table: RawTable) -> list[Block]:
        """A table as paragraphs and what is left of it."""
        self.out = []
        begun = 0
        for number, row in enumerate(table.rows):
            tabled, fresh = self.tabled, self.fresh
            if lines := self._heading(row):
                self._stretch(table, table.rows[begun:number], tabled=tabled, fresh=fresh)
                self.out += lines
                begun = number + 1
        self._stretch(table, table.rows[begun:], tabled=self.tabled, fresh=self.fresh)
        self.fresh = self.fresh and not any(map(_filled, table.rows[begun:]))
        return [table] if self.out == [RawTable(table.rows, table.where)] else self.out

    def _heading(self, row: Row) -> list[Paragraph]:
        """The lines of a row in which the heading of a chapter stands, with its number in a cell of its own or not."""
        cells = _filled(row)
        if len(cells) == 1:
            lines = _lines(cells)
            return lines if sum(self.line(line.text) for line in lines) else []
        whole = "".join(cell.text.strip() for cell in cells)
        if len(cells) == 2 and not numbered(compact(cells[0].text + "、")).title and self.line(whole):  # noqa: PLR2004
            return [Paragraph(whole, cells[0].where)]
        return []

    def _stretch(self, table: RawTable, rows: Sequence[Row], *, tabled: bool, fresh: bool) -> None:
        """The rows between two headings."""
        form = next((at for at, row in enumerate(rows) if _is_form(row)), len(rows))
        begin = 0
        if not tabled:
            self._text(table, rows[:form])
            begin = form
            self.tabled = self.tabled or form < len(rows)
        rows = rows[begin:]
        solid = [at for at, row in enumerate(rows) if len(_filled(row)) > 1 or _is_form(row)]
        first, last = (solid[0], solid[-1]) if solid else (len(rows), -1)
        begin = max((at + 1 for at in range(first) if _is_text(rows[at])), default=0)
        if fresh and solid:  # between a heading and its table, and no piece of a row from the page before
            begin = first
        end = next((at for at in range(max(begin, last + 1), len(rows)) if _is_text(rows[at])), len(rows))
        self._put(rows[:begin])
        self._rest(table, rows[begin:end])
        self._put(rows[end:])

    def _text(self, table: RawTable, rows: Sequence[Row]) -> None:
        """Rows of a chapter of text, in which tables of its own may stand."""
        several = [at for at, row in enumerate(rows) if len(_filled(row)) > 1 and not _has_title(row)]
        kept: list[Row] = []
        for at, row in enumerate(rows):
            amid = bool(several) and several[0] < at < several[-1]
            if at in several or (amid and not _is_text(row) and not _has_title(row)) or _is_label(row):
                kept.append(row)
            else:
                self._rest(table, kept)
                kept = []
                self._put([row])
        self._rest(table, kept)

    def _rest(self, table: RawTable, rows: Sequence[Row]) -> None:
        if any(map(_filled, rows)) or len(rows) == len(table.rows):
            self.out.append(RawTable(tuple(rows), table.where))

    def _put(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.out += _lines(_filled(row))


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row if not cell.covered and cell.text.strip()]


def _lines(cells: Sequence[Cell]) -> list[Paragraph]:
    return [Paragraph(line, cell.where) for cell in cells for line in cell.text.split("\n") if line.strip()]


def _is_form(row: Row) -> bool:
    return any(FORM.match(line) or _PART.search(line) for line in (compact(cell.text) for cell in _filled(row)))


def _is_text(row: Row) -> bool:
    """Whether the one thing in a row is a sentence, a note or a heading that is none of the form."""
    cells = _filled(row)
    if len(cells) != 1:
        return False
    text = cells[0].text
    read = numbered(compact(text)) if len(text) <= 2 * LONGEST else None
    beyond = read is not None and read.style is Style.TOP and (read.number or 0) > _LAST_OF_FORM
    return beyond or SENTENCE.search(text) is not None or _NOTE.match(text) is not None


def _has_title(row: Row) -> bool:
    """Whether a title of a report stands in a row, alone or beside others, and not as what a label says."""
    cells = _filled(row)
    if any(map(_says, cells)):
        return False
    lines = _lines(cells)
    return any(is_title(line.text) for line in lines) or is_title("".join(line.text for line in lines))


def _says(cell: Cell) -> bool:
    return bool(said(cell.text))


def _is_label(row: Row) -> bool:
    """Whether a row has a label of a box and nothing else."""
    cells = _filled(row)
    return len(cells) == 1 and (facts := said(cells[0].text)) != [] and not facts[0].value
