"""Do the numbers in the text fit each other? Percentages and what they are of, fees and their parts."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.codes import accept_with, finding
from gongkai.diag import Diagnostic
from gongkai.quantities import Quantity, quantities
from gongkai.rules.figures import CARRIED_IN, HANDLED, RECEIVED, REQUESTS, TOTAL, value
from gongkai.rules.passages import Paragraph
from gongkai.rules.rule import rule
from gongkai.rules.subject import Subject
from gongkai.rules.words import more_or_less

_SHARE = re.compile(
    r"占(?:比|到|全部|总|申请|办理|办结|答复|新收|受理|收到|件|数|量|的|比例|达|为|约|全年|本年|政府信息公开|\s)*$"
)
_TOLERANCE = Decimal("0.1")
_FEE = re.compile(r"信息(?:公开)?(?:信息)?处理费|信息公开处理费")
_NO_FEE = re.compile(
    r"(?:未|没有|没|无|未曾)(?:依申请)?(?:有)?(?:收取|产生|发生|收到|出现|涉及|征收)?[^，。；\d]{0,16}?(?:信息(?:公开)?(?:信息)?处理费|信息公开处理费|收费)"
    r"|(?:信息(?:公开)?(?:信息)?处理费)[^，。；\d]{0,6}(?:未收取|未发生|没有收取|为零)"
)
_OTHER_FEE = re.compile(r"行政事业性|非税|罚|财政|预算|经费|表二")  # table 二's 收费金额 is another thing
_YUAN = {"元": Decimal(1), "万元": Decimal(10_000)}
_PARTS = 2  # fewer are no parts of a sum
_FEES_SINCE = 2020
_NOTHING = re.compile(r"[无没有其他需要报告的事项，。、；\s本年度单位机关]*")
_SIX = "六"


@rule("text-percentage")
def text_percentage(subject: Subject) -> Iterator[Diagnostic]:
    """正文的“甲件，占百分之几”，拿甲除以写到的总数，算得出来吗？

    公式：|甲 ÷ 总数 × 100 − 百分比| ≤ 0.1（只写整数的，四舍五入后相同）；总数可以是同一句、同一段里的数，也可以是表三的新收、新收加结转、办理结果
    依据：前后一致（D4）
    不问：约数；没有写明甲或者总数的；同比、环比。
    例：“不予公开 10 件，占办结总数的 30%”，办结总数是 40 件：应当是 25%。
    改法：重新计算百分比，或写明占什么的百分之几。
    """
    for paragraph in subject.paragraphs:
        if "占" in paragraph.text:
            yield from _shares(subject, paragraph)


def _shares(subject: Subject, paragraph: Paragraph) -> Iterator[Diagnostic]:
    text = paragraph.text
    stated = quantities(text)
    for begin, end in paragraph.sentences():
        near = [q for q in stated if begin <= q.start < end]
        for at, share in enumerate(near):
            since = near[at - 1].end if at else begin
            if share.unit != "%" or not share.exact or not _SHARE.search(text[since : share.start]):
                continue
            part = near[at - 1] if at else None
            if part is None or not part.exact or part.unit in {"%", "个百分点"}:
                continue
            counts = [q.value for q in near if q.exact and q.unit == part.unit]
            bases = [q.value for q in stated if q.start < part.start and q.exact and q.unit == part.unit]
            told = bases[-1:]
            if bases and sum(q.unit == "%" for q in near) > 1:  # the parts are told one by one
                bases.append(sum(counts, Decimal(0)))
            if "申请" in text[begin:end] or "办结" in text[begin:end]:
                bases += _bases(subject)
            bases = [base for base in bases if base >= part.value and base]
            if bases and not any(_is_share(part.value, base, share) for base in bases):
                base = told[0] if told and told[0] >= part.value else bases[-1]
                due = (part.value * 100 / base).quantize(Decimal("0.1"))
                message = f"正文写『{text[part.start : share.end]}』，从前面的数算不出 {share.value}%（{part.value} 占 {base} 的 {due}%）"
                hint = "请重新计算，或写明占什么的百分之几。"
                yield finding("text-percentage", paragraph.span(part.start, share.end), message, hint)


def _bases(subject: Subject) -> list[Decimal]:
    new, brought, handled = (value(subject.report, REQUESTS, row, TOTAL) for row in (RECEIVED, CARRIED_IN, HANDLED))
    both = new + brought if new is not None and brought is not None else None
    return [base for base in (new, both, handled) if base is not None]


def _is_share(part: Decimal, base: Decimal, share: Quantity) -> bool:
    decimals = -int(share.value.as_tuple().exponent)
    tolerance = max(_TOLERANCE, Decimal(1).scaleb(-max(decimals, 0)) / 2)
    return abs(part * 100 / base - share.value) <= tolerance


@rule("text-fees")
def text_fees(subject: Subject) -> Iterator[Diagnostic]:
    """信息处理费的总额，等于写出的各笔之和吗？说没有收取，又有没有写金额？与表二的行政事业性收费（万元）是两回事，不相比较。

    公式：收取信息处理费合计 = 各笔之和（元）；“未收取”时没有金额
    依据：国办函〔2020〕109号；前后一致（F4）
    不问：约数；只有总额或只有一笔的。
    例：合计 2950 元，各笔 420、290、1500、140、500 元，相加 2850：少 100。
    改法：对照收费台账改正。
    """
    for paragraph in subject.paragraphs:
        match = _FEE.search(paragraph.text)
        if match is None or paragraph.heading:
            continue
        near = quantities(paragraph.text)
        money = [q for q in near if q.unit in _YUAN and q.exact and not _OTHER_FEE.search(_clause(paragraph, q))]
        if (none := _NO_FEE.search(paragraph.text)) and (paid := [q for q in money if q.value]):
            message = f"正文写『{none.group()}』，又写了『{paid[0].text}』"
            yield _at(paragraph, none.start(), none.end(), message)
            continue
        yield from _sum(paragraph, [q for q in money if q.start > match.start() or q.end > match.start() - 40], "元")


def _clause(paragraph: Paragraph, quantity: Quantity) -> str:
    """The words before a number, back to the last semicolon or full stop."""
    return re.split(r"[。；;]", paragraph.text[: quantity.start])[-1]


def _sum(paragraph: Paragraph, money: Sequence[Quantity], unit: str) -> Iterator[Diagnostic]:
    if len(money) <= _PARTS or not any(
        mark in paragraph.text[money[0].end : money[1].start] for mark in ("其中", ":", "：", "分别", "。")
    ):
        return
    total, *parts = (Decimal(format((q.value * _YUAN[q.unit]).normalize(), "f")) for q in money)
    if sum(parts) != total:
        known = "+".join(str(p) for p in parts)
        message = f"信息处理费写的是 {total} {unit}，各笔相加是 {sum(parts)} {unit}（{known}），{more_or_less(total - sum(parts))}"
        yield _at(paragraph, money[0].start, money[0].end, message)


def _at(paragraph: Paragraph, start: int, end: int, message: str) -> Diagnostic:
    hint = f"请对照收费台账改正；{accept_with('text-fees', paragraph.where)}"
    return finding("text-fees", paragraph.span(start, end), message, hint, position=paragraph.where)


@rule("fees-unstated")
def fees_unstated(subject: Subject) -> Iterator[Diagnostic]:
    """第六章写了别的事项，有没有写信息处理费？收了多少、有没有收，应当在年报里报告。

    依据：国办函〔2020〕109号《政府信息公开信息处理费管理办法》
    不问：2019年及以前的年报；只写“无”的（等于说没有）；本站的概述。
    例：第六章只写“本报告电子版可以下载”。
    改法：加一句“本年度未收取信息处理费”，或者写明件数和金额（元）。
    """
    report = subject.report
    section = next((s for s in report.prose.sections if s.chapter and s.chapter.ordinal == _SIX), None)
    text = "".join(section.source.lines) if section else ""
    if (
        section is None
        or "（请填写）" in text
        or report.summary
        or report.year < _FEES_SINCE
        or _NOTHING.fullmatch(text)
    ):
        return
    if not re.search(r"处理费|收费|费用|成本|收取", "".join(p.text for p in subject.paragraphs)):
        hint = "请加一句，例如“本年度未收取信息处理费”；收取了的，写明件数和金额（元）。"
        yield finding("fees-unstated", section.span, f"『{section.heading}』一章没有写信息处理费", hint)
