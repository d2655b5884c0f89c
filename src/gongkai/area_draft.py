"""What would the report of a whole area state? Its bodies' reports added up cell by cell, as a draft.

Only reports over 本机关 are added, as in `rollup`. A cell that one of them leaves without a number is
left so, for a number there would be made up; which body it was stands beside the line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from gongkai.cells import Cell, State, read_cell
from gongkai.drafts import OPEN, Start, remarked, written
from gongkai.filing import Filing
from gongkai.form import CellKey, Edition, Leaf, Line, Table
from gongkai.portal import Portal
from gongkai.records import Agency
from gongkai.report import WHOLE_SCOPE, Report
from gongkai.rollup import Parts, parts
from gongkai.scaffold import table_entry
from gongkai.series import filing_of
from gongkai.source import Entry

_WRITTEN = {State.BLANK: "空白", State.SLASH: "/", State.INAPPLICABLE: "不适用"}


def area_report(portal: Portal, head: Agency, year: int, edition: Edition) -> Start | str:
    """The draft of a body's report over 全辖区; or why there is none to be made."""
    below = {agency.slug for agency in portal.under(head)}
    bodies = tuple(agency for agency in portal.agencies if agency == head or agency.slug in below)
    if not below:
        return f"{head.name}下面没有别的机关：请核对各机关档案里的『上级』和『行政区划代码』。"
    of = parts(portal, bodies, year, head)
    if not of.added:
        return f"{head.name}的辖区里没有{year}年统计范围是本机关的年报，没有可以相加的。"
    names = {agency.slug: agency.name for agency in bodies}
    tables = [_Adding(table, of.added, names) for table in edition.tables]
    left_out = list(_left_out(of, head, names))
    notes = [*left_out, *(note for table in tables for note in table.notes())]
    count = f"{year}年度 {len(of.added)} 份统计范围是本机关的年报"
    above = [f"# 下面的数由{count}逐格相加。", *(f"# {note}" for note in left_out)]
    last = portal.reports.get((head.slug, year - 1))
    entries = [table.entry() for table in tables]
    text = written(head, year, edition, entries, last=last, scope=WHOLE_SCOPE, above=above)
    return Start(text, (f"相加的是{count}：{'、'.join(names[r.agency] for r in of.added)}。", *notes))


def _left_out(of: Parts, head: Agency, names: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each body whose figures are not in the sum."""
    for agency in of.missing:
        if agency == head:
            yield f"没有加{head.name}本机关的数：没有它的{of.year}年年报，本级的数请另外加上。"
        else:
            yield f"没有加{agency.name}：没有{of.year}年年报。"
    if of.whole:
        yield f"{head.name}已经有{of.year}年全辖区的年报（{of.whole.file}），本级的数不在下面的和里。"
    for report in of.beside:
        yield f"没有加{names[report.agency]}：它的年报统计范围是全辖区，可能已经包含别的机关。"
    for report in of.unstated:
        yield f"没有加{names[report.agency]}：它的年报没有写明统计范围。"


class _Gap(NamedTuple):
    """Cells of a line that a body states no number for; all of them if `whole`."""

    body: str
    line: Line
    columns: tuple[Leaf, ...]
    whole: bool


@dataclass(frozen=True)
class _Adding:
    """A table of the form, and the reports that are added up in it."""

    table: Table
    reports: Sequence[Report]
    names: Mapping[str, str]

    @cached_property
    def added(self) -> Mapping[str, Mapping[CellKey, Cell]]:
        """The cells of each report that is added, by the name of its body and the keys of the form."""
        found = {}
        for report in self.reports:
            filing = filing_of(report, self.table.id)
            if filing and filing.table.shape == self.table.shape:
                cells = (_settled(filing.cells[key], filing) for key in filing.table.keys)
                found[self.names[report.agency]] = dict(zip(self.table.keys, cells, strict=True))
        return found

    def entry(self) -> Entry:
        """The lines of the table, with what is to be known of them behind."""
        lines = table_entry(
            self.table,
            lambda key: _text([cells[key] for cells in self.added.values()], self.table.leaves[key][1].node.kind),
        )
        remarks: dict[tuple[str, ...], list[str]] = {}
        for gap in self._gaps():
            remarks.setdefault(gap.line.keys, []).append(gap.body)
        words = {keys: [f"不是数字的：{'、'.join(bodies)}"] for keys, bodies in remarks.items()}
        for line, amounts in self._unlike():
            words.setdefault(line.keys, []).append(amounts)
        return remarked(lines, {keys: "；".join(said) for keys, said in words.items()})

    def notes(self) -> Iterator[str]:
        """What an editor should know of the sums of this table."""
        ordinal = self.table.ordinal
        for report in self.reports:
            if self.names[report.agency] not in self.added:
                filing = filing_of(report, self.table.id)
                why = f"用的是{filing.table.edition}年格式" if filing else "年报里没有这张表"
                yield f"表{ordinal}没有加{self.names[report.agency]}：{why}。"
        if not self.added:
            yield f"表{ordinal}没有可以相加的，各格都写成『{OPEN}』。"
        for body in self.added:
            found = [gap for gap in self._gaps() if gap.body == body]
            everywhere = len(found) == len(self.table.lines) and all(gap.whole for gap in found)
            where = "整张表" if everywhere else "、".join(map(_shown, found))
            if found:
                yield f"表{ordinal}里{body}的这些格不是数字，和里也不写数字：{where}。"
        for line, amounts in self._unlike():
            yield f"表{ordinal}的{'／'.join(line.keys)}：{amounts}，写成『{OPEN}』。"

    def _gaps(self) -> Iterator[_Gap]:
        """Where a body states no number, line by line; totals that it left out are not asked."""
        for body, cells in self.added.items():
            for line in self.table.lines:
                here = [(column, cells[CellKey(row.id, column.id)]) for row, column in line.cells]
                asked = [(column, cell) for column, cell in here if not cell.computed]
                if columns := tuple(column for column, cell in asked if cell.number is None):
                    yield _Gap(body, line, columns, len(columns) == len(asked))

    def _unlike(self) -> Iterator[tuple[Line, str]]:
        """The lines with figures that each body may state in a unit of its own, and a word on it."""
        for line in self.table.lines:
            amounts = [
                column.node.written
                for row, column in line.cells
                if column.node.kind == "amount"
                and any(cells[CellKey(row.id, column.id)].value for cells in self.added.values())
            ]
            if amounts:
                yield line, f"{'、'.join(amounts)}各机关的单位可能不同，没有相加"


def _settled(cell: Cell, filing: Filing) -> Cell:
    """The cell; a total that could not be computed is as open as the table it is computed from."""
    opened = cell.computed and cell.number is None and any(c.state is State.OPEN for c in filing.cells.values())
    return replace(cell, state=State.OPEN) if opened else cell


def _shown(gap: _Gap) -> str:
    names = "／".join(gap.line.keys)
    return names if gap.whole else f"{names}（{'、'.join(column.node.written for column in gap.columns)}）"


def _text(cells: Sequence[Cell], kind: str) -> str:
    """What to write for the sum of these cells; a word and no number where one of them has none."""
    states = {cell.state for cell in cells}
    if not cells or State.OPEN in states:
        return OPEN
    if states != {State.NUMBER}:
        return _WRITTEN[states.pop() if len(states) == 1 else State.BLANK]
    if kind == "amount" and any(cell.value for cell in cells):
        return OPEN
    text = f"{sum((cell.value for cell in cells if cell.value is not None), Decimal()):f}"
    return text if read_cell(text, kind, None)[0].number else OPEN
