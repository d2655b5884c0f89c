"""How does a roll-up look on the page? Sums with what they leave out, in words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.cells import Cell
from gongkai.emit.values import SumCell, SumRow, SumTable
from gongkai.emit.words import NOT_ADDED, cell_text, is_number, names, some_names, track_label
from gongkai.filing import Filing
from gongkai.form import KeyFigure
from gongkai.highlights import highlights
from gongkai.portal import Portal
from gongkai.report import Report, editions_of
from gongkai.rollup import Line, Parts, Sum, Total, add_up, difference, forms_differ, key_sums
from gongkai.series import filing_of, table_ids

NOTHING = SumCell("—", "none")


def sum_tables(portal: Portal, of: Parts, prefix: str) -> Iterator[tuple[SumTable, Total]]:
    """Each table added up over the reports of a year, as printed and as reckoned."""
    reports = [*of.added, *([of.whole] if of.whole else [])]
    for number, table_id in enumerate(table_ids(reports), 2):
        total = add_up(portal, of, table_id)
        if total is None:
            continue
        columns = (_added(of), "全辖区年报", "相差") if of.whole else (_added(of),)
        rows = tuple(SumRow(track_label(line.track), line.track.level, _cells(line, of)) for line in total.lines)
        yield SumTable(f"{prefix}{number}", total.table.title, columns, rows), total


def key_rows(portal: Portal, of: Parts, figures: Sequence[KeyFigure]) -> Iterator[SumRow]:
    """The key figures of a year: added up, and where there is one beside the report of the whole area."""
    sums = key_sums(portal, of.added, figures)
    if of.added:
        yield SumRow(_added(of), 0, tuple(_sum(one) for one in sums))
    if of.whole:
        told = {h.figure.id: h.cell for h in highlights(of.whole, portal.forms)}
        cells = [told.get(figure.id) for figure in figures]
        yield SumRow("全辖区年报", 0, tuple(_whole(cell) for cell in cells))
        if of.added:
            differing = {figure.table: forms_differ(_filings(of, figure.table)) for figure in figures}
            beyond = (
                None if differing[figure.table] else difference(one, cell)
                for figure, one, cell in zip(figures, sums, cells, strict=True)
            )
            yield SumRow("相差", 0, tuple(_difference(b, one) for b, one in zip(beyond, sums, strict=True)))


def _added(of: Parts) -> str:
    return f"相加（{len(of.added)} 份）"


def _cells(line: Line, of: Parts) -> tuple[SumCell, ...]:
    if of.whole is None:
        return (_sum(line.sum),)
    return _sum(line.sum), _whole(line.whole), _difference(line.beyond, line.sum)


def _sum(one: Sum) -> SumCell:
    if one.total is None:
        return SumCell(str(one.state or NOT_ADDED), "blank") if one.blanks else NOTHING
    total = _signed(one.total)
    return SumCell(f"至少 {total}", "least") if one.blanks else SumCell(total, "number")


def _whole(cell: Cell | None) -> SumCell:
    return SumCell(cell_text(cell), "number" if is_number(cell) else "blank")


def _difference(beyond: Decimal | None, one: Sum) -> SumCell:
    """What the report of the whole area states beyond the sum; over a lower bound it is at most that."""
    if beyond is None:
        return NOTHING
    return SumCell(f"至多 {_signed(beyond)}" if one.blanks else _signed(beyond), "difference")


def _filings(of: Parts, table_id: str) -> list[Filing | None]:
    """A table of all added reports, and last that of the whole area."""
    return [filing_of(report, table_id) for report in (*of.added, of.whole) if report]


def _signed(number: Decimal) -> str:
    return f"－{-number:f}" if number < 0 else f"{number:f}"


def notes(portal: Portal, of: Parts, totals: Sequence[Total]) -> Iterator[str]:
    """What stands under a sum: which year, which reports and forms, what is blank, beside it or missing."""
    if of.added:
        yield f"{of.year}年度相加的是 {len(of.added)} 份统计范围为“本机关”的年报：{_named(portal, of.added)}。"
        if used := _forms(portal, of.added):
            yield f"所用的格式：{used}。"
    yield from _gaps(portal, of, totals)
    if of.whole:
        owner = _named(portal, [of.whole])
        tail = (
            "列在旁边，不计入合计。“相差”是全辖区年报的数减去合计。" if of.added else "单独列出，没有可以相加的年报。"
        )
        yield f"{owner}的年报统计范围是“全辖区”，已经包含其他机关，{tail}"
        if any(forms_differ(_filings(of, total.table.id)) for total in totals if of.added):
            yield f"{owner}的年报与相加的年报所用的格式不同（{_forms(portal, [of.whole])}），格式不同的表不算相差。"
        if any(line.beyond is not None and line.beyond < 0 for total in totals for line in total.lines):
            yield "有的“相差”是负数：部分不应大于全辖区，原表可能有误，照录。"
    if of.beside:
        yield f"另有统计范围是“全辖区”的年报，不计入合计：{_named(portal, of.beside)}。"
    if of.unstated:
        yield f"没有写明统计范围的年报，不计入合计：{_named(portal, of.unstated)}。"
    if of.missing:
        beyond = "，可能在相差的数里" if of.whole and of.added else ""
        told = f"没有收录{of.year}年度年报的机关有 {len(of.missing)} 个，合计里没有它们的数字{beyond}"
        yield f"{told}：{names(of.missing)}。"


def _gaps(portal: Portal, of: Parts, totals: Sequence[Total]) -> Iterator[str]:
    """Which figures of the added reports are no numbers."""
    if blanks := _blank_bodies(of, totals):
        told = "、".join(f"{portal.by_slug[slug].name} {count} 格" for slug, count in blanks.items())
        yield f"有的格空白或者没有写数字，涉及空白的合计只写“至少”：{told}。"
    for total in totals:
        if without := [r for r, count in zip(of.added, total.blanks, strict=True) if count is None]:
            yield f"年报里没有“{total.table.title}”这张表，不在这张表的合计里：{_named(portal, without)}。"
    if any(line.sum.lacking for total in totals for line in total.lines):
        yield "各年报所用的格式不同，有的项目不是每种格式都有，只把有这一项的相加。"


def _named(portal: Portal, reports: Sequence[Report]) -> str:
    slugs = {report.agency for report in reports}
    return some_names([agency for agency in portal.agencies if agency.slug in slugs])


def _forms(portal: Portal, reports: Sequence[Report]) -> str:
    """How many reports use which form, table by table."""
    labels = {edition.id: edition.name for edition in portal.forms.editions}
    used: dict[str, Counter[str]] = {}
    for report in reports:
        for ordinal, edition in editions_of(report).items():
            if edition:
                used.setdefault(ordinal, Counter())[edition] += 1
    if used and len({tuple(sorted(counter.items())) for counter in used.values()}) == 1:
        return _counted(next(iter(used.values())), labels)
    return "；".join(f"表{ordinal}，{_counted(counter, labels)}" for ordinal, counter in used.items())


def _counted(counter: Counter[str], labels: dict[str, str]) -> str:
    return "、".join(f"{labels[edition]} {count} 份" for edition, count in sorted(counter.items(), reverse=True))


def _blank_bodies(of: Parts, totals: Sequence[Total]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for total in totals:
        for report, count in zip(of.added, total.blanks, strict=True):
            found[report.agency] += count or 0
    return {slug: count for slug, count in found.items() if count}
