"""How is a table of the form drawn in a workbook?

Row 1 is the heading of the chapter, row 2 names the edition of the form; the table begins in row 3, its
labels in the first columns. Beside it stand a column 核对 for each total along rows, then one column 备注;
below it one row 核对 for each thing asked of columns.
"""

from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.form import CellKey, Table
from gongkai.grid import Grid, draw
from gongkai.office import look
from gongkai.office.book import ABSENT, EDITION, TABLE_SHEET, Sheet
from gongkai.office.checks import (
    DIFFERS,
    HOLDS,
    REMARKS,
    TOP,
    UNFILLED,
    UNKNOWN,
    Check,
    Checked,
    allowed,
    checks,
    explained,
    remarks,
)
from gongkai.office.columns import Place, letters
from gongkai.office.placing import Spot, spots

REFUSED = "这一格不能这样写"
PAPER = 100  # characters that fit beside each other on A4
STUBS = {0: (), 1: (24,), 2: (12, 34), 3: (7, 11, 32)}  # widths of the columns of labels


def draw_table(book: Workbook, asked: Sheet) -> None:
    """Add the sheet of a table."""
    sheet = book.create_sheet(TABLE_SHEET + asked.table.ordinal)
    grid = draw(asked.table, asked.number)
    _widths(sheet, grid)
    _merged(sheet, Place(1, 1), Place(1, grid.columns))
    look.put(look.at(sheet, 1, 1), f"{asked.table.ordinal}、{asked.table.title}")
    look.at(sheet, 1, 1).font, look.at(sheet, 1, 1).alignment = look.TITLE, look.CENTRE
    sheet.row_dimensions[1].height = 2 * look.LINE
    look.put(look.at(sheet, 2, 1), f"{EDITION}{asked.table.edition}")
    look.at(sheet, 2, 1).font = look.SMALL
    if asked.absent:
        look.put(look.at(sheet, TOP, 1), ABSENT)
        look.at(sheet, TOP, 1).font = look.BODY
        look.protect(sheet)
        look.page(sheet, f"A1:{letters(grid.columns)}{TOP}")
        return
    placed = spots(grid)
    bottom = TOP + max(spot.bottom for spot in placed)
    places = {spot.box.key: _place(spot) for spot in placed if spot.box.key}
    for spot in placed:
        _box(sheet, spot, asked)
    _heights(sheet, placed, asked)
    _validate(sheet, placed, asked.table)
    found = checks(asked.table, places, grid.columns + 1, bottom + 1)
    _checks(sheet, found, grid)
    _remarks(sheet, asked, places, remarks(found, grid.columns))
    sheet.freeze_panes = f"{letters(grid.stub + 1)}{TOP + len(grid.head)}"
    heads = f"{TOP}:{TOP + len(grid.head) - 1}" if grid.head else None
    look.protect(sheet)
    look.page(sheet, f"A1:{letters(grid.columns)}{bottom}", heads)


def _place(spot: Spot) -> Place:
    return Place(TOP + spot.row, spot.column + 1)


def _widths(sheet: Worksheet, grid: Grid) -> None:
    stubs = STUBS.get(grid.stub) or (8,) * (grid.stub - 1) + (32,) * bool(grid.stub)
    figures = grid.columns - grid.stub
    each = max(6.0, round((PAPER - sum(stubs)) / figures, 1))
    for at in range(1, grid.columns + 1):
        sheet.column_dimensions[letters(at)].width = stubs[at - 1] if at <= grid.stub else each


def _merged(sheet: Worksheet, first: Place, last: Place) -> None:
    if first != last:
        sheet.merge_cells(start_row=first.row, start_column=first.column, end_row=last.row, end_column=last.column)


def _box(sheet: Worksheet, spot: Spot, asked: Sheet) -> None:
    """Draw a head, or a figure with the text of its cell."""
    first = _place(spot)
    last = Place(TOP + spot.bottom, spot.right + 1)
    _merged(sheet, first, last)
    key = spot.box.key
    for row in range(first.row, last.row + 1):
        for column in range(first.column, last.column + 1):
            cell = look.at(sheet, row, column)
            # The covered cells of a merged one carry its border and its lock.
            look.fill(cell, look.BODY, look.FIGURE, free=key is not None, label=key is None)
    cell = look.at(sheet, *first)
    if key:
        look.put_figure(cell, asked.texts.get(key, ""))
        return
    left = "label" in spot.box.cls and spot.box.scope == "row"
    cell.alignment = look.LEFT if left or spot.box.cls == "corner" else look.CENTRE
    if spot.box.cls == "block":
        cell.font = look.BOLD
    look.put(cell, _label(spot))


def _heights(sheet: Worksheet, placed: Sequence[Spot], asked: Sheet) -> None:
    """Rows as high as what stands in them; neither Excel nor LibreOffice does that for merged cells."""
    needed: dict[int, float] = {}
    for spot in placed:
        columns = range(spot.column + 1, spot.right + 2)
        room = sum(sheet.column_dimensions[letters(column)].width for column in columns)
        if spot.bottom == spot.row:
            text = look.wrapped(asked.texts.get(spot.box.key, "")) if spot.box.key else _label(spot)
            needed[spot.row] = max(needed.get(spot.row, 0), look.height(text, room))
    for row, points in needed.items():
        sheet.row_dimensions[TOP + row].height = points


def _label(spot: Spot) -> str:
    """The text of a head, in lines where the form breaks it."""
    return "\n".join(spot.box.breaks) or spot.box.text


class _Area(NamedTuple):
    """Cells of one kind that make a rectangle: rows and columns, both ends included."""

    kind: str
    top: int
    bottom: int
    first: int
    last: int


def _validate(sheet: Worksheet, placed: Sequence[Spot], table: Table) -> None:
    """Say what may be typed, rectangle by rectangle: a formula counts from the first cell of its area."""
    for area in _areas(placed, table):
        first = f"{letters(area.first)}{area.top}"
        rule = DataValidation(
            type="custom",
            formula1=allowed(area.kind, first),
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop",
            errorTitle=REFUSED,
            error=explained(area.kind),
        )
        rule.add(f"{first}:{letters(area.last)}{area.bottom}")
        sheet.add_data_validation(rule)


def _areas(placed: Sequence[Spot], table: Table) -> list[_Area]:
    """The figures of a table in as few rectangles of one kind as their rows allow."""
    strips: list[_Area] = []
    for spot in placed:
        if spot.box.key is None:
            continue
        row, kind = TOP + spot.row, table.leaves[spot.box.key][1].node.kind
        before = strips[-1] if strips else None
        if before and (before.kind, before.top, before.last + 1) == (kind, row, spot.column + 1):
            strips[-1] = before._replace(last=spot.right + 1)
        else:
            strips.append(_Area(kind, row, row, spot.column + 1, spot.right + 1))
    areas: list[_Area] = []
    for strip in strips:
        above = strip._replace(top=0, bottom=strip.top - 1)
        at = next((n for n, area in enumerate(areas) if area._replace(top=0) == above), None)
        if at is None:
            areas.append(strip)
        else:
            areas[at] = areas[at]._replace(bottom=strip.bottom)
    return areas


def _checks(sheet: Worksheet, found: Checked, grid: Grid) -> None:
    """Write the formulas, green or red by what they say."""
    for at, (label, column) in enumerate(found.beside, grid.columns + 1):
        sheet.column_dimensions[letters(at)].width = 16
        _head(sheet, Place(TOP, at), label)
        for check in column:
            _formula(sheet, check)
        _coloured(sheet, f"{letters(at)}{column[0].place.row}:{letters(at)}{column[-1].place.row}", column[0].place)
    for label, row in found.below:
        first, last = row[0], row[-1]
        if grid.stub:
            _merged(sheet, Place(first.place.row, 1), Place(first.place.row, grid.stub))
            head = Place(first.place.row, 1)
        else:
            _merged(sheet, Place(first.place.row - 1, 1), Place(first.place.row - 1, grid.columns))
            head = Place(first.place.row - 1, 1)
        look.put(look.at(sheet, *head), label)
        look.at(sheet, *head).font, look.at(sheet, *head).alignment = look.SMALL, look.LEFT
        sheet.row_dimensions[first.place.row].height = 2 * look.LINE
        for check in row:
            _formula(sheet, check)
        end = letters(last.place.column + last.width - 1)
        _coloured(sheet, f"{first.place.name}:{end}{last.place.row}", first.place)


def _head(sheet: Worksheet, place: Place, text: str) -> None:
    cell = look.at(sheet, *place)
    look.put(cell, text)
    cell.font, cell.alignment = look.SMALL, look.CENTRE


def _formula(sheet: Worksheet, check: Check) -> None:
    _merged(sheet, check.place, Place(check.place.row, check.place.column + check.width - 1))
    cell = look.at(sheet, *check.place)
    cell.value = check.formula
    cell.font, cell.alignment = look.SMALL, look.CENTRE


def _coloured(sheet: Worksheet, area: str, first: Place) -> None:
    for word, colour in ((HOLDS, look.GOOD), (DIFFERS, look.BAD), (UNFILLED, look.OPEN), (UNKNOWN, look.OPEN)):
        sheet.conditional_formatting.add(
            area,
            FormulaRule(formula=[f'LEFT({first.name},{len(word)})="{word}"'], fill=colour),  # type: ignore[no-untyped-call]
        )


def _remarks(sheet: Worksheet, asked: Sheet, places: dict[CellKey, Place], head: Place) -> None:
    """The column of remarks: what last year's report hands on, and room for an office's own."""
    sheet.column_dimensions[letters(head.column)].width = 30
    _head(sheet, head, REMARKS)
    words: dict[int, list[str]] = {}
    for key, remark in asked.remarks.items():
        words.setdefault(places[key].row, []).append(remark)
    for row in sorted({place.row for place in places.values()}):
        cell = look.at(sheet, row, head.column)
        look.put(cell, "；".join(words.get(row, ())))
        cell.font, cell.alignment, cell.protection = look.SMALL, look.LEFT, look.FREE
