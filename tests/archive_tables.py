"""Tables of reports with their figures, written out in every layout, for the tests of the import of tables."""

import random
from collections.abc import Callable, Mapping, Sequence

from archive_model import grid
from gongkai.archive.raw import Block, Cell, Paragraph, RawTable
from gongkai.archive.recognise import recognise
from gongkai.archive.sheet import Recognised
from support import APPLICANTS, CARRIED_IN, CARRIED_OUT, NEW, RESULT_TOTAL, RESULTS, TOTAL, balanced, forms

Rows = list[list[str]]
Figures = Mapping[tuple[str, str, str], object]
COLUMNS = (*APPLICANTS, TOTAL)
HEADS_3 = [
    ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "", "", "申请人情况", *[""] * 6],
    ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
    ["", "", "", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""],
]
FIVE = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
HEADS_4 = [
    ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
    ["", "", "", "", "", "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
    FIVE * 3,
]
_GROUPS_4 = ("行政复议", "行政诉讼／未经复议直接起诉", "行政诉讼／复议后起诉")
_BLOCKS = {
    "2021": [
        ("一", ["本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "行政规范性文件"]),
        ("五", ["本年处理决定数量"], ["行政许可"]),
        ("六", ["本年处理决定数量"], ["行政处罚", "行政强制"]),
        ("八", ["本年收费金额（单位：万元）"], ["行政事业性收费"]),
    ],
    "2019": [
        ("一", ["本年新制作数量", "本年新公开数量", "对外公开总数量"], ["规章", "规范性文件"]),
        ("五", ["上一年项目数量", "本年增/减", "处理决定数量"], ["行政许可", "其他对外管理服务事项"]),
        ("六", ["上一年项目数量", "本年增/减", "处理决定数量"], ["行政处罚", "行政强制"]),
        ("八", ["上一年项目数量", "本年增/减"], ["行政事业性收费"]),
        ("九", ["采购项目数量", "采购总金额"], ["政府集中采购"]),
    ],
}


def figures(edition: str = "2021", seed: int = 1, high: int = 40) -> dict[tuple[str, str, str], object]:
    """Figures of all tables, every sum of which holds, by (表, 行, 列)."""
    return dict(balanced(edition, random.Random(seed), high))


def table_2(told: Figures, edition: str = "2021") -> Rows:
    """Table 二 row by row as it is printed: four places a row."""
    rows: Rows = []
    for item, columns, labels in _BLOCKS[edition]:
        block = f"第二十条第（{item}）项"
        rows.append([block, "", "", ""])
        rows.append(["信息内容", *columns, *[""] * (3 - len(columns))])
        for label in labels:
            texts = [str(told["二", f"{block}／{label}", column]) for column in columns]
            rows.append([label, *texts, *[""] * (3 - len(columns))])
    return rows


def table_3(told: Figures, edition: str = "2021") -> Rows:
    """Table 三 row by row as it is printed: three places for labels, seven for figures; a head where it begins."""
    rows = [list(row) for row in HEADS_3]
    before: list[str] = []
    for row in (NEW, CARRIED_IN, *RESULTS[edition], RESULT_TOTAL, CARRIED_OUT):
        path = row.split("／")
        shown = ["" if before[: at + 1] == path[: at + 1] else label for at, label in enumerate(path)]
        before = path
        rows.append([*shown, *[""] * (3 - len(shown)), *(str(told["三", row, column]) for column in COLUMNS)])
    return rows


def table_4(told: Figures) -> Rows:
    """Table 四 row by row as it is printed: fifteen places."""
    return [*[list(row) for row in HEADS_4], [str(told["四", "", f"{g}／{part}"]) for g in _GROUPS_4 for part in FIVE]]


def tabbed(rows: Sequence[Sequence[str]]) -> list[Block]:
    """As pasted from Word: tabulators between the places."""
    return lines(*("\t".join(row) for row in rows))


def piped(rows: Sequence[Sequence[str]]) -> list[Block]:
    """As Markdown has it."""
    texts = [f"| {' | '.join(text.replace(chr(10), '<br>') for text in row)} |" for row in rows]
    return lines(texts[0], "|" + "---|" * len(rows[0]), *texts[1:])


def spaced(rows: Sequence[Sequence[str]]) -> list[Block]:
    """As copied from a page: only blanks between what is filled."""
    return lines(*(" ".join(text.replace("\n", "") for text in row if text) for row in rows))


def indented(rows: Sequence[Sequence[str]]) -> list[Block]:
    """A line a place, each behind a tabulator, and an empty line between two rows."""
    return lines(*(line for row in rows for line in (*(f"\t{text}" for text in row), "")))


def drawn(rows: Sequence[Sequence[str]]) -> list[Block]:
    """A real table without merged places."""
    return [grid(*rows)]


def merged(rows: Sequence[Sequence[str]]) -> list[Block]:
    """A real table whose heads and labels are merged as in the form: an empty place goes with the label on its left."""
    made = []
    for i, row in enumerate(rows, 1):
        places = []
        last = max((at for at, text in enumerate(row) if text and not text.isdecimal()), default=-1)
        for at, text in enumerate(row):
            covered = not text and at < 3 and 0 <= last < at
            places.append(Cell(text, f"第1个表第{i}行第{at + 1}列", (1, 1), covered))
        made.append(tuple(places))
    return [RawTable(tuple(made), "第1个表")]


LAYOUTS: dict[str, Callable[[Sequence[Sequence[str]]], list[Block]]] = {
    "tabbed": tabbed,
    "piped": piped,
    "spaced": spaced,
    "indented": indented,
    "drawn": drawn,
    "merged": merged,
}


def lines(*texts: str) -> list[Block]:
    """Lines of a text."""
    return [Paragraph(text, f"第{number}行") for number, text in enumerate(texts, 1)]


def read(ordinal: str, blocks: Sequence[Block], year: int = 2023) -> Recognised:
    """One table, found in these blocks."""
    return next(one for one in recognise({ordinal: blocks}, forms(), year) if one.table.ordinal == ordinal)


def told(one: Recognised) -> dict[tuple[str, str, str], str]:
    """What was read into each cell, by the labels of the form."""
    ordinal = one.table.ordinal
    return {(ordinal, *(leaf.label for leaf in one.table.leaves[key])): cell.text for key, cell in one.cells.items()}


def wrong(one: Recognised, stated: Figures) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Cells that say something else than the source, without being 待核: what they say and what is stated there."""
    return {
        key: (text, str(stated.get(key, "（无）")))
        for key, text in told(one).items()
        if not text.startswith("待核") and text != str(stated.get(key, "（无）"))
    }
