"""What stands in a workbook, before it is drawn? Every cell as a text; an empty one is a text without characters.

A cell that is not filled in means 空白 in the workbook of a report, and 待核 in one that is still to be
filled in; the fact 空着的格 says which. A total that is not filled in was left out in both.
"""

from collections.abc import Mapping
from typing import NamedTuple

from gongkai.cells import Cell, State
from gongkai.drafts import FILL, Beginning
from gongkai.form import CellKey, Edition, Table
from gongkai.origin import SOURCE_KINDS
from gongkai.prose import Source
from gongkai.records import Agency
from gongkai.report import Report

BLANK, OPEN = "空白", "待核"
ABSENT = "缺表：原文没有这张表。"
EDITION = "版式："  # before the edition of a table, in the second row of its sheet
PREAMBLE = "（章前）"  # the heading of what stands before the first chapter
CONTINUED = "（接上一格）"  # the rest of a text that is too long for one cell, beginning on a new line
MAX_TEXT = 32_000  # characters; a cell of Excel holds 32,767
FACTS_SHEET, PROSE_SHEET, GUIDE_SHEET, TABLE_SHEET = "基本情况", "正文", "说明", "表"
UNFILLED = "空着的格"
SHEETS = (GUIDE_SHEET, FACTS_SHEET, *(f"{TABLE_SHEET}{ordinal}" for ordinal in "二三四"), PROSE_SHEET)
FACTS = (  # the labels of 基本情况, row by row
    *("机关", "编码", "年度", "标题", "发布日期", "发布机构", "统计范围", "索引号", "文号"),
    *("来源地址", "来源说明", "来源形式", "转录", "核对", "正文性质", UNFILLED),
)
LISTINGS = {  # the small tables below them, and their heads
    "更正": ("日期", "内容", "原因"),
    "附件": ("文件", "名称"),
    "说明": ("规则", "位置", "理由", "适用年度"),
    "非个人信息": ("位置", "类别", "理由"),
}
PROSE_HEADS = ("章", "正文")


class Fact(NamedTuple):
    """A row of 基本情况; `fixed` if an office is not to change it, `choices` if it has only those."""

    label: str
    text: str
    fixed: bool = False
    choices: tuple[str, ...] = ()


class Listing(NamedTuple):
    """A small table under the facts."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Sheet(NamedTuple):
    """The sheet of a table: its chapter's place in the form, the text of each cell, remarks beside its lines."""

    number: int
    table: Table
    texts: Mapping[CellKey, str]
    remarks: Mapping[CellKey, str] = {}  # by the first cell of the line
    absent: bool = False


class Passage(NamedTuple):
    """A heading with the blocks of Markdown below it; blank lines stand between blocks."""

    heading: str
    blocks: tuple[str, ...]


class Book(NamedTuple):
    """A workbook."""

    title: str
    author: str
    year: int
    facts: tuple[Fact, ...]
    listings: tuple[Listing, ...]
    sheets: tuple[Sheet, ...]
    passages: tuple[Passage, ...]
    unfilled: str  # what a cell means that is not filled in
    invented: bool


def of_report(report: Report, agency: Agency, *, invented: bool) -> Book:
    """The workbook of a report."""
    stated = {
        "标题": report.title,
        "发布日期": report.published,
        "发布机构": report.publisher,
        "统计范围": report.scope,
        "索引号": report.index_number,
        "文号": report.document_number,
        "来源地址": report.origin.address,
        "来源说明": report.origin.note,
        "来源形式": report.origin.kind,
        "转录": report.origin.transcribed,
        "核对": report.origin.checked,
        "正文性质": "概述" if report.summary else "原文",
    }
    numbers = {chapter.table: at for at, chapter in enumerate(report.edition.chapters, 1)}
    sheets = []
    for filing in report.filings:
        totals = filing.table.totals
        texts = {key: text_of(cell, total=key in totals) for key, cell in filing.cells.items()}
        sheets.append(Sheet(numbers[filing.table.id], filing.table, texts, absent=filing.absent))
    sections = ((section.heading, section.source) for section in report.prose.sections)
    preamble = [Passage(PREAMBLE, before)] if (before := blocks(report.prose.source)) else []
    return Book(
        title=report.title,
        author=agency.name,
        year=report.year,
        facts=_facts(agency, report.year, stated, BLANK),
        listings=_listings(report),
        sheets=tuple(sheets),
        passages=(*preamble, *(Passage(heading, blocks(source)) for heading, source in sections)),
        unfilled=BLANK,
        invented=invented,
    )


def of_year(begun: Beginning, agency: Agency, year: int, edition: Edition, *, invented: bool) -> Book:
    """The workbook that an office fills in for a year, with what last year's report hands on."""
    stated = {
        "标题": begun.title,
        "发布机构": begun.publisher,
        "统计范围": begun.scope,
        "正文性质": "原文",
    }
    numbers = {chapter.table: at for at, chapter in enumerate(edition.chapters, 1)}
    sheets = []
    for one in begun.tables:
        lines = {line.keys: line.cells[0] for line in one.table.lines}
        remarks = {CellKey(lines[keys][0].id, lines[keys][1].id): remark for keys, remark in one.remarks.items()}
        sheets.append(Sheet(numbers[one.table.id], one.table, one.texts, remarks))
    return Book(
        title=begun.title,
        author=agency.name,
        year=year,
        facts=_facts(agency, year, stated, OPEN),
        listings=_listings(None),
        sheets=tuple(sheets),
        passages=tuple(Passage(chapter.heading, (FILL,)) for chapter in edition.chapters if not chapter.table),
        unfilled=OPEN,
        invented=invented,
    )


def text_of(cell: Cell, *, total: bool) -> str:
    """What is written into a cell of the workbook of a report.

    >>> text_of(Cell(State.BLANK), total=False), text_of(Cell(State.BLANK), total=True)
    ('', '空白')
    >>> text_of(Cell(State.NUMBER, "12", None), total=True)
    ''
    """
    if cell.state is State.OPEN and not cell.raw:
        return "" if total and cell.raw is None else OPEN
    if cell.state is State.BLANK and cell.raw == "" and total:
        return BLANK
    return cell.raw or ""


def blocks(source: Source) -> tuple[str, ...]:
    """The Markdown of a section in pieces: joined by blank lines, with one around, they are its lines again."""
    text = "\n".join(source.lines).strip("\n")
    return tuple(text.split("\n\n")) if text else ()


def pieces(block: str) -> tuple[str, ...]:
    """A block in texts that fit into a cell each; they are joined by line breaks."""
    first, *lines = block.split("\n")
    found = [first]
    for line in lines:
        if len(found[-1]) + 1 + len(line) > MAX_TEXT:
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    return tuple(found)


def _facts(agency: Agency, year: int, stated: Mapping[str, str | None], unfilled: str) -> tuple[Fact, ...]:
    """The rows of 基本情况, the same ones in every workbook."""
    choices = {"统计范围": ("本机关", "全辖区", "原文未载明"), "来源形式": SOURCE_KINDS, "正文性质": ("原文", "概述")}
    fixed = {"机关": agency.name, "编码": agency.slug, "年度": str(year), UNFILLED: unfilled}
    texts = {**stated, **fixed}
    return tuple(Fact(label, texts.get(label) or "", label in fixed, choices.get(label, ())) for label in FACTS)


def _listings(report: Report | None) -> tuple[Listing, ...]:
    """The small tables under the facts, the same ones in every workbook."""
    corrections = report.corrections if report else ()
    attachments = report.attachments if report else ()
    acceptances = report.acceptances if report else ()
    answers = report.answers if report else ()
    own = (report.year,) if report else ()
    rows: Mapping[str, tuple[tuple[str, ...], ...]] = {
        "更正": tuple((c.date, c.what, c.why) for c in corrections),
        "附件": tuple((a.file, a.name) for a in attachments),
        "说明": tuple((a.rule, a.position, a.reason, "" if a.years == own else _years(a.years)) for a in acceptances),
        "非个人信息": tuple((a.position, a.category, a.reason) for a in answers),
    }
    return tuple(Listing(name, heads, rows[name]) for name, heads in LISTINGS.items())


def _years(years: tuple[int, ...]) -> str:
    return "、".join(map(str, years))
