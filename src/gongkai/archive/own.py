"""What does a workbook say that `gongkai export` wrote, as an office filled it in?

What is not where it was written is refused. What is read otherwise than it is shown is 待核; what stands
outside the form is listed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.archive.found import Found, Texts
from gongkai.archive.labels import plain
from gongkai.archive.raw import RawTable, Source
from gongkai.archive.refusal import Refused
from gongkai.archive.repair import Repair
from gongkai.archive.sheet import open_text
from gongkai.form import CellKey, Forms, Table
from gongkai.grid import Grid, draw
from gongkai.office.book import (
    ABSENT,
    BLANK,
    CONTINUED,
    EDITION,
    FACTS,
    FACTS_SHEET,
    GUIDE_SHEET,
    LISTINGS,
    OPEN,
    PREAMBLE,
    PROSE_HEADS,
    PROSE_SHEET,
    SHEETS,
    TABLE_SHEET,
    UNFILLED,
)
from gongkai.office.checks import DIFFERS, HOLDS, TOP, UNKNOWN, Checked, checks, remarks, words
from gongkai.office.checks import UNFILLED as NOT_FILLED
from gongkai.office.columns import Place, column_number, letters
from gongkai.office.placing import Spot, spots
from gongkai.records import Agency, slug_fault
from gongkai.text import shorten

_AREA = r"[A-Z]{1,3}\d+(?::[A-Z]{1,3}\d+)?"
_SHEET = re.compile(rf"(?P<sheet>.*)!(?P<area>{_AREA})", re.DOTALL)
_DOUBT = re.compile(rf"(?P<sheet>[^!]*)!(?P<areas>{_AREA}(?:、{_AREA})*)(?P<more>等 \d+ 格)?：(?P<why>.*)", re.DOTALL)
_ANSWERS = (
    HOLDS,
    DIFFERS,
    NOT_FILLED,
    UNKNOWN,
    "#",
    "Err",
)  # what a check can say, and a program that cannot compute it
_FLAGS = ("正文性质",)
_KEEP = "请不要移动、插入或者删去填报表的行和列。"
_OUTSIDE = "这一格不在表里，没有读入；要公开的，请写到『正文』里。"
_REMARK = "备注不写进年报；要公开的，请写在数字后面的括号里，或者写到『正文』里。"
_EXTRA = "填报表里没有这张工作表，没有读入；要公开的，请写到『正文』里。"
_EMPTY = "这一格没有填；请对照原表填上，原表空着的写『空白』。"


@dataclass(frozen=True, slots=True)
class Own(Found):
    """A report from a workbook of ours, with what is open in it and what was left out."""

    repairs: tuple[Repair, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """A sheet: the texts of its cells by place, which are hidden under a merged one, and which were read."""

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    covered: set[Place] = field(default_factory=set)
    doubts: dict[Place, str] = field(default_factory=dict)  # why a cell is not as it looks
    used: set[Place] = field(default_factory=set)
    remarks: int = 0  # the column of remarks, if there is one

    @property
    def last(self) -> int:
        """The last row that has a text."""
        return max((place.row for place in self.texts), default=0)

    def where(self, place: Place) -> str:
        """The place as a clerk finds it."""
        return f"{self.name}!{place.name}"

    def take(self, place: Place) -> str:
        """What stands there; it is accounted for."""
        self.used.add(place)
        if place in self.covered:
            raise Refused(f"{self.where(place)} 被合并到别的格里了；请取消合并，再导入。")
        return self.texts.get(place, "")

    def expect(self, place: Place, text: str) -> None:
        """Refused unless what we wrote there is still there."""
        written = self.take(place)
        if plain(written) != plain(text):
            raise Refused(f"{self.where(place)} 应当是『{text}』，现在是『{shorten(written, 40)}』；{_KEEP}")


def is_own(source: Source) -> bool:
    """Whether a workbook is one of ours, filled in or not."""
    tables = [block for block in source.blocks if isinstance(block, RawTable)]
    texts = {cell.where: cell.text for table in tables for row in table.rows for cell in row}
    return [texts.get(f"{FACTS_SHEET}!A{row}") for row in (1, 2, 3)] == list(FACTS[:3])


def read_own(source: Source, forms: Forms, agencies: Sequence[Agency] = ()) -> Own:
    """What is filled in; Refused where anything was moved or hidden, so that no figure comes into the wrong cell."""
    sheets = _sheets(source)
    if gone := [name for name in SHEETS if name not in sheets and name != GUIDE_SHEET]:
        raise Refused(
            f"『{gone[0]}』这张工作表没有了、是空的，或者是隐藏的；请取消隐藏，改回原来的名称和样子，再导入。"
        )
    repairs = list(_doubtful(source, sheets))
    stated = _facts(sheets[FACTS_SHEET])
    year = stated.get("年度", "")
    edition = forms.for_year(int(year)) if re.fullmatch(r"\d{4}", year, re.ASCII) else None
    if edition is None:
        raise Refused(f"『{FACTS_SHEET}』里的年度是『{year}』，没有适用的格式；请改回填报表里原来的年度。")
    _check_body(stated.get("机关", ""), stated.get("编码", ""), agencies)
    unfilled = stated.pop(UNFILLED, OPEN)
    if unfilled not in {BLANK, OPEN}:
        raise Refused(f"『{FACTS_SHEET}』里的『{UNFILLED}』只能是『{BLANK}』或者『{OPEN}』；请改回原来的样子。")
    tables = {}
    for standard in edition.tables:
        table, texts, more = _table(sheets[f"{TABLE_SHEET}{standard.ordinal}"], standard, forms, unfilled)
        tables[table] = texts
        repairs += more
    listings = _listed(sheets[FACTS_SHEET])
    flags = {name: stated.pop(name) for name in _FLAGS if name in stated}
    prose = _prose(sheets[PROSE_SHEET])
    return Own(stated, tables, prose, listings, flags, repairs=(*repairs, *_left_out(sheets)))


def _sheets(source: Source) -> dict[str, _Sheet]:
    """The sheets by name; Refused where a part of one of ours is hidden."""
    found: dict[str, _Sheet] = {}
    for block in source.blocks:
        given = _SHEET.fullmatch(block.where) if isinstance(block, RawTable) else None
        if given is None or not isinstance(block, RawTable):
            continue
        name = given["sheet"]
        if name in found:
            raise Refused(f"有两张工作表都叫『{name}』；请删去一张，再导入。")
        sheet = found[name] = _Sheet(name)
        shown = [[_place(cell.where.removeprefix(f"{name}!")) for cell in row] for row in block.rows]
        if name in SHEETS and name != GUIDE_SHEET:
            _check_shown(name, given["area"], shown)
        for places, row in zip(shown, block.rows, strict=True):
            for place, cell in zip(places, row, strict=True):
                if cell.covered:
                    sheet.covered.add(place)
                elif cell.text:
                    sheet.texts[place] = cell.text
    return found


def _place(name: str) -> Place:
    column = name.rstrip("0123456789")
    return Place(int(name.removeprefix(column)), column_number(column))


def _check_shown(name: str, area: str, shown: Sequence[Sequence[Place]]) -> None:
    """Refused if rows or columns of a sheet are hidden; a merged cell that begins in one stands further on."""
    first, _, last = area.partition(":")
    top, bottom = _place(first), _place(last or first)
    rows = {max(place.row for place in line) for line in shown}
    columns = {max(place.column for place in line) for line in zip(*shown, strict=True)}
    hidden = [f"第 {row} 行" for row in range(top.row, bottom.row + 1) if row not in rows]
    hidden += [f" {letters(at)} 列" for at in range(top.column, bottom.column + 1) if at not in columns]
    if hidden:
        raise Refused(f"『{name}』的{hidden[0]}是隐藏的；请取消隐藏，再导入。")


def _doubtful(source: Source, sheets: dict[str, _Sheet]) -> Iterator[Repair]:
    """Note with each cell why it is not as it looks; what else was left out is listed."""
    for line in source.dropped:
        given = _DOUBT.fullmatch(line)
        if given is None:
            yield Repair("丢弃", "", line, "", "没有读入；要公开的，请写到『正文』里。")
            continue
        sheet = sheets.get(given["sheet"])
        if sheet is None or sheet.name not in SHEETS:
            continue
        if given["more"] and sheet.name != GUIDE_SHEET:
            raise Refused(f"『{sheet.name}』里{given['areas'].partition('、')[0]}{given['more']}：{given['why']}。")
        for area in given["areas"].split("、"):
            first, _, last = area.partition(":")
            top, bottom = _place(first), _place(last or first)
            for row in range(top.row, bottom.row + 1):
                sheet.doubts |= {Place(row, at): given["why"] for at in range(top.column, bottom.column + 1)}


def _check_body(name: str, slug: str, agencies: Sequence[Agency]) -> None:
    """Refused if the 编码 is none, or that of another body."""
    if slug and (fault := slug_fault(slug)):
        raise Refused(f"『{FACTS_SHEET}』里的编码是『{shorten(slug, 40)}』，编码{fault}；请改回填报表里原来的编码。")
    if any((agency.slug, agency.name) == (slug, name) for agency in agencies):
        return
    for agency in agencies:
        if (agency.slug == slug) != (agency.name == name):
            raise Refused(
                f"『{FACTS_SHEET}』里的机关是『{name}』、编码是『{slug}』，"
                f"内容文件夹里『{agency.name}』的编码是『{agency.slug}』；请改成一致的。"
            )


def _facts(sheet: _Sheet) -> dict[str, str]:
    """The facts that are filled in, by their labels."""
    found = {}
    for row, label in enumerate(FACTS, 1):
        sheet.expect(Place(row, 1), label)
        if text := sheet.take(Place(row, 2)).strip():
            found[label] = text
    return found


def _listed(sheet: _Sheet) -> dict[str, tuple[dict[str, str], ...]]:
    """The small tables under the facts: a name, heads, rows up to the next name."""
    starts = []
    row = len(FACTS) + 1
    for name, heads in LISTINGS.items():
        titled = (name, "", "", "", *heads)
        while row <= sheet.last and _titles(sheet, row, len(heads)) != titled:
            row += 1
        if row > sheet.last:
            raise Refused(f"『{FACTS_SHEET}』里没有找到『{name}』这个小表（{'、'.join(heads)}）；{_KEEP}")
        starts.append(row)
    found = {}
    for (name, heads), start, end in zip(LISTINGS.items(), starts, (*starts[1:], sheet.last + 1), strict=True):
        sheet.used.add(Place(start, 1))
        sheet.used |= {Place(start + 1, column) for column, _ in enumerate(heads, 1)}
        rows = []
        for at in range(start + 2, end):
            texts = {head: sheet.take(Place(at, column)).strip() for column, head in enumerate(heads, 1)}
            if any(texts.values()):
                rows.append({head: text for head, text in texts.items() if text})
        if rows:
            found[name] = tuple(rows)
    return found


def _titles(sheet: _Sheet, row: int, width: int) -> tuple[str, ...]:
    """What stands in a row of the sheet, and below it in as many columns."""
    above = (sheet.texts.get(Place(row, column), "") for column in range(1, 5))
    return (*above, *(sheet.texts.get(Place(row + 1, column), "") for column in range(1, width + 1)))


def _table(sheet: _Sheet, standard: Table, forms: Forms, unfilled: str) -> tuple[Table, Texts | None, Sequence[Repair]]:
    edition = forms.get(sheet.take(Place(2, 1)).removeprefix(EDITION).strip())
    table = next((t for t in edition.tables if t.ordinal == standard.ordinal), None) if edition else None
    sheet.used.add(Place(1, 1))
    if sheet.texts.get(Place(TOP, 1)) == ABSENT:
        sheet.used.add(Place(TOP, 1))
        return table or standard, None, ()
    if table is None:
        raise Refused(f"『{sheet.name}』第 2 行应当是『{EDITION}{standard.edition}』这样的一行；请用没有改过的填报表。")
    texts: dict[CellKey, str | None] = {}
    repairs = []
    grid, placed = _drawn(table)
    for spot in placed:
        place, key = _at(spot), spot.box.key
        if key is None:
            sheet.expect(place, spot.box.text)
            continue
        written, why = sheet.take(place).strip(), sheet.doubts.get(place)
        if why:
            texts[key] = open_text([written] if written[:1].isdigit() else [])
        elif not written and key not in table.totals:
            texts[key] = unfilled
            why = _EMPTY if unfilled == OPEN else None
        else:
            texts[key] = written or None
        if why:
            repairs.append(Repair("待核", sheet.where(place), written, texts[key] or "", f"{why.rstrip('。')}。"))
    places = {spot.box.key: _at(spot) for spot in placed if spot.box.key}
    found = checks(table, places, grid.columns + 1, TOP + max(spot.bottom for spot in placed) + 1)
    _check_checks(sheet, found, grid)
    sheet.remarks = remarks(found, grid.columns).column
    return table, texts, repairs


def _check_checks(sheet: _Sheet, found: Checked, grid: Grid) -> None:
    """Refused unless the checks stand where they were written: else a figure was moved into their place, or they were."""
    for place, text in words(found, grid.stub, grid.columns).items():
        sheet.expect(place, text)
    for check in (check for _, group in (*found.beside, *found.below) for check in group):
        if (text := sheet.take(check.place)) and not text.startswith(_ANSWERS):
            raise Refused(f"{sheet.where(check.place)} 应当是核对的公式，现在是『{shorten(text, 40)}』；{_KEEP}")


def _drawn(table: Table) -> tuple[Grid, tuple[Spot, ...]]:
    grid = draw(table, "二三四".index(table.ordinal) + 2)
    return grid, spots(grid)


def _at(spot: Spot) -> Place:
    return Place(TOP + spot.row, spot.column + 1)


def places(table: Table) -> dict[CellKey, str]:
    """Where a workbook of ours has each cell of a table."""
    return {spot.box.key: f"{TABLE_SHEET}{table.ordinal}!{_at(spot).name}" for spot in _drawn(table)[1] if spot.box.key}


def _prose(sheet: _Sheet) -> str:
    """The Markdown of the chapters, as its blocks stand below each other."""
    for column, head in enumerate(PROSE_HEADS, 1):
        sheet.expect(Place(1, column), head)
    sections: list[tuple[str, list[str]]] = []
    for row in range(2, sheet.last + 1):
        head, text = (sheet.texts.get(Place(row, column), "") for column in (1, 2))
        sheet.used |= {Place(row, 1), Place(row, 2)}
        if head.strip() == CONTINUED and sections:
            sections[-1][1][-1] += f"\n{text}"
        elif head.strip() and head.strip() != CONTINUED:
            sections.append((head, [text]))
        elif sections:
            sections[-1][1].append(text)
        elif text.strip() or head.strip():
            raise Refused(
                f"{sheet.name}!B{row} 有文字，A{row} 没有章名；请在 A{row} 写上章名，不属于哪一章的写“{PREAMBLE}”。"
            )
    return "\n\n".join(_section(head, blocks) for head, blocks in sections)


def _section(head: str, blocks: list[str]) -> str:
    text = "\n\n".join(blocks).strip("\n")
    if head == PREAMBLE:
        return text
    return f"## {head}\n\n{text}" if text else f"## {head}"


def _left_out(sheets: dict[str, _Sheet]) -> Iterator[Repair]:
    """What stands outside the form, and what of the facts and the text is not as it looks."""
    for name, sheet in sheets.items():
        if name not in SHEETS:
            yield Repair("丢弃", name, " ".join(sheet.texts.values()), "", _EXTRA)
        elif name != GUIDE_SHEET:
            figures = name not in {FACTS_SHEET, PROSE_SHEET}
            for place, why in sheet.doubts.items():
                if place in sheet.used and not figures:
                    yield Repair("丢弃", sheet.where(place), sheet.texts.get(place, ""), "", f"{why.rstrip('。')}。")
            for place, text in sheet.texts.items():
                if place not in sheet.used and text.strip():
                    yield Repair(
                        "丢弃", sheet.where(place), text, "", _REMARK if place.column == sheet.remarks else _OUTSIDE
                    )
