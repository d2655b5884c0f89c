"""What does this body report for this year? A draft, bound to the form: `bind`."""

import re
from collections.abc import Iterator

from gongkai.answers import read_answers
from gongkai.cells import Cell, State
from gongkai.codes import CODES, accept_with, finding
from gongkai.diag import Diagnostic, Place, Severity, Span
from gongkai.fields import Fields, file_name_fault, similar
from gongkai.filing import Filing, place, whole
from gongkai.form import Edition, Forms, Table
from gongkai.origin import read_origin
from gongkai.prose import read_prose
from gongkai.report import OWN_SCOPE, WHOLE_SCOPE, Acceptance, Attachment, Correction, Report
from gongkai.source import Broken, Draft, Entry, Mapping, Scalar
from gongkai.tables import bind_table
from gongkai.text import fold

SCOPES = (OWN_SCOPE, WHOLE_SCOPE)
LAYOUT = "版式"
PROSE_KINDS = ("原文", "概述")
ATTACHMENT_TYPES = ("pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "csv", "txt", "zip", "jpg", "jpeg", "png")
MAX_ATTACHMENTS = 50
MAX_WAITING = 10  # cells that are 待核, each with a finding of its own
_FILE_NAME = re.compile(r"[\w（）()〔〕《》、—·-][\w（）()〔〕《》、—·. -]{0,99}")


def bind(draft: Draft, agency: str, year: int, forms: Forms) -> tuple[Report | None, list[Diagnostic]]:
    """The report of a draft, or None if no edition of the form fits it; and what is wrong with it.

    `agency` and `year` are those of the file's place: 编码 of the folder and name of the file.
    """
    found: list[Diagnostic] = []
    fields = Fields(draft.front, found, "年报", damaged=draft.damaged)
    title = fields.text("标题", required="请照原文写上报告的标题。") or f"{year}年政府信息公开工作年度报告"
    _check_year(fields, year)
    published = fields.day("发布日期")
    publisher, scope = fields.text("发布机构"), fields.choice("统计范围", SCOPES)
    index_number, document_number = fields.text("索引号"), fields.text("文号")
    origin = read_origin(fields)
    prose_kind = fields.choice("正文性质", PROSE_KINDS)
    attachments = _attachments(fields)
    corrections = _corrections(fields)
    acceptances = _acceptances(fields, year)
    answers = read_answers(fields)
    edition = forms.for_year(year)
    chosen = _tables(fields, year, edition, forms)
    if edition is None:
        first = forms.editions[0].start
        message = f"{year} 年还没有统一格式（最早的格式用于 {first} 年）"
        found.append(finding("edition-unknown", Span(draft.file), message, "更早的年报结构不同，不能用这套表格。"))
        return None, found
    filings = []
    for standard in edition.tables:
        filing, more = _filing(chosen.get(standard.ordinal, standard), standard, fields, forms, damaged=draft.damaged)
        filings.append(filing)
        found += more
    found += _differing(filings, chosen, edition)
    fields.rest()
    prose, more = read_prose(
        draft.body,
        Span(draft.file, draft.body_line),
        edition.chapters,
        [a.file for a in attachments],
    )
    found += more
    report = Report(
        agency=agency,
        year=year,
        file=draft.file,
        span=draft.front.span,
        edition=edition,
        title=title,
        published=published,
        publisher=publisher,
        scope=scope,
        index_number=index_number,
        document_number=document_number,
        origin=origin,
        summary=prose_kind == "概述",
        filings=tuple(filings),
        prose=prose,
        attachments=attachments,
        corrections=corrections,
        acceptances=acceptances,
        answers=answers,
        places={e.key.text: e.value.span for e in draft.front.entries if isinstance(e.value, Scalar)},
    )
    return report, found


def _check_year(fields: Fields, year: int) -> None:
    hint = f"请写『年度: {year}』。"
    written = fields.scalar("年度", required=hint)
    if written is None:
        return
    if not re.fullmatch(r"\d{4}", written.text, re.ASCII):
        fields.report(
            "field-value",
            written.span,
            f"『年度』写的是『{written.text}』",
            f"请写四位半角数字：{year}。",
        )
    elif int(written.text) != year:
        message = f"『年度』写的是 {written.text}，文件名是 {year}.md"
        fields.report(
            "year-differs",
            written.span,
            message,
            "年度是报告所反映的年份，不是发布的年份；请改正其中一个。",
        )


def _tables(fields: Fields, year: int, standard: Edition | None, forms: Forms) -> dict[str, Table]:
    """The table that 版式 names for each ordinal: one edition for all, or one a table."""
    tables = {}
    said: set[Span] = set()
    for ordinal, name, alone in _named_editions(fields, (standard or forms.editions[-1]).tables):
        edition = forms.get(name.text)
        table = next((t for t in edition.tables if t.ordinal == ordinal), None) if edition else None
        if edition and table:
            tables[ordinal] = table
        if name.span in said or (table and standard in {edition, None}):
            continue
        said.add(name.span)
        if edition is None or table is None or standard is None:
            known = "、".join(e.id for e in forms.editions)
            fields.report("edition-unknown", name.span, f"没有『{name.text}』这个版式", f"可以写：{known}。")
        else:
            what = f"表{ordinal}" if alone else "各表"
            message = f"{year} 年度应当使用{standard.name}，{what}写的是{edition.name}"
            hint = f"新写的年报请改用{standard.name}（{standard.authority}）；{accept_with('edition-year', LAYOUT)}"
            about = Place(table=ordinal if alone else None)
            fields.found.append(finding("edition-year", name.span, message, hint, place=about, position=LAYOUT))
    return tables


def _named_editions(fields: Fields, tables: tuple[Table, ...]) -> Iterator[tuple[str, Scalar, bool]]:
    """Ordinal, edition as written, and whether it is written for this table alone."""
    entry = fields.entry("版式")
    ordinals = [table.ordinal for table in tables]
    if entry is None or isinstance(entry.value, Broken):
        return
    if isinstance(entry.value, Scalar):
        for ordinal in ordinals:
            yield ordinal, entry.value, False
        return
    if not isinstance(entry.value, Mapping):
        hint = "请写成『版式: 2021』或『版式: {二: 2021, 三: 2019, 四: 2021}』。"
        fields.report("field-shape", entry.value.span, "『版式』的写法不对", hint)
        return
    for part in entry.value.entries:
        ordinal = part.key.text.removeprefix("表")
        if ordinal not in ordinals:
            hint = f"这里可以写：{'、'.join(ordinals)}。"
            fields.report("field-unknown", part.key.span, f"没有『{part.key.text}』这张法定表", hint)
        elif isinstance(part.value, Scalar):
            yield ordinal, part.value, True
        elif not isinstance(part.value, Broken):
            fields.report(
                "field-shape", part.value.span, "『版式』的写法不对", "请写成『版式: {二: 2021, 三: 2019, 四: 2021}』。"
            )


def _differing(filings: list[Filing], chosen: dict[str, Table], edition: Edition) -> Iterator[Diagnostic]:
    """A finding for each table that is written in another edition than the one it should be read in."""
    standard = {table.ordinal: table.edition for table in edition.tables}
    asked = {**standard, **{ordinal: table.edition for ordinal, table in chosen.items()}}
    written = {f.table.ordinal: f.table.edition for f in filings if not f.absent}
    names = {ordinal: name for ordinal, name in {**asked, **written}.items() if name != standard[ordinal]}
    for filing in filings:
        table = filing.table
        if not filing.absent and table.edition != asked[table.ordinal]:
            here = asked[table.ordinal]
            message = f"表{table.ordinal}写的是{table.edition}年版的各行，这里按{here}年版读"
            layout = ", ".join(f"{ordinal}: {name}" for ordinal, name in names.items())
            mend = f"请在前面写明『版式: {{{layout}}}』" if layout else "请删去前面的『版式』"
            hint = f"{mend}；如果原表确实是{here}年版，请照那一版的行写。"
            yield finding("edition-differs", filing.span, message, hint, place=place(table))


_LAYOUT_CODES = {"row-unknown", "row-missing", "row-length", "column-unknown", "cell-missing"}


def _fitting(table: Table, entry: Entry, found: list[Diagnostic], forms: Forms, *, damaged: bool) -> Table | None:
    """The table of another edition whose rows and columns are the written ones, where those of `table` are not."""
    if not any(f.code in _LAYOUT_CODES for f in found):
        return None
    others = (t for e in reversed(forms.editions) for t in e.tables if t.ordinal == table.ordinal and t != table)
    for other in others:
        _, more = bind_table(other, entry, damaged=damaged)
        if not any(f.code in _LAYOUT_CODES for f in more):
            return other
    return None


def _filing(
    table: Table, standard: Table, fields: Fields, forms: Forms, *, damaged: bool
) -> tuple[Filing, list[Diagnostic]]:
    names = (table.key, *table.spellings)
    entries = [entry for name in names if (entry := fields.entry(name))]
    if not entries:
        message = f"缺少表{table.ordinal}『{table.key}』（{table.title}）"
        hint = f"请加上『{table.key}:』和下面各行；原文确实没有这张表的，写『{table.key}: 缺表』。"
        fields.missing(table.key, hint, "table-missing", message, table.ordinal)
        return whole(standard, Cell(State.ABSENT), fields.span), []
    filing, found = bind_table(table, entries[0], damaged=damaged)
    found = _together(found, table)
    if other := _fitting(table, entries[0], found, forms, damaged=damaged):
        return whole(other, Cell(State.OPEN), entries[0].key.span, sound=False), []
    for entry in entries[1:]:
        found.append(finding("duplicate-key", entry.key.span, f"表{table.ordinal}写了两次", "请删去其中一处。"))
    if filing.absent:
        return whole(standard, Cell(State.ABSENT), filing.span), found
    return filing, found


def _attachments(fields: Fields) -> tuple[Attachment, ...]:
    taken: dict[str, str] = {"index.html": "", "report.json": "", "report.csv": ""}
    attachments: list[Attachment] = []
    for item in fields.mappings("附件", "文件: 年报.pdf, 名称: 盖章件"):
        file = item.scalar("文件", required="请写上文件名，例如『文件: 年报.pdf』。")
        name = item.text("名称")
        item.rest()
        if file is None:
            continue
        ending = file.text.rpartition(".")[2].lower()
        if not _FILE_NAME.fullmatch(file.text) or "." not in file.text or ".." in file.text or file.text.endswith(" "):
            message = f"附件文件名『{file.text}』不能用"
            fields.report(
                "attachment",
                file.span,
                message,
                "文件要放在年报旁边；文件名只用汉字、字母、数字、括号和短横，不带路径。",
            )
        elif fault := file_name_fault(file.text):
            fields.report("attachment", file.span, f"附件文件名『{file.text}』不能用：{fault}", "请给文件改名。")
        elif ending not in ATTACHMENT_TYPES:
            fields.report(
                "attachment",
                file.span,
                f"附件类型『{ending}』不在允许之列",
                f"可以用：{'、'.join(ATTACHMENT_TYPES)}。",
            )
        elif fold(file.text) in taken:
            fields.report(
                "attachment",
                file.span,
                f"附件『{file.text}』写了两次，或与页面文件重名",
                "请改名或删去一项。",
            )
        elif len(attachments) >= MAX_ATTACHMENTS:
            fields.report("attachment", file.span, f"附件超过 {MAX_ATTACHMENTS} 个", "请合并成压缩包。")
        else:
            taken[fold(file.text)] = file.text
            attachments.append(Attachment(file.text, name or file.text, file.span))
    return tuple(attachments)


def _corrections(fields: Fields) -> tuple[Correction, ...]:
    corrections = []
    for item in fields.mappings("更正", "日期: 2024-03-01, 内容: …, 原因: …"):
        day = item.day("日期", required="请写上更正的日期，例如『日期: 2024-03-01』。")
        what = item.text("内容", required="请写上更正了什么。")
        why = item.text("原因", required="请写上为什么更正。")
        item.rest()
        if day and what and why:
            corrections.append(Correction(day, what, why))
    return tuple(corrections)


def _acceptances(fields: Fields, year: int) -> tuple[Acceptance, ...]:
    acceptances = []
    for item in fields.mappings("说明", "规则: …, 位置: …, 理由: …"):
        rule = item.scalar("规则", required="请写上规则代码，检查结果里方括号中的就是。")
        where = item.text("位置", required="请写上位置，照检查结果里给出的写。")
        reason = item.text("理由", required="请写上理由；理由会显示在表格旁边。")
        years = item.years("适用年度")
        item.rest()
        if rule is None or where is None or reason is None:
            continue
        code = CODES.get(rule.text)
        if code is None or not code.acceptable:
            known = [name for name, c in CODES.items() if c.acceptable]
            message = (
                f"没有『{rule.text}』这条规则" if code is None else f"『{rule.text}』（{code.title}）不能用说明放行"
            )
            hint = _refusal(rule.text, known)
            fields.report(
                "acceptance-refused",
                rule.span,
                message,
                hint or f"可以说明的规则：{'、'.join(known)}。",
            )
            continue
        if not re.search(r"\w", reason) or reason in {"理由", "空白", "无"}:
            fields.report(
                "field-value",
                rule.span,
                f"『理由』写的是『{reason}』",
                "请写明为什么保留原表的数字，读者会看到这句话。",
            )
            continue
        acceptances.append(Acceptance(rule.text, where, reason, years or (year,), rule.span))
    return tuple(acceptances)


def _refusal(rule: str, known: list[str]) -> str:
    """What to do about an acceptance of a rule that cannot be accepted, or that there is not."""
    code = CODES.get(rule)
    if code is None:
        return similar(rule, known)
    if code.severity is Severity.NOTE:
        return "这是提示，没有错的不用改，也不用说明：请删去这一条。"
    return "这类问题必须改正。"


def _together(found: list[Diagnostic], table: Table) -> list[Diagnostic]:
    """The findings about a table, many cells that are 待核 as one: a new file is all of them."""
    waiting = [f for f in found if f.code == "cell-open"]
    if len(waiting) <= MAX_WAITING:
        return found
    first = min(waiting, key=lambda f: f.span)
    message = f"表{table.ordinal}还有 {len(waiting)} 格待核，第一格在这里"
    hint = f"请对照原表逐格填写，没有发生的写 0；整张表都是 0 的，可以只写一行『{table.key}: 全部为零』。"
    one = finding("cell-open", first.span, message, hint, place=place(table))
    return [*(f for f in found if f.code != "cell-open"), one]
