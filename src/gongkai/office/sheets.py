"""How is a workbook drawn? Its sheets in order: how to fill it in, the facts, the tables, the text."""

import io
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.office import look
from gongkai.office.book import (
    CONTINUED,
    FACTS_SHEET,
    GUIDE_SHEET,
    OPEN,
    PROSE_HEADS,
    PROSE_SHEET,
    Book,
    Fact,
    Listing,
    Passage,
    pieces,
)
from gongkai.office.sealing import sealed
from gongkai.office.table_sheet import REFUSED, draw_table

ROOM = 5  # empty rows for an office to write into, below each small table
MORE_ROOM = 40  # and below the text
WIDTHS = (16, 34, 34, 16)  # of the columns of facts and small tables
GUIDE = 80  # characters of a line of the guide; a wider column is cut off in print, on either side
INVENTED = "这个机关和下面的数字、文字都是虚构的，只用来演示。"


def drawn(book: Book) -> bytes:
    """The .xlsx of a book."""
    made = Workbook()
    if made.active is not None:
        made.remove(made.active)
    _guide(made.create_sheet(GUIDE_SHEET), book)
    _facts(made.create_sheet(FACTS_SHEET), book)
    for sheet in book.sheets:
        draw_table(made, sheet)
    _prose(made.create_sheet(PROSE_SHEET), book.passages)
    made.calculation.fullCalcOnLoad = True
    out = io.BytesIO()
    made.save(out)
    return sealed(out.getvalue(), book.title, book.author)


def _guide(sheet: Worksheet, book: Book) -> None:
    """How to fill it in, in a few lines."""
    sheet.column_dimensions["A"].width = GUIDE
    for at, line in enumerate([book.title, *_guidance(book)], 1):
        cell = look.at(sheet, at, 1)
        look.put(cell, line)
        cell.font, cell.alignment = (look.TITLE, look.LEFT) if at == 1 else (look.BODY, look.LEFT)
        sheet.row_dimensions[at].height = look.height(line, 52 if at == 1 else GUIDE)
    look.protect(sheet)
    look.page(sheet, f"A1:A{sheet.max_row}")


def _guidance(book: Book) -> Iterator[str]:
    if book.invented:
        yield INVENTED
    yield "1. 灰色的格是表头和名称，不能改；白色的格照盖章的原表填。"
    if book.unfilled == OPEN:
        yield "2. 没有发生的写 0；原表空着的写“空白”两个字。没有填的格，读回去的时候算“待核”，还要再填。"
    else:
        yield "2. 空着的格，是原表空着（空白）；没有发生的写 0。"
    yield "3. 总计可以照原表填，也可以都空着，由系统相加；原表的总计空着的，写“空白”。"
    yield "4. 原表画斜线的写 /（在 Excel 里先按 F2 再打 /），不适用的写“不适用”；对数字的说明写在数字后面的括号里，例如 22（其中修订16件）。"
    yield "5. 要一位不差地保留小数末尾的 0，先打一个英文单引号，例如 '1.50。定不下来的写“待核”，也可以写“待核（12|21）”。"
    yield "6. “核对”边填边算：“平”是对上了；“差 N”是总计（或者第三、四项）比各项之和（或者第一、二项）多 N，负数是少；“未填”是还有空格；“无法核对”是有的格不是数字。"
    yield f"7. {FACTS_SHEET}里，日期写成 2024-01-20 的样子；原文没有的，空着。下面几个小表没有的，空着。"
    yield f"8. {PROSE_SHEET}里，一段写一行，章名写在 A 列、这一章的第一段旁边；要加一段，插入一行，A 列空着。小标题以 ### 加一个空格开头。"
    yield "9. 表的格式、工作表的名称和顺序都不要改。锁定没有密码，只是防止误改。"


def _facts(sheet: Worksheet, book: Book) -> None:
    """Labels in column A, texts in column B; below them the small tables, each under its name and heads."""
    for letter, width in zip("ABCD", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row, fact in enumerate(book.facts, 1):
        _fact(sheet, row, fact)
    row = len(book.facts) + 2
    for listing in book.listings:
        row = _listing(sheet, row, listing) + 1
    look.protect(sheet)
    look.page(sheet, f"A1:D{row - 2}")


def _fact(sheet: Worksheet, row: int, fact: Fact) -> None:
    sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=len(WIDTHS))
    for column in range(1, len(WIDTHS) + 1):
        cell = look.at(sheet, row, column)
        free = column > 1 and not fact.fixed
        look.fill(cell, look.BODY, look.LEFT, free=free, label=not free)
        cell.number_format = look.AS_TEXT
    look.put(look.at(sheet, row, 1), fact.label)
    look.put(look.at(sheet, row, 2), fact.text)
    sheet.row_dimensions[row].height = look.height(fact.text, sum(WIDTHS[1:]))
    if fact.choices:
        rule = DataValidation(
            type="list",
            formula1=f'"{",".join(fact.choices)}"',
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=REFUSED,
            error=f"可以写：{'、'.join(fact.choices)}。",
        )
        rule.add(f"B{row}")
        sheet.add_data_validation(rule)


def _listing(sheet: Worksheet, row: int, listing: Listing) -> int:
    """Draw a small table and return the first row below it."""
    name = look.at(sheet, row, 1)
    look.put(name, listing.name)
    name.font = look.BOLD
    row += 1
    rows = (listing.heads, *listing.rows, *(("",) * len(listing.heads),) * ROOM)
    for at, texts in enumerate(rows, row):
        sheet.row_dimensions[at].height = max(map(look.height, texts, WIDTHS))
        for column, text in enumerate(texts, 1):
            cell = look.at(sheet, at, column)
            head = at == row
            look.fill(cell, look.BODY, look.LEFT, free=not head, label=head)
            cell.number_format = look.AS_TEXT
            look.put(cell, text)
    return row + len(rows)


def _prose(sheet: Worksheet, passages: Sequence[Passage]) -> None:
    """A row for each block: beside the first of a chapter stands its heading."""
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 84
    rows = [PROSE_HEADS, *_rows(passages)]
    for at in range(1, len(rows) + MORE_ROOM + 1):
        if at <= len(rows):
            sheet.row_dimensions[at].height = max(look.height(rows[at - 1][0], 26), look.height(rows[at - 1][1], 84))
        for column in (1, 2):
            cell = look.at(sheet, at, column)
            look.fill(cell, look.BODY, look.TOP, free=at > 1, label=at == 1)
            if at <= len(rows):
                look.put(cell, rows[at - 1][column - 1])
    sheet.freeze_panes = "A2"
    look.page(sheet, f"A1:B{len(rows)}", "1:1")


def _rows(passages: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    for passage in passages:
        heading = passage.heading
        for block in passage.blocks or ("",):
            for at, piece in enumerate(pieces(block)):
                yield (CONTINUED if at else heading, piece)
            heading = ""
