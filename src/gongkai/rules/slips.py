"""Which slip of the pen explains what does not add up? One cell, two columns exchanged, a number split in two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gongkai.cells import Cell, State
from gongkai.codes import finding
from gongkai.diag import Diagnostic
from gongkai.filing import Filing, place, position
from gongkai.form import CellKey
from gongkai.rules.rule import rule
from gongkai.rules.subject import Subject
from gongkai.rules.verdicts import Number, Verdict

_MOST = 12  # broken sums; beyond it no single slip is to blame


@dataclass(frozen=True)
class _Trouble:
    """A table of which every sum can be checked that shares a cell with a broken one."""

    filing: Filing
    judged: Sequence[Verdict]
    broken: Sequence[Verdict]

    def heals(self, changes: dict[CellKey, Number]) -> bool:
        """Whether every sum holds once these cells are changed by so much."""
        for verdict in self.judged:
            equation = verdict.equation
            shift = sum(changes.get(key, 0) for key in equation.left)
            shift -= sum(changes.get(key, 0) for key in equation.right)
            if not (verdict.holds is False or shift):
                continue
            if verdict.holds is None or _gap(verdict) + shift:
                return False
        return True


def _gap(verdict: Verdict) -> Number:
    return verdict.left.total - verdict.right.total


def _troubles(subject: Subject) -> Iterator[_Trouble]:
    for filing, judged in zip(subject.report.filings, subject.verdicts, strict=True):
        broken = [verdict for verdict in judged if verdict.holds is False]
        if 0 < len(broken) <= _MOST and filing.sound and all(v.left.complete and v.right.complete for v in broken):
            yield _Trouble(filing, judged, broken)


@rule("one-cell")
def one_cell(subject: Subject) -> Iterator[Diagnostic]:
    """不平的表，是不是只要改一格就全平了，而且只有这一格可改？是的话指出这一格和应当是几。

    公式：只有一格，改成另一个不小于零的整数以后，这张表的每一处勾稽关系都成立
    依据：表三、表四的勾稽关系（A1–A4）
    不问：能改平的格不止一处的；不平的有一处涉及空白的。
    例：『三／予以公开／自然人』写 7，一行的总计和一列的总计都比各项之和少 1：改成 6 就全平。
    改法：对照台账；确实写错了，照提示改。提示只是推算，台账才是依据。
    """
    for trouble in _troubles(subject):
        cures = _cures(trouble)
        if len(cures) != 1:
            continue
        ((key, amount),) = cures.items()
        yield _note(
            "one-cell",
            trouble.filing,
            key,
            f"由 {trouble.filing.cells[key].number} 改为 {amount}，只改这一格，表{trouble.filing.table.ordinal}就全平了",
            "请对照台账；确实写错了再改。这只是推算，台账才是依据。",
        )


def _cures(trouble: _Trouble) -> dict[CellKey, Number]:
    """Every cell that heals the table if it is changed, with the number it would have."""
    first = trouble.broken[0]
    cures: dict[CellKey, Number] = {}
    for keys, sign in ((first.equation.left, -1), (first.equation.right, 1)):
        for key in keys:
            cell = trouble.filing.cells[key]
            if cell.value is None or cell.computed:
                continue
            shift = sign * _gap(first)
            if cell.value + shift >= 0 and trouble.heals({key: shift}):
                cures[key] = cell.value + shift
    return cures


@rule("misplaced")
def misplaced(subject: Subject) -> Iterator[Diagnostic]:
    """不平的两列（或两行），是不是一列多几、另一列正好少几？多半是同一件事填错了申请人类别或办理结果。

    公式：只有同一种关系的两处不成立，相差的数一正一负，大小相等
    依据：表三、表四的勾稽关系（A1–A4）
    例：『自然人』一列总计少 2，『商业企业』一列总计多 2：有 2 件填错了列。
    改法：对照台账，把错列（错行）的件数移回去。
    """
    for trouble in _troubles(subject):
        if len(trouble.broken) != 2:  # noqa: PLR2004 - one too many, one too few
            continue
        one, other = trouble.broken
        if one.equation.code != other.equation.code or _gap(one) != -_gap(other) or _cures(trouble):
            continue
        table = trouble.filing.table
        names = [position(table, v.equation.row, v.equation.column) for v in (one, other)]
        more, less = names if _gap(one) > 0 else reversed(names)
        amount = abs(_gap(one))
        yield finding(
            "misplaced",
            trouble.filing.span,
            f"『{more}』{_side_of(one)}多 {amount}，『{less}』正好少 {amount}，疑似归类错位",
            "请对照台账，看是不是有几件填到了相邻的列或行。",
            place=place(table),
        )


def _side_of(verdict: Verdict) -> str:
    """Which side of a sum is too great, in the words of its kind."""
    return "各项之和比总计" if verdict.equation.defines else "一列收到的比办理和结转的"


@rule("split-number")
def split_number(subject: Subject) -> Iterator[Diagnostic]:
    """一行里相邻的两格，合成一个数以后是不是就平了？复制粘贴时 12 常常变成 1 和 2 两格。

    公式：相邻两格甲、乙合成“甲乙”、另一格为 0 以后，这张表的每一处勾稽关系都成立
    依据：表三的勾稽关系（A1–A3）
    例：自然人 1、商业企业 2、总计 12：改成自然人 12、商业企业 0 就平了。
    改法：对照原表，把拆开的数合起来。
    """
    for trouble in _troubles(subject):
        found = list(_joins(trouble))
        if len(found) == 1 and not _cures(trouble):
            first, second, joined, into_first = found[0]
            cells = trouble.filing.cells
            now = f"{cells[first].number}、{cells[second].number}"
            then = f"{joined}、0" if into_first else f"0、{joined}"
            message = f"这一格和右边一格现在是 {now}，改成 {then} 就全平了，疑似一个数拆成了两格"
            yield _note("split-number", trouble.filing, first, message, "请对照原表，把拆开的数合起来。")


def _joins(trouble: _Trouble) -> Iterator[tuple[CellKey, CellKey, int, bool]]:
    rows = {verdict.equation.row.id for verdict in trouble.broken if verdict.equation.row and verdict.equation.defines}
    keys = trouble.filing.table.keys
    for first, second in pairwise(keys):
        one, two = trouble.filing.cells[first], trouble.filing.cells[second]
        if first.row != second.row or first.row not in rows or not (_digits(one) and _digits(two)):
            continue
        joined = int(f"{one.number}{two.number}")
        for into_first in (True, False):
            goals = (joined, 0) if into_first else (0, joined)
            changes: dict[CellKey, Number] = {
                k: goal - c.value
                for k, c, goal in ((first, one, goals[0]), (second, two, goals[1]))
                if c.value is not None
            }
            if trouble.heals(changes):
                yield first, second, joined, into_first


def _digits(cell: Cell) -> bool:
    return cell.state is State.NUMBER and not cell.computed and cell.number is not None and cell.number.isdecimal()


def _note(code: str, filing: Filing, key: CellKey, message: str, hint: str) -> Diagnostic:
    row, column = filing.table.leaves[key]
    where = position(filing.table, row, column)
    span = filing.cells[key].span or filing.span
    return finding(code, span, f"『{where}』：{message}", hint, place=place(filing.table, row, column))
