"""How tall is each bar? Key figures through the years, measured for a chart."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from gongkai.cells import Cell
from gongkai.emit.values import Bar, Chart
from gongkai.emit.words import NOT_COLLECTED, cell_text, is_number
from gongkai.form import Forms, KeyFigure
from gongkai.highlights import highlights
from gongkai.report import Report
from gongkai.series import changed_form, filing_of

_WIDTH, _HEIGHT = 300, 150
_NARROWEST = 46  # for a year: below it the figures of neighbours would touch
_BASE, _TOP = 124, 22  # the feet of the bars, and the room above the tallest for its number
_WIDEST = 36


def charts(reports: Sequence[Report], forms: Forms) -> Iterator[Chart]:
    """A chart for each key figure of the newest report, over every year; none for a single year."""
    if len(reports) < 2:  # noqa: PLR2004 - one bar compares nothing
        return
    by_year = {report.year: report for report in reports}
    told = {year: {h.figure.id: h.cell for h in highlights(report, forms)} for year, report in by_year.items()}
    for figure in by_year[max(by_year)].edition.key_figures:
        yield _chart(figure, by_year, {year: cells.get(figure.id) for year, cells in told.items()})


def _chart(figure: KeyFigure, reports: Mapping[int, Report], cells: Mapping[int, Cell | None]) -> Chart:
    years = range(min(reports), max(reports) + 1)
    slot = max(_NARROWEST, _WIDTH // len(years))
    width = min(_WIDEST, slot * 2 // 3)
    highest = max((cell.value or Decimal() for cell in cells.values() if cell), default=Decimal())
    bars = []
    for at, year in enumerate(years):
        cell = cells.get(year)
        height = _height(cell, highest)
        number = cell.number if cell else None  # without the note that may follow it in the cell
        text = number or (cell_text(cell) if year in reports else NOT_COLLECTED)
        kind = "gap" if year not in reports else "blank" if not is_number(cell) else "number" if height else "zero"
        x = at * slot + (slot - width) // 2
        bars.append(
            Bar(year, text, kind, x, _BASE - height, height, year == max(years), _breaks(figure, reports, year))
        )
    told = "，".join(f"{bar.year}年{'' if bar.kind == 'gap' else ' '}{bar.text}" for bar in bars)
    changed = "、".join(f"{bar.year + 1}年" for bar in bars if bar.broken)
    desc = f"{figure.label}，单位：{figure.unit}。{told}。" + (
        f"{changed}的表格格式与此前不同，前后不作比较。" if changed else ""
    )
    return Chart(
        f"chart-{figure.id}",
        figure.label,
        figure.unit,
        desc,
        max(_WIDTH, slot * len(years)),
        _HEIGHT,
        _BASE,
        width,
        tuple(bars),
    )


def _height(cell: Cell | None, highest: Decimal) -> int:
    """The height of a bar; at least one for a number that is not zero, so that it differs from zero."""
    if cell is None or not cell.value:
        return 0
    return max(1, int((cell.value * (_BASE - _TOP) / highest).quantize(Decimal(1), ROUND_HALF_UP)))


def _breaks(figure: KeyFigure, reports: Mapping[int, Report], year: int) -> bool:
    """Whether the next year's report uses another form of the figure's table than the last one before it."""
    filed = {y: filing for y, report in reports.items() if (filing := filing_of(report, figure.table))}
    older = next((filed[y] for y in sorted(filed, reverse=True) if y <= year), None)
    return changed_form(filed.get(year + 1), older)
