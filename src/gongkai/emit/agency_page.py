"""What stands on the page of a body? What changed, its figures through the years, its reports, its facts."""

from collections.abc import Iterator
from itertools import groupby

from gongkai.changes import SMALLEST_BASE, Change, change, in_percent
from gongkai.emit import places
from gongkai.emit.chart import charts
from gongkai.emit.frame import Frame, column_metas
from gongkai.emit.report_page import apply_facts
from gongkai.emit.values import (
    AgencyPage,
    Entry,
    Fact,
    ReportEntry,
    SeriesCell,
    SeriesPart,
    SeriesRow,
    SeriesTable,
    SeriesYear,
)
from gongkai.emit.words import NO_TABLE, NOT_COLLECTED, cell_text, is_number, kind_of, period, track_label
from gongkai.fields import UNKNOWN
from gongkai.highlights import Highlight, highlights, year_changes
from gongkai.portal import scope_of
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.series import Point, Series, Track, changed_form, filing_of, series, table_ids
from gongkai.standing import late_by, years_told

UNRECORDED = "未登记"
INCOMPARABLE = {"amount", "signed"}  # an amount has whatever unit its body chose; a 增/减 is a change already
RULES = (
    "增减只在相邻两个年度、同一格式的表之间计算；没有收录的年度不推算，前后也不比较。",
    f"百分比以上一年的数字为基数，四舍五入到小数点后一位；基数小于 {SMALLEST_BASE} 的，不算百分比；两年都是 0 的，不写增减。",
    "每行中间的数字照录各年度报告；“各项相加”的，由本站把下面各项加起来得出。",
)


def agency_page(frame: Frame, agency: Agency) -> AgencyPage:
    """The page of a body."""
    portal = frame.portal
    here = places.agency_place(agency.slug)
    reports = portal.reports_of(agency)
    region = portal.atlas.region_of(agency)
    children = [a for a in portal.agencies if a.parent == agency.slug and frame.akin(agency, a)]
    tables = tuple(_tables(frame, reports, here))
    return frame.page(
        AgencyPage,
        agency.name,
        here,
        (*frame.region_crumbs(region), (agency.name, None)),
        metas=column_metas(agency.name, f"{agency.name}历年政府信息公开工作年度报告"),
        invented=frame.invented_region(agency),
        summary=(*_reform(frame, agency), *_summary(frame, reports)),
        facts=tuple(_facts(frame, agency, here)),
        charts=tuple(charts(reports, portal.forms)),
        series=tables,
        rules=RULES if any(len(table.years) > 1 for table in tables) else (),
        reports=tuple(_reports(frame, agency, here)),
        children=tuple(
            Entry(a.name, places.link(here, places.agency_place(a.slug)), tuple(k for k in [kind_of(a)] if k))
            for a in children
        ),
        apply=apply_facts(agency),
    )


def _summary(frame: Frame, reports: tuple[Report, ...]) -> Iterator[str]:
    """What the newest report says against the one of the year before, in a sentence."""
    if not reports:
        return
    newest = reports[0]
    before = next((r for r in reports if r.year == newest.year - 1), None)
    changes = year_changes(newest, before, frame.portal.forms)
    told = [_told(h, changes.get(h.figure.id)) for h in highlights(newest, frame.portal.forms)]
    if told:
        against = f"与{before.year}年度相比，" if before and any("，" in text for text in told) else ""
        yield f"{against}{newest.year}年度{'；'.join(told)}。"
    if before is None and len(reports) > 1:
        yield f"{newest.year - 1}年度的年报{NOT_COLLECTED}，不作比较。"
    tables = {h.figure.table for h in highlights(newest, frame.portal.forms)}
    if before and any(changed_form(filing_of(newest, t), filing_of(before, t)) for t in tables):
        yield f"有的表格在{newest.year}年度换了格式，不与{before.year}年度比较。"


def _told(now: Highlight, what: Change | None) -> str:
    if not is_number(now.cell):
        return f"{now.figure.label}一格{cell_text(now.cell)}"
    text = f"{now.figure.label} {now.cell.number if now.cell else ''} {now.figure.unit}"
    if what is None:
        return text
    if not what.amount:
        return f"{text}，持平" if now.cell and now.cell.value else text
    percent = f"（{in_percent(what.percent)}）" if what.percent is not None else ""
    return f"{text}，{'增加' if what.amount > 0 else '减少'} {abs(what.amount):f} {now.figure.unit}{percent}"


def _reform(frame: Frame, agency: Agency) -> Iterator[str]:
    """What a reader of the figures has to know first: that the body is gone, or has grown by another."""
    if agency.end:
        successor = _named(frame, agency, agency.successor)
        after = f"，之后并入{successor.name}" if successor else ""
        yield f"该机关存续到{agency.end}年{after}。"
    for merged in _merged(frame, agency):
        yield f"{merged.name}在{merged.end}年度之后并入：此后的数字包括它的业务，与此前不宜直接比较。"


def _merged(frame: Frame, agency: Agency) -> list[Agency]:
    return [a for a in frame.portal.agencies if a.successor == agency.slug and frame.akin(agency, a)]


def _named(frame: Frame, agency: Agency, slug: str | None) -> Agency | None:
    """The body that a record names by its 编码, if it may be named on this page."""
    other = frame.portal.by_slug.get(slug or "")
    return other if frame.akin(agency, other) else None


def _facts(frame: Frame, agency: Agency, here: str) -> Iterator[Fact]:
    region = frame.portal.atlas.region_of(agency)
    yield Fact("全称", agency.name)
    if agency.short_names:
        yield Fact("简称", "、".join(agency.short_names))
    for former in agency.former_names:
        yield Fact("曾用名", former.name + (f"（{of}）" if (of := period(former.start, former.end)) else ""))
    if agency.start or agency.end:
        yield Fact("存续期间", period(agency.start, agency.end))
    if successor := _named(frame, agency, agency.successor):
        yield Fact("并入", successor.name, places.link(here, places.agency_place(successor.slug)))
    for merged in _merged(frame, agency):
        yield Fact("承接的机关", merged.name, places.link(here, places.agency_place(merged.slug)))
    yield Fact("层级", agency.level or UNRECORDED)
    yield Fact("类别", agency.kind or UNRECORDED)
    if parent := _named(frame, agency, agency.parent):
        yield Fact("上级", parent.name, places.link(here, places.agency_place(parent.slug)))
    if region:
        yield Fact("地区", region.name, places.link(here, places.region_place(region.code)))
    yield Fact("所在行政区划代码", agency.region_code or UNRECORDED)
    if agency.credit_code:
        yield Fact("统一社会信用代码", agency.credit_code)


def _reports(frame: Frame, agency: Agency, here: str) -> Iterator[ReportEntry]:
    reports = {report.year: report for report in frame.portal.reports_of(agency)}
    for year in sorted(years_told(frame.portal, agency), reverse=True):
        if report := reports.get(year):
            tags = [f"发布日期：{report.published or UNKNOWN}", f"统计范围：{scope_of(agency, report) or UNKNOWN}"]
            if late := late_by(frame.portal, agency, report):
                tags.append(f"晚于当地期限 {late} 天公布")
            if report.corrections:
                tags.append("有更正")
            if accepted := frame.portal.accepted[agency.slug, year]:
                tags.append(f"有 {len(accepted)} 处已作说明")
            link = places.link(here, places.report_place(agency.slug, year))
            yield ReportEntry(year, report.title, link, tuple(tags))
        elif agency.existed(year):
            yield ReportEntry(year, NOT_COLLECTED, None, ())


def _tables(frame: Frame, reports: tuple[Report, ...], here: str) -> Iterator[SeriesTable]:
    links = {r.year: places.link(here, places.report_place(r.agency, r.year)) for r in reports}
    for number, table_id in enumerate(table_ids(reports), 2):
        if found := series(reports, table_id, frame.portal.forms):
            yield _table(frame, f"s{number}", found, links)


def _table(frame: Frame, at: str, found: Series, links: dict[int, str]) -> SeriesTable:
    names = {edition.id: edition.name for edition in frame.portal.forms.editions}
    years = tuple(
        SeriesYear(
            year,
            links.get(year),
            names[filing.table.edition] if filing else NO_TABLE if year in links else NOT_COLLECTED,
            found.broken(index),
        )
        for index, (year, filing) in enumerate(zip(found.years, found.filings, strict=True))
    )
    return SeriesTable(
        at,
        found.table.title,
        years,
        tuple(
            SeriesPart(
                None if edition == found.table.edition else f"以下各项只在{names[edition]}里有",
                tuple(_row(track, found, links) for track in tracks),
            )
            for edition, tracks in groupby(found.tracks, lambda track: track.edition)
        ),
        tuple(_notes(found)),
    )


def _row(track: Track, found: Series, links: dict[int, str]) -> SeriesRow:
    cells = tuple(
        _cell(point, _words(track, found, at), reported=found.years[at] in links)
        for at, point in enumerate(track.points)
    )
    return SeriesRow(track_label(track), track.level, track.summed, cells)


def _words(track: Track, found: Series, at: int) -> str | None:
    """What a figure is against that of the year before; nothing need be said of a zero that was one."""
    now, before = track.points[at], track.points[at + 1] if at + 1 < len(track.points) else None
    if now is None or before is None or found.broken(at) or track.column.node.kind in INCOMPARABLE:
        return None
    what = change(before.cell, now.cell)
    return what.words if what and (what.amount or (now.cell and now.cell.value)) else None


def _cell(point: Point | None, words: str | None, *, reported: bool) -> SeriesCell:
    if point is None:
        return SeriesCell(NO_TABLE if reported else NOT_COLLECTED, "gap")
    kind = "none" if point.cell is None else "number" if is_number(point.cell) else "blank"
    return SeriesCell(cell_text(point.cell), kind, words)


def _notes(found: Series) -> Iterator[str]:
    for at, year in enumerate(found.years):
        if found.broken(at):
            older = next(y for y, f in zip(found.years[at + 1 :], found.filings[at + 1 :], strict=True) if f)
            yield f"{year}年度与{older}年度所用的格式不同，口径也就不同：竖线两侧的数字不作比较。"
    points = [(track, point) for track in found.tracks for point in track.points if point]
    if any(point.cell is None for _, point in points):
        yield "写“无此项”的，是当年所用的格式里没有这一项。"
    if found.table.totals and any(row.label for row, _ in found.table.cells):
        yield "本表只列各行的总计；分申请人的数字见各年度报告。"
    if any(point.cell and point.cell.computed and not track.summed for track, point in points):
        yield "其中有的总计在录入时省去，由本站按各项相加得出，详见当年的报告。"
    if any(track.summed and not is_number(point.cell) and point.cell for track, point in points):
        yield "写“未能合计”的，是下面各项不全，不能相加。"
