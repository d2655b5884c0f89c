"""What does an invented report say, and how are its tables drawn? Figures from a seed, and boxes to write them in.

Everything is reckoned here in the plainest way from the labels of `support`; nothing is shared with src/gongkai.
A drawn table is rows of slots; the same box in neighbouring slots is one merged cell.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from support import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OUT,
    NEW,
    PROACTIVE,
    RESULT_TOTAL,
    RESULTS,
    REVIEW_GROUPS,
    REVIEW_PARTS,
    TOTAL,
)

Key = tuple[str, str, str]  # 表, 行, 列 as in report.json
NUMBER, BLANK, SLASH, INAPPLICABLE, OPEN, ABSENT = "数", "空白", "斜线", "不适用", "待核", "缺表"
EDITIONS = ("2021", "2019")
COLUMNS = (*APPLICANTS, TOTAL)
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
STUB = 3  # columns of labels in table 三
SIGNED, AMOUNT, FEE, IN_FORCE = "本年增/减", "采购总金额", "本年收费金额（单位：万元）", "现行有效件数"


class Filed(NamedTuple):
    """What a report says in one cell."""

    state: str
    number: str | None
    text: str


Truth = dict[Key, Filed]


@dataclass(eq=False)
class Box:
    """One cell as it is drawn; `keys` are the cells of the form that it is, or that stand under it as a label."""

    text: str
    kind: str  # row, column, title, corner, figure, fill
    keys: frozenset[Key] = frozenset()
    hurt: bool = False


@dataclass(eq=False)
class Row:
    """A line of a drawn table: title, head or row; `noise` is a line of the page between, `break` a new piece."""

    kind: str
    slots: list[Box] = field(default_factory=list)
    text: str = ""
    hurt: bool = False

    @property
    def keys(self) -> frozenset[Key]:
        """The cells whose figures stand in this row."""
        return frozenset[Key]().union(*(box.keys for box in self.slots if box.kind == "figure"))

    @property
    def figures(self) -> list[Box]:
        """The boxes of its figures, each once."""
        return [box for box in dict.fromkeys(self.slots) if box.kind == "figure"]


@dataclass(eq=False)
class Sheet:
    """One table as it is drawn."""

    ordinal: str
    edition: str
    rows: list[Row]
    hurt: bool = False

    @property
    def data(self) -> list[Row]:
        """The rows with figures."""
        return [row for row in self.rows if row.kind == "row"]

    @property
    def labels(self) -> list[Box]:
        """Every label that some cell stands under, each once."""
        boxes = dict.fromkeys(box for row in self.rows for box in row.slots)
        return [box for box in boxes if box.kind in {"row", "column", "title"} and box.keys and box.text]


@dataclass(eq=False)
class Chapter:
    """A chapter: its heading as written, how deep it stands, its paragraphs and its table."""

    heading: str
    level: int
    paragraphs: list[str]
    sheet: Sheet | None = None


@dataclass(eq=False)
class Document:
    """A report before it becomes a file."""

    title: list[str]
    chapters: list[Chapter]
    truth: Truth
    preamble: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)  # page furniture
    after: list[str] = field(default_factory=list)  # signature, attachments, page furniture

    @property
    def sheets(self) -> list[Sheet]:
        """The tables that the report has."""
        return [chapter.sheet for chapter in self.chapters if chapter.sheet]

    def copy(self) -> "Document":
        """The same report once more, to be changed."""
        boxes: dict[Box, Box] = {}

        def row_of(row: Row) -> Row:
            for box in row.slots:
                boxes.setdefault(box, Box(box.text, box.kind, box.keys, box.hurt))
            return Row(row.kind, [boxes[box] for box in row.slots], row.text, row.hurt)

        def sheet_of(sheet: Sheet) -> Sheet:
            return Sheet(sheet.ordinal, sheet.edition, [row_of(row) for row in sheet.rows], sheet.hurt)

        chapters = [
            Chapter(c.heading, c.level, [*c.paragraphs], sheet_of(c.sheet) if c.sheet else None) for c in self.chapters
        ]
        return Document([*self.title], chapters, dict(self.truth), [*self.preamble], [*self.before], [*self.after])


# ---- figures


def _draw(rng: random.Random, style: str) -> int:
    if style == "zeros":
        return 0
    if style == "sparse":
        return rng.randint(1, 9) if rng.random() < 0.08 else 0
    if style == "small":
        return rng.choice((0, 0, rng.randint(0, 40)))
    if style == "many":
        return rng.randint(1, 999)
    return rng.choice((0, rng.randint(1, 10 ** rng.randint(1, 6))))


STYLES = ("zeros", "sparse", "sparse", "small", "small", "many", "large")


def _proactive(edition: str, rng: random.Random) -> Iterator[tuple[Key, Filed]]:
    style = rng.choice(STYLES)
    for row, column in PROACTIVE[edition]:
        value = _draw(rng, style)
        number = text = str(value)
        if row.endswith("／规章"):
            number = text = "0"
        elif column == FEE:
            places = rng.randint(0, 4)
            number = text = f"{value + rng.random() * bool(value or rng.random() < 0.3):.{places}f}"
        elif column == AMOUNT:
            number = f"{value}.{rng.randint(1, 99):02d}" if rng.random() < 0.4 else str(value)
            text = number + rng.choice(("", "", "元", "万元"))
        elif column == SIGNED:
            value *= rng.choice((1, 1, -1))
            number = str(value)
            text = f"+{value}" if value > 0 and rng.random() < 0.5 else number
        elif row.endswith(("／行政许可", "／行政处罚")) and style in {"many", "large"}:
            number = text = str(rng.randint(10_000, 99_999_999))
        elif value > 1 and rng.random() < 0.1:
            space = rng.choice(("", " "))
            part = rng.randint(1, value)
            text += rng.choice(
                (
                    f"（其中修订{space}{part}{space}件）",
                    f"（含自然失效{space}{part}{space}件）",
                    f"({part}件为联合制发)",
                )
            )
        yield ("二", row, column), Filed(NUMBER, number, text)


def _requests(edition: str, rng: random.Random) -> Iterator[tuple[Key, Filed]]:
    figures: dict[tuple[str, str], int] = {}
    style = rng.choice(STYLES)
    rows = (NEW, CARRIED_IN, *RESULTS[edition], RESULT_TOTAL, CARRIED_OUT)
    for number, column in enumerate(APPLICANTS):
        used = style if number == 0 or style == "zeros" or rng.random() < 0.5 else "sparse"
        parts = [_draw(rng, used) for _ in RESULTS[edition]]
        out = _draw(rng, used)
        carried_in = rng.randint(0, sum(parts) + out) if rng.random() < 0.6 else 0
        values = (sum(parts) + out - carried_in, carried_in, *parts, sum(parts), out)
        figures |= {(row, column): value for row, value in zip(rows, values, strict=True)}
    for row in rows:
        figures[row, TOTAL] = sum(figures[row, column] for column in APPLICANTS)
        for column in COLUMNS:
            yield ("三", row, column), Filed(NUMBER, str(figures[row, column]), str(figures[row, column]))


def _reviews(rng: random.Random) -> Iterator[tuple[Key, Filed]]:
    style = rng.choice(STYLES)
    for group in REVIEW_GROUPS:
        parts = [_draw(rng, style) for _ in REVIEW_PARTS]
        for part, value in zip((*REVIEW_PARTS, TOTAL), (*parts, sum(parts)), strict=True):
            yield ("四", "", f"{group}／{part}"), Filed(NUMBER, str(value), str(value))


def _is_total(key: Key) -> bool:
    return key[2].endswith(TOTAL)


_UNFILLED = ("", "", "", "/", "／", "不适用", "—", "-")


def filed_as(text: str) -> Filed:
    """What a text that is no number says."""
    state = {"/": SLASH, "／": SLASH, "不适用": INAPPLICABLE}.get(text, BLANK)
    return Filed(state, None, text)


def _leave_out(truth: Truth, ordinal: str, rng: random.Random) -> None:
    """Cells that an office did not fill in; what is left out is nought, so that what is written still adds up."""
    keys = [key for key in truth if key[0] == ordinal]
    noughts = [key for key in keys if truth[key].number == "0"]
    how = rng.random()
    if how < 0.62:
        return
    if how < 0.82:
        for key in rng.sample(noughts, min(len(noughts), rng.randint(1, 5))):
            truth[key] = filed_as(rng.choice(_UNFILLED))
        return
    if how < 0.9:
        left_out, text = noughts, rng.choice(("", "", "/", "—"))
    elif how < 0.97 and ordinal != "二":
        left_out, text = [key for key in keys if not _is_total(key)], ""
    else:
        left_out, text = (keys if len(noughts) == len(keys) else []), rng.choice(("", "/"))
    truth.update(dict.fromkeys(left_out, filed_as(text)))


def true_figures(editions: Mapping[str, str], rng: random.Random) -> Truth:
    """Every cell of a report whose tables are of these editions, every sum of which holds."""
    truth = dict(_proactive(editions["二"], rng)) | dict(_requests(editions["三"], rng)) | dict(_reviews(rng))
    for ordinal in "二三四":
        _leave_out(truth, ordinal, rng)
    return truth


# ---- tables


def _figure(truth: Truth, key: Key) -> Box:
    return Box(truth[key].text, "figure", frozenset({key}))


def _spread(boxes: list[Box], width: int) -> list[Box]:
    """The boxes over that many slots, the last one as wide as is left."""
    return boxes + boxes[-1:] * (width - len(boxes))


def _proactive_sheet(truth: Truth, edition: str) -> Sheet:
    rows: list[Row] = []
    for title, found in groupby(PROACTIVE[edition], lambda cell: cell[0].split("／")[0]):
        cells = list(found)
        labels = list(dict.fromkeys(row for row, _ in cells))
        columns = list(dict.fromkeys(column for _, column in cells))
        keys = frozenset(("二", *cell) for cell in cells)
        rows.append(Row("title", [Box(title, "title", keys)] * 4))
        heads = [Box(c, "column", frozenset(key for key in keys if key[2] == c)) for c in columns]
        rows.append(Row("head", [Box("信息内容", "corner"), *_spread(heads, 3)]))
        for label in labels:
            figures = [_figure(truth, ("二", label, column)) for column in columns]
            name = Box(label.split("／")[1], "row", frozenset(("二", label, column) for column in columns))
            rows.append(Row("row", [name, *_spread(figures, 3)]))
    return Sheet("二", edition, rows)


def _requests_sheet(truth: Truth, edition: str) -> Sheet:
    keys = [key for key in truth if key[0] == "三"]
    heads = {
        column: Box(column.split("／")[-1], "column", frozenset(k for k in keys if k[2] == column))
        for column in COLUMNS
    }
    corner, over = Box(CORNER, "corner"), Box("申请人情况", "title")
    bodies = Box("法人或其他组织", "column", frozenset(k for k in keys if "法人" in k[2]))
    person, *kinds, total = heads.values()
    stub = [corner] * STUB
    rows = [
        Row("head", [*stub, *[over] * 7]),
        Row("head", [*stub, person, *[bodies] * 5, total]),
        Row("head", [*stub, person, *kinds, total]),
    ]
    groups: dict[tuple[str, ...], Box] = {}
    for label in (NEW, CARRIED_IN, *RESULTS[edition], RESULT_TOTAL, CARRIED_OUT):
        path = tuple(label.split("／"))
        boxes = []
        for depth in range(1, len(path) + 1):
            own = frozenset(k for k in keys if tuple(k[1].split("／"))[:depth] == path[:depth])
            boxes.append(groups.setdefault(path[:depth], Box(path[depth - 1], "row", own)))
        figures = [_figure(truth, ("三", label, column)) for column in COLUMNS]
        rows.append(Row("row", [*_spread(boxes, STUB), *figures]))
    return Sheet("三", edition, rows)


def _reviews_sheet(truth: Truth, edition: str) -> Sheet:
    keys = [key for key in truth if key[0] == "四"]
    names = {
        part: Box(part, "column", frozenset(key for key in keys if part in key[2]))
        for part in ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")
    }
    leaves = [Box(key[2].split("／")[-1], "column", frozenset({key})) for key in keys]
    first, second, direct, after = names.values()
    rows = [
        Row("head", [first] * 5 + [second] * 10),
        Row("head", [*leaves[:5], *[direct] * 5, *[after] * 5]),
        Row("head", list(leaves)),
        Row("row", [_figure(truth, key) for key in keys]),
    ]
    return Sheet("四", edition, rows)


# ---- texts

_PLACES = ("青榆", "白沙汀", "松萝", "云锦坪", "柘溪", "望禾", "半月湾", "南浔岭", "桐花", "石鼓坡")
_SENTENCES = (
    "本年继续梳理公开目录，把办事指南、收费标准和救济渠道放在同一个栏目里，群众查找更方便。",
    "全年整理并发布各类信息{n}条，其中机构职能{m}条，其余为办事和服务类信息。",
    "公开前逐条核对来源、日期和附件，不该公开的不公开，该公开的当天公开。",
    "指定两名工作人员专门答复来电，咨询电话05{m}-8{n}2{m}6，工作日均有人接听。",
    "网站栏目每月检查一次，发现空白栏目{m}个，均已补齐。",
    "组织一次业务培训，讲解条例条文和表格填写办法，共{n}人参加。",
    "{next}年将进一步规范流程，减少格式差错。",
    "1.目录更新还不够及时。2.个别栏目内容偏少。",
    "一是补充政策问答；二是增加图表；三是定期回访申请人。",
)
_TITLES = (
    "{agency}{year}年政府信息公开工作年度报告",
    "{agency}{year}年政府信息公开年报",
    "{agency}政府信息公开工作{year}年度报告",
    "关于{agency}{year}年度政府信息公开情况的报告",
    "{year}年政府信息公开工作年度报告",
)
HEADINGS = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
ORDINALS = "一二三四五六七"


def sentence(rng: random.Random, year: int) -> str:
    """A sentence of our own with figures in it."""
    return rng.choice(_SENTENCES).format(n=rng.randint(11, 980), m=rng.randint(10, 99), next=year + 1)


def true_report(rng: random.Random) -> Document:
    """An invented report that is as it should be: the forms may differ from table to table."""
    both = rng.choice(EDITIONS)
    editions = {"二": both, "三": both if rng.random() < 0.6 else rng.choice(EDITIONS), "四": both}
    truth = true_figures(editions, rng)
    sheets = {
        1: _proactive_sheet(truth, editions["二"]),
        2: _requests_sheet(truth, editions["三"]),
        3: _reviews_sheet(truth, editions["四"]),
    }
    year = rng.randint(2019, 2025)
    place = rng.choice(_PLACES)
    agency = place + rng.choice(("镇人民政府", "乡人民政府", "县人民政府", "区水务局", "县文化和旅游局", "街道办事处"))
    chapters = []
    for number, title in enumerate(HEADINGS):
        paragraphs = []
        if number not in sheets:
            parts = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障") if number == 0 else ("", "")
            for at, part in enumerate(parts):
                head = f"（{ORDINALS[at]}）{part}。" if part else ""
                paragraphs.append(head + sentence(rng, year) + sentence(rng, year))
        if number == 5 and rng.random() < 0.4:
            paragraphs = ["无。"]
        chapters.append(Chapter(f"{ORDINALS[number]}、{title}", 2, paragraphs, sheets.get(number)))
    title = rng.choice(_TITLES).format(agency=agency, year=year)
    return Document([title], chapters, truth)
