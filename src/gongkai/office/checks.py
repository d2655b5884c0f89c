"""Which formulas watch over a table while an office fills it in?

The identities of the form as formulas that say 平, 差 N, 未填 or 无法核对, and what may be typed into a cell.
They are written in what Excel 2007 and LibreOffice both know, and work without a macro. A cell counts with
the number that it begins with: 22（其中修订16件） is 22, and a number that is kept as a text is that number.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gongkai.form import CellKey, Equation, Table
from gongkai.office.columns import Place, areas

HOLDS, DIFFERS, UNFILLED, UNKNOWN = "平", "差", "未填", "无法核对"
HEAD = "核对"
REMARKS = "备注"
TOP = 3  # the first row of the table, above it stand its title and its edition
_WORDS = ("/", "／", "不适用", "空白", "—")
_UNITS = ("元", "万")


class Check(NamedTuple):
    """A formula and the cells that it takes up: from `place` as many columns as `width` to the right."""

    place: Place
    width: int
    formula: str


class Checked(NamedTuple):
    """The checks of a table: beside the rows, and rows of them below, each with a label."""

    beside: tuple[tuple[str, tuple[Check, ...]], ...]
    below: tuple[tuple[str, tuple[Check, ...]], ...]


Places = Mapping[CellKey, Place]


def checks(table: Table, places: Places, right: int, bottom: int) -> Checked:
    """The checks of a table whose figures stand at `places`; the first free column and row are given.

    A total along a row stands beside the row; where the form has several of them in one single row, each
    stands below its group, as what is asked of columns does.
    """
    beside: dict[str, list[Check]] = {}
    below: dict[str, list[Check]] = {}
    labels: list[str] = []
    alone = len(table.blocks) == 1 and len(table.blocks[0].row_leaves) == 1
    apart = 2 if alone else 1  # rows; without labels of rows the label of a check has a row of its own
    for equation in table.equations:
        across = along_a_row(equation)
        if across and not alone:
            found = beside.setdefault(equation.right[0].column, [])
            place = Place(places[equation.right[0]].row, right + list(beside).index(equation.right[0].column))
            found.append(Check(place, 1, formula(equation, places)))
            continue
        name = f"{equation.code} {equation.defines.row if equation.defines else ''}"
        if name not in below:
            labels.append(_label(table, equation))
        found = below.setdefault(name, [])
        first, last = _columns(equation, places)
        place = Place(bottom + list(below).index(name) * apart + apart - 1, first)
        found.append(Check(place, last - first + 1, formula(equation, places)))
    return Checked(
        tuple((HEAD, tuple(found)) for found in beside.values()),
        tuple((label, tuple(found)) for label, found in zip(labels, below.values(), strict=True)),
    )


def words(found: Checked, stub: int, columns: int) -> dict[Place, str]:
    """What is written beside a table of so many columns: the labels of its checks, and the head of the remarks."""
    heads = dict.fromkeys((Place(TOP, columns + at) for at, _ in enumerate(found.beside, 1)), HEAD)
    below = {Place(row[0].place.row - (not stub), 1): label for label, row in found.below}
    return {**heads, remarks(found, columns): REMARKS, **below}


def remarks(found: Checked, columns: int) -> Place:
    """The head of the column of remarks."""
    return Place(TOP, columns + len(found.beside) + 1)


def along_a_row(equation: Equation) -> bool:
    """Whether an equation is about the total of a row."""
    return bool(equation.defines and {key.row for key in equation.left} == {equation.defines.row})


def _columns(equation: Equation, places: Places) -> tuple[int, int]:
    columns = [places[key].column for key in (*equation.left, *equation.right)]
    return min(columns), max(columns)


def _label(table: Table, equation: Equation) -> str:
    """What a row of checks asks."""
    if equation.defines is None:
        return f"{HEAD}：{next(i.name for i in table.identities if i.code == equation.code)}"
    if equation.row and not along_a_row(equation):
        return f"{HEAD}：{equation.row.node.label}等于以上各种结果之和"
    return f"{HEAD}：各组的总计等于同组其他各格之和"


def formula(equation: Equation, places: Places) -> str:
    """The formula that says whether an equation holds; of a total that is left out, what it would be."""
    left, right = (areas([places[key] for key in side]) for side in (equation.left, equation.right))
    parts, total = _sum(left), _sum(right)
    judged = f'IF(ROUND({total}-({parts}),4)=0,"{HOLDS}","{DIFFERS} "&ROUND({total}-({parts}),4))'
    if equation.defines:
        judged = f'IF({right[0]}="","{UNFILLED}，相加得 "&({parts}),{judged})'
        asked = left
    else:
        asked = [*left, *right]
    return f'=IF({_blank(asked)}>0,"{UNFILLED}",IFERROR({judged},"{UNKNOWN}"))'


def _sum(found: Sequence[str]) -> str:
    return "+".join(f"SUMPRODUCT({_number(area)})" for area in found)


def _number(area: str) -> str:
    """The number that a cell begins with; an error if it has none."""
    text = f'SUBSTITUTE({area},"(","（")&"（"'
    return f'VALUE(0&LEFT({text},FIND("（",{text})-1))'


def _blank(found: Sequence[str]) -> str:
    return "+".join(f"COUNTBLANK({area})" for area in found)


def allowed(kind: str, cell: str) -> str:
    """The formula that says whether an office may type what stands in a cell of a kind."""
    asked = {
        "count": f"AND({cell}>=0,{cell}=INT({cell}))",
        "signed": f"{cell}=INT({cell})",
        "money": f"{cell}>=0",
        "amount": f"{cell}>=0",
    }[kind]
    words = ",".join(f'{cell}="{word}"' for word in _WORDS)
    least = "-9E+15" if kind == "signed" else "0"
    noted = f'IFERROR(VALUE(LEFT({cell},FIND("（",SUBSTITUTE({cell},"(","（")&"（")-1))>={least},FALSE)'
    units = "".join(f',ISNUMBER(FIND("{unit}",{cell}))' for unit in _UNITS) if kind == "amount" else ""
    return f'IF(ISNUMBER({cell}),{asked},OR({words},LEFT({cell},2)="待核",{noted}{units}))'


def explained(kind: str) -> str:
    """What to say to an office that typed what is not allowed."""
    number = {
        "count": "件数、项数只能是整数，不能是负数",
        "signed": "这里只能是整数，可以是负数",
        "money": "金额只写数字，单位已经印在表上，不能是负数",
        "amount": "金额不能是负数，可以带单位，例如 120.5万元",
    }[kind]
    return f"{number}。没有发生写 0；原表空着写“空白”；也可以写 / 或者“不适用”；说明写在数字后面的括号里，例如 22（其中修订16件）。"
