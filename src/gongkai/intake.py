"""How does a report come in? A report.json becomes a content file whose build gives the same cells."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from gongkai.bind import bind
from gongkai.canon import dump, dump_record
from gongkai.cells import State, read_cell
from gongkai.diag import Severity
from gongkai.emit.data import OPEN, cell_records
from gongkai.files import FileFault, read_if_there, real, write_new
from gongkai.folders import read_tree
from gongkai.form import CellKey, Forms, Leaf, Table
from gongkai.gather import AGENCY_RECORD
from gongkai.origin import PARTS
from gongkai.records import Agency, read_agency, slug_fault
from gongkai.report import Report
from gongkai.scaffold import entry, mapping, source_entry, table_entry
from gongkai.source import Draft, Entry, parse, parse_record
from gongkai.tables import ABSENT
from gongkai.told import why

MAX_BYTES = 8 * 1024 * 1024
KEYS = ("机关", "年度", "编码", "版式", "来源", "cells", "标题", "统计范围", "发布日期", "正文")


class Refused(Exception):
    """Why a file is not imported."""


class _Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


def from_json(data: bytes, forms: Forms) -> tuple[str, Agency, int, tuple[str, ...]]:
    """Content file, body and year of a report.json, and the names in it that are not taken over; Refused with the reason."""
    loaded = _load(data)
    return *draft_of(loaded, forms), tuple(sorted(set(loaded) - set(KEYS)))


def _load(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        message = f"文件超过 {MAX_BYTES} 字节"
        raise Refused(message)
    try:
        loaded = json.loads(
            data.decode("utf-8-sig"),
            parse_int=_Number,
            parse_float=_Number,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as fault:
        message = f"不是有效的 JSON：第 {fault.lineno} 行第 {fault.colno} 列读不下去"
        raise Refused(message) from fault
    except (UnicodeDecodeError, RecursionError) as fault:
        message = "不是有效的 JSON：不是 UTF-8 编码，或者括号套得太深"
        raise Refused(message) from fault
    if not isinstance(loaded, dict):
        message = "不是 report.json：最外层应当是一个对象"
        raise Refused(message)
    return loaded


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = f"同一个名称写了两次：{'、'.join(k for k, _ in pairs)[:80]}"
        raise Refused(message)
    return found


def draft_of(data: Mapping[str, Any], forms: Forms) -> tuple[str, Agency, int]:
    """The canonical content file for the object of a report.json, and whose report of which year it is.

    Raises Refused, naming the cell, if the object cannot be brought into the format without a change.
    """
    name, slug = _text(data, "机关", required=True), _text(data, "编码", required=True)
    year = data.get("年度")
    if not isinstance(year, _Number) or not year.isdigit() or len(year) != 4:  # noqa: PLR2004
        message = "『年度』应当是四位整数"
        raise Refused(message)
    if fault := slug_fault(slug):
        message = f"『编码』写的是『{slug}』：{fault}"
        raise Refused(message)
    edition = forms.for_year(int(year))
    if edition is None:
        message = f"{year} 年没有适用的格式"
        raise Refused(message)
    layouts = data.get("版式")
    if not isinstance(layouts, dict):
        message = "缺少『版式』"
        raise Refused(message)
    tables = {t.ordinal: _table(t, layouts, forms) for t in edition.tables}
    if extra := set(layouts) - set(tables):
        message = f"『版式』写了格式里没有的表：{'、'.join(map(str, extra))}"
        raise Refused(message)
    asked = {standard.ordinal: tables[standard.ordinal] or standard for standard in edition.tables}
    texts = _texts(data, asked, {ordinal for ordinal, table in tables.items() if table is None})
    front = [
        entry("标题", _text(data, "标题") or f"{name}{year}年政府信息公开工作年度报告"),
        entry("年度", str(year)),
        *(entry(key, value) for key in ("发布日期", "统计范围") if (value := _text(data, key))),
        *_source(data),
    ]
    if any(table is None or table.edition != edition.id for table in tables.values()):
        named = [entry(o, t.edition) for o, t in tables.items() if t]
        front += [entry("版式", mapping(named, flow=True))] if named else []
    for standard in edition.tables:
        table = tables[standard.ordinal]
        front.append(table_entry(table, texts[standard.ordinal].get) if table else entry(standard.key, ABSENT))
    body = _text(data, "正文")
    draft = Draft("", mapping(front), f"\n{body.strip(chr(10))}\n" if body.strip() else "")
    text = dump(draft)
    _compare(text, data, slug, int(year), forms)
    return text, Agency(slug, "", name), int(year)


def _text(data: Mapping[str, Any], key: str, *, required: bool = False) -> str:
    value = data.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or isinstance(value, _Number) or (required and not value.strip()):
        message = f"『{key}』应当是一段文字"
        raise Refused(message)
    if key != "正文" and ("\n" in value or value != value.strip()):
        message = f"『{key}』只能是一行文字，前后没有空格"
        raise Refused(message)
    return value


def _source(data: Mapping[str, Any]) -> Iterator[Entry]:
    """来源, as report.json has it: an object of texts, what is null is not stated, the count of 待核 is ours; or an address."""
    given = data.get("来源")
    if given is None:
        return
    if isinstance(given, str):
        given = {"地址": given}
    if not isinstance(given, dict) or set(given) - {*PARTS, OPEN}:
        message = f"『来源』应当是一个对象，里面可以有{'、'.join(PARTS)}"
        raise Refused(message)
    if one := source_entry({part: _text(given, part) for part in PARTS}):
        yield one


def _table(standard: Table, layouts: Mapping[str, Any], forms: Forms) -> Table | None:
    """The table that 版式 names for the ordinal of `standard`, None for a table that is absent."""
    if standard.ordinal not in layouts:
        message = f"『版式』没有写表{standard.ordinal}"
        raise Refused(message)
    name = layouts[standard.ordinal]
    if name is None:
        return None
    edition = forms.get(name) if isinstance(name, str) else None
    table = next((t for t in edition.tables if t.ordinal == standard.ordinal), None) if edition else None
    if table is None:
        message = f"表{standard.ordinal}的版式写的是『{name}』，只有{'、'.join(e.id for e in forms.editions)}"
        raise Refused(message)
    return table


Texts = dict[CellKey, str | None]


def _texts(data: Mapping[str, Any], tables: Mapping[str, Table], absent: set[str]) -> dict[str, Texts]:
    """What to write into each cell, by table; None for a total that was left out."""
    cells = data.get("cells")
    if not isinstance(cells, list):
        message = "缺少『cells』"
        raise Refused(message)
    places = {(o, r.label, c.label): (t, r, c) for o, t in tables.items() for r, c in t.cells}
    texts: dict[str, Texts] = {ordinal: {} for ordinal in tables}
    for cell in cells:
        where = _where(cell)
        place = places.get(where)
        if place is None:
            message = f"表格里没有这一格：{'，'.join(where)}"
            raise Refused(message)
        table, row, column = place
        key = CellKey(row.id, column.id)
        if key in texts[table.ordinal]:
            message = f"同一格写了两次：{'，'.join(where)}"
            raise Refused(message)
        texts[table.ordinal][key] = _cell_text(
            cell, column, is_total=key in table.totals, absent=table.ordinal in absent, where="，".join(where)
        )
    for ordinal, table in tables.items():
        for row, column in table.cells:
            key = CellKey(row.id, column.id)
            if key not in texts[ordinal] and key not in table.totals:
                message = f"缺少一格：{ordinal}，{row.label}，{column.label}"
                raise Refused(message)
    return texts


def _where(cell: object) -> tuple[str, str, str]:
    """Table, row and column of a cell; for table 四 the row is empty and may be left out."""
    if not isinstance(cell, dict):
        message = "『cells』里的每一项应当是一个对象"
        raise Refused(message)
    table, row, column = (cell.get(axis, "") for axis in ("表", "行", "列"))
    if not (isinstance(table, str) and isinstance(row, str) and isinstance(column, str)):
        message = "每一格的『表』『行』『列』应当是文字"
        raise Refused(message)
    return table, row, column


def _cell_text(cell: Mapping[str, Any], column: Leaf, *, is_total: bool, absent: bool, where: str) -> str | None:
    number, state, raw = cell.get("值"), cell.get("状态"), cell.get("原文", "")
    if not isinstance(state, str) or state not in {str(s) for s in State}:
        message = f"『状态』只能是{'、'.join(State)}，这里是『{state}』：{where}"
        raise Refused(message)
    if (number is None) is (state == State.NUMBER) or not isinstance(number, _Number | None):
        message = f"『值』与『状态』不符（值 {number}，状态 {state}）：{where}"
        raise Refused(message)
    if raw is None and is_total and state in {State.NUMBER, State.BLANK}:
        return None
    if (state == State.ABSENT) is not absent:
        message = (
            f"『状态』{state}与『版式』不符（{'版式是 null，没有这张表' if absent else '版式写明了这张表'}）：{where}"
        )
        raise Refused(message)
    if absent:
        return ""
    usual = {
        State.BLANK: "空白",
        State.SLASH: "/",
        State.INAPPLICABLE: "不适用",
        State.OPEN: "待核",
    }
    text = raw or (str(number) if number is not None else usual[State(state)])
    if not isinstance(text, str) or "\n" in text:
        message = f"『原文』应当是一行文字：{where}"
        raise Refused(message)
    read, fault = read_cell(text, column.node.kind, None)
    if read.state != state or not _equal(read.number, number):
        reason = f"（{fault.message}）" if fault else ""
        meant = f"{read.state}{f' {read.number}' if read.number else ''}"
        message = f"『原文』写的是『{text}』，读作{meant}，与『值』{number}、『状态』{state}不符{reason}：{where}"
        raise Refused(message)
    return text


def _equal(one: str | None, other: str | None) -> bool:
    """Whether two numbers as written are the same number; 1175.0 and 1175 are."""
    if one is None or other is None:
        return one is other
    return Decimal(one) == Decimal(other)


def _compare(text: str, data: Mapping[str, Any], slug: str, year: int, forms: Forms) -> None:
    """Refuse unless the content file, read again, has exactly the cells of the object."""
    draft, found = parse(text.encode(), "")
    report: Report | None = None
    if draft:
        report, more = bind(draft, slug, year, forms)
        found += more
    stopping = [f for f in found if f.severity is Severity.ERROR and f.code != "cell-open"]
    if report is None or stopping:
        message = stopping[0].message if stopping else "写出的年报读不回来"
        raise Refused(message)
    given = {_where(cell): (cell.get("值"), cell["状态"]) for cell in data["cells"]}
    for record in cell_records(report):
        wanted = given.get((record.table, record.row, record.column))
        if wanted is not None and not (_equal(wanted[0], record.number) and wanted[1] == record.state):
            where = f"{record.table}，{record.row}，{record.column}"
            message = f"{where}：文件里是 {wanted[0]}（{wanted[1]}），写成年报后会是 {record.number}（{record.state}）"
            raise Refused(message)


def in_the_way(texts: Mapping[str, bytes], text: str, agency: Agency, year: int) -> str | None:
    """Why a report cannot be written beside the texts of a content folder, and what to do; None if it can."""
    if fault := slug_fault(agency.slug):
        return f"编码写的是『{agency.slug}』：{fault}；请改正文件里的编码，或者 --agency"
    home, record = _home(texts, agency)
    if record and record.name != agency.name:
        stated = f"编码 {agency.slug} 在内容文件夹里是『{record.name}』，这里是『{agency.name}』"
        return f"{stated}；请核对是哪个机关，改正文件里的编码或者名称"
    if texts.get(path := f"{home}/{year}.md") not in {None, text.encode()}:
        return _already(path)
    return None


def _already(path: object) -> str:
    return f"{path} 已经存在，内容不同，没有改动它；要换成这一份的，请先把原来的移到别处，再导入"


def write_report(into: Path, text: str, agency: Agency, year: int) -> list[str]:
    """Write report and, where the folder has none, the record of its body; the paths written. Refused if one is in the way."""
    written = []
    texts = _beside(into)
    if reason := in_the_way(texts, text, agency, year):
        raise Refused(reason)
    home, record = _home(texts, agency)
    folder = into / home
    target = folder / f"{year}.md"
    if not real(folder).is_relative_to(real(into)):
        message = f"{folder} 是通向别处的链接，没有写入；请把链接换成文件夹本身"
        raise Refused(message)
    try:
        there = read_if_there(target)
        if there not in {None, text.encode()}:
            raise Refused(_already(target))
        if record is None:
            front = mapping([entry("全称", agency.name)])
            write_new(folder / AGENCY_RECORD, dump_record(Draft("", front)))
            written.append(str(folder / AGENCY_RECORD))
        if there is None:
            write_new(target, text)
    except OSError as fault:
        message = f"写不了 {fault.filename or target}（{why(fault)}）；请检查权限和磁盘，再导入"
        raise FileFault(message) from fault
    return [*written, str(target)]


def _beside(into: Path) -> Mapping[str, bytes]:
    try:
        return read_tree(into)[0].texts
    except FileFault:
        return {}


def _home(texts: Mapping[str, bytes], agency: Agency) -> tuple[PurePosixPath, Agency | None]:
    """The folder of a body in a content folder, and its record if it has one there."""
    for path, data in texts.items():
        pure = PurePosixPath(path)
        if pure.name == AGENCY_RECORD and pure.parent.name == agency.slug:
            draft, _ = parse_record(data, path)
            return pure.parent, read_agency(draft, agency.slug)[0] if draft else agency
    return PurePosixPath(agency.slug), None
