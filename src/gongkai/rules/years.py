"""Does this year follow from the last? Figures that one report hands on to the next.

Nothing is asked across a change of the table's form or a reorganisation, nor of a cell that is no number.
"""

from collections.abc import Iterator
from decimal import Decimal

from gongkai.cells import Cell
from gongkai.changes import SMALLEST_BASE
from gongkai.codes import accept_with, finding
from gongkai.diag import Diagnostic, Related
from gongkai.filing import Filing, place, position
from gongkai.form import CarryEquation, CellKey
from gongkai.rules.figures import (
    AFTER,
    CARRIED_OUT,
    CASES,
    DIRECT,
    PROACTIVE,
    RECEIVED,
    RECONSIDERATION,
    REQUESTS,
    REVIEW,
    TOTAL,
    filing_of,
    summed,
)
from gongkai.rules.rule import rule
from gongkai.rules.subject import Neighbour
from gongkai.rules.words import more_or_less
from gongkai.series import changed_form

_TIMES = 5
_ONE_TERM = 2  # of a carry that needs no adding up
_COMPARED = {"count", "money"}
_ROWS = ("regulations", "normative_documents")


@rule("carried-in")
def carried_in(subject: Neighbour) -> Iterator[Diagnostic]:
    """今年的上年结转，是不是去年年报的结转下年度？七列各问一遍，不只问总计。

    公式：本年 二、上年结转 = 上年 四、结转下年度继续办理（每一列）
    依据：两行的含义，各地布置年报的通知都要求核对（B1）
    不问：没有上年年报；两年的表三不是同一版格式；机关新设、或上年年底有机关并入；任一年这一格不是数字。
    例：2023年年报“结转下年度”自然人 3，2024年年报“上年结转”自然人 2：少 1。
    改法：对照上年年报改正；上年年报错了、已经更正的，在『说明』里写明。
    """
    return _carries(subject, "carried-in")


@rule("stock-flow")
def stock_flow(subject: Neighbour) -> Iterator[Diagnostic]:
    """现行有效的件数，是不是上年现行有效加上本年制发、减去本年废止？规章和行政规范性文件各问一遍。

    公式：本年现行有效 = 上年现行有效 + 本年制发 − 本年废止
    依据：三列的含义（B2）；清理文件、机构改革、更正旧数会使它不等，所以是警告
    不问：没有上年年报；不是 2021年格式；机关新设或有机关并入；本年废止已经多于能够废止的（另有一条）。
    例：上年 5，制发 3，废止 0，本年写 9：多 1。
    改法：核对三个数；清理口径变了的，写『说明』。
    """
    for filing, former in _pairs(subject):
        for equation in filing.table.carry_equations:
            if equation.code == "stock-flow" and _too_many_repealed(filing, former, equation.row.id) is None:
                yield from _carry(subject, filing, former, equation)


@rule("item-chain")
def item_chain(subject: Neighbour) -> Iterator[Diagnostic]:
    """2019年格式的“上一年项目数量”，是不是上年年报的项目数量加上当年的增减？

    公式：本年 上一年项目数量 = 上年 上一年项目数量 + 上年 本年增/减
    依据：各列的含义（B3）
    不问：没有上年年报；两年不都是 2019年格式；机关新设或有机关并入。
    例：2019年“上一年项目数量”126、“本年增/减”-8，2020年“上一年项目数量”写 126：多 8。
    改法：对照上年年报改正；权责清单调整过口径的，写『说明』。
    """
    return _carries(subject, "item-chain")


@rule("repealed-stock")
def repealed_stock(subject: Neighbour) -> Iterator[Diagnostic]:
    """本年废止的，是不是比上年现行有效加上本年制发的还多？没有的文件不能废止。

    公式：本年废止 ≤ 上年现行有效 + 本年制发
    依据：三列的含义（F2）
    不问：没有上年年报；不是 2021年格式；机关新设或有机关并入。
    例：上年现行有效 5，本年制发 0，本年废止 12：至多能废止 5。
    改法：核对本年废止和上年现行有效；上年少报的，写『说明』。
    """
    for filing, former in _pairs(subject):
        for row in _ROWS:
            if (most := _too_many_repealed(filing, former, row)) is None:
                continue
            key, before = CellKey(row, "repealed"), former.cells[CellKey(row, "in_force")]
            issued = filing.cells[CellKey(row, "issued")].number
            repealed = filing.cells[key].number
            what = f"写的是 {repealed}；上年现行有效 {before.number} 加本年制发 {issued}，至多能废止 {most}"
            yield _at(subject, filing, key, "repealed-stock", what, "", before, (repealed, most))


@rule("jump")
def jump(subject: Neighbour) -> Iterator[Diagnostic]:
    """与上年相比，是不是多到五倍以上，或者一下子变成 0？不一定错，但多半有小数点、单位或口径的变化。

    公式：较大的一年 ≥ 10，而且 本年 > 上年 × 5 或 本年 = 0
    依据：编辑常识（B4）。问表二的各数、表三新收和结转的总计、表四的三个总计
    不问：没有上年年报；格式变了；机关新设或有机关并入；采购金额、增减。
    例：行政许可 550 → 9487。
    改法：核对两年的数；确有变化的不用改，可以在正文里写一句原因。
    """
    for filing, former in _pairs(subject):
        for key, (_, column) in filing.table.leaves.items():
            if column.node.kind not in _COMPARED or not _is_watched(filing, key):
                continue
            now, before = filing.cells[key].value, former.cells[key].value
            if now is None or before is None or max(now, before) < SMALLEST_BASE:
                continue
            if (before and now > before * _TIMES) or (before and not now):
                what = f"上年是 {before}，本年{f'是 {now}，超过五倍' if now else '变成了 0'}"
                hint = "请核对两年的数和单位；确有变化的不用改。"
                yield _at(subject, filing, key, "jump", what, hint, former.cells[key], (now, before))


@rule("pending-cases")
def pending_cases(subject: Neighbour) -> Iterator[Diagnostic]:
    """上年年底还没有审结的案件，本年是不是都在表四里？本年的总计比上年的“尚未审结”还少，就漏了。

    公式：本年某一组总计 ≥ 上年这一组尚未审结
    依据：表四通常包括上年结转的案件（A4）
    不问：没有上年年报；机关新设或有机关并入；任一格不是数字。
    例：上年行政复议尚未审结 3，本年行政复议总计 1。
    改法：核对台账；本机关的表四不含结转案件的，不用改。
    """
    for filing, former in _pairs(subject):
        for group in (RECONSIDERATION, DIRECT, AFTER) if filing.table.id == REVIEW else ():
            key, pending = CellKey(CASES, f"{group}_{TOTAL}"), CellKey(CASES, f"{group}_pending")
            now, before = filing.cells[key].value, former.cells[pending].value
            if now is not None and before is not None and now < before:
                what = f"是 {now}，上年年底还有 {before} 件没有审结"
                hint = "请核对台账；表四不含上年结转的，不用改。"
                yield _at(subject, filing, key, "pending-cases", what, hint, former.cells[pending], (now, before))


def _pairs(subject: Neighbour) -> Iterator[tuple[Filing, Filing]]:
    """Each table of this year with that of the year before, of the same form."""
    if subject.last is None:
        return
    for filing in subject.report.filings:
        former = filing_of(subject.last, filing.table.id)
        if former and not filing.absent and not changed_form(filing, former):
            yield filing, former


def _carries(subject: Neighbour, code: str) -> Iterator[Diagnostic]:
    for filing, former in _pairs(subject):
        for equation in filing.table.carry_equations:
            if equation.code == code and former.table.edition == filing.table.edition:
                yield from _carry(subject, filing, former, equation)


def _carry(subject: Neighbour, filing: Filing, former: Filing, equation: CarryEquation) -> Iterator[Diagnostic]:
    def known(one: Filing, keys: tuple[CellKey, ...]) -> Decimal | None:
        return summed(one.cells[key].value for key in keys)

    now, last = filing.cells[equation.total].value, known(former, equation.last)
    added, taken = known(filing, equation.add), known(filing, equation.subtract)
    if now is None or last is None or added is None or taken is None or now == last + added - taken:
        return
    year = subject.report.year
    due = last + added - taken
    terms = [f"{year - 1}年年报的{' 加'.join(_name(former, key) for key in equation.last)}"]
    terms += [f" 加本年{_name(filing, key)}" for key in equation.add]
    terms += [f" 减本年{_name(filing, key)}" for key in equation.subtract]
    said = f"{''.join(terms)}，应当是 {due}" if len(equation.last) + len(terms) > _ONE_TERM else f"{terms[0]}"
    what = f"写的是 {now}；{said}，{more_or_less(now - due)}"
    other = former.cells[equation.last[0]]
    yield _at(subject, filing, equation.total, equation.code, what, "", other, (now, due))


def _name(filing: Filing, key: CellKey) -> str:
    """A cell by the head that tells it from its neighbours, and its number: 『结转下年度』3, 『本年增减』（-8）."""
    row, column = filing.table.leaves[key]
    number = filing.cells[key].number or ""
    head = column if filing.table.id == PROACTIVE else row
    return f"『{head.node.written}』{f'（{number}）' if number.startswith('-') else number}"


def _too_many_repealed(filing: Filing, former: Filing, row: str) -> Decimal | None:
    """What could be repealed at most, if more is said to have been; else None."""
    issued, repealed, before = (
        cell.value if (cell := one.cells.get(CellKey(row, column))) else None
        for one, column in ((filing, "issued"), (filing, "repealed"), (former, "in_force"))
    )
    if issued is None or repealed is None or before is None or repealed <= before + issued:
        return None
    return before + issued


def _is_watched(filing: Filing, key: CellKey) -> bool:
    if filing.table.id == REQUESTS:
        return key.column == TOTAL and key.row in {RECEIVED, CARRIED_OUT}
    return filing.table.id == PROACTIVE or key.column.endswith(f"_{TOTAL}")


def _at(  # noqa: PLR0913, PLR0917 - a finding has that many parts
    subject: Neighbour,
    filing: Filing,
    key: CellKey,
    code: str,
    what: str,
    hint: str = "",
    other: Cell | None = None,
    numbers: tuple[object, object] | None = None,
) -> Diagnostic:
    row, column = filing.table.leaves[key]
    where = position(filing.table, row, column)
    span = filing.cells[key].span or filing.span
    related = [Related(other.span, f"{subject.report.year - 1}年：{other.text}")] if other and other.span else []
    text = hint or f"请对照上年年报核对；{accept_with(code, where)}"
    about = place(filing.table, row, column)
    return finding(code, span, f"『{where}』{what}", text, related, place=about, position=where, numbers=numbers)
