"""How does a cell of a workbook look, and how is a text put into it so that it stays one?"""

import re
from math import ceil
from typing import cast

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.office.characters import clean
from gongkai.text import width

THIN = Side(style="thin", color="FF7F7F7F")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
BODY = Font(name="宋体", size=10.5)
SMALL = Font(name="宋体", size=9, color="FF595959")
BOLD = Font(name="宋体", size=10.5, bold=True)
TITLE = Font(name="黑体", size=15)
LABEL = PatternFill("solid", fgColor="FFF2F2F2")
GOOD = PatternFill("solid", bgColor="FFC6EFCE")
BAD = PatternFill("solid", bgColor="FFFFC7CE")
OPEN = PatternFill("solid", bgColor="FFFFEB9C")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
FIGURE = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
FREE = Protection(locked=False)
AS_TEXT = "@"
A4 = 9  # Excel's number of the paper
LINE = 14.0  # points from one line of a text to the next
HIGHEST = 409.0  # points; Excel has no higher row

_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would take for a character: ECMA-376 22.9.2.19
_FORMULA = tuple("=+-@\t＝＋－＠'")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", re.ASCII)
SHOWN = 11  # characters of a number that the format General shows as they are, and that fit into a narrow column


def at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet by row and column, from 1; of merged ones the first, for the others hold nothing."""
    return cast(Cell, sheet.cell(row, column))


def put(cell: Cell, text: str) -> None:
    """Write a text that stays one whatever it begins with; none if it has no characters."""
    if not text:
        return
    cell.value = _ESCAPE.sub("_x005F_", clean(text))
    cell.data_type = "s"  # whatever openpyxl takes it for: a formula, an error
    cell.quotePrefix = text.lstrip(" \u3000\xa0").startswith(_FORMULA)


def put_figure(cell: Cell, text: str) -> None:
    """Write what a cell of the form says: as a number where a number is read back and shown as that text."""
    number = number_of(text)
    if number is None:
        put(cell, text)
        cell.alignment = CENTRE if wrapped(text) else FIGURE
    else:
        cell.value = number


def wrapped(text: str) -> str:
    """The text of a figure if it is set in several lines, a note for one; short ones are made smaller."""
    return text if width(text) > SHOWN else ""


def number_of(text: str) -> int | float | None:
    """The number that a spreadsheet shows and hands back as this very text; None if there is none.

    >>> number_of("59237.2449"), number_of("12"), number_of("7730.280"), number_of("-0"), number_of("1,175")
    (59237.2449, 12, None, None, None)
    """
    if not _NUMBER.fullmatch(text) or text == "-0" or len(text.lstrip("-")) > SHOWN:
        return None
    number = float(text) if "." in text else int(text)
    return number if str(number) == text else None


def fill(
    cell: Cell, font: Font = BODY, alignment: Alignment = LEFT, *, free: bool = False, label: bool = False
) -> None:
    """Give a cell its look; `free` if an office may change it."""
    cell.font = font
    cell.alignment = alignment
    cell.border = BOX
    if label:
        cell.fill = LABEL
    if free:
        cell.protection = FREE


def height(text: str, room: float) -> float:
    """How high a row is in which a text wraps after so many characters; LibreOffice does not find that out."""
    lines = sum(max(1, ceil(width(line) / (room - 2))) for line in text.split("\n"))
    return min(LINE * lines + 3, HIGHEST)


def protect(sheet: Worksheet) -> None:
    """Lock what is not free to be changed, without a password: against slips, not against will."""
    sheet.protection.sheet = True
    for name in ("formatCells", "formatColumns", "formatRows"):
        setattr(sheet.protection, name, False)  # what is False is not forbidden


def page(sheet: Worksheet, area: str, heads: str | None = None) -> None:
    """Print this part of a sheet on A4, as wide as the paper, with these rows on top of each page."""
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = area
    if heads:
        sheet.print_title_rows = heads
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    if (foot := sheet.oddFooter) and foot.center:
        foot.center.text = "&P / &N"
