"""A true report of an invented town, written out whole, for cases that do one thing to it and say what is left.

The figures are typed by hand, every sum of which holds, and so is every expected value: nothing here asks the importer
what is right. How the tables are drawn and written is shared with `archive_truth` and `archive_layouts`.
"""

from collections.abc import Iterable

import archive_truth
from archive_layouts import LAYOUTS, Style
from archive_truth import COLUMNS, HEADINGS, ORDINALS, Box, Chapter, Document, Filed, Key, Row, Sheet
from gongkai.archive.containers import read as read_file
from gongkai.archive.importing import NOTHING, Asked, Imported, NotImported, imported
from support import (
    CARRIED_IN,
    CARRIED_OUT,
    NEW,
    PROACTIVE,
    RESULT_TOTAL,
    RESULTS,
    REVIEW_GROUPS,
    REVIEW_PARTS,
    TOTAL,
    forms,
)

TOWN = "松萝镇人民政府"
TITLE = f"{TOWN}2023年政府信息公开工作年度报告"
EVERY = ("tabs_kept", "cells_tabbed", "bars", "pipes", "spaces", "html_spans", "docx", "xlsx")
SEEN = ("tabs_kept", "pipes", "html_plain", "docx", "xlsx")  # layouts that show a blank where it stands
THREE = ("tabs_kept", "spaces", "html_spans")  # one of each kind
BLANK, OPEN, SLASH, INAPPLICABLE = "空白", "待核", "斜线", "不适用"

_TWO = {
    "2021": "0 0 0   3 1 12   845   37   6   7730.28",
    "2019": "0 0 0   3 2 19   41 2 845   12 0 96   120 -8 37   9 0 6   2 0   14 386.5",
}
_UNIT = {("二", "第二十条第（九）项／政府集中采购", "采购总金额"): "386.5万元"}
_NEW = "74 8 1 1 8 3 95"
_IN = "6 0 1 0 0 0 7"
_RESULTS = """
    21 3 0 1 0 2 27
    5 1 0 0 0 0 6
    0 0 0 0 0 0 0
    2 0 0 0 1 0 3
    0 0 0 0 0 0 0
    1 2 0 0 0 0 3
    4 0 0 0 0 0 4
    3 1 0 0 0 0 4
    0 0 0 0 2 0 2
    1 0 0 0 0 0 1
    14 0 1 0 3 0 18
    6 0 0 0 0 0 6
    0 0 0 0 0 0 0
    8 0 0 0 0 0 8
    2 0 0 0 0 1 3
    0 0 0 0 0 0 0
    0 0 0 0 0 0 0
    1 0 0 0 0 0 1
"""
_REST = {"2021": "3 0 0 0 0 0 3   0 0 0 0 0 0 0   5 0 1 0 0 0 6", "2019": "8 0 1 0 0 0 9"}
_ALL = "76 7 2 1 6 3 95"
_OUT = "4 1 0 0 2 0 7"
_FOUR = "3 1 0 2 6   1 0 0 1 2   0 0 1 0 1"

PROSE = {
    "一": [
        "（一）主动公开。全年发布各类信息312条，栏目每月检查一次，过期的内容当天撤下。",
        "（二）依申请公开。收到申请95件，上年结转7件，都有专人答复。",
    ],
    "五": ["个别栏目内容偏少，准备逐月补上，并请村里的老人来提意见。"],
    "六": ["本年没有收取信息处理费。"],
}

Cells = dict[Key, str]


def true(two: str = "2021", three: str = "2021", **changes: str) -> Cells:
    """Every cell of the report, by its number; `changes` are other texts for whole tables, as 二='/'."""
    rows = (NEW, CARRIED_IN, *RESULTS[three], RESULT_TOTAL, CARRIED_OUT)
    keys: list[Key] = [("二", row, column) for row, column in PROACTIVE[two]]
    keys += [("三", row, column) for row in rows for column in COLUMNS]
    keys += [("四", "", f"{group}／{part}") for group in REVIEW_GROUPS for part in (*REVIEW_PARTS, TOTAL)]
    figures = " ".join((_TWO[two], _NEW, _IN, _RESULTS, _REST[three], _ALL, _OUT, _FOUR)).split()
    found = dict(zip(keys, figures, strict=True))
    return {key: changes.get(key[0], value) for key, value in found.items()}


def of(table: str, row: str = "", *columns: str, cells: Cells | None = None) -> list[Key]:
    """The keys of a table in whose row stand these words, and in the columns that end so."""
    keys = [key for key in cells or true() if key[0] == table and row in key[1]]
    found = [key for key in keys if not columns or key[2].endswith(columns)]
    assert found, (row, columns)
    return found


def report(two: str = "2021", three: str = "2021", title: str = TITLE) -> Document:
    """The report, its tables drawn as the notices have them."""
    truth = {key: Filed("数", text, _UNIT.get(key, text)) for key, text in true(two, three).items()}
    sheets = {
        "二": archive_truth._proactive_sheet(truth, two),
        "三": archive_truth._requests_sheet(truth, three),
        "四": archive_truth._reviews_sheet(truth, two),
    }
    chapters = [
        Chapter(f"{ordinal}、{heading}", 2, [*PROSE.get(ordinal, ())], sheets.get(ordinal))
        for ordinal, heading in zip(ORDINALS, HEADINGS, strict=False)
    ]
    return Document([title], chapters, truth)


# ---- what can be done to it


def sheet(document: Document, ordinal: str) -> Sheet:
    """One of its tables."""
    return next(one for one in document.sheets if one.ordinal == ordinal)


def line(document: Document, ordinal: str, label: str) -> Row:
    """The row whose last label begins so."""
    return next(
        one
        for one in sheet(document, ordinal).data
        if [box for box in one.slots if box.kind == "row"][-1].text.startswith(label)
    )


def figures(one: Row, *texts: str) -> None:
    """Other figures for a row."""
    for box, text in zip(one.figures, texts, strict=True):
        box.text = text


def reword(document: Document, *swaps: tuple[str, str]) -> Document:
    """Other words in labels and headings; every swap finds what it is to change."""
    for old, new in swaps:
        boxes = [box for one in document.sheets for line in one.rows for box in dict.fromkeys(line.slots)]
        named = [box for box in dict.fromkeys(boxes) if old in box.text]
        headed = [chapter for chapter in document.chapters if old in chapter.heading]
        assert named or headed, old
        for box in named:
            box.text = box.text.replace(old, new)
        for chapter in headed:
            chapter.heading = chapter.heading.replace(old, new)
    return document


def empty(count: int, kind: str = "figure") -> list[Box]:
    """Cells without text."""
    return [Box("", kind) for _ in range(count)]


def chapter(document: Document, ordinal: str) -> Chapter:
    """One of its chapters."""
    return next(one for one in document.chapters if one.heading.startswith(ordinal))


# ---- the file and what becomes of it


def written(document: Document, layout: str = "tabs_kept", style: Style | None = None) -> tuple[bytes, str]:
    """The report as a file, and its name."""
    made = LAYOUTS[layout](document, style or Style(marked=layout in {"pipes", "html_plain"}))
    return made.data, made.name


def swapped(file: tuple[bytes, str], *swaps: tuple[str, str]) -> tuple[bytes, str]:
    """A text file with other words in it; every swap finds what it is to change."""
    text = file[0].decode()
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode(), file[1]


def outcome(file: tuple[bytes, str], asked: Asked = NOTHING) -> Imported | NotImported:
    """What becomes of a file."""
    return imported(*file, forms(), read_file, asked)


def read(file: Document | tuple[bytes, str], layout: str = "tabs_kept", asked: Asked = NOTHING) -> Imported:
    """The report of a file, or of a document written in a layout."""
    one = outcome(written(file, layout) if isinstance(file, Document) else file, asked)
    assert isinstance(one, Imported), one
    return one


def told(one: Imported) -> Cells:
    """Each cell by its number, or its state if it has none."""
    return {key: number if state == "数" and number else str(state) for key, (state, number, _) in one.cells.items()}


def check(one: Imported, expected: Cells, unsure: Iterable[Key] = (), lost: Iterable[Key] = ()) -> None:
    """Every cell is as expected; the unsure ones may be open instead, and the lost ones are blank or open."""
    found = told(one)
    allowed = {key: {value} for key, value in expected.items()}
    allowed |= {key: {expected[key], OPEN} for key in unsure}
    allowed |= {key: {BLANK, OPEN} for key in lost}
    assert found.keys() == allowed.keys(), found.keys() ^ allowed.keys()
    wrong = {key: (sorted(allowed[key]), value) for key, value in found.items() if value not in allowed[key]}
    assert not wrong, wrong


def repaired(one: Imported, *kinds: str) -> list[tuple[str, str]]:
    """What was repaired: what stood there and what it was made."""
    return [(repair.found, repair.made) for repair in one.repairs if repair.kind in kinds]
