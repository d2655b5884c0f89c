"""What stands on the page of a report?"""

import re
from collections.abc import Iterator, Mapping, Sequence

from gongkai.codes import CODES
from gongkai.emit import places
from gongkai.emit.frame import Frame, column_metas
from gongkai.emit.tables import AcceptedNotice, drawn
from gongkai.emit.values import AttachmentEntry, ChapterPart, Fact, KeyFigure, Link, ReportPage
from gongkai.emit.words import NOT_COLLECTED, key_figure
from gongkai.fields import UNKNOWN
from gongkai.form import SEPARATOR
from gongkai.highlights import Highlight, highlights, year_changes
from gongkai.portal import Accepted, scope_of
from gongkai.records import Agency
from gongkai.report import Report
from gongkai.standing import years_told

AT_TOP, TABLE = "", "表"  # where an explanation is shown; the ordinal of a table or of a chapter follows
SUMS = {"balance", "result-total", "row-total", "review-total"}
SOURCE, UNCHECKED, UNSAID = "source", "未核对", "未写明"
SUMMARY = "数字取自该机关公开的年报；文字为本站概述，不是原文；以原文为准。"


def report_page(frame: Frame, agency: Agency, report: Report) -> ReportPage:
    """The page of a report."""
    from markupsafe import Markup

    here = places.report_place(agency.slug, report.year)
    region = frame.portal.atlas.region_of(agency)
    home = (agency.name, places.agency_place(agency.slug))
    accepted = _accepted(report, frame.portal.accepted[agency.slug, report.year], here)
    # The renderer of the body made this HTML: raw HTML was refused, links went through the allow-list.
    appendix = "".join(
        f"<h3>{Markup.escape(s.heading)}</h3>\n{s.html}" for s in report.prose.sections if s.chapter is None
    )
    return frame.page(
        ReportPage,
        report.title,
        here,
        (*frame.region_crumbs(region), home, (f"{report.year}年度", None)),
        metas=(*column_metas(agency.name, f"{agency.name}历年政府信息公开工作年度报告"), *_content(agency, report)),
        invented=frame.invented_region(agency),
        agency=Link(agency.name, places.link(here, home[1])),
        year=report.year,
        mark_script="../" * here.count("/") + frame.theme.asset("mark.js"),
        facts=tuple(_facts(agency, report, here)),
        key_figures=tuple(_key_figures(frame, report)),
        title_breaks=_phrases(report.title),
        notice=SUMMARY if report.summary else None,
        accepted=accepted[AT_TOP],
        preamble=Markup(report.prose.preamble),  # noqa: S704
        chapters=tuple(_chapters(frame, report, accepted)),
        appendix=Markup(appendix),  # noqa: S704
        corrections=report.corrections,
        attachments=tuple(
            AttachmentEntry(a.name, places.file_link(a.file), a.file.rpartition(".")[2].upper())
            for a in report.attachments
        ),
        source=tuple(_source(report)),
        downloads=(
            Link("三张表（CSV，可用 Excel 打开）", "report.csv"),
            Link("三张表（JSON）", "report.json"),
        ),
        neighbours=tuple(_neighbours(frame, agency, report, here)),
        apply=apply_facts(agency),
    )


def apply_facts(agency: Agency) -> tuple[Fact, ...]:
    """How to apply to a body for information."""
    return tuple(Fact(label, text, text if label == "网址" else None) for label, text in agency.apply_to)


def _content(agency: Agency, report: Report) -> Iterator[tuple[str, str]]:
    """The tags of an article (国办发〔2017〕47号). They want minutes, which no report states: 00:00."""
    yield "ArticleTitle", report.title
    if report.published:
        yield "PubDate", f"{report.published} 00:00"
    yield "ContentSource", report.publisher or agency.name


def _facts(agency: Agency, report: Report, here: str) -> Iterator[Fact]:
    yield Fact("编制机关", agency.name, places.link(here, places.agency_place(agency.slug)))
    yield Fact("报告年度", f"{report.year}年")
    yield Fact("发布日期", report.published or UNKNOWN)
    yield Fact("发布机构", report.publisher or UNKNOWN)
    yield Fact("统计范围", scope_of(agency, report) or UNKNOWN)
    yield Fact("索引号", report.index_number or UNKNOWN)
    if report.document_number:
        yield Fact("文号", report.document_number)
    if report.origin.copied:
        whence = f"转录自{report.origin.kind}" if report.origin.kind else "转录"
        yield Fact("来源", whence if report.origin.checked else f"{whence}，{UNCHECKED}", f"#{SOURCE}")
    else:
        yield from _whence(report)


def _whence(report: Report) -> Iterator[Fact]:
    yield Fact("来源", report.origin.address or UNKNOWN, report.origin.address)
    if report.origin.note:
        yield Fact("来源说明", report.origin.note)


def _source(report: Report) -> Iterator[Fact]:
    """Whence the report was copied, by whom, who checked it, and what is left to be looked at; nothing of an original."""
    origin = report.origin
    if not origin.copied:
        return
    yield from _whence(report)
    yield Fact("形式", origin.kind or UNSAID)
    yield Fact("转录", origin.transcribed or UNSAID)
    yield Fact("核对", origin.checked or UNCHECKED)
    waiting = [filing for filing in report.filings if filing.open]
    yield Fact("待核", f"{sum(filing.open for filing in waiting)} 格" if waiting else "没有")
    numbers = {chapter.table: number for number, chapter in enumerate(report.edition.chapters, 1)}
    for filing in waiting:
        yield Fact(f"其中表{filing.table.ordinal}", f"{filing.open} 格", f"#t{numbers[filing.table.id]}")


def _chapters(
    frame: Frame, report: Report, accepted: Mapping[str, tuple[AcceptedNotice, ...]]
) -> Iterator[ChapterPart]:
    from markupsafe import Markup

    here = places.report_place(report.agency, report.year)
    names = {e.id: f"{e.name}（{e.authority}）" for e in frame.portal.forms.editions}
    for number, chapter in enumerate(report.edition.chapters, 1):
        section = report.prose.section(chapter)
        html = section.html if section else ""
        table = absent = form = None
        if chapter.table:
            filing = report.filing(chapter.table)
            if filing.absent:
                absent = "原文没有这张表。"
            else:
                beside = accepted[TABLE + filing.table.ordinal]
                table = drawn(filing, number, names[filing.table.edition], beside)
                form = f"{places.link(here, places.FORM)}#{places.form_anchor(filing.table.edition, filing.table.id)}"
        elif not html:
            absent = "本页没有收录这一章的文字。"
        heading = section.heading if section else chapter.heading
        about = accepted[chapter.ordinal]
        yield ChapterPart(f"chapter-{number}", heading, Markup(html), table, absent, form, about)  # noqa: S704


def _key_figures(frame: Frame, report: Report) -> Iterator[KeyFigure]:
    forms = frame.portal.forms
    before = frame.portal.reports.get((report.agency, report.year - 1))
    changes = year_changes(report, before, forms)
    for highlight in highlights(report, forms):
        what = changes.get(highlight.figure.id)
        compared = (
            [f"比上年：{what.words}"] if what and (what.amount or (highlight.cell and highlight.cell.value)) else []
        )
        yield key_figure(highlight, *_doubt(highlight, report, frame), *compared)


def _doubt(highlight: Highlight, report: Report, frame: Frame) -> Iterator[str]:
    """That there is something to say about a key figure or a sum of which it is part, as the body does beside the table."""
    accepted = [a.finding for a in frame.portal.accepted[report.agency, report.year]]
    if not accepted:
        return
    table = report.filing(highlight.figure.table).table
    leaves = [(row.label, column.label) for row, column in table.cells if (row.id, column.id) in highlight.figure.cells]
    for finding in accepted:
        place = finding.place
        at = [(row, column) for row, column in leaves if place.row in {None, row} and place.column in {None, column}]
        if place.table == table.ordinal and at:
            yield f"{'与各项不符，' if finding.code in SUMS else ''}见表{table.ordinal}说明"
            return


def _accepted(report: Report, accepted: Sequence[Accepted], here: str) -> Mapping[str, tuple[AcceptedNotice, ...]]:
    """What the body explains, by where it is shown: beside a table, in a chapter, else at the top."""
    tables = [TABLE + filing.table.ordinal for filing in report.filings if not filing.absent]
    chapters = [chapter.ordinal for chapter in report.edition.chapters]
    found: dict[str, list[AcceptedNotice]] = {where: [] for where in (AT_TOP, *tables, *chapters)}
    for finding, acceptance in accepted:
        wanted = (f"{TABLE}{finding.place.table}", finding.position.partition(SEPARATOR)[0])
        where = next((at for at in wanted if at in found), AT_TOP)
        link = places.link(here, places.rule_place(finding.code))
        found[where].append(AcceptedNotice(finding.message, acceptance.reason, CODES[finding.code].title, link))
    return {where: tuple(notices) for where, notices in found.items()}


def _neighbours(frame: Frame, agency: Agency, report: Report, here: str) -> Iterator[Link]:
    years = years_told(frame.portal, agency)
    for step, name in ((-1, "上一年"), (1, "下一年")):
        year = report.year + step
        if (agency.slug, year) in frame.portal.reports:
            yield Link(f"{name}：{year}年度", places.link(here, places.report_place(agency.slug, year)))
        elif agency.existed(year) and year in years:
            yield Link(f"{name}：{year}年度{NOT_COLLECTED}", None)


def _phrases(title: str) -> tuple[str, ...]:
    """A title in the pieces between which it is best broken.

    >>> _phrases("某县2023年政府信息公开工作年度报告")
    ('某县', '2023年', '政府信息公开', '工作年度报告')
    """
    return tuple(p for p in re.split(r"(?=(?<!\d)\d{4}\s*年)|(?<=年)(?=政府)|(?<=公开)(?=工作)", title) if p)
