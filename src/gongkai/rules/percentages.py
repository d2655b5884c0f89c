"""Do the percentages in the text follow from the numbers they are of?"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from gongkai.codes import finding
from gongkai.diag import Diagnostic
from gongkai.quantities import Quantity, quantities
from gongkai.rules.figures import CARRIED_IN, HANDLED, RECEIVED, REQUESTS, TOTAL, value
from gongkai.rules.passages import Paragraph
from gongkai.rules.rule import rule
from gongkai.rules.subject import Subject

_SHARE = re.compile(
    r"占(?:比|到|全部|总|申请|办理|办结|答复|新收|受理|收到|件|数|量|的|比例|达|为|约|全年|本年|政府信息公开|\s)*$"
)
_TOLERANCE = Decimal("0.1")
_ASKED_FOR = re.compile(r"申请|办结")
_OUTCOME = re.compile(r"予以公开|部分公开|不予公开|无法提供|不予处理")
_OF_REQUESTS = {"件", "宗", "份", "个"}
_REACH = 80  # characters of the paragraph before that may say what is counted
_TABLE_SENTENCE, _TABLE_PARAGRAPH = 60, 240  # more numbers than a sentence, a paragraph states


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
