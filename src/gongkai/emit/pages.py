"""What stands on each page? The portal, turned into page values and rendered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from gongkai.cells import State
from gongkai.emit.data import report_csv, report_json
from gongkai.emit.tables import drawn
from gongkai.emit.values import (
    AgencyEntry,
    AgencyLink,
    AgencyPage,
    AttachmentEntry,
    ChapterPart,
    Download,
    Fact,
    HomePage,
    MissingPage,
    Page,
    ReportEntry,
    ReportPage,
    SeriesCell,
    SeriesRow,
    SeriesTable,
    YearLink,
)
from gongkai.fields import UNKNOWN
from gongkai.form import SEPARATOR
from gongkai.output import Copy, Output
from gongkai.portal import Portal, scope_of
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.series import Point, Series, Track, series
from gongkai.theme import Theme

SUMMARY = "数字取自该机关公开的年报；文字为本站概述，不是原文；以原文为准。"
HOME = "首页"
UNRECORDED = "未登记"


def site_outputs(portal: Portal, theme: Theme, base_url: str | None) -> Iterator[Output | Copy]:
    """Every file of the site. `base_url` is the full address of its root, None where unknown."""
    publisher = _Publisher(portal, theme, base_url)
    yield from theme.assets()
    yield Output("index.html", theme.render("home.html", publisher.home()))
    yield Output("404.html", theme.render("404.html", publisher.missing()))
    for agency in portal.agencies:
        yield Output(f"{agency.slug}/index.html", theme.render("agency.html", publisher.agency(agency)))
        for report in portal.reports_of(agency):
            folder = f"{agency.slug}/{report.year}/"
            yield Output(folder + "index.html", theme.render("report.html", publisher.report(agency, report)))
            yield Output(folder + "report.json", report_json(report, agency.name))
            yield Output(folder + "report.csv", report_csv(report))
            beside = report.file.rpartition("/")[0]
            for attachment in report.attachments:
                yield Copy(
                    folder + attachment.file,
                    f"{beside}/{attachment.file}" if beside else attachment.file,
                )


@dataclass(frozen=True, slots=True)
class _Publisher:
    portal: Portal
    theme: Theme
    base_url: str | None

    def common(self, title: str, path: str, *crumbs: tuple[str, str | None]) -> Page:
        """What a page at `path` (below the root, ending in /) has in common with all others."""
        root = "../" * path.count("/")
        return Page(
            title=title,
            root=root,
            css=root + self.theme.asset("site.css"),
            canonical=self.base_url + path if self.base_url else None,
            site=self.portal.site,
            crumbs=crumbs,
        )

    def home(self) -> HomePage:
        agencies = tuple(
            AgencyEntry(
                agency.name,
                f"{agency.slug}/index.html",
                _kind(agency),
                tuple(YearLink(r.year, f"{agency.slug}/{r.year}/index.html") for r in self.portal.reports_of(agency)),
            )
            for agency in self.portal.agencies
        )
        years = {year for _, year in self.portal.reports}
        return HomePage(
            **_values(self.common(self.portal.site.title, "")),
            agencies=agencies,
            agency_count=len(agencies),
            report_count=len(self.portal.reports),
            years=tuple(sorted(years, reverse=True)),
        )

    def missing(self) -> MissingPage:
        links = ((f"回到{HOME}", f"{self.base_url}index.html"),) if self.base_url else ()
        return MissingPage(**_values(self.common("没有找到这个页面", "")), links=links)

    def agency(self, agency: Agency) -> AgencyPage:
        reports = self.portal.reports_of(agency)
        crumbs = ((HOME, "../index.html"), (agency.name, None))
        return AgencyPage(
            **_values(self.common(agency.name, f"{agency.slug}/", *crumbs)),
            facts=tuple(self._agency_facts(agency)),
            reports=tuple(
                ReportEntry(
                    r.year,
                    r.title,
                    f"{r.year}/index.html",
                    r.published or UNKNOWN,
                    scope_of(agency, r) or UNKNOWN,
                )
                for r in reports
            ),
            series=tuple(self._series(reports)),
            apply=tuple(Fact(label, text, _href(label, text)) for label, text in agency.apply_to),
        )

    def _agency_facts(self, agency: Agency) -> Iterator[Fact]:
        parent = next((a for a in self.portal.agencies if a.slug == agency.parent), None)
        yield Fact("全称", agency.name)
        if agency.short_names:
            yield Fact("简称", "、".join(agency.short_names))
        for former in agency.former_names:
            yield Fact("曾用名", former.name + _period(former.start, former.end))
        if agency.start or agency.end:
            yield Fact("存续期间", _period(agency.start, agency.end).strip("（）"))
        yield Fact("层级", agency.level or UNRECORDED)
        yield Fact("类别", agency.kind or UNRECORDED)
        if parent:
            yield Fact("上级", parent.name, f"../{parent.slug}/index.html")
        yield Fact("所在行政区划代码", agency.region_code or UNRECORDED)
        if agency.credit_code:
            yield Fact("统一社会信用代码", agency.credit_code)

    def _series(self, reports: tuple[Report, ...]) -> Iterator[SeriesTable]:
        if not reports:
            return
        for number, table in enumerate(reports[0].edition.tables, 2):
            found = series(reports, table.id, self.portal.forms, totals_only=True)
            if found:
                yield self._series_table(f"s{number}", found, {r.year for r in reports})

    def _series_table(self, at: str, found: Series, reported: set[int]) -> SeriesTable:
        names = {edition.id: edition.name for edition in self.portal.forms.editions}
        rows = tuple(
            SeriesRow(
                _series_label(track),
                tuple(
                    _series_cell(point, reported=year in reported)
                    for point, year in zip(track.points, found.years, strict=True)
                ),
            )
            for track in found.tracks
        )
        notes = []
        if any(point and point.cell is None for track in found.tracks for point in track.points):
            notes.append("写“无此项”的，是当年所用的格式里没有这一项；格式不同的年份，口径可能不同，不宜直接比较。")
        if found.table.totals and any(row.label for row, _ in found.table.cells):
            notes.append("本表只列各行的总计；分申请人的数字见各年度报告。")
        if any(point and point.cell and point.cell.computed for track in found.tracks for point in track.points):
            notes.append("其中有的总计在录入时省去，由本站按各项相加得出，详见当年的报告。")
        edition_row = tuple(names[edition] if edition else "—" for edition in found.editions)
        return SeriesTable(at, found.table.title, found.years, edition_row, rows, tuple(notes))

    def report(self, agency: Agency, report: Report) -> ReportPage:
        from markupsafe import Markup

        path = f"{agency.slug}/{report.year}/"
        crumbs = (
            (HOME, "../../index.html"),
            (agency.name, "../index.html"),
            (f"{report.year}年度", None),
        )
        # The renderer of the body made this HTML: raw HTML was refused, links went through the allow-list.
        appendix = "".join(
            f"<h3>{Markup.escape(s.heading)}</h3>\n{s.html}" for s in report.prose.sections if s.chapter is None
        )
        return ReportPage(
            **_values(self.common(report.title, path, *crumbs)),
            agency=AgencyLink(agency.name, "../index.html"),
            year=report.year,
            facts=tuple(_report_facts(agency, report)),
            title_breaks=_phrases(report.title),
            notice=SUMMARY if report.summary else None,
            preamble=Markup(report.prose.preamble),  # noqa: S704
            chapters=tuple(self._chapters(report)),
            appendix=Markup(appendix),  # noqa: S704
            corrections=report.corrections,
            attachments=tuple(
                AttachmentEntry(a.name, quote(a.file), a.file.rpartition(".")[2].upper()) for a in report.attachments
            ),
            downloads=(
                Download("三张表（CSV，可用 Excel 打开）", "report.csv"),
                Download("三张表（JSON）", "report.json"),
            ),
        )

    def _chapters(self, report: Report) -> Iterator[ChapterPart]:
        from markupsafe import Markup

        accepted = self.portal.accepted[report.agency, report.year]
        names = {e.id: f"{e.name}（{e.authority}）" for e in self.portal.forms.editions}
        for number, chapter in enumerate(report.edition.chapters, 1):
            section = report.prose.section(chapter)
            html = section.html if section else ""
            table = absent = None
            if chapter.table:
                filing = report.filing(chapter.table)
                of_table = [a for a in accepted if a.finding.place.table == filing.table.ordinal]
                if filing.absent:
                    absent = "原文没有这张表。"
                else:
                    table = drawn(filing, number, names[filing.table.edition], of_table)
            elif not html:
                absent = "本页没有收录这一章的文字。"
            heading = section.heading if section else chapter.heading
            yield ChapterPart(f"chapter-{number}", heading, Markup(html), table, absent)  # noqa: S704


def _values(page: Page) -> dict[str, Any]:
    # What a page has in common with all others goes into the value of its own kind.
    return {name: getattr(page, name) for name in Page.__dataclass_fields__}


def _report_facts(agency: Agency, report: Report) -> Iterator[Fact]:
    yield Fact("编制机关", agency.name, "../index.html")
    yield Fact("报告年度", f"{report.year}年")
    yield Fact("发布日期", report.published or UNKNOWN)
    yield Fact("发布机构", report.publisher or UNKNOWN)
    yield Fact("统计范围", scope_of(agency, report) or UNKNOWN)
    yield Fact("索引号", report.index_number or UNKNOWN)
    if report.document_number:
        yield Fact("文号", report.document_number)
    yield Fact("来源", report.source_address or UNKNOWN, report.source_address)
    if report.source_note:
        yield Fact("来源说明", report.source_note)


def _series_label(track: Track) -> str:
    """The name of a figure: the row, and the column where it says more than that this is the total."""
    row, column = track.row, track.column
    if not row.label:
        return SEPARATOR.join(node.written for node in column.path[-2:])
    name = row.label if row.node.total else row.written
    unit = f"，{column.node.unit}" if column.node.kind == "money" else ""
    return name if column.node.total else f"{name}（{column.node.written}{unit}）"


def _series_cell(point: Point | None, *, reported: bool) -> SeriesCell:
    if point is None:
        return SeriesCell("缺表" if reported else "未收录", "gap")
    if point.cell is None:
        return SeriesCell("无此项", "none")
    text = point.cell.text
    return SeriesCell(text or "空白", "number" if point.cell.state is State.NUMBER else "blank")


def _phrases(title: str) -> tuple[str, ...]:
    """A title in the pieces between which it is best broken.

    >>> _phrases("某县2023年政府信息公开工作年度报告")
    ('某县', '2023年', '政府信息公开', '工作年度报告')
    """
    return tuple(p for p in re.split(r"(?=(?<!\d)\d{4}\s*年)|(?<=年)(?=政府)|(?<=公开)(?=工作)", title) if p)


def _kind(agency: Agency) -> str | None:
    """What sort of body it is, in a word or two: 市级部门."""
    if agency.kind is None or agency.level is None or agency.kind == "乡镇街道":
        return agency.kind
    return f"{agency.level}级{agency.kind}"


def _period(start: int | None, end: int | None) -> str:
    if start is None and end is None:
        return ""
    return f"（{start or ''}—{end or ''}）"


def _href(label: str, text: str) -> str | None:
    return text if label == "网址" else None
