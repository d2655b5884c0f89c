"""What does a workbook say that `gongkai export` wrote, as an office filled it in?"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from gongkai.archive.found import Found, Texts
from gongkai.archive.labels import plain
from gongkai.archive.raw import RawTable, Source
from gongkai.archive.refusal import Refused
from gongkai.form import CellKey, Forms, Table
from gongkai.grid import draw
from gongkai.office.book import (
    ABSENT,
    CONTINUED,
    EDITION,
    FACTS_SHEET,
    OPEN,
    PREAMBLE,
    PROSE_SHEET,
    TABLE_SHEET,
    UNFILLED,
)
from gongkai.office.placing import spots

_PLACE = re.compile(r"(?P<sheet>.*)!(?P<column>[A-Z]+)(?P<row>\d+)")
_FIRST = 3  # the row in which a table begins
_LISTINGS = ("更正", "附件", "说明", "非个人信息")
_FLAGS = ("正文性质",)

Sheet = Mapping[tuple[int, int], str]  # texts that are not empty by row and column, from 1


def is_own(source: Source) -> bool:
    """Whether a workbook is one of ours, filled in or not."""
    facts = _sheets(source).get(FACTS_SHEET, {})
    return [facts.get((row, 1)) for row in (1, 2, 3)] == ["机关", "编码", "年度"]


def read_own(source: Source, forms: Forms) -> Found:
    """What is filled in; Refused where heads or labels were moved, so that no figure comes into the wrong cell."""
    sheets = _sheets(source)
    stated = dict(_pairs(sheets[FACTS_SHEET]))
    year = stated.get("年度", "")
    edition = forms.for_year(int(year)) if re.fullmatch(r"\d{4}", year) else None
    if edition is None:
        raise Refused(f"『{FACTS_SHEET}』里的年度是『{year}』，没有适用的格式；请改回填报表里原来的年度。")
    unfilled = stated.pop(UNFILLED, OPEN)
    tables = {}
    for standard in edition.tables:
        name = f"{TABLE_SHEET}{standard.ordinal}"
        if name not in sheets:
            raise Refused(f"工作簿里没有『{name}』这张工作表；请用没有改过名称的填报表。")
        table, texts = _table(sheets[name], name, standard, forms, unfilled)
        tables[table] = texts
    flags = {name: stated.pop(name) for name in _FLAGS if name in stated}
    return Found(stated, tables, _prose(sheets.get(PROSE_SHEET, {})), _listed(sheets[FACTS_SHEET]), flags)


def _sheets(source: Source) -> dict[str, dict[tuple[int, int], str]]:
    found: dict[str, dict[tuple[int, int], str]] = {}
    for block in source.blocks:
        if not isinstance(block, RawTable):
            continue
        for cell in (cell for row in block.rows for cell in row if cell.text):
            if place := _PLACE.fullmatch(cell.where):
                column = 0
                for letter in place["column"]:
                    column = 26 * column + ord(letter) - 64
                found.setdefault(place["sheet"], {})[int(place["row"]), column] = cell.text
    return found


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Labels and texts of the first rows, up to the last fact."""
    for row in range(1, 100):
        label = sheet.get((row, 1), "")
        if not label:
            return
        if text := sheet.get((row, 2), "").strip():
            yield label, text


def _listed(sheet: Sheet) -> dict[str, tuple[dict[str, str], ...]]:
    """The small tables under the facts: a name, heads, rows; an empty row ends none of them but what follows does."""
    names = {row: text for (row, column), text in sorted(sheet.items()) if column == 1 and text in _LISTINGS}
    starts = [*sorted(names), max((row for row, _ in sheet), default=0) + 1]
    found = {}
    for start, end in pairwise(starts):
        heads = {column: text for (row, column), text in sorted(sheet.items()) if row == start + 1}
        rows = []
        for row in range(start + 2, end):
            texts = {head: sheet[row, column].strip() for column, head in heads.items() if (row, column) in sheet}
            if any(texts.values()):
                rows.append(texts)
        if rows:
            found[names[start]] = tuple(rows)
    return found


def _table(sheet: Sheet, name: str, standard: Table, forms: Forms, unfilled: str) -> tuple[Table, Texts | None]:
    edition = forms.get(sheet.get((2, 1), "").removeprefix(EDITION).strip())
    table = next((t for t in edition.tables if t.ordinal == standard.ordinal), None) if edition else None
    if sheet.get((_FIRST, 1)) == ABSENT:
        return table or standard, None
    if table is None:
        raise Refused(f"『{name}』第 2 行应当是『{EDITION}{standard.edition}』这样的一行；请用没有改过的填报表。")
    texts: dict[CellKey, str | None] = {}
    for box, row, column in spots(draw(table, "二三四".index(table.ordinal) + 2)):
        written = sheet.get((row + _FIRST, column + 1), "")
        if box.key is None:
            if plain(written) != plain(box.text):
                place = _place(table.ordinal, row, column)
                raise Refused(
                    f"{place} 应当是『{box.text}』，现在是『{written}』；请不要移动、插入或者删去填报表的行和列。"
                )
            continue
        texts[box.key] = _written(written, total=box.key in table.totals, unfilled=unfilled)
    return table, texts


def places(table: Table) -> dict[CellKey, str]:
    """Where a workbook of ours has each cell of a table."""
    drawn = spots(draw(table, "二三四".index(table.ordinal) + 2))
    return {box.key: _place(table.ordinal, row, column) for box, row, column in drawn if box.key}


def _place(ordinal: str, row: int, column: int) -> str:
    return f"{TABLE_SHEET}{ordinal}!{_letters(column + 1)}{row + _FIRST}"


def _written(text: str, *, total: bool, unfilled: str) -> str | None:
    if text.strip():
        return text.strip()
    return None if total else unfilled


def _letters(column: int) -> str:
    return chr(64 + column) if column <= 26 else f"{chr(64 + (column - 1) // 26)}{chr(65 + (column - 1) % 26)}"  # noqa: PLR2004


def _prose(sheet: Sheet) -> str:
    """The Markdown of the chapters, as its blocks stand below each other."""
    last = max((row for row, _ in sheet), default=1)
    sections: list[tuple[str, list[str]]] = []
    for row in range(2, last + 1):
        head, text = sheet.get((row, 1), ""), sheet.get((row, 2), "")
        if head == CONTINUED and sections:
            sections[-1][1][-1] += f"\n{text}"
        elif head:
            sections.append((head, [text]))
        elif sections:
            sections[-1][1].append(text)
    return "\n\n".join(_section(head, blocks) for head, blocks in sections)


def _section(head: str, blocks: list[str]) -> str:
    text = "\n\n".join(blocks).strip("\n")
    if head == PREAMBLE:
        return text
    return f"## {head}\n\n{text}" if text else f"## {head}"
