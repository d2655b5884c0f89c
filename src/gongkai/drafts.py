"""What does next year's file begin with? A report to be filled in, with the figures that last year's hands on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from gongkai.canon import dump
from gongkai.cells import added
from gongkai.fields import UNKNOWN
from gongkai.filing import Filing
from gongkai.form import CarryEquation, CellKey, Edition, Line, Table
from gongkai.portal import Portal
from gongkai.records import GOVERNMENT, Agency
from gongkai.report import Report
from gongkai.scaffold import entry, mapping, table_entry
from gongkai.series import filing_of
from gongkai.source import Draft, Entry
from gongkai.source import Mapping as Written

OPEN = "待核"
FILL = "（请填写）"  # the text of a chapter that `check` asks to be written
Remarks = Mapping[tuple[str, ...], str]  # what to write behind a line of a table, by its names from the outside in


class Start(NamedTuple):
    """A report to be filled in, and what an editor should know of it."""

    text: str
    notes: tuple[str, ...] = ()


class Begun(NamedTuple):
    """A table to be filled in: the figures that last year's report hands on, and what there is to say about them."""

    table: Table
    texts: Mapping[CellKey, str]
    remarks: Remarks
    notes: tuple[str, ...] = ()


class Beginning(NamedTuple):
    """What a report begins with: what last year's states and this year's is likely to, and the tables."""

    title: str
    publisher: str | None
    scope: str | None
    last: Report | None
    tables: tuple[Begun, ...]
    notes: tuple[str, ...]


def next_report(portal: Portal, agency: Agency, year: int, edition: Edition) -> Start:
    """The file of a body for a year: every cell 待核 but those that last year's report hands on."""
    begun = beginning(portal, agency, year, edition)
    tables = [_entry(table) for table in begun.tables]
    text = written(agency, year, edition, tables, last=begun.last, scope=begun.scope)
    return Start(text, begun.notes)


def beginning(portal: Portal, agency: Agency, year: int, edition: Edition) -> Beginning:
    """What the report of a body for a year begins with, as data: `next_report` writes it as a file."""
    last = portal.reports.get((agency.slug, year - 1))
    notes = []
    if agency.start == year:
        last = None
    elif last is None:
        notes.append(f"没有找到能用的{year - 1}年年报，没有可取的数，各格都是『{OPEN}』。")
    tables = tuple(_begin(table, last, _joined(portal, agency, year)) for table in edition.tables)
    notes += [note for table in tables for note in table.notes]
    scope = last.scope if last else None
    return Beginning(_title(agency, year), _publisher(agency, year, last), scope, last, tables, tuple(notes))


def written(  # noqa: PLR0913 - a file has that many parts
    agency: Agency,
    year: int,
    edition: Edition,
    tables: Sequence[Entry],
    *,
    last: Report | None,
    scope: str | None,
    above: Iterable[str] = (),
) -> str:
    """A report file to be filled in, with these tables; `above` are lines of comment over the first of them."""
    publisher = _publisher(agency, year, last)
    day = entry("发布日期", UNKNOWN, f"# 发布以后改成实际的日期，例如 {year + 1}-01-20")
    guide = f"# 请把『{OPEN}』逐格换成数字：没有发生写 0，原表空白写『空白』。"
    front = [
        replace(entry("标题", _title(agency, year)), before=(guide,)),
        entry("年度", str(year)),
        day,
        *([entry("发布机构", publisher)] if publisher else []),
        *([entry("统计范围", scope)] if scope else []),
    ]
    asked = scope is None and agency.kind == GOVERNMENT
    scopes = ("# 请在这里写一行『统计范围: 本机关』或『统计范围: 全辖区』，再删去这一行。",) if asked else ()
    first, *others = tables
    front += [replace(first, before=(*scopes, *above)), *others]
    held = "、".join(chapter.ordinal for chapter in edition.chapters if chapter.table)
    tail = (f"# 下面是正文。第{held}章由上面的表格组成，另有文字时才写。",)
    texts = [f"\n## {chapter.heading}\n\n{FILL}\n" for chapter in edition.chapters if not chapter.table]
    return dump(Draft("", mapping(front), "".join(texts), tail=tail))


def name_in(agency: Agency, year: int) -> str:
    """The name that a body bore in a year: a former one if the record says until when."""
    borne = (f.name for f in agency.former_names if f.end and (f.start or year) <= year <= f.end)
    return next(borne, agency.name)


def _title(agency: Agency, year: int) -> str:
    return f"{name_in(agency, year)}{year}年政府信息公开工作年度报告"


def _publisher(agency: Agency, year: int, last: Report | None) -> str | None:
    """Who published last year's report; if that was the body itself, by the name that it bears now."""
    publisher = last.publisher if last else None
    return name_in(agency, year) if publisher and publisher == name_in(agency, year - 1) else publisher


def _joined(portal: Portal, agency: Agency, year: int) -> tuple[str, ...]:
    """The bodies that were taken over by this one at the end of the year before."""
    return tuple(a.name for a in portal.agencies if a.successor == agency.slug and a.end == year - 1)


def _begin(table: Table, last: Report | None, joined: Sequence[str]) -> Begun:
    """A table with the figures that last year's report hands on."""
    asked = [equation for equation in table.carry_equations if equation.total not in table.totals]
    filing = filing_of(last, table.id) if last else None
    notes = []
    if last and asked and filing is None:
        notes.append(f"{last.year}年年报没有表{table.ordinal}，没有可取的数。")
    elif last and asked and filing and filing.table.shape != table.shape:
        notes.append(f"{last.year}年年报的表{table.ordinal}是{filing.table.edition}年格式，与新格式不同，没有取用。")
        filing = None
    begun = _Carried(table, filing, last.year, tuple(joined)) if last and filing else None
    texts = begun.texts(asked) if begun else {}
    remarks = begun.remarks(asked, texts) if begun else {}
    if begun and joined and any(_hands_on(equation) for equation in asked):
        notes.append(f"{begun.year}年{'、'.join(joined)}并入，表{table.ordinal}没有取上年的数，请连同它的数核对。")
    return Begun(table, texts, remarks, tuple(notes))


def _entry(begun: Begun) -> Entry:
    """The lines of a table with every cell 待核 but those that last year's report hands on."""
    table = begun.table
    made = table_entry(table, lambda key: None if key in table.totals else begun.texts.get(key, OPEN))
    return remarked(replace(made, comment=_heads(table, made.comment)), begun.remarks)


def _heads(table: Table, comment: str) -> str:
    """The comment that names the columns, without those that are left out."""
    parts = [column.node.written for _, column in table.lines[0].cells if not column.node.total]
    return f"# {' '.join(parts)}（总计由系统相加；要写的，各行都写）" if comment else ""


def _hands_on(equation: CarryEquation) -> bool:
    """Whether last year's figures alone give this year's."""
    return not equation.add and not equation.subtract


class _Carried(NamedTuple):
    """A table and last year's filing of the same form."""

    table: Table
    filing: Filing
    year: int  # of the filing
    joined: tuple[str, ...]  # bodies whose figures are not in it, though they are in this year's

    def texts(self, asked: Sequence[CarryEquation]) -> dict[CellKey, str]:
        """What to write into each cell that last year's figures give."""
        if self.joined:
            return {}
        known = {e.total: self.number(e) for e in asked if _hands_on(e)}
        return {key: number for key, number in known.items() if number and not number.startswith("-")}

    def number(self, equation: CarryEquation) -> str | None:
        """What last year's figures of an equation come to, if they are numbers."""
        former = dict(zip(self.table.keys, self.filing.table.keys, strict=True))
        return added([self.filing.cells[former[key]] for key in equation.last]).number

    def remarks(self, asked: Sequence[CarryEquation], texts: Mapping[CellKey, str]) -> dict[tuple[str, ...], str]:
        """What to say on each line about last year's figures."""
        found = {}
        for line in self.table.lines:
            here = {CellKey(row.id, column.id) for row, column in line.cells}
            words = [
                *self._origin(line, [e for e in asked if e.total in here and _hands_on(e)], texts),
                *(word for e in asked if e.total in here and not _hands_on(e) for word in self._beside(e)),
            ]
            if words:
                found[line.keys] = "；".join(words)
        return found

    def _origin(self, line: Line, handed_on: Sequence[CarryEquation], texts: Mapping[CellKey, str]) -> Iterable[str]:
        """Where the figures of a line come from, or why they do not."""
        if not handed_on:
            return
        equation = handed_on[0]
        where = f"{self.year}年年报的{'加'.join(self._name(key, equation) for key in equation.last)}"
        what = equation.column.node.written if line.by_name else ""
        taken = sum(equation.total in texts for equation in handed_on)
        if self.joined:
            yield f"{self.year}年{'、'.join(self.joined)}并入，请连同它的数核对"
        elif not taken:
            yield f"{where}不是数字"
        else:
            yield f"{what}取自{where}" + ("" if taken == len(handed_on) else "，上年不是数字的格待核")

    def _beside(self, equation: CarryEquation) -> Iterable[str]:
        """Last year's figures of an equation that this year's other figures complete."""
        if (number := self.number(equation)) is not None:
            yield f"上年{'加'.join(self._name(key, equation) for key in equation.last)} {number}"

    def _name(self, key: CellKey, equation: CarryEquation) -> str:
        row, column = self.table.leaves[key]
        return (column if key.row == equation.total.row else row).node.written


def remarked(made: Entry, remarks: Remarks, path: tuple[str, ...] = ()) -> Entry:
    """The lines of a table with remarks behind some of them."""
    if isinstance(made.value, Written) and not made.value.flow:
        entries = tuple(remarked(e, remarks, (*path, e.key.text)) for e in made.value.entries)
        return replace(made, value=replace(made.value, entries=entries))
    if remark := remarks.get(path):
        return replace(made, comment=f"{made.comment}；{remark}" if made.comment else f"# {remark}")
    return made
