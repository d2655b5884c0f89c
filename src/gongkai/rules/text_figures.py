"""Do text and tables say the same? Numbers of the chapters against the cells, 没有 against what is there."""

import re
from collections.abc import Iterator
from decimal import Decimal

from gongkai.codes import accept_with, finding
from gongkai.diag import Diagnostic, Related
from gongkai.filing import position
from gongkai.form import CellKey
from gongkai.portal import scope_of
from gongkai.report import WHOLE_SCOPE
from gongkai.rules.claims import ALL_CASES, BOTH_LITIGATION, RECEIVED_IN_ANY_SENSE, Claim
from gongkai.rules.figures import (
    AFTER,
    CARRIED_IN,
    DIRECT,
    HANDLED,
    RECEIVED,
    RECONSIDERATION,
    REQUESTS,
    TOTAL,
    cases,
    filing_of,
    group,
    summed,
    value,
)
from gongkai.rules.rule import rule
from gongkai.rules.subject import Subject

_OWN = re.compile(
    r"本级|代表(?:区|县|市|省|本级)?(?:人民)?政府|以(?:区|县|市|省)(?:人民)?政府名义|(?:政府)?办公[室厅]|机关本身|局机关|本单位本部"
)
_ALL = re.compile(r"全(?:市|县|区|省|州|镇|乡|系统)")
MAX_AGAIN = 10
_NEW_ONLY = {"新收", "新增"}
_ALSO_HANDLED = {"办理", "办结", "处理", "答复", "回复", "收办"}
_OF_CASES = {RECONSIDERATION, DIRECT, AFTER, BOTH_LITIGATION, ALL_CASES}


@rule("text-received")
def text_received(subject: Subject) -> Iterator[Diagnostic]:
    """正文说收到、受理、办理了多少件申请，与表三对得上吗？“受理”可能只指新收，也可能连上年结转一起算，两种都认。

    公式：收到、受理、接收 N 件：N = 一 或 一 + 二；办理、办结、答复 N 件：还可以 = 三（七）总计
    依据：前后一致（D1）
    不问：约数；其中、通过某渠道、某月、别的年度的数；表三这几格不是数字；中间有别的限定词的。
    例：正文“受理申请 17 件”，表三新收 95、结转 0。
    改法：对照台账改正写错的一处；口径不同的（例如只是本级），在文字里写明，或写『说明』。
    """
    return (found for found in _intake(subject) if found.code == "text-received")


@rule("text-scope")
def text_scope(subject: Subject) -> Iterator[Diagnostic]:
    """正文的数说的是本级，表里统计的是全辖区（或者反过来），读者会以为对不上。

    依据：前后一致（D6）
    例：表三是全区的 95 件，正文写“区政府办代表区政府受理 17 件”。
    改法：在正文里把两个口径的数都写上，例如“全区 95 件，其中区政府本级 17 件”。
    """
    return (found for found in _intake(subject) if found.code == "text-scope")


def _intake(subject: Subject) -> Iterator[Diagnostic]:
    """A finding for each claim about how many applications came in that the table does not bear out."""
    new, total = (group(subject.report, REQUESTS, row) for row in (RECEIVED, HANDLED))
    brought = group(subject.report, REQUESTS, CARRIED_IN)
    whole = scope_of(subject.agency, subject.report) == WHOLE_SCOPE
    both = new + brought if new is not None and brought is not None else None
    counts = [c for c in subject.claims if c.about == RECEIVED_IN_ANY_SENSE and c.stated and c.stated.exact]
    told_rightly = [c.paragraph for c in counts if c.stated and c.stated.value in {new, both, total}]
    for claim in counts:
        if claim.stated is None or new is None:
            continue
        meant = [("新收", new)]
        if brought is not None and claim.verb not in _NEW_ONLY:
            meant.append(("新收加上年结转", new + brought))
        if total is not None and claim.verb in _ALSO_HANDLED:
            meant.append(("办理结果总计", total))
        if claim.stated.value in {number for _, number in meant}:
            continue
        other_scope = _OWN.search(claim.before) if whole else _ALL.search(claim.before)
        if other_scope and claim.paragraph in told_rightly:
            continue  # both numbers are given
        if other_scope:
            message = f"正文写『{claim.words}』，说的像是{'本级' if whole else '全辖区'}；表三{_said(meant)}"
            hint = "请在正文里写明口径，把两个数都写上。"
            yield _at(claim, "text-scope", message, hint, [], _compared(claim, meant))
            continue
        message = f"正文写『{claim.words}』，表三{_said(meant)}"
        cells = _cells(subject, REQUESTS, RECEIVED)
        yield _at(claim, "text-received", message, "", cells, _compared(claim, meant))


@rule("text-outcome")
def text_outcome(subject: Subject) -> Iterator[Diagnostic]:
    """正文说予以公开、部分公开、不予公开、无法提供、不予处理、其他处理、结转各多少件，与表三各类的总计一样吗？

    公式：正文的 N 件 = 表三这一类各行总计之和；按申请人说的，= 新收（或新收加结转、或办理结果）这一列
    依据：前后一致（D2）
    不问：约数；通过某渠道、某月、别的年度的数；表三涉及的格不是数字。
    例：正文“不予公开 92 件”，表三八个原因相加是 93。
    改法：对照台账改正写错的一处。
    """
    for claim in subject.claims:
        if claim.stated is None or not claim.stated.exact or claim.about in _OF_CASES:
            continue
        if claim.by_applicant:
            rows = (("新收", RECEIVED), ("上年结转", CARRIED_IN), ("办理结果", HANDLED))
            new, brought, total = (group(subject.report, REQUESTS, row, claim.about) for _, row in rows)
            if new is None or brought is None:
                continue
            meant = [
                ("新收", new),
                ("新收加上年结转", new + brought),
                *([("办理结果", total)] if total is not None else []),
            ]
        elif claim.about == RECEIVED_IN_ANY_SENSE:
            continue
        else:
            number = group(subject.report, REQUESTS, claim.about)
            if number is None:
                continue
            meant = [("", number)]
        if claim.stated.value not in {number for _, number in meant}:
            message = f"正文写『{claim.words}』，表三{_said(meant)}"
            cells = _cells(subject, REQUESTS, claim.about)
            yield _at(claim, "text-outcome", message, "", cells, _compared(claim, meant))


@rule("text-review")
def text_review(subject: Subject) -> Iterator[Diagnostic]:
    """正文说行政复议、行政诉讼各多少件，与表四的总计一样吗？行政诉讼是未经复议直接起诉和复议后起诉两组之和。

    公式：行政复议 N 件：N = 行政复议总计；行政诉讼 N 件：N = 两组总计之和
    依据：前后一致（D3）
    不问：约数；维持、纠正等结果的件数；作为复议机关办理、为别人应诉的案件，除非写明是信息公开的。
    例：正文“备案的行政复议 134 件”，表四总计 170。
    改法：对照台账；口径不同的（备案的、被纠错的、市本级的），在文字里写明两个数的关系，或写『说明』。
    """
    for claim in subject.claims:
        number = _cases(subject, claim.about)
        if claim.stated is None or not claim.stated.exact or number is None or claim.stated.value == number:
            continue
        message = f"正文写『{claim.words}』，表四是 {number} 件"
        yield _at(claim, "text-review", message, "", [], (claim.stated.value, number))


def _cases(subject: Subject, about: str) -> Decimal | None:
    if about in {RECONSIDERATION, DIRECT, AFTER}:
        return cases(subject.report, about)
    if about in {BOTH_LITIGATION, ALL_CASES}:
        kinds = (DIRECT, AFTER) if about == BOTH_LITIGATION else (RECONSIDERATION, DIRECT, AFTER)
        return summed(cases(subject.report, kind) for kind in kinds)
    return None


@rule("text-none")
def text_none(subject: Subject) -> Iterator[Diagnostic]:
    """正文说没有收到申请、没有发生复议诉讼，表里却有数。

    公式：“未收到申请”时 一 = 0；“未发生行政复议（诉讼）”时 表四这几组总计 = 0
    依据：前后一致（D5）
    不问：说的是上年或别的年度；说的是没有被纠错、没有败诉。
    例：正文“未收到政府信息公开申请”，表三新收 3 件。
    改法：改正写错的一处；多半是沿用了上年的文字。
    """
    for claim in subject.claims:
        if claim.stated is not None:
            continue
        if claim.about == RECEIVED_IN_ANY_SENSE:
            number, where = value(subject.report, REQUESTS, RECEIVED, TOTAL), "表三新收"
        else:
            number, where = _cases(subject, claim.about), "表四"
        if number:
            message = f"正文写『{claim.words}』，{where}是 {number} 件"
            yield _at(claim, "text-none", message, "", [], (0, number))


def _said(meant: list[tuple[str, Decimal]]) -> str:
    different: dict[Decimal, str] = {}
    for name, number in meant:
        different.setdefault(number, name)
    return "，".join(f"{name}是 {number} 件" for number, name in different.items())


def _cells(subject: Subject, table: str, row: str) -> list[Related]:
    filing = filing_of(subject.report, table)
    key = CellKey(row, TOTAL)
    if filing is None or key not in filing.cells or filing.cells[key].span is None:
        return []
    cell = filing.cells[key]
    where = position(filing.table, *filing.table.leaves[key])
    return [Related(cell.span, f"{where}：{cell.text}")] if cell.span else []


def _compared(claim: Claim, meant: list[tuple[str, Decimal]]) -> tuple[object, object]:
    """The number of the text, and every number of the table that it could be."""
    stated = claim.stated.value if claim.stated else ""
    return stated, " 或 ".join(dict.fromkeys(str(number) for _, number in meant))


def _at(  # noqa: PLR0913, PLR0917 - a finding has that many parts
    claim: Claim, code: str, message: str, hint: str, related: list[Related], numbers: tuple[object, object]
) -> Diagnostic:
    if not hint:
        hint = f"请对照台账改正写错的一处，口径不同的在文字里写明；{accept_with(code, claim.position)}"
    again = [Related(span, "这里又写了一次") for span in claim.again[:MAX_AGAIN]]
    return finding(code, claim.span, message, hint, [*related, *again], position=claim.position, numbers=numbers)
