"""Do the numbers in the text fit each other? Percentages and what they are of, fees and their parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, pairwise

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
_ASKED_FOR = re.compile(r"申请|办结")
_OUTCOME = re.compile(r"予以公开|部分公开|不予公开|无法提供|不予处理")
_OF_REQUESTS = {"件", "宗", "份", "个"}
_REACH = 80  # characters of the paragraph before that may say what is counted
_TABLE_SENTENCE, _TABLE_PARAGRAPH = 60, 240  # more numbers than a sentence, a paragraph states

_FEE = re.compile(r"信息(?:公开)?(?:信息)?处理费|信息公开处理费")
_NO_FEE = re.compile(
    r"(?:未|没有|没|无|未曾)(?:依申请)?(?:有)?(?:收取|产生|发生|收到|出现|涉及|征收)?(?:(?![违乱超多免]|减免|擅自)[^，。；\d]){0,16}?"
    r"(?:信息(?:公开)?(?:信息)?处理费|信息公开处理费|收费(?![纠投争标问异]))"
    r"|(?:信息(?:公开)?(?:信息)?处理费)[^，。；\d]{0,6}(?:未收取|未发生|没有收取|为零)"
)
_OTHER_FEE = re.compile(r"行政事业性|非税|罚|财政|预算|经费|表二")  # table 二's 收费金额 is another thing
_NO_TOTAL = re.compile(r"每|标准[为是]|减免|免收|退|培训|支出|印发|缴库|应收")
_NO_PART = re.compile(rf"{_NO_TOTAL.pattern}|标准|上缴|缴入|国库|合计|共计|总计|累计|[余结]额")
_EACH = re.compile(r"\s*(?:/|／|每)")
_PAID = re.compile(
    r"\s*(?:但|却|而|实际|已|共计?|合计|全年|本?年度?|20\d\d年度?|总计|累计|另|并|仅|只|也|依法|按规定)*"
    r"(?:收(?![入到回集支])|(?:入库|总)?金额)"
)
_WHOLE_SENTENCE = re.compile(r"[^。！!？?]+")
_CLAUSE = re.compile(r"[，,、。；;（(）)]")
_INTO_PARTS = re.compile(r"其中|分别|包括|[:：]")
_MORE_PARTS = re.compile(r"其中|分别")
_GO_ON = re.compile(r"\s*(?:其中|分别)")
_SAID_OF = re.compile(r"(20\d\d)\s*年|(上年|去年|往年)|本年|今年")
_YUAN = {"元": Decimal(1), "万元": Decimal(10_000)}
_NEAR = 40  # characters between an amount and the word that it belongs to
_PARTS = 2  # fewer are no parts of a sum
_FEES_SINCE = 2020
_NOTHING = re.compile(r"[无没有其他需要报告的事项，。、；\s本年度单位机关]*")
_SIX = "六"


@rule("text-percentage")
def text_percentage(subject: Subject) -> Iterator[Diagnostic]:
    """正文的“甲件，占百分之几”，拿甲除以写到的总数，算得出来吗？

    公式：|甲 ÷ 总数 × 100 − 百分比| ≤ 0.1（只写整数的，四舍五入后相同）；总数可以是同一段里前面的数、同时列出的各部分之和；写的是申请、办结和办理结果的，也可以是表三的新收、新收加结转、办理结果
    依据：前后一致（D4）
    不问：约数；没有写明甲或者总数的；同比、环比；数字多得像表格的段落。
    例：“不予公开 10 件，占办结总数的 30%”，办结总数是 40 件：应当是 25%。
    改法：重新计算百分比，或写明占什么的百分之几。
    """
    before = ""
    for paragraph in subject.paragraphs:
        text = paragraph.text
        if 0 < text.count("占") <= _TABLE_SENTENCE and len(re.findall(r"\d+", text)) <= _TABLE_PARAGRAPH:
            yield from _shares(subject, paragraph, before[-_REACH:] + text)
        before = text


def _shares(subject: Subject, paragraph: Paragraph, context: str) -> Iterator[Diagnostic]:
    """The shares of a paragraph that cannot be reckoned; `context` may say that requests are counted."""
    text = paragraph.text
    stated = quantities(text)
    if len(stated) > _TABLE_PARAGRAPH:
        return
    requests = _bases(subject) if _ASKED_FOR.search(context) or _OUTCOME.search(context) else []
    pairs = [
        (begin, end, part, share)
        for begin, end in paragraph.sentences()
        for part, share in _pairs(text, [q for q in stated if begin <= q.start < end])
    ]
    parts = [part for *_, part, _ in pairs]
    for begin, end, part, share in pairs:
        alike = [q for q in stated if q.exact and q.unit == part.unit]
        near = [q for q in alike if begin <= q.start < end]
        earlier = [q for q in alike if q.start < part.start]
        since = begin if "其中" not in text[begin : part.start] else _sentence_before(paragraph, begin)
        named = [q.value for q in earlier if q.start >= since and q not in parts and q.value >= part.value]
        if part.unit in _OF_REQUESTS and _counts_requests(text[begin:end], context):
            named = [*requests, *named]
        bases = [q.value for q in earlier] + requests + [sum((q.value for q in parts if q in alike), Decimal(0))]
        if sum(begin <= other.start < end for *_, other in pairs) > 1:  # the parts are told one by one
            bases.append(sum((q.value for q in near), Decimal(0)))
        named = [base for base in named if base and base >= part.value]
        if named and not any(_is_share(part.value, base, share) for base in bases if base):
            base = named[-1]
            due = (part.value * 100 / base).quantize(Decimal("0.1"))
            message = f"正文写『{text[part.start : share.end]}』，从前面的数算不出 {share.value}%（{part.value} 占 {base} 的 {due}%）"
            hint = "请重新计算，或写明占什么的百分之几。"
            yield finding("text-percentage", paragraph.span(part.start, share.end), message, hint)


def _pairs(text: str, near: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """The numbers of a sentence of which it says what share they are, and the share."""
    if len(near) > _TABLE_SENTENCE:
        return
    for part, share in pairwise(near):
        both = part.exact and share.exact and share.unit == "%" and part.unit not in {"%", "个百分点"}
        if both and _SHARE.search(text[part.end : share.start]):
            yield part, share


def _sentence_before(paragraph: Paragraph, begin: int) -> int:
    return max((start for start, _ in paragraph.sentences() if start < begin), default=begin)


def _counts_requests(sentence: str, context: str) -> bool:
    return bool(_ASKED_FOR.search(sentence) or (_OUTCOME.search(sentence) and _ASKED_FOR.search(context)))


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
    """信息处理费的总额，等于写出的各笔之和吗？说没有收取，又有没有写收取的金额？与表二的行政事业性收费（万元）是两回事，不相比较。

    公式：收取信息处理费合计 = 各笔之和（元）；各笔写在合计的同一句，或者下面以“其中”“分别”开头的一句；“未收取”的同一句里没有收取的金额
    依据：国办函〔2020〕109号；前后一致（F4）
    不问：约数；只有总额或只有一笔的；收费标准、减免、退费、缴库、支出；别的年份的。
    例：合计 2950 元，各笔 420、290、1500、140、500 元，相加 2850：少 100。
    改法：对照收费台账改正。
    """
    for paragraph in subject.paragraphs:
        if paragraph.heading or not _FEE.search(paragraph.text) or paragraph.text.count("元") > _TABLE_PARAGRAPH:
            continue
        sentences = [(m.start(), m.end()) for m in _WHOLE_SENTENCE.finditer(paragraph.text)]
        denied: re.Match[str] | None = None
        for at, (begin, end) in enumerate(sentences):
            fee = _FEE.search(paragraph.text, begin, end)
            if fee is None:
                continue
            sentence = _Money(paragraph, begin, end, subject.report.year)
            none = _NO_FEE.search(paragraph.text, begin, end)
            if paid := sentence.paid(none, denied):
                message = f"正文写『{(none or denied or fee).group()}』，又写了『{paid.text}』"
                yield _at(paragraph, *(none or denied or fee).span(), message)
                break
            denied = denied or none
            if none is None and (total := sentence.total(fee)):
                after = _Money(paragraph, *sentences[at + 1], subject.report.year) if at + 1 < len(sentences) else None
                yield from _sum(paragraph, total, sentence.parts(total, after))


class _Money:
    """The amounts of money of a sentence that ends with a full stop, and what is said of each."""

    def __init__(self, paragraph: Paragraph, begin: int, end: int, year: int) -> None:
        self.text, self.begin, self.end, self.year = paragraph.text, begin, end, str(year)
        sentence = paragraph.text[begin:end]
        found = [q for q in quantities(sentence) if q.unit in _YUAN] if "元" in sentence else []
        self.amounts = [replace(q, start=q.start + begin, end=q.end + begin) for q in found]
        if len(found) > _TABLE_SENTENCE:
            self.amounts = []

    def paid(self, none: re.Match[str] | None, denied: re.Match[str] | None) -> Quantity | None:
        """The first amount that is said to have been taken: after `none`, or after an earlier sentence's `denied`."""
        for amount in self.amounts:
            words = re.split(r"[，,；;（(]", self.text[self.begin : amount.start])[-1]
            told = none and amount.start >= none.end()
            again = denied and not none and _FEE.search(words)
            taken = amount.exact and amount.value and _PAID.match(words) and not self._is_other(amount, _NO_PART)
            if (told or again) and taken:
                return amount
        return None

    def total(self, fee: re.Match[str]) -> Quantity | None:
        """The amount that belongs to the word 信息处理费: the first after it, or else the last shortly before."""
        after = [q for q in self.amounts if q.start >= fee.end()]
        before = [q for q in self.amounts if fee.start() - _NEAR < q.end <= fee.start()]
        cut = _INTO_PARTS.search(self.text, fee.end(), after[0].start) if after else None
        total = after[0] if after and not (cut and before) else before[-1] if before else None
        return total if total and total.exact and not self._is_other(total, _NO_TOTAL) else None

    def parts(self, total: Quantity, after: "_Money | None") -> list[Quantity]:
        """The parts of the total, in its sentence or the one `after`; none if it is not clear which they are."""
        mark = _INTO_PARTS.search(self.text, total.end, self.end)
        if mark is None:
            if after is None or not (mark := _GO_ON.match(self.text, after.begin, after.end)):
                return []
            return after.parts_from(mark.end())
        return self.parts_from(mark.end())

    def parts_from(self, start: int) -> list[Quantity]:
        """The amounts from here on that are parts."""
        amounts = [q for q in self.amounts if q.start >= start]
        if not amounts or any(not q.exact for q in amounts) or re.search(r"[各均]", self._clause(amounts[-1])):
            return []
        if _MORE_PARTS.search(self.text, amounts[0].end, amounts[-1].end):
            return []  # parts of parts
        depth = self._depth(amounts[0])
        return [q for q in amounts if self._depth(q) == depth and not self._is_other(q, _NO_PART)]

    def _clause(self, amount: Quantity) -> str:
        return _CLAUSE.split(self.text[self.begin : amount.start])[-1]

    def _depth(self, amount: Quantity) -> int:
        before = self.text[self.begin : amount.start]
        return sum(map(before.count, "（(")) - sum(map(before.count, "）)"))

    def _is_other(self, amount: Quantity, other: re.Pattern[str]) -> bool:
        before = self.text[self.begin : amount.start]
        years = [*_SAID_OF.finditer(before)]
        return bool(
            other.search(self._clause(amount))
            or _EACH.match(self.text, amount.end)
            or _OTHER_FEE.search(re.split(r"[；;]", before)[-1])
            or (years and (years[-1][2] or years[-1][1] not in {None, self.year}))
        )


def _sum(paragraph: Paragraph, stated: Quantity, amounts: Sequence[Quantity]) -> Iterator[Diagnostic]:
    total, *parts = (Decimal(format((q.value * _YUAN[q.unit]).normalize(), "f")) for q in (stated, *amounts))
    if len(parts) < _PARTS or total in accumulate(parts):  # what follows a full sum is something else
        return
    known = "+".join(str(p) for p in parts)
    message = f"信息处理费写的是 {total} 元，各笔相加是 {sum(parts)} 元（{known}），{more_or_less(total - sum(parts))}"
    yield _at(paragraph, stated.start, stated.end, message)


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
