"""What happens to reports in archives? Each damage is one of the 24 irregularities, and says which cells it touches.

A damage changes a document in place and returns its `Hit`, or None where it does not apply. Typing mistakes are our
own or the kinds that domain.md section 5 lists; the numbers are those of its list.
"""

import random
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import pairwise, takewhile
from typing import NamedTuple

from archive_truth import (
    AMOUNT,
    FEE,
    ORDINALS,
    SIGNED,
    STUB,
    Box,
    Chapter,
    Document,
    Key,
    Row,
    Sheet,
    filed_as,
    sentence,
)


class Fate(StrEnum):
    """What an importer can still know of a cell that was touched."""

    TOUCHED = "touched"  # the truth
    UNSURE = "unsure"  # the truth, or 待核
    LOST = "lost"  # nothing: blank or 待核, or 缺表 if the whole table is gone


class Hit(NamedTuple):
    """What was done: the irregularity, its name, and the fate of the cells that were touched."""

    irregularity: int
    name: str
    fates: dict[Key, Fate]


Damage = Callable[[Document, random.Random], Hit | None]


def _hit(irregularity: int, name: str, keys: Iterable[Key], fate: Fate = Fate.TOUCHED) -> Hit:
    return Hit(irregularity, name, dict.fromkeys(keys, fate))


# ---- labels, in their characters


def _reword(document: Document, rng: random.Random, change: Callable[[str], str]) -> set[Key]:
    """Change labels of one table or of all, some or all of them; the cells under those that did change."""
    sheets = document.sheets if rng.random() < 0.3 else [rng.choice(document.sheets)]
    share = rng.choice((0.15, 0.5, 1.0))
    touched: set[Key] = set()
    for box in (box for sheet in sheets for box in sheet.labels):
        if rng.random() < share and (text := change(box.text)) != box.text:
            box.text = text
            touched |= box.keys
    return touched


def _spaces(document: Document, rng: random.Random) -> Hit | None:
    blank = rng.choice((" ", " ", "  ", "\u3000", "\xa0"))

    def change(text: str) -> str:
        at = match.end() if (match := re.match(r".{1,2}[.）、]", text)) and rng.random() < 0.5 else 0
        at = at or rng.randint(1, max(1, len(text) - 1))
        return text[:at] + blank + text[at:]

    keys = _reword(document, rng, change)
    return _hit(1, "spaces in labels", keys) if keys else None


def _spaces_round_figures(document: Document, rng: random.Random) -> Hit | None:
    boxes = [box for sheet in document.sheets for row in sheet.data for box in row.figures if box.text and box.keys]
    some = rng.sample(boxes, min(len(boxes), rng.randint(5, 40)))
    for box in some:
        box.text = rng.choice((" {}", "{} ", "\u3000{}", "{}\xa0", " {} ")).format(box.text)
    return _hit(1, "spaces round figures", (key for box in some for key in box.keys)) if some else None


_MARKS = {"（": "(", "）": ")", "、": ",", "，": ",", "：": ":"}


def _brackets(document: Document, rng: random.Random) -> Hit | None:
    def change(text: str) -> str:
        quotes = rng.choice(('""', "‘’", "「」", ("", "")))
        text = text.replace("“", quotes[0]).replace("”", quotes[1])
        return "".join(_MARKS[char] if char in _MARKS and rng.random() < 0.6 else char for char in text)

    keys = _reword(document, rng, change)
    return _hit(2, "mixed marks", keys) if keys else None


_RADICALS = str.maketrans("民门见齐一二人入八力十又土士大女小工己巾干文方无日月止比水火父片牛犬玄瓜甘生用田白目石示立老而自至色行言谷走足身金长非面音风食首香高", "⺠⻔⻅⻬⼀⼆⼈⼊⼋⼒⼗⼜⼟⼠⼤⼥⼩⼯⼰⼱⼲⽂⽅⽆⽇⽉⽌⽐⽔⽕⽗⽚⽜⽝⽞⽠⽢⽣⽤⽥⽩⽬⽯⽰⽴⽼⽽⾃⾄⾊⾏⾔⾕⾛⾜⾝⾦⻓⾮⾯⾳⻛⻝⾸⾹⾼")  # fmt: skip


def _radicals(document: Document, rng: random.Random) -> Hit | None:
    keys = _reword(document, rng, lambda text: text.translate(_RADICALS))
    for chapter in document.chapters:
        chapter.heading = chapter.heading.translate(_RADICALS)
        chapter.paragraphs = [line.translate(_RADICALS) for line in chapter.paragraphs]
    return _hit(3, "radicals", keys) if keys else None


_TRADITIONAL = str.maketrans("规范业数现废内处决强费额单办结维纠诉讼审经复项织机构总计请转关无详继续仅关电务类组会当过执补证实举报访个国来为条", "規範業數現廢內處決強費額單辦結維糾訴訟審經復項織機構總計請轉關無詳繼續僅關電務類組會當過執補證實舉報訪個國來為條")  # fmt: skip


def _traditional(document: Document, rng: random.Random) -> Hit | None:
    words = rng.random() < 0.5

    def change(text: str) -> str:
        text = text.replace("文件", "檔案").replace("信息", "資訊") if words else text
        return text.translate(_TRADITIONAL)

    keys = _reword(document, rng, change)
    return _hit(7, "traditional labels", keys) if keys else None


_SLIPS = (
    ("三类内部事务", "三类内容事务"),
    ("只计这一情形", "只计这一情况"),
    ("其他法律行政法规禁止公开", "其他法律行政止公开"),
    ("其他法律行政法规禁止公开", "其他法律法规禁止公开"),
    ("现行有效件数", "现行有效件"),
    ("本年制发件数", "本年发件数"),
    ("逾期未按收费通知要求缴纳费用", "逾期未按收费通知缴纳费用"),
    ("本年增/减", "本年增"),
    ("本年增/减", "本年增减"),
    ("（单位：万元）", "（单位：万元，保留4位小数）"),
    ("（单位：万元）", ""),
)


def _unhurt(document: Document, least: int = 1) -> list[Box]:
    return [box for sheet in document.sheets for box in sheet.labels if not box.hurt and len(box.text) >= least]


def _slips(document: Document, rng: random.Random) -> Hit | None:
    found = [(box, slip) for box in _unhurt(document) for slip in _SLIPS if slip[0] in box.text]
    touched: set[Key] = set()
    for box, (right, wrong) in rng.sample(found, min(len(found), rng.randint(1, 3))):
        box.text = box.text.replace(right, wrong)
        box.hurt = True
        touched |= box.keys
    return _hit(5, "slips in labels", touched) if touched else None


def _one_character(document: Document, rng: random.Random, put: Callable[[str], str], least: int) -> set[Key]:
    """Change one character of one label, but not its number."""
    boxes = [box for box in _unhurt(document, least) if box.kind != "title"]
    if not boxes:
        return set()
    box = rng.choice(boxes)
    at = rng.choice([n for n, char in enumerate(box.text) if n > 2 and "\u4e00" <= char <= "\u9fff"] or [3])
    box.text = box.text[:at] + put(box.text[at]) + box.text[at + 1 :]
    box.hurt = True
    return {*box.keys}


def _wrong_character(document: Document, rng: random.Random) -> Hit | None:
    keys = _one_character(document, rng, lambda _: rng.choice("夭未土已亍囗佥吋仑戋"), 6)
    return _hit(5, "wrong character", keys) if keys else None


def _lost_character(document: Document, rng: random.Random) -> Hit | None:
    keys = _one_character(document, rng, lambda _: "", 6)
    return _hit(6, "lost character", keys) if keys else None


def _broken_lines(document: Document, rng: random.Random) -> Hit | None:
    boxes = [box for box in _unhurt(document, 4) if "\n" not in box.text]
    some = rng.sample(boxes, min(len(boxes), rng.randint(1, 12)))
    for box in some:
        for _ in range(rng.randint(1, 2)):
            at = rng.randint(2, len(box.text) - 2)
            box.text = f"{box.text[:at]}\n{box.text[at:]}".replace("\n\n", "\n")
    return _hit(1, "labels over lines", (key for box in some for key in box.keys)) if some else None


def _told_heads(document: Document, rng: random.Random) -> Hit | None:
    """An explanation in a head."""
    boxes = [box for box in _unhurt(document) if box.kind == "column" and box.text.endswith(("件数", "数量"))]
    if not boxes:
        return None
    box = rng.choice(boxes)
    box.text += rng.choice((" (历史累计)", "（含联合制发）", "（填写截至年底仍然有效、已经公开的件数）"))
    box.hurt = True
    return _hit(16, "explained heads", box.keys)


# ---- figures, as they are written


def _plain(document: Document, least: int = 0, most: int = 10**9) -> list[Box]:
    """Boxes of whole numbers that nothing has changed yet."""
    return [
        box
        for sheet in document.sheets
        for row in sheet.data
        if not row.hurt
        for box in row.figures
        if box.keys and not box.hurt and re.fullmatch(r"\d+", box.text, re.ASCII) and least <= int(box.text) <= most
    ]


def _rewrite(
    document: Document, rng: random.Random, hit: tuple[int, str], boxes: list[Box], put: Callable[[str], str]
) -> Hit | None:
    some = rng.sample(boxes, min(len(boxes), rng.choice((1, 3, 10, 40))))
    for box in some:
        box.text, box.hurt = put(box.text), True
    del document
    return _hit(*hit, (key for box in some for key in box.keys)) if some else None


def _thousands(document: Document, rng: random.Random) -> Hit | None:
    mark = rng.choice((",", ",", "，"))
    boxes = _plain(document, 1000)
    return _rewrite(document, rng, (15, "thousands"), boxes, lambda text: f"{int(text):,}".replace(",", mark))


_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def _full_width(document: Document, rng: random.Random) -> Hit | None:
    return _rewrite(document, rng, (15, "full width"), _plain(document), lambda text: text.translate(_FULL))


def chinese(number: int) -> str:
    """A whole number below 10 000 in Chinese.

    >>> chinese(0), chinese(12), chinese(203), chinese(1040)
    ('零', '十二', '二百零三', '一千零四十')
    """
    digits, out = "零一二三四五六七八九", ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += digits[digit] + name
        elif out and number and not out.endswith("零"):
            out += "零"
    return (out[1:] if out.startswith("一十") else out) or "零"


def _chinese(document: Document, rng: random.Random) -> Hit | None:
    boxes = _plain(document, 0, 9999)
    return _rewrite(document, rng, (15, "Chinese numerals"), boxes, lambda text: chinese(int(text)))


def _nought_point_nought(document: Document, rng: random.Random) -> Hit | None:
    text = rng.choice(("0.0", "0.00", "00"))
    return _rewrite(document, rng, (15, "0.0"), _plain(document, 0, 0), lambda _: text)


def _units(document: Document, rng: random.Random) -> Hit | None:
    of_counts = rng.choice(("件", " 件", "（件）"))
    counts = [box for box in _plain(document) if not _in_column(box, FEE, AMOUNT)]
    fees = [box for box in _figures(document) if _in_column(box, FEE) and not box.hurt and re.search(r"\d$", box.text)]
    some = rng.sample(counts, min(len(counts), rng.choice((1, 3, 10)))) + fees[: rng.randint(0, 1)]
    for box in some:
        box.text, box.hurt = box.text + ("万元" if box in fees else of_counts), True
    return _hit(16, "units", (key for box in some for key in box.keys)) if some else None


def _signs(document: Document, rng: random.Random) -> Hit | None:
    """Signs of other kinds in 本年增/减."""
    boxes = [box for box in _figures(document) if _in_column(box, SIGNED) and not box.hurt]
    boxes = [box for box in boxes if re.fullmatch(r"[+-]?[1-9]\d*", box.text)]
    for box in boxes:
        minus = box.text.startswith("-")
        box.text = rng.choice(("−", "－", "- ", "–") if minus else ("＋", "+ ", "+")) + box.text.lstrip("+-")
        box.hurt = True
    return _hit(16, "signs", (key for box in boxes for key in box.keys)) if boxes else None


def _figures(document: Document) -> list[Box]:
    """The boxes of all cells of the form."""
    return [box for sheet in document.sheets for row in sheet.data if not row.hurt for box in row.figures if box.keys]


def _in_column(box: Box, *columns: str) -> bool:
    return any(key[2] in columns for key in box.keys)


def _notes(document: Document, rng: random.Random) -> Hit | None:
    note = rng.choice(("（其中修订 1 件）", "（含上年 2 件）", "(均已办结)", "（含自然失效1件）"))
    boxes = _plain(document, 3)
    return _rewrite(document, rng, (16, "notes"), rng.sample(boxes, min(3, len(boxes))), lambda text: text + note)


def _noughts_left_out(document: Document, rng: random.Random) -> Hit | None:
    """Blank, or a mark, where a nought belongs: what is not stated is no nought, so the truth changes too."""
    rows = [row for sheet in document.sheets for row in sheet.data if not row.hurt and not sheet.hurt]
    rows = [row for row in rows if any(box.text == "0" and box.keys and not box.hurt for box in row.figures)]
    if not rows:
        return None
    touched: set[Key] = set()
    text = rng.choice(("", "", "", "—", "-", "－", "/", "不适用"))
    for row in rng.sample(rows, min(len(rows), rng.randint(1, 3))):
        row.hurt = True
        for box in row.figures:
            if box.text == "0" and box.keys and not box.hurt:
                box.text = text
                touched |= box.keys
    document.truth.update(dict.fromkeys(touched, filed_as(text)))
    return _hit(15, "blanks or marks for noughts", touched)


# ---- rows and columns


def _sound(document: Document, ordinals: str = "二三") -> list[tuple[Sheet, Row]]:
    """The rows in which nothing was moved yet."""
    return [
        (sheet, row)
        for sheet in document.sheets
        if sheet.ordinal in ordinals and not sheet.hurt
        for row in sheet.data
        if row.keys and not row.hurt
    ]


def _width(sheet: Sheet) -> int:
    return {"二": 4, "三": 10, "四": 15}[sheet.ordinal]


def _stub(sheet: Sheet) -> int:
    return {"二": 1, "三": STUB, "四": 0}[sheet.ordinal]


def _own_label(sheet: Sheet, row: Row) -> Box:
    return row.slots[_stub(sheet) - 1]


def _row_lost(document: Document, rng: random.Random) -> Hit | None:
    # Of （六）其他处理 all rows stay: how many they are tells the edition.
    rows = [(sheet, row) for sheet, row in _sound(document) if not any("（六）" in key[1] for key in row.keys)]
    if not rows:
        return None
    sheet, row = rng.choice(rows)
    sheet.rows.remove(row)
    return _hit(17, "row lost", row.keys, Fate.LOST)


def _twin(row: Row, own: Iterable[Box]) -> Row:
    """The row once more, with boxes of its own for these."""
    twins = {box: Box(box.text, box.kind, box.keys, hurt=True) for box in own}
    return Row(row.kind, [twins.get(box, box) for box in row.slots], hurt=True)


def _row_doubled(document: Document, rng: random.Random) -> Hit | None:
    rows = _sound(document)
    if not rows:
        return None
    sheet, row = rng.choice(rows)
    row.hurt = True
    at = sheet.rows.index(row) + 1
    cut = [Row("break")] if rng.random() < 0.6 else []
    sheet.rows[at:at] = [*cut, _twin(row, (_own_label(sheet, row), *row.figures))]
    return _hit(17, "row doubled", row.keys)


def _extra_row(document: Document, rng: random.Random) -> Hit | None:
    rows = [(sheet, row) for sheet, row in _sound(document, "二") if any("规范性文件" in key[1] for key in row.keys)]
    if not rows:
        return None
    sheet, row = rows[0]
    label = Box(rng.choice(("其他主动公开文件", "其他公开文件")), "row")
    figures = [Box(str(rng.randint(0, 90)), "figure") for _ in range(3)]
    sheet.rows.insert(sheet.rows.index(row) + 1, Row("row", [label, *figures], hurt=True))
    return _hit(17, "local row", ())


def _empty_row(document: Document, rng: random.Random) -> Hit | None:
    sheet = rng.choice(document.sheets)
    sheet.rows.append(Row("row", [Box("", "figure") for _ in range(_width(sheet))], hurt=True))
    return _hit(17, "empty last row", ())


def _split_label(document: Document, rng: random.Random) -> Hit | None:
    """Half a label in one row and half in the next, or on the next page; the figures stand beside either."""
    rows = [(s, r) for s, r in _sound(document) if len(_own_label(s, r).text) >= 6 and not _own_label(s, r).hurt]
    if not rows:
        return None
    sheet, row = rng.choice(rows)
    label = _own_label(sheet, row)
    at = rng.randint(3, len(label.text) - 1)
    rest = Box(label.text[at:], "row", label.keys, hurt=True)
    label.text, label.hurt, row.hurt = label.text[:at], True, True
    empty = {box: Box("", "figure") for box in row.figures}
    second = Row("row", [rest if box is label else empty.get(box, box) for box in row.slots], hurt=True)
    if rng.random() < 0.4:  # the figures stand beside the second half
        own = row.slots
        second.slots = [rest if box is label else box for box in own]
        row.slots = [empty.get(box, box) for box in own]
    cut = [Row("break")] if rng.random() < 0.5 else []
    place = sheet.rows.index(row) + 1
    sheet.rows[place:place] = [*cut, second]
    return _hit(11, "label in two rows", label.keys)


def _shifted(document: Document, rng: random.Random) -> Hit | None:
    """Label and figures one column to the left, in rows that end a group."""
    found = []
    for sheet in document.sheets:
        if sheet.ordinal != "三" or sheet.hurt or any(row.hurt for row in sheet.data):
            continue
        data = sheet.data
        found = [n for n, row in enumerate(data[:-1]) if row.slots[1] is not row.slots[2] and len(row.slots) == 10]
        found = [n for n in found if data[n].slots[1] not in data[n + 1].slots]
        ends = rng.sample(found, rng.randint(1, len(found)))
        fates: dict[Key, Fate] = {}
        for n in ends:
            row = data[n]
            label = row.slots[2]
            last_two = n == len(data) - 3 and rng.random() < 0.7
            for moved in (row, data[n + 1]) if last_two else (row,):
                figures = moved.slots[STUB:]
                label = moved.slots[2]
                stub = [label, Box("", "fill")] if last_two else [moved.slots[0], label]
                moved.slots = [*stub, *figures, Box("", "fill")]
                moved.hurt = True
                blank = any(not box.text for box in figures)
                fates |= dict.fromkeys(moved.keys, Fate.UNSURE if blank else Fate.TOUCHED)
        return Hit(12, "label one column left", fates)
    return None


def _glued_pair(document: Document, rng: random.Random) -> Hit | None:
    rows = [(s, r) for s, r in _sound(document) if len(r.figures) > 1 and not any(b.hurt for b in r.figures)]
    found = [
        (row, one, two)
        for _, row in rows
        for one, two in pairwise(row.figures)
        if one.text.isdigit() and two.text.isdigit()
    ]
    if not found:
        return None
    row, one, two = rng.choice(found)
    keys = row.keys
    one.text += two.text
    one.hurt = row.hurt = True
    row.slots = [box for box in row.slots if box is not two]
    return _hit(9, "two cells glued", keys, Fate.UNSURE)


def _glued_label(document: Document, rng: random.Random) -> Hit | None:
    found = [
        (sheet, row)
        for sheet, row in _sound(document)
        if row.figures[0].text.isdigit() and not row.figures[0].hurt and not _own_label(sheet, row).hurt
    ]
    if not found:
        return None
    sheet, row = rng.choice(found)
    label, figure = _own_label(sheet, row), row.figures[0]
    label.text += rng.choice(("", "", " ")) + figure.text
    figure.text = ""
    label.hurt = figure.hurt = row.hurt = True
    return _hit(9, "label and figure glued", row.keys, Fate.TOUCHED if len(row.figures) == 1 else Fate.UNSURE)


def _column_cut(document: Document, rng: random.Random) -> Hit | None:
    sheets = [s for s in document.sheets if s.ordinal != "二" and not s.hurt and not any(r.hurt for r in s.data)]
    if not sheets:
        return None
    sheet = rng.choice(sheets)
    left = rng.random() < 0.3
    at = _stub(sheet) if left else _width(sheet) - 1
    lost: set[Key] = set()
    for row in sheet.rows:
        if len(row.slots) > at:
            box = row.slots.pop(at)
            lost |= box.keys if box.kind == "figure" else set()
    sheet.hurt = True
    return _hit(10, "left column cut" if left else "right column cut", lost, Fate.LOST)


def _rows_cut(document: Document, rng: random.Random) -> Hit | None:
    rows = [row for _, row in _sound(document, "三") if len(row.slots) == 10]
    if len(rows) < 4:
        return None
    at = rng.randint(0, len(rows) - 3)
    left = rng.random() < 0.3
    fates: dict[Key, Fate] = {}
    for row in rows[at : at + rng.randint(2, 8)]:
        fates |= dict.fromkeys(row.keys, Fate.UNSURE)
        fates |= dict.fromkeys(row.slots.pop(STUB if left else -1).keys, Fate.LOST)
        row.hurt = True
    return Hit(10, "some rows shorter", fates)


def _ragged(document: Document, rng: random.Random) -> Hit | None:
    """No 总计 in head and rows, and some rows have one figure less again, as seed 001 has it."""
    rows = [row for _, row in _sound(document, "三") if len(row.slots) == 10]
    sheet = next((sheet for sheet in document.sheets if sheet.ordinal == "三"), None)
    if sheet is None or len(rows) < len([row for row in sheet.data if row.keys]):
        return None
    fates: dict[Key, Fate] = {}
    for row in (row for row in sheet.rows if len(row.slots) == 10):
        last = row.slots.pop()
        fates |= dict.fromkeys(last.keys if last.kind == "figure" else (), Fate.LOST)
    sheet.hurt = True
    for row in rng.sample(rows, rng.randint(1, 6)):
        fates |= dict.fromkeys(row.keys, Fate.UNSURE)
        fates |= dict.fromkeys(row.slots.pop(rng.choice((STUB, -1))).keys, Fate.LOST)
        row.hurt = True
    return Hit(10, "no total, rows of different lengths", fates)


def _labels_apart(document: Document, rng: random.Random) -> Hit | None:
    """Some labels one under the other, and then their figures: only the order tells what belongs together."""
    sheet = next((s for s in document.sheets if s.ordinal == "三" and not s.hurt), None)
    rows = [row for row in sheet.data if row.keys] if sheet else []
    starts = [n for n in range(len(rows) - 2) if not any(row.hurt for row in rows[n : n + 3])]
    if sheet is None or not starts:
        return None
    start = rng.choice(starts)
    some = rows[start : start + 3]
    figures = []
    for row in some:
        empty = {box: Box("", "figure") for box in row.figures}
        figures.append(Row("row", [Box("", "fill") for _ in range(STUB)] + row.slots[STUB:], hurt=True))
        row.slots = [empty.get(box, box) for box in row.slots]
        row.hurt = True
    at = sheet.rows.index(some[-1]) + 1
    sheet.rows[at:at] = figures
    return _hit(11, "labels apart from figures", {key for row in figures for key in row.keys}, Fate.UNSURE)


# ---- pages


def _heads(sheet: Sheet) -> list[Row]:
    """The heads of a table once more."""
    boxes: dict[Box, Box] = {}
    rows = []
    for row in takewhile(lambda row: row.kind == "head", sheet.rows):
        for box in row.slots:
            boxes.setdefault(box, Box(box.text, box.kind, box.keys, box.hurt))
        rows.append(Row(row.kind, [boxes[box] for box in row.slots]))
    return rows


def _page(sheet: Sheet, rng: random.Random) -> int:
    """A place between two rows of figures."""
    places = [n for n, row in enumerate(sheet.rows) if n and row.kind == "row" and sheet.rows[n - 1].kind == "row"]
    return rng.choice(places) if places else 0


def _repeated_heads(document: Document, rng: random.Random) -> Hit | None:
    for sheet in document.sheets:
        if sheet.ordinal == "三" and (at := _page(sheet, rng)):
            sheet.rows[at:at] = [Row("break"), *_heads(sheet)]
            return _hit(11, "repeated heads", ())
    return None


_PAGE_LINES = ("— 5 —", "- 3 -", "－ 4 －", "1", "第 6 页 共 9 页", "——————", "* * *")


def _page_numbers(document: Document, rng: random.Random) -> Hit | None:
    sheets = [sheet for sheet in document.sheets if _page(sheet, rng)]
    for sheet in rng.sample(sheets, rng.randint(1, len(sheets))):
        sheet.rows.insert(_page(sheet, rng), Row("noise", text=rng.choice(_PAGE_LINES)))
    return _hit(14, "page numbers and rules", ())


def _split_heads(document: Document, rng: random.Random) -> Hit | None:
    """Heads over two rows: 商业 above, 企业 below."""
    for sheet in document.sheets:
        if sheet.ordinal != "三" or sheet.rows[3].kind != "row":
            continue
        row = sheet.rows[2]
        below = Row("head", [*row.slots])
        touched: set[Key] = set()
        for at, box in enumerate(row.slots):
            if box.kind == "column" and box.keys and len(box.text) >= 4 and not box.hurt and rng.random() < 0.8:
                half = len(box.text) // 2
                below.slots[at] = Box(box.text[half:], "column", box.keys, hurt=True)
                box.text, box.hurt = box.text[:half], True
                touched |= box.keys
        if touched:
            sheet.rows.insert(3, below)
            return _hit(17, "heads over two rows", touched)
    return None


def _wrong_heads(document: Document, rng: random.Random) -> Hit | None:
    for sheet in document.sheets:
        if sheet.ordinal != "三" or sheet.hurt or not (at := _page(sheet, rng)):
            continue
        names = ("本年新收件数", "本年办结件数", "上年结转", "件数", "备注", "金额", "合计")
        item = Box("项目", "fill")
        heads = [Box(name, "fill") for name in names]
        after = sheet.rows[at:]
        keys = {key for row in after for key in row.keys}
        sheet.rows[at:at] = [Row("break"), Row("head", [*[item] * STUB, *heads])]
        sheet.hurt = True
        return _hit(13, "wrong heads", keys)
    return None


def _pieces(document: Document, rng: random.Random) -> Hit | None:
    """A table cut into pieces without heads."""
    sheet = rng.choice([sheet for sheet in document.sheets if _page(sheet, rng)])
    for _ in range(rng.randint(1, 4)):
        if at := _page(sheet, rng):
            sheet.rows.insert(at, Row("break"))
    return _hit(11, "cut into pieces", ())


def _no_table(document: Document, rng: random.Random) -> Hit | None:
    chapters = [c for c in document.chapters if c.sheet and c.sheet.ordinal != "三" and not c.sheet.hurt]
    if not chapters or rng.random() < 0.5:
        return None
    chapter = rng.choice(chapters)
    keys = [key for key in document.truth if chapter.sheet and key[0] == chapter.sheet.ordinal]
    chapter.sheet, chapter.paragraphs = None, [rng.choice(("表格见附件。", "（表格为图片）", "本章无内容。"))]
    return _hit(19, "table missing", keys, Fate.LOST)


# ---- the text round the tables


def _misspelt_headings(document: Document, rng: random.Random) -> Hit | None:
    variants = {
        "主动公开政府信息情况": ("行政机关主动公开政府信息情况", "主动公开政府信息的情况", "主动公开情况"),
        "收到和处理政府信息公开申请情况": ("收到和处理政府信息公开申请的情况", "收到与处理政府信息公开申请情况"),
        "政府信息公开行政复议、行政诉讼情况": (
            "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
            "政府信息公开行政复议行政诉讼情况",
        ),
        "存在的主要问题及改进情况": ("存在问题及改进情况", "存在的主要问题和改进措施"),
        "其他需要报告的事项": ("其它需要报告的事项", "其他需要报告事项"),
    }
    for chapter in rng.sample(document.chapters, 3):
        number, _, title = chapter.heading.partition("、")
        chapter.heading = f"{number}、{rng.choice(variants.get(title, ('总体工作情况',)))}"
    return _hit(20, "misspelt headings", ())


def _numbered_otherwise(document: Document, rng: random.Random) -> Hit | None:
    how = rng.choice(("none", "brackets", "figures", "restart", "wrong", "spaces"))
    start = rng.randint(1, 3) if how == "restart" else 0
    for n, chapter in enumerate(document.chapters[start:]):
        title = chapter.heading.partition("、")[2] or chapter.heading
        ordinal = ORDINALS[n] if how == "restart" else ORDINALS[min(n + start, 6)]
        if how == "wrong" and n == 3:
            ordinal = "三"
        form = {"none": "{t}", "brackets": "（{o}）{t}", "figures": "{n}.{t}", "spaces": "{o} 、 {t}"}
        chapter.heading = form.get(how, "{o}、{t}").format(t=title, o=ordinal, n=n + 1)
    return _hit(22, f"numbering: {how}", ())


def _levels(document: Document, rng: random.Random) -> Hit | None:
    for chapter in document.chapters:
        chapter.level = rng.randint(1, 4)
    return _hit(8, "levels of headings", ())


def _no_heading(document: Document, rng: random.Random) -> Hit | None:
    rng.choice(document.chapters).heading = ""
    return _hit(22, "heading missing", ())


def _seventh(document: Document, rng: random.Random) -> Hit | None:
    document.chapters.append(Chapter("七、下一步工作思路", 2, [sentence(rng, 2024)]))
    return _hit(22, "seven chapters", ())


def _preamble(document: Document, rng: random.Random) -> Hit | None:
    document.preamble.append("根据条例要求编制本报告。数据统计期限自1月1日起至12月31日止，" + sentence(rng, 2023))
    document.preamble += ["全文由六个部分组成。"] if rng.random() < 0.5 else []
    return _hit(21, "preamble", ())


def _signature(document: Document, rng: random.Random) -> Hit | None:
    year = rng.randint(2020, 2026)
    document.after += ["青榆镇人民政府办公室", f"{year}年1月{rng.randint(2, 30)}日"]
    document.after += ["附件：公开目录.pdf", "网址：https://example.org/zw/2023n/12.html"] if rng.random() < 0.5 else []
    return _hit(21, "signature", ())


def _furniture(document: Document, rng: random.Random) -> Hit | None:
    document.before += ["首页", "政务公开", "字体：[大 中 小]", f"浏览次数：{rng.randint(10, 9000)} 次"]
    document.after += ["打印本页", "关闭窗口", "上一篇：没有了", "网站标识码：3299990001"]
    return _hit(7, "page furniture", ())


def _torn_title(document: Document, rng: random.Random) -> Hit | None:
    title = document.title[0]
    at = rng.randint(2, len(title) - 3)
    document.title = [title[:at], title[at:]]
    return _hit(20, "title in two lines", ())


def _leftovers(document: Document, rng: random.Random) -> Hit | None:
    chapters = [chapter for chapter in document.chapters if chapter.paragraphs]
    chapter = rng.choice(chapters)
    chapter.paragraphs[0] = rng.choice(("[bookmark: _GoBack]{}", "- {}", "**{}**")).format(chapter.paragraphs[0])
    chapter.paragraphs.append("统计时段为20231月1日至12月31日。")
    return _hit(6, "leftovers in the text", ())


DAMAGES: tuple[Damage, ...] = (
    _spaces,
    _spaces_round_figures,
    _brackets,
    _radicals,
    _traditional,
    _slips,
    _wrong_character,
    _lost_character,
    _broken_lines,
    _told_heads,
    _thousands,
    _full_width,
    _chinese,
    _nought_point_nought,
    _units,
    _signs,
    _notes,
    _noughts_left_out,
    _row_lost,
    _row_doubled,
    _extra_row,
    _empty_row,
    _split_label,
    _shifted,
    _glued_pair,
    _glued_label,
    _column_cut,
    _rows_cut,
    _ragged,
    _labels_apart,
    _split_heads,
    _repeated_heads,
    _page_numbers,
    _wrong_heads,
    _pieces,
    _no_table,
    _misspelt_headings,
    _numbered_otherwise,
    _levels,
    _no_heading,
    _seventh,
    _preamble,
    _signature,
    _furniture,
    _torn_title,
    _leftovers,
)
