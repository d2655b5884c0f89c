"""How does a report become a Word document, the official form as it is stamped?"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.cells import Cell, State
from gongkai.filing import Filing
from gongkai.grid import draw
from gongkai.office.placing import spots
from gongkai.office.sealing import sealed
from gongkai.prose import Source
from gongkai.records import Agency
from gongkai.report import Report

if TYPE_CHECKING:
    from docx.document import Document

    from gongkai.office.table_paper import Drawn

ABSENT = "（原文没有这张表。）"
SUMMARY = "（本文是对原文文字的概述，以原文为准。）"
INVENTED = "虚构的机关、数字和文字，只用来演示"
OPEN = "待核"
MANY = 10  # columns from which on a table is set in smaller type


def document(report: Report, agency: Agency, *, invented: bool = False) -> bytes:
    """The .docx of a report: title, six chapters with their tables, who signs and when."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    from gongkai.office.paper import Piece, blank_paper, write
    from gongkai.office.prose_paper import add_prose

    made = blank_paper()
    if invented:
        made.sections[0].header.paragraphs[0].text = INVENTED
    write(made.add_paragraph(style="Title"), [Piece(report.title)])
    if report.summary:
        write(made.add_paragraph(), [Piece(SUMMARY)]).alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_prose(made, _text(report.prose.source))
    for number, chapter in enumerate(report.edition.chapters, 1):
        section = report.prose.section(chapter)
        write(made.add_paragraph(style="Heading 1"), [Piece(section.heading if section else chapter.heading)])
        if section:
            add_prose(made, _text(section.source))
        if chapter.table:
            _table(made, report.filing(chapter.table), number)
    for section in report.prose.sections:
        if section.chapter is None:
            write(made.add_paragraph(style="Heading 1"), [Piece(section.heading)])
            add_prose(made, _text(section.source))
    made.paragraphs[-1].paragraph_format.keep_with_next = True  # no signature on a page of its own
    for at, line in enumerate(_signature(report, agency)):
        paragraph = write(made.add_paragraph(), [Piece(line)])
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(64)
        paragraph.paragraph_format.keep_with_next = at == 0
        if at == 0:
            paragraph.paragraph_format.space_before = Pt(28)
    out = io.BytesIO()
    made.save(out)
    return sealed(out.getvalue(), report.title, agency.name)


def _text(source: Source) -> str:
    return "\n".join(source.lines)


def _signature(report: Report, agency: Agency) -> Iterator[str]:
    """Who signs, and the day of publication where it is known."""
    yield report.publisher or agency.name
    if report.published:
        year, month, day = map(int, report.published.split("-"))
        yield f"{year}年{month}月{day}日"


def _table(made: "Document", filing: Filing, number: int) -> None:
    from gongkai.office.paper import Piece, write
    from gongkai.office.table_paper import add_table, widths

    if filing.absent:
        write(made.add_paragraph(), [Piece(ABSENT)])
        return
    grid = draw(filing.table, number)
    size = "五号" if grid.columns >= MANY else "小四"
    add_table(made, list(_cells(filing, number)), widths(grid), len(grid.head), size)


def _cells(filing: Filing, number: int) -> "Iterator[Drawn]":
    from gongkai.office.table_paper import Drawn

    grid = draw(filing.table, number)
    for spot in spots(grid):
        box = spot.box
        text = shown(filing.cells[box.key]) if box.key else "\n".join(box.breaks) or box.text
        left = box.scope == "row" or box.cls == "corner"
        yield Drawn(
            text,
            spot.row,
            spot.column,
            box.rowspan,
            box.colspan,
            centred=not left,
            bold=box.cls == "block",
            head=spot.row < len(grid.head) or box.cls == "block" or box.scope in {"col", "colgroup"},
        )


def shown(cell: Cell) -> str:
    """What is printed in a cell: as on the page, and 待核 where nothing could be read."""
    return OPEN if cell.state is State.OPEN and not cell.text else cell.text
