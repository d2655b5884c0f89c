"""Do the fees that the text states fit each other? 信息处理费 and its parts, and whether it is spoken of at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from gongkai.codes import accept_with, finding
from gongkai.diag import Diagnostic
from gongkai.quantities import Quantity, quantities
from gongkai.rules.passages import Paragraph
from gongkai.rules.rule import rule
from gongkai.rules.subject import Subject
from gongkai.rules.words import more_or_less

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
    where = paragraph.position(start, end)
    hint = f"请对照收费台账改正；{accept_with('text-fees', where)}"
    return finding("text-fees", paragraph.span(start, end), message, hint, position=where)


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
