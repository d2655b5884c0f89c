"""Which corpus do the measurements run on? Invented reports for 2019–2028, each in the form of its year.

Bodies of invented counties, twenty each: a government, departments and towns. Every figure adds up and
follows from the year before, so that the rules have nothing to stop at; the sentences are our own, drawn
by a generator that always begins alike.
"""

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from gongkai.canon import dump
from gongkai.form import CellKey, Edition, Forms, Table
from gongkai.scaffold import mapping, table_entry
from gongkai.source import Draft

YEARS = range(2019, 2029)
PER_COUNTY = 20
_TOPICS = [
    "道路修缮",
    "供水管网",
    "学校食堂",
    "养老服务",
    "河道治理",
    "公交线路",
    "农田水利",
    "老旧小区",
    "消防通道",
    "垃圾分类",
    "用地审批",
    "危房改造",
]
_DEEDS = [
    "公布了年度清单",
    "更新了办事指南",
    "回答了群众来信",
    "修订了公开目录",
    "组织了一次培训",
    "核对了旧文件的时效",
]
_PROBLEMS = ["答复文书的说理不够", "目录更新不够及时", "镇村一级的人手不足", "解读材料偏少"]


def folders(forms: Forms, reports: int) -> Iterator[tuple[str, str]]:
    """Path and text of every file of a content folder with that many reports, bodies complete over all years."""
    bodies = -(-reports // len(YEARS))
    codes = [f"99{county:04d}" for county in range(1, -(-bodies // PER_COUNTY) + 1)]
    regions = "".join(f"  - {{代码: {code}, 名称: 虚拟{code[2:]}县, 虚构: 是}}\n" for code in codes)
    years = ", ".join(str(year) for year in YEARS)
    yield (
        "site.yaml",
        (
            f"标题: 虚拟站\n网站标识码: 9900000001\n网址: https://example.org/zw/\n应报年度: [{years}]\n"
            f"截止日期: {{政府: 03-31, 部门: 01-31, 乡镇街道: 01-31}}\n地区:\n{regions}"
        ),
    )
    left = reports
    for number in range(bodies):
        code, at = codes[number // PER_COUNTY], number % PER_COUNTY
        slug, head = f"b{number:05d}", f"b{number - at:05d}"
        kind, level, name = _body(code, at)
        above = "" if at == 0 else f"上级: {head}\n"
        yield f"{slug}/agency.yaml", f"全称: {name}\n层级: {level}\n类别: {kind}\n行政区划代码: {code}\n{above}"
        chance = random.Random(f"figures {number}")
        state: dict[str, dict[str, int]] = {}
        for year in YEARS:
            if left:
                left -= 1
                yield f"{slug}/{year}.md", _report(forms, year, name, kind, chance, state)


def _body(code: str, at: int) -> tuple[str, str, str]:
    county = f"虚拟{code[2:]}县"
    if at == 0:
        return "政府", "县", f"{county}人民政府"
    return ("部门", "县", f"{county}第{at}局") if at < PER_COUNTY // 2 else ("乡镇街道", "乡", f"{county}第{at}镇")


def _report(
    forms: Forms, year: int, name: str, kind: str, chance: random.Random, state: dict[str, dict[str, int]]
) -> str:
    edition = forms.for_year(year) or forms.editions[0]
    filled = figures(edition, chance, state)
    facts = [
        ("标题", f"{name}{year}年政府信息公开工作年度报告"),
        ("年度", str(year)),
        ("发布日期", f"{year + 1}-01-{chance.randint(5, 28):02d}"),
        *([("统计范围", "本机关")] if kind == "政府" else []),
    ]
    return report_file(edition, facts, filled, _body_text(year, filled, chance))


class Usual(NamedTuple):
    """What is drawn from for a cell: applications by persons, by others, open at the end of the year; cases."""

    persons: Sequence[int]
    others: Sequence[int]
    left: Sequence[int]
    cases: Sequence[int]


OFTEN = Usual((0, 0, 0, 1, 3), (0, 0, 0, 1, 1), (0, 0, 1), (0, 0, 0, 1, 2))
Figures = Mapping[str, Mapping[CellKey, int]]
_FIRST_MARK = 7_000_001  # numbers that stand for cells, and for nothing else, in a form not yet filled in
_MARK = re.compile(r"\b70\d{5}\b")
_blanks: dict[str, tuple[tuple[str, ...], tuple[tuple[str, CellKey], ...]]] = {}


def report_file(edition: Edition, facts: Iterable[tuple[str, str]], filled: Figures, body: str) -> str:
    """The file of a report: facts, the tables of the edition with their figures, the text."""
    if edition.id not in _blanks:
        _blanks[edition.id] = _blank(edition)
    pieces, cells = _blanks[edition.id]
    numbers = [str(filled[table][key]) for table, key in cells]
    front = "".join(piece + number for piece, number in zip(pieces, [*numbers, ""], strict=True))
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in facts) + front + body


def _blank(edition: Edition) -> tuple[tuple[str, ...], tuple[tuple[str, CellKey], ...]]:
    """The tables as written, cut where figures belong, and the cells of those figures; written once an edition."""
    marks = count(_FIRST_MARK)
    meant = {str(next(marks)): (table.id, key) for table in edition.tables for key in table.keys}
    where = {cell: mark for mark, cell in meant.items()}
    entries = [table_entry(table, lambda key, table=table: where[table.id, key]) for table in edition.tables]
    text = dump(Draft(file="", front=mapping(entries), body="", body_line=1)).removeprefix("---\n")
    return tuple(_MARK.split(text)), tuple(meant[mark] for mark in _MARK.findall(text))


def figures(
    edition: Edition, chance: random.Random, state: dict[str, dict[str, int]], usual: Usual = OFTEN
) -> dict[str, dict[CellKey, int]]:
    """Figures for every table that add up and follow from the year before, which `state` remembers."""
    return {table.id: _figures(table, chance, state, usual) for table in edition.tables}


def _figures(table: Table, chance: random.Random, state: dict[str, dict[str, int]], usual: Usual) -> dict[CellKey, int]:
    cells = dict.fromkeys(table.keys, 0)
    kept = state.setdefault(f"{table.id} {table.edition}", {})
    if table.id == "requests":
        _applications(table, cells, chance, kept, usual)
    for key, (_, column) in table.leaves.items():
        if table.id == "proactive":
            cells[key] = _count(key, column.node.kind, chance, kept)
        elif table.id == "review" and not column.node.total:
            cells[key] = 0 if key.column.endswith("_pending") else chance.choice(usual.cases)
    if table.id == "proactive":
        for carried in table.carry_equations:
            if all(key in cells for key in (*carried.add, *carried.subtract)):
                before = sum(kept.get(f"{key}", 0 if key.row == "regulations" else 30) for key in carried.last)
                cells[carried.total] = (
                    before + sum(cells[k] for k in carried.add) - sum(cells[k] for k in carried.subtract)
                )
        kept.update({f"{key}": number for key, number in cells.items()})
    if table.id == "review":
        for equation in table.equations:
            if equation.defines:
                cells[equation.defines] = sum(cells[key] for key in equation.left)
    return cells


def _count(key: CellKey, kind: str, chance: random.Random, kept: dict[str, int]) -> int:
    if key.row == "regulations":
        return 0
    if kind == "signed":
        return chance.randint(-2, 3)
    if key.column in {"issued", "repealed"}:
        return chance.randint(0, 2)
    base = kept.setdefault(f"base {key}", chance.randint(20, 400))
    return base + chance.randint(-5, 5)


def _applications(
    table: Table, cells: dict[CellKey, int], chance: random.Random, kept: dict[str, int], usual: Usual
) -> None:
    rows = table.rows_named["handled"]
    columns = table.columns_named["applicants"]
    for column in columns:
        counts = usual.persons if column == "person" else usual.others
        brought = kept.get(f"out {column}", 0)
        for row in rows:
            cells[CellKey(row, column)] = chance.choice(counts)
        handled = sum(cells[CellKey(row, column)] for row in rows)
        out = chance.choice(usual.left) + max(0, brought - handled)
        cells[CellKey("handled_total", column)] = handled
        cells[CellKey("carried_in", column)] = brought
        cells[CellKey("carried_out", column)] = out
        cells[CellKey("received", column)] = handled + out - brought
        kept[f"out {column}"] = out
    for row in {key.row for key in cells}:
        cells[CellKey(row, "total")] = sum(cells[CellKey(row, column)] for column in columns)


def _body_text(year: int, filled: Figures, chance: random.Random) -> str:
    requests = filled["requests"]
    new, brought = (requests[CellKey(row, "total")] for row in ("received", "carried_in"))
    out = requests[CellKey("carried_out", "total")]
    told = "\n\n".join(_paragraph(chance) for _ in range(10))
    problems = "\n\n".join(
        f"{chance.choice(_PROBLEMS)}，涉及{chance.choice(_TOPICS)}等 {chance.randint(2, 9)} 个方面。{_sentence(chance)}"
        for _ in range(3)
    )
    return (
        f"\n## 一、总体情况\n\n{year}年，{told}\n\n本年新收政府信息公开申请 {new} 件，上年结转 {brought} 件，"
        f"结转下年度 {out} 件。\n\n## 五、存在的主要问题及改进情况\n\n{problems}\n\n"
        "## 六、其他需要报告的事项\n\n本年度未收取信息处理费。\n"
    )


def _paragraph(chance: random.Random) -> str:
    return f"围绕{chance.choice(_TOPICS)}，{chance.choice(_DEEDS)}，公开信息 {chance.randint(20, 900)} 条。" + "".join(
        _sentence(chance) for _ in range(4)
    )


def _sentence(chance: random.Random) -> str:
    return (
        f"第{chance.randint(1, 4)}季度就{chance.choice(_TOPICS)}和{chance.choice(_TOPICS)}{chance.choice(_DEEDS)}，"
        f"先后走访 {chance.randint(3, 99)} 个村组、社区，收到意见 {chance.randint(10, 400)} 条并逐条给了回音。"
    )
