"""What stands on the sheets of an Excel workbook?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from gongkai.archive.guard import MAX_CELLS, Package, check_cells, check_text
from gongkai.archive.numbers import BUILT_IN, shown
from gongkai.archive.office import RELATION, facts, local, main_part, quoted, words
from gongkai.archive.raw import Cell, RawTable, Source
from gongkai.archive.refusal import Refused
from gongkai.archive.spans import without
from gongkai.office.characters import clean
from gongkai.office.columns import Place, areas, column_number, letters

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MERGES = 10_000
_LISTED = 20  # areas of one kind that are named one by one
_ON = {"1", "true", "on"}
_NO_NAME = set("\\/?*[]:")  # what no spreadsheet takes in the name of a sheet
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|[0-9]+|.)|[-\s/—第页共]')  # of a header: fields, faces, page numbers
_BROKEN = "工作簿已经损坏，读不出来；请在 Excel 或 WPS 里打开，另存一次后再导入。"

Area = tuple[int, int, int, int]  # first row and column, last row and column


class _Text(NamedTuple):
    text: str
    struck: str = ""


class _Style(NamedTuple):
    code: str
    struck: bool


@dataclass(slots=True)
class _Book:
    package: Package
    strings: list[_Text]
    styles: list[_Style]
    since_1904: bool
    dropped: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Sheet:
    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    notes: dict[str, list[Place]] = field(default_factory=dict)

    def note(self, what: str, place: Place) -> None:
        self.notes.setdefault(what, []).append(place)


def read_xlsx(package: Package, name: str) -> Source:
    """A table for each visible sheet, trimmed to what is used; formulas by the value that was computed last."""
    main = main_part(package)
    root = package.xml(main)
    if root is None:
        raise Refused(_BROKEN)
    relations = package.relations(main)
    by_kind = {kind: path for kind, path in relations.values() if path in package}
    properties = next((e for e in root if local(e) == "workbookPr"), None)
    since_1904 = properties is not None and (properties.get("date1904") or "") in _ON
    book = _Book(package, _strings(package, by_kind), _styles(package, by_kind), since_1904)
    tables: list[RawTable] = []
    sheets = [sheet for group in root if local(group) == "sheets" for sheet in group if local(sheet) == "sheet"]
    used = 0
    for sheet in sheets:
        title = sheet.get("name") or ""
        if set(title) & _NO_NAME:
            raise Refused(_BROKEN)
        kind, path = relations.get(sheet.get(f"{RELATION}id") or "", ("", ""))
        if (sheet.get("state") or "visible") != "visible":
            book.dropped.append(f"隐藏的工作表『{title}』没有读")
        elif kind != "worksheet" or path not in package:
            book.dropped.append(f"『{title}』不是工作表，没有读")
        elif table := _table(book, _sheet(book, title, path)):
            used += len(table.rows) * len(table.rows[0])
            check_cells(used)
            tables.append(table)
    for kind, what in (("externalLink", "指向别的工作簿的链接没有打开"),):
        if any(k == kind for k, _ in relations.values()):
            book.dropped.append(what)
    return Source(name, "Excel 工作簿", tuple(tables), facts(package), tuple(book.dropped))


def _strings(package: Package, by_kind: dict[str, str]) -> list[_Text]:
    found: list[_Text] = []
    length = 0
    if "sharedStrings" in by_kind:
        for item in package.stream(by_kind["sharedStrings"], "{*}si"):
            found.append(_rich(item))
            length += len(found[-1].text)
            check_text(length)
            check_cells(len(found) // 2)
    return found


def _rich(item: "_Element") -> _Text:
    """The text of a cell that may be in runs; how it is pronounced is no part of it, nor is what was struck out."""
    kept: list[str] = []
    struck: list[str] = []
    for child in item:
        if local(child) == "t":
            kept.append(_decoded(child.text or ""))
        elif local(child) == "r":
            (struck if _is_struck(child) else kept).append(_decoded(words(child)))
    return _Text("".join(kept), "".join(struck))


def _decoded(text: str) -> str:
    """The text with the characters that are written as _xHHHH_ (ECMA-376, 22.9.2.19); what is none stays."""
    return _ESCAPED.sub(lambda found: clean(chr(int(found[1], 16))).replace("\ufffd", found[0]), text)


def _is_struck(element: "_Element") -> bool:
    return any(local(e) == "strike" and (e.get("val") or "1") in _ON for e in element.iter())


def _styles(package: Package, by_kind: dict[str, str]) -> list[_Style]:
    root = package.xml(by_kind["styles"]) if "styles" in by_kind else None
    groups = {local(group): group for group in ([] if root is None else root)}
    codes = {**BUILT_IN}
    for entry in groups.get("numFmts", ()):
        codes[_number(entry.get("numFmtId"))] = entry.get("formatCode") or ""
    struck = [_is_struck(font) for font in groups.get("fonts", ())]
    found = []
    for entry in groups.get("cellXfs", ()):
        font = _number(entry.get("fontId"))
        found.append(_Style(codes.get(_number(entry.get("numFmtId")), ""), font < len(struck) and struck[font]))
    return found


def _number(text: str | None) -> int:
    """A number of a file, 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - an int32


def _sheet(book: _Book, name: str, path: str) -> _Sheet:
    sheet = _Sheet(name)
    tags = ("row", "col", "mergeCell", "headerFooter")
    row = 0
    for element in book.package.stream(path, *(f"{{*}}{tag}" for tag in tags)):
        tag = local(element)
        if tag == "row":
            row = _number(element.get("r")) or row + 1
            _row(book, sheet, element, row)
            check_cells(len(sheet.cells))
        elif tag == "col" and ((element.get("hidden") or "") in _ON or _is_zero(element.get("width"))):
            sheet.hidden_columns.append((_number(element.get("min")), _number(element.get("max"))))
        elif tag == "mergeCell":
            sheet.merges.append(_area(element.get("ref") or ""))
            if len(sheet.merges) > _MERGES:
                raise Refused(f"工作表『{name}』合并单元格超过 {_MERGES} 处，不像是年报，没有读。")
        elif tag == "headerFooter" and (text := _headed(element)):
            book.dropped.append(f"工作表『{name}』的页眉、页脚没有读入：{quoted(text)}")
    _aside(book, sheet, path)
    return sheet


def _headed(element: "_Element") -> str:
    """What stands in headers and footers, if that is more than page numbers."""
    text = "".join(map(str, element.itertext())).strip()
    return text if _CODES.sub("", text) else ""


def _is_zero(text: str | None) -> bool:
    return text is not None and bool(re.fullmatch(r"0+(?:\.0*)?", text.strip()))


def _row(book: _Book, sheet: _Sheet, element: "_Element", row: int) -> None:
    if not 1 <= row <= _LAST_ROW:
        raise Refused(_BROKEN)
    if (element.get("hidden") or "") in _ON or _is_zero(element.get("ht")):
        sheet.hidden_rows.add(row)
    column = 0
    for cell in element:
        if local(cell) != "c":
            continue
        given = _PLACE.fullmatch(cell.get("r") or "")
        if given and int(given[2]) != row:
            raise Refused(_BROKEN)
        column = column_number(given[1]) if given else column + 1
        if column > _LAST_COLUMN:
            raise Refused(_BROKEN)
        if text := _text(book, sheet, cell, Place(row, column)):
            sheet.cells[row, column] = text


def _text(book: _Book, sheet: _Sheet, cell: "_Element", place: Place) -> str:  # noqa: C901 - one branch a type
    """What a reader sees in a cell; what is odd about it is noted."""
    parts = {local(child): child for child in cell}
    kind = cell.get("t") or "n"
    value = parts["v"].text if "v" in parts else None
    number = _number(cell.get("s"))
    style = book.styles[number] if number < len(book.styles) else _Style("General", struck=False)
    text = _Text("")
    if kind == "inlineStr":
        text = _rich(parts["is"]) if "is" in parts else text
    elif value is None or (not value.strip() and kind != "str"):
        if "f" in parts and kind != "str":
            sheet.note("有公式，但没有算出结果，没有读到数；请在 Excel 里打开，算出后另存再导入", place)
    elif kind == "s":
        if not value.strip().isdigit() or int(value) >= len(book.strings):
            raise Refused(_BROKEN)
        text = book.strings[int(value)]
    elif kind == "b":
        text = _Text("TRUE" if value.strip() == "1" else "FALSE")
        sheet.note("是逻辑值（TRUE、FALSE），不是数", place)
    elif kind == "e":
        text = _Text(value)
        sheet.note(f"公式出错，显示为 {value[:20]}", place)
    elif kind == "n":
        seen = shown(value, style.code, since_1904=book.since_1904)
        text = _Text(seen.text)
        if seen.note:
            sheet.note(seen.note, place)
    else:
        text = _Text(value.removesuffix("T00:00:00") if kind == "d" else _decoded(value))
    if style.struck and text.text:
        text = _Text("", text.text + text.struck)
    if text.struck:
        sheet.note(f"划掉的文字{quoted(text.struck)}没有读", place)
    return text.text.replace("\r\n", "\n").replace("\r", "\n")


def _area(text: str) -> Area:
    places = [_PLACE.fullmatch(part) for part in text.split(":")]
    if not places or len(places) > 2 or not all(places):  # noqa: PLR2004 - from, to
        raise Refused(_BROKEN)
    numbers = [(int(p[2]), column_number(p[1])) for p in places if p]
    (top, left), (bottom, right) = min(numbers), max(numbers)
    left, right = min(left, right), max(left, right)
    if right > _LAST_COLUMN or bottom > _LAST_ROW:
        raise Refused(_BROKEN)
    if (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
        raise Refused(f"工作簿里把 {text} 合并成了一格，超过 {MAX_CELLS} 格，不像是年报；请取消合并后再导入。")
    return top, left, bottom, right


def _table(book: _Book, sheet: _Sheet) -> RawTable | None:
    """The grid of what is used, without what is hidden; None if nothing is."""
    filled = {place for place, text in sheet.cells.items() if text.strip()}
    _list(book, sheet)
    if not filled:
        return None
    merges = [m for m in _apart(book, sheet) if (m[0], m[1]) in filled]
    top, left = min(y for y, _ in filled), min(x for _, x in filled)
    bottom = max([y for y, _ in filled] + [m[2] for m in merges])
    right = max([x for _, x in filled] + [m[3] for m in merges])
    height, width = bottom - top + 1, right - left + 1
    check_cells(height * width)
    origin = {(m[0], m[1]): m for m in merges}
    covered = {(y, x): (m[0], m[1]) for m in merges for y in range(m[0], m[2] + 1) for x in range(m[1], m[3] + 1)}
    rows = []
    for y in range(top, bottom + 1):
        line = []
        for x in range(left, right + 1):
            where = f"{sheet.name}!{letters(x)}{y}"
            text = sheet.cells.get((y, x), "")
            if covered.get((y, x), (y, x)) != (y, x):
                line.append(Cell("", where, covered=True))
                if text.strip():
                    book.dropped.append(f"{where} 被合并的单元格遮住，没有读：{quoted(text)}")
            else:
                m = origin.get((y, x), (y, x, y, x))
                line.append(Cell(text, where, (m[2] - m[0] + 1, m[3] - m[1] + 1)))
        rows.append(tuple(line))
    place = f"{sheet.name}!{letters(left)}{top}:{letters(right)}{bottom}"
    gone_rows = {y - top for y in sheet.hidden_rows if top <= y <= bottom}
    hidden = [(max(a, left), min(b, right)) for a, b in sheet.hidden_columns]
    gone_columns = {x - left for a, b in hidden for x in range(a, b + 1)}
    for number, what, values in _hidden(rows, gone_rows, gone_columns, top, left):
        if values:
            book.dropped.append(f"{sheet.name} 的{what}{number}是隐藏的，没有读：{quoted('、'.join(values))}")
    table = without(RawTable(tuple(rows), place), gone_rows, gone_columns)
    return table if table.rows and table.rows[0] else None


def _hidden(
    rows: list[tuple[Cell, ...]], gone_rows: set[int], gone_columns: set[int], top: int, left: int
) -> Iterator[tuple[str, str, list[str]]]:
    """What stands in hidden rows and columns, each by itself."""
    for y in sorted(gone_rows):
        yield f"{top + y}", "行", [c.text for c in rows[y] if c.text.strip()]
    for x in sorted(gone_columns):
        yield letters(left + x), "列", [line[x].text for line in rows if line[x].text.strip()]


def _apart(book: _Book, sheet: _Sheet) -> list[Area]:
    """The merged areas, less those that overlap an earlier one: no spreadsheet writes such."""
    taken: set[tuple[int, int]] = set()
    kept = []
    for merge in sheet.merges:
        places = {(y, x) for y in range(merge[0], merge[2] + 1) for x in range(merge[1], merge[3] + 1)}
        if places & taken:
            where = f"{letters(merge[1])}{merge[0]}:{letters(merge[3])}{merge[2]}"
            book.dropped.append(f"{sheet.name}!{where} 的合并与别的合并重叠，没有照做")
            continue
        taken |= places
        check_cells(len(taken))
        kept.append(merge)
    return kept


def _list(book: _Book, sheet: _Sheet) -> None:
    for what, places in sheet.notes.items():
        named = areas(sorted(places, key=lambda place: (place.column, place.row)))
        more = f"等 {len(places)} 格" if len(named) > _LISTED else ""
        book.dropped.append(f"{sheet.name}!{'、'.join(named[:_LISTED])}{more}：{what}")


def _aside(book: _Book, sheet: _Sheet, path: str) -> None:
    """List what hangs on a sheet beside its cells."""
    for kind, part in book.package.relations(path).values():
        if part not in book.package:
            continue
        if kind == "comments":
            root = book.package.xml(part)
            for comment in [] if root is None else [e for e in root.iter() if local(e) == "comment"][:_LISTED]:
                book.dropped.append(f"{sheet.name}!{comment.get('ref')} 的批注没有读入：{quoted(words(comment))}")
        elif kind == "drawing":
            root = book.package.xml(part)
            shapes = [] if root is None else [e for e in root.iter() if local(e) in {"pic", "graphicFrame"}]
            text = words(root)
            if shapes:
                book.dropped.append(f"工作表『{sheet.name}』的 {len(shapes)} 张图片、图表没有读")
            if text.strip():
                book.dropped.append(f"工作表『{sheet.name}』的文本框没有读入：{quoted(text)}")
        elif kind in {"oleObject", "package", "control"}:
            book.dropped.append(f"工作表『{sheet.name}』嵌入的对象没有读")
