"""What does the text say about the tables? Each stated number with what it counts, where the words leave no doubt.

Precision comes first: a number is taken for a claim only if nothing but known words stands between it and
what it counts, and nothing before it narrows it down to a part, a channel or another year.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from gongkai.diag import Span
from gongkai.quantities import Quantity, quantities
from gongkai.rules.passages import Paragraph

# What a claim can be about: ids of the form, or one of these.
RECEIVED_IN_ANY_SENSE = "intake"
BOTH_LITIGATION, ALL_CASES = "litigation", "all_cases"
CARRIED_IN = "carried_in"
_SHOWN = 12  # characters
_REACH = 300  # characters before a number that bear on what it counts
_A_TABLE = 60  # numbers; a sentence with more of them is a table, and no statement

_UNITS = {"件", "宗", "份", "起", "个", "条", "件次", ""}
_BOUNDARIES = "，。；,;！？!?\n"
_BOUNDS = re.compile(f"[{_BOUNDARIES}]")
_ASIDE = re.compile(r"[（(][^（()）]{0,60}[)）]")
_GAP = r"[的了决定答复告知申请政府信息案件事项有共合总计为是达:：情况形数量类方式结果处理作出等均依法已　\s“”\"‘’]*"
_NEXT = r"(?:下一?年度?|次年度?|下年|20\d\d年度?)"
_OUTCOMES = {
    "partly_granted": r"部分公开|区分处理",
    "granted": r"(?:予以|同意|全部|完全|全面|直接)公开",
    "refused": r"不予公开|不同意公开",
    "unavailable": r"无法提供",
    "not_processed": r"不予处理",
    "otherwise": r"(?:作|做)?其[他它]处理",
    "carried_out": rf"(?:结?转(?:至|到|入)?{_NEXT})(?:继续)?(?:办理|处理)?",
    "carried_in": r"(?:上一?年度?|去年)(?:未办结)?(?:结转|转入|转来|遗留)(?:至|到)?(?:本年度?|今年)?",
}
_OUTCOME = re.compile(rf"(?:{'|'.join(f'(?P<{k}>{v})' for k, v in _OUTCOMES.items())}){_GAP}$")
_OUTCOME_AFTER = re.compile(
    r"(?:申请)?(?:被|已|均|都|依法|作出|作|全部(?=予))*(?:"
    + "|".join(f"(?P<{k}>{v})" for k, v in _OUTCOMES.items())
    + ")"
)
# What may stand before an outcome; anything else, a reason or another outcome, makes it a part or a sum.
_LEADING = re.compile(
    r"[其中共均已依法决定作出办理答复结果为全年本度内并另加上连同含包括有当：:（(）)一二三四五六七八、\s]*"
)
_APPLICANTS = {
    "organisation": r"法人(?:和|或|或者|及)其[他它]组织",
    "person": r"自然人|公民个人",
    "company": r"商业企业",
    "research": r"科研机构",
    "charity": r"社会公益组织",
    "legal_service": r"法律服务机构",
}
_APPLICANT = re.compile(
    rf"(?:{'|'.join(f'(?P<{k}>{v})' for k, v in _APPLICANTS.items())})(?:提出|提交|递交)?(?:的)?{_GAP}$"
)
_TAKEN = '了过到并和及与、或者公民法人其他它组织社会众群向我本局镇乡县市区办街道单位机关各类有效书面政府信息依法申请提出交递公开案件事项受理登记的共合总计为是达数量:：\\s“”"《》'
_BARE_INTAKE = re.compile(
    r"[全本当年度我局镇乡县市区共的内\s]*(?:政府信息公开申请|信息公开申请|依申请公开)(?:申请|事项)?(?:总数|总量|数量|件数|数)?[共为是计:：\s]*"
)
_INTAKE = re.compile(
    rf"(?P<verb>收到|受理|接收|接到|收悉|收办|新收|新增|办理|办结|处理|答复|回复)(?P<between>[{_TAKEN}]*)$"
)
_APPLICATION_AFTER = re.compile(r"[的各类有效书面政府信息依法公开]{0,16}申请")
_CASES = {
    ALL_CASES: r"行政复议[案件]*[、和及与或]{1,2}(?:行政)?诉讼",
    "reconsideration": r"行政复议",
    "direct": r"未经复议直接(?:提起|起诉)(?:行政)?(?:诉讼)?",
    "after": r"(?<!未)(?:经|行政)?复议后(?:提起|起诉)(?:行政)?(?:诉讼)?",
    BOTH_LITIGATION: r"行政诉讼",
}
_CASE_GAP = r"[案件申请数量的共合总计有为是达被发生起情况事项了:：　\s]*"
_CASE = re.compile(rf"(?:{'|'.join(f'(?P<{k}>{v})' for k, v in _CASES.items())}){_CASE_GAP}$")
_CASE_AFTER = re.compile(
    rf"(?:政府信息公开|信息公开)?(?:类|的)?(?:{'|'.join(f'(?P<{k}>{v})' for k, v in _CASES.items())})"
)
_PARTLY = re.compile(
    r"其中|累计|上一?年|去年|同期|往年|历年|以来|通过|网上|线上|线下|网络|在线|信函|邮|当面|现场|平台|渠道|传真|较|比|"
    r"\d{1,2}月|季度|半年|涉及|关于|每|日均|指导|协助|配合|办件|一网通办|政务服务|部门|乡镇|各村|社区"
)
_PERIOD = re.compile(r"(?:20\d\d年)?1月1日[^。；]{0,8}?12月31日(?:止|期间)?")
_ENDED = re.compile(r"纠错|纠正|败诉|撤销|维持|审结|未结|上一?年|去年|其中|新增|新收|一审|二审|再审")
_NOT_ALL = re.compile(r"被[纠撤确变]|新的|其[他它]|纠正|纠错|撤销|违法|变更|败诉|维持")
_NOT_US = re.compile(r"各村|社区|部门|下属|所属|纠纷|调解|指导|协助")
_OF_SOME = re.compile(r"自然人|法人|组织|企业")
_CASES_TOO = re.compile(r"复议|诉讼")
_AS_OF = re.compile(r"截[至止](?:\s*20\d\d年)?\s*(?!12月)\d{1,2}月")
_SUM_OF = re.compile(r"[（(][^（()）]{0,20}(?:含|包括)[^（()）]{0,30}(?:公开|提供|不予处理|结转)[^（()）]{0,20}[)）]")
_BLANK = "　"
_YEAR = re.compile(r"(20\d\d)\s*年")
_ABOUT_US = re.compile(r"信息公开|政府信息|依申请|公开申请|申请公开|由此|因此")
_LEGAL_WORK = re.compile(r"援助|应诉|复议机[关构]|法治")
_FOR_OTHERS = re.compile(r"办理|审理|审结|受理|收到|承办|应诉|代理|出庭|复议机关")

_NOT = r"(?:未(?!经)|没有|没|无|未曾|暂未|均未|从未)"
_NONE_RECEIVED = re.compile(
    rf"{_NOT}(?:有)?(?:收到|接到|受理|接收|收悉|产生|发生)(?:(?!投诉|举报|信访|信件|来信)[{_TAKEN}]){{0,24}}?申请|零申请|(?:依申请公开|政府信息公开申请)(?:申请)?(?:数量|件数|数)?为零|{_NOT}(?:依申请公开|政府信息公开申请)(?![^，。；]{{0,10}}(?:逾期|超期|未答复|投诉|积压))"
)
_NONE_CASES = re.compile(
    rf"{_NOT}(?:有)?(?:发生|收到|出现|被|因|引发|涉及|产生|存在|引起|提起)?[^，。；未没无]{{0,24}}?"
    r"(?P<what>行政复议(?:案件|申请)?(?:[、和或及与]{1,2}|以及|，|或者)(?:行政)?诉讼|行政复议|行政诉讼)"
    r"(?![^，。；]{0,8}(?:纠错|纠正|败诉|撤销|维持|决定|机关))"
    r"|(?P<zero>行政复议[案件申请]*(?:[、和或及与]{1,2}|以及)(?:行政)?诉讼)[案件数量]*[均都]?为(?:零|0|０)"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about a figure of the tables. `stated` is None where the text says that there was none.

    `about` is a row or group of rows of table 三, a column of it (`by_applicant`), a group of table 四 or one of
    the senses above; `verb` the word that carries it, `before` what the sentence says first.
    """

    about: str
    stated: Quantity | None
    paragraph: Paragraph
    start: int
    end: int
    before: str
    verb: str = ""
    by_applicant: bool = False
    again: tuple[Span, ...] = ()  # where the text says the same once more

    @property
    def words(self) -> str:
        """The statement as it stands in the text."""
        return self.paragraph.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        return self.paragraph.span(self.start, self.end)

    @property
    def position(self) -> str:
        """How an acceptance names it."""
        return self.paragraph.position(self.start, self.end)


class Sentence(NamedTuple):
    """A sentence of a paragraph, from which offset on, and the one before it."""

    paragraph: Paragraph
    start: int
    text: str
    context: str

    def claim(  # noqa: PLR0913 - a claim has that many parts
        self,
        about: str,
        stated: Quantity | None,
        start: int,
        end: int,
        verb: str = "",
        *,
        by_applicant: bool = False,
    ) -> Claim:
        """A claim that this sentence makes; start and end are offsets in it."""
        at, before = self.start, self.text[max(0, start - _REACH) : start]
        return Claim(about, stated, self.paragraph, at + start, at + end, before, verb, by_applicant)


def claims(paragraphs: Sequence[Paragraph], year: int) -> tuple[Claim, ...]:
    """What the paragraphs say about the tables of a year, in order; what is said again is told with the first."""
    found: dict[tuple[object, ...], Claim] = {}
    for paragraph in paragraphs:
        for claim in _claims(paragraph, year) if not paragraph.heading else ():
            number = claim.stated.value if claim.stated else claim.words
            exact = bool(claim.stated and claim.stated.exact)
            key = (paragraph.where, claim.about, number, exact, claim.verb, claim.by_applicant)
            first = found.get(key)
            found[key] = replace(first, again=(*first.again, claim.span)) if first else claim
    return tuple(found.values())


_WORTH = (
    *("申请", "复议", "诉讼", "起诉", "转下", "转入", "结转", "新收", "以公开", "意公开", "部公开", "部分公开"),
    *("完全公开", "全面公开", "直接公开", "区分处理", "不予", "无法提供", "其他处理", "其它处理", "自然人", "法人"),
)


def _is_worth_reading(text: str) -> bool:
    return any(word in text for word in _WORTH)


def _claims(paragraph: Paragraph, year: int) -> Iterator[Claim]:
    if not _is_worth_reading(paragraph.text):
        return
    context = ""
    for begin, end in paragraph.sentences():
        text = paragraph.text[begin:end]
        if _is_worth_reading(text):
            sentence = Sentence(paragraph, begin, text, context[-_REACH:])
            # 办好每一件申请 counts nothing.
            stated = [q for q in quantities(text) if q.unit in _UNITS and not q.text.startswith("一")]
            if len(stated) <= _A_TABLE:
                for quantity, previous in zip(stated, [None, *stated], strict=False):
                    yield from _stated(sentence, quantity, previous, year)
            yield from _none(sentence, year)
        context = text


def _other_year(text: str, year: int) -> bool:
    named = _YEAR.findall(text)
    return bool(named) and named[-1] != str(year)


def _stated(sentence: Sentence, quantity: Quantity, previous: Quantity | None, year: int) -> Iterator[Claim]:
    text = sentence.text
    first = max(0, quantity.start - _REACH)
    before = text[first : quantity.start]
    spoken_of = _PERIOD.sub("", before)
    if _other_year(spoken_of, year) or _AS_OF.search(spoken_of):
        return
    clause = first + max(map(before.rfind, _BOUNDARIES)) + 1
    since = max(clause, previous.end) if previous else clause
    if _SUM_OF.search(text, since, quantity.start):
        return
    left = _ASIDE.sub(lambda m: _BLANK * len(m.group()), text[since : quantity.start])
    stop = _BOUNDS.search(text, quantity.end)
    right = text[quantity.end : stop.start() if stop else len(text)][:_REACH]
    near = sentence.context + before + right
    about = _about(left, right, text[clause : quantity.start], near)
    if about:
        # Words that follow the number belong to the statement too.
        start = since if about.start is None else max(quantity.start - (len(left) - about.start), since)
        end = quantity.end + (min(len(right), _SHOWN) if about.start is None else 0)
        yield sentence.claim(about.name, quantity, start, end, about.verb, by_applicant=about.by_applicant)


class About(NamedTuple):
    """What a number counts; `start` is where in the words before it its name begins, None if that follows."""

    name: str
    start: int | None
    verb: str = ""
    by_applicant: bool = False


def _about(left: str, right: str, clause: str, near: str) -> About | None:
    """What a number counts by the words before and after it; None if they leave a doubt."""
    narrowed = _PARTLY.search(_PERIOD.sub("", clause))
    only_of_these = narrowed is None or narrowed.group() == "其中"
    if match := _CASE.search(left):
        part_of_suits = match.lastgroup in {"direct", "after"}
        ended = _ENDED.search(clause.replace("其中", "") if part_of_suits else clause)
        told = bool(not ended and not _ENDED.search(right[:_SHOWN]) and _is_ours(clause, near))
        return About(str(match.lastgroup), match.start()) if told else None
    if match := _OUTCOME.search(left):
        leads = _LEADING.fullmatch(left, 0, match.start()) is not None
        told = leads and (only_of_these or match.lastgroup == CARRIED_IN)
        return About(str(match.lastgroup), match.start()) if told else None
    if match := _APPLICANT.search(left):
        told = only_of_these and "申请" in near
        return About(str(match.lastgroup), match.start(), by_applicant=True) if told else None
    if _BARE_INTAKE.fullmatch(left):
        return None if narrowed else About(RECEIVED_IN_ANY_SENSE, 0, "办理")
    if (match := _INTAKE.search(left)) and not _CASES_TOO.search(left + right):
        applies = match["verb"] == "新收" or "申请" in match["between"] or _APPLICATION_AFTER.match(right)
        of_some = "公民" in match["between"] and "法人" not in match["between"]
        told = not narrowed and not of_some and bool(applies)
        return About(RECEIVED_IN_ANY_SENSE, match.start(), match["verb"]) if told else None
    return _after(left, right, clause, near)


def _after(left: str, right: str, clause: str, near: str) -> About | None:
    """What a number counts by the words after it: 3件予以公开, 2件行政复议."""
    if not left.strip("其中有共计的、和 ") and (match := _OUTCOME_AFTER.match(right)):
        return About(str(match.lastgroup), None)
    if (match := _CASE_AFTER.match(right)) and not _ENDED.search(clause + right) and _is_ours(clause, near):
        return About(str(match.lastgroup), None)
    return None


def _is_ours(clause: str, near: str) -> bool:
    """Whether cases are about access to information, and not those that a body decides or conducts for others."""
    if "无关" in near or "其他行政复议" in clause:
        return False
    if _FOR_OTHERS.search(clause):
        return bool(_ABOUT_US.search(clause))
    return not _LEGAL_WORK.search(near) or bool(_ABOUT_US.search(near))


def _none(sentence: Sentence, year: int) -> Iterator[Claim]:
    text = sentence.text

    def is_meant(match: re.Match[str]) -> bool:
        before = text[max(0, match.start() - _REACH) : match.start()]
        narrowed = _PARTLY.search(before[-2 * _SHOWN :]) or _NOT_ALL.search(match.group()) or _NOT_US.search(before)
        return not (narrowed or _other_year(before, year))

    match = _NONE_RECEIVED.search(text)
    if match and is_meant(match) and ("公民" in match.group() or not _OF_SOME.search(match.group())):
        yield sentence.claim(RECEIVED_IN_ANY_SENSE, None, match.start(), match.end())
    if (match := _NONE_CASES.search(text)) and is_meant(match):
        what = match["what"] or match["zero"]
        about = "reconsideration" if "诉讼" not in what else BOTH_LITIGATION if "复议" not in what else ALL_CASES
        yield sentence.claim(about, None, match.start(), match.end())
