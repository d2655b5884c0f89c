"""How does a table as filed look on the page? The grid of the form with its figures and what to say of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongkai.cells import Cell, State
from gongkai.filing import Filing
from gongkai.form import CellKey, Identity
from gongkai.grid import Box, Row, draw
from gongkai.rules.verdicts import Verdict, verdicts

HOLDS, BROKEN, UNKNOWN = "成立", "不成立", "无法核对"


@dataclass(frozen=True, slots=True)
class IdentityNotice:
    """Whether an identity holds, in a word and in a sentence with both sums."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class AcceptedNotice:
    """A finding that the body let stand, its reason, and the rule by name and address."""

    message: str
    reason: str
    rule: str
    href: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table as the macro `form_table` prints it."""

    id: str
    caption: str
    edition: str
    columns: int
    stub: int
    head: tuple[Row, ...]
    bodies: tuple[tuple[Row, ...], ...]
    legend: tuple[str, ...]
    identities: tuple[IdentityNotice, ...]
    accepted: tuple[AcceptedNotice, ...]


def drawn(filing: Filing, number: int, edition: str, accepted: Sequence[AcceptedNotice]) -> Drawn:
    """The table of chapter `number` as filed; `edition` is how its form is named to a reader."""
    grid = draw(filing.table, number)
    return Drawn(
        id=grid.id,
        caption=filing.table.title,
        edition=edition,
        columns=grid.columns,
        stub=grid.stub,
        head=tuple(tuple(_cell(box, filing) for box in row) for row in grid.head),
        bodies=tuple(tuple(tuple(_cell(box, filing) for box in row) for row in body) for body in grid.bodies),
        legend=tuple(_legend(filing)),
        identities=tuple(_identities(filing)),
        accepted=tuple(accepted),
    )


def _cell(box: Box, filing: Filing) -> Box:
    """A cell as it is drawn: a head as it stands in the form, the place of a figure with what is filed there."""
    if box.key is None:
        return box
    cell = filing.cells[box.key]
    kind = "number" if cell.state is State.NUMBER else "blank"
    return _filled(box, cell.text, f"{kind} computed" if cell.computed else kind)


@lru_cache(1 << 14)  # most figures are zeros
def _filled(box: Box, text: str, cls: str) -> Box:
    return box._replace(text=text, cls=f"{box.cls} {cls}" if box.cls else cls)


def _legend(filing: Filing) -> Iterator[str]:
    totals = [filing.cells[key] for key in filing.table.keys if key in filing.table.totals]
    parts = [filing.cells[key] for key in filing.table.keys if key not in filing.table.totals]
    written = [cell for cell in totals if not cell.computed]
    if count := _count(parts, State.BLANK):
        yield f"有 {count} 格原文空白（没有填写数字），照录；空白不等于 0。"
    if count := _count(written, State.BLANK):
        yield f"有 {count} 格总计原文没有写明，照录为空白，本站不代为计算。"
    if count := sum(cell.computed and cell.state is State.NUMBER for cell in totals):
        yield f"有 {count} 格总计（带点线）录入时省去，由本站按各项相加得出。"
    if count := sum(cell.computed and cell.state is State.BLANK for cell in totals):
        yield f"有 {count} 格总计录入时省去，各项又不全，未能计算。"
    if _count(filing.cells.values(), State.SLASH):
        yield "斜线“/”照原文，表示原文划去了这一格。"
    if _count(filing.cells.values(), State.INAPPLICABLE):
        yield "“不适用”照原文。"


def _count(cells: Iterable[Cell], state: State) -> int:
    return sum(cell.state is state for cell in cells)


def _identities(filing: Filing) -> Iterator[IdentityNotice]:
    asked = list(verdicts(filing))
    for identity in filing.table.identities:
        of_identity = [v for v in asked if v.equation.code == identity.code and v.equation.defines is None]
        if of_identity:
            yield _printed(filing, identity, of_identity)
    totals = [v for v in asked if v.equation.defines]
    if totals:
        yield _totals(totals)


def _printed(filing: Filing, identity: Identity, asked: list[Verdict]) -> IdentityNotice:
    """The identity printed in the form, with the sums of the columns that break it, else of the last."""
    broken = [v for v in asked if v.holds is False]
    if broken:
        sums = "；".join(f"{_column(v)}：{_sums(filing, v)}" for v in broken)
        return IdentityNotice(BROKEN, f"{identity.name}。不成立的列：{sums}。")
    held = [v for v in asked if v.holds]
    if len(held) < len(asked):
        some = f"{len(held)} 列成立，其余 {len(asked) - len(held)} 列" if held else ""
        return IdentityNotice(UNKNOWN, f"{identity.name}。{some}有的格不是数字，无法核对。")
    return IdentityNotice(HOLDS, f"{identity.name}。{_column(asked[-1])}：{_sums(filing, asked[-1])}。")


def _column(verdict: Verdict) -> str:
    return verdict.equation.column.node.label if verdict.equation.column else ""


def _sums(filing: Filing, verdict: Verdict) -> str:
    def side(keys: tuple[CellKey, ...], total: object) -> str:
        return " ＋ ".join(filing.cells[key].number or str(filing.cells[key].state) for key in keys) + f" ＝ {total}"

    equation = verdict.equation
    return f"{side(equation.left, verdict.left.total)}，{side(equation.right, verdict.right.total)}"


def _totals(asked: list[Verdict]) -> IdentityNotice:
    broken = [v for v in asked if v.holds is False]
    if broken:
        sums = "；".join(_broken_total(v) for v in broken)
        return IdentityNotice(BROKEN, f"有 {len(broken)} 处总计与各项之和不一致：{sums}。")
    unknown = sum(v.holds is None for v in asked)
    if unknown:
        some = f"{len(asked) - unknown} 处总计等于各项之和，另 {unknown} 处" if unknown < len(asked) else ""
        return IdentityNotice(UNKNOWN, f"{some}有的格不是数字，总计与各项之和无法核对。")
    return IdentityNotice(HOLDS, "原表写明的总计都等于各项之和。")


def _broken_total(verdict: Verdict) -> str:
    row, column = verdict.equation.row, verdict.equation.column
    names = [leaf.label for leaf in (row, column) if leaf and leaf.label]
    return f"{'，'.join(names)}写的是 {verdict.right.total}，各项相加是 {verdict.left.total}"
