"""Do the sums of a table hold? Every equation of the form, for every row and every column.

A cell that is not a number makes an equation uncheckable, unless the known parts alone already exceed
the other side: counts are never negative. A total that was left out is computed and not asked.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from gongkai.cells import Cell, State
from gongkai.codes import finding
from gongkai.diag import Diagnostic, Related
from gongkai.filing import Filing, place, position
from gongkai.form import CellKey, Equation

MAX_RELATED = 30


class Side(NamedTuple):
    """One side of an equation: the sum of its known cells, and whether all are known."""

    total: Decimal
    complete: bool


class Verdict(NamedTuple):
    """What became of an equation: `holds` is None where it cannot be checked."""

    equation: Equation
    left: Side
    right: Side
    holds: bool | None


def verdicts(filing: Filing) -> Iterator[Verdict]:
    """The verdict on each equation that is asked: not on totals computed here, nor on unreadable cells."""
    if filing.absent:
        return
    for equation in filing.table.equations:
        cells = [filing.cells[key] for key in (*equation.left, *equation.right)]
        if equation.defines and filing.cells[equation.defines].computed:
            continue
        if not filing.sound and any(cell.state is State.OPEN for cell in cells):
            continue
        left, right = (_side(filing, keys) for keys in (equation.left, equation.right))
        yield Verdict(equation, left, right, _holds(left, right))


def _side(filing: Filing, keys: tuple[CellKey, ...]) -> Side:
    values = [filing.cells[key].value for key in keys]
    return Side(sum((v for v in values if v is not None), Decimal(0)), None not in values)


def _holds(left: Side, right: Side) -> bool | None:
    if left.complete and right.complete:
        return left.total == right.total
    if (right.complete and left.total > right.total) or (left.complete and right.total > left.total):
        return False
    return None


def check_sums(filing: Filing) -> list[Diagnostic]:
    """Every broken equation as an error, and one note or warning for all that cannot be checked."""
    found = []
    unchecked = 0
    for verdict in verdicts(filing):
        if verdict.holds is None:
            unchecked += 1
        elif not verdict.holds:
            found.append(_broken(filing, verdict))
    if unchecked:
        found.append(_unchecked(filing, unchecked))
    return found


def only_totals(filing: Filing) -> bool:
    """Whether a table states totals and none of their parts."""
    totals = filing.table.totals
    stated = {key for key, cell in filing.cells.items() if cell.state is State.NUMBER and not cell.computed}
    return bool(totals and stated) and stated <= totals


def _unchecked(filing: Filing, unchecked: int) -> Diagnostic:
    ordinal = filing.table.ordinal
    about = place(filing.table)
    if only_totals(filing):
        message = f"表{ordinal}只填了总计，各项都没有填"
        return finding(
            "totals-only",
            filing.span,
            message,
            "各项有数的请补填，没有发生的写 0；原文就没有填的，保留空白。",
            place=about,
        )
    message = f"表{ordinal}有 {unchecked} 处勾稽关系无法核对：涉及的格不是数字"
    return finding("not-checkable", filing.span, message, "原文空白的保留即可；漏填的请补上。", place=about)


def _broken(filing: Filing, verdict: Verdict) -> Diagnostic:
    equation = verdict.equation
    message = _total_message(filing, verdict) if equation.defines else _identity_message(filing, verdict)
    keys = (*equation.right, *equation.left)
    where = position(filing.table, equation.row, equation.column)
    span = next((c.span for c in _written(filing, keys)), filing.span)
    related = [
        Related(cell.span, f"{_name(filing, key)}：{cell.raw}")
        for key in keys
        if (cell := filing.cells[key]).span not in {None, span} and cell.number not in {None, "0"} and cell.span
    ]
    hint = (
        "请对照原表改正其中写错的一格；如果原表就是这样，请在『说明:』下写："
        f"- {{规则: {equation.code}, 位置: {where}, 理由: …}}"
    )
    return finding(
        equation.code,
        span or filing.span,
        message,
        hint,
        related[:MAX_RELATED],
        place=place(filing.table, equation.row, equation.column),
        position=where,
    )


def _written(filing: Filing, keys: tuple[CellKey, ...]) -> Iterator[Cell]:
    """The cells that stand in the file, the first of them being where a reader should look."""
    for key in keys:
        cell = filing.cells[key]
        if cell.span and not cell.computed:
            yield cell


def _name(filing: Filing, key: CellKey) -> str:
    row, column = next((r, c) for r, c in filing.table.cells if (r.id, c.id) == key)
    return position(filing.table, row, column)


def _total_message(filing: Filing, verdict: Verdict) -> str:
    equation, parts, total = verdict.equation, verdict.left, verdict.right
    where = position(filing.table, equation.row, equation.column)
    numbers = [n for key in equation.left if (n := filing.cells[key].number) not in {None, "0"}]
    sum_of = f"（{'+'.join(str(n) for n in numbers)}）" if len(numbers) > 1 else ""
    if not parts.complete:
        return f"『{where}』写的是 {total.total}，只把已填的各项相加就有 {parts.total}{sum_of}"
    return f"『{where}』写的是 {total.total}，各项相加是 {parts.total}{sum_of}，{_difference(total, parts)}"


def _identity_message(filing: Filing, verdict: Verdict) -> str:
    equation = verdict.equation

    def side(keys: tuple[CellKey, ...], known: Side) -> str:
        rows = {row.id: row for row, _ in filing.table.cells}
        terms = " + ".join(
            f"{rows[key.row].node.written} {filing.cells[key].number or f'（{filing.cells[key].state}）'}"
            for key in keys
        )
        return f"{terms} = {known.total}"

    where = position(filing.table, equation.row, equation.column)
    left, right = side(equation.left, verdict.left), side(equation.right, verdict.right)
    return f"『{where}』一列勾稽关系不成立：{left}；{right}；后者{_difference(verdict.right, verdict.left)}"


def _difference(what: Side, than: Side) -> str:
    difference = what.total - than.total
    return f"{'多' if difference > 0 else '少'} {abs(difference)}"
