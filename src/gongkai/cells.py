"""What does a cell say? A text as written becomes a number or one of the honest other states."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from gongkai.diag import Span
from gongkai.text import half_width, shorten

MAX_DIGITS = 15  # what every reader of JSON keeps exactly


class State(StrEnum):
    """What stands in a cell; the values are those of report.json."""

    NUMBER = "数"
    BLANK = "空白"
    SLASH = "斜线"
    INAPPLICABLE = "不适用"
    OPEN = "待核"
    ABSENT = "缺表"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its state, its number if it has one, and the text as written.

    `number` is the number as written, canonical JSON included (`59237.2449`, `-8`), so that nothing is
    rounded or padded; `raw` is None for a total that was left out. `span` is where it was written.
    """

    state: State
    number: str | None = None
    raw: str | None = ""
    span: Span | None = None

    @property
    def value(self) -> Decimal | None:
        """The number for arithmetic, or None."""
        return None if self.number is None else Decimal(self.number)

    @property
    def text(self) -> str:
        """What is printed: what was written; for a total that was left out, the total."""
        return (self.number or "") if self.raw is None else self.raw

    @property
    def computed(self) -> bool:
        """Whether this is a total that was left out and is computed here."""
        return self.raw is None


def added(cells: Sequence[Cell]) -> Cell:
    """The sum of cells as a computed cell: blank if any of them is not a number. One cell is its own sum."""
    if len(cells) == 1:
        return cells[0]
    values = [cell.value for cell in cells]
    if None in values:
        return Cell(State.BLANK, None, None)
    return Cell(State.NUMBER, f"{sum(value for value in values if value is not None):f}", None)


class Fault(NamedTuple):
    """Why a text is no cell: code, message and how to mend it."""

    code: str
    message: str
    hint: str


_MARKS = {
    **dict.fromkeys(("", "空白"), State.BLANK),
    **dict.fromkeys(("/", "／"), State.SLASH),
    "不适用": State.INAPPLICABLE,
}
_DASH = re.compile(r"[—–―－─-]{1,4}")
_OPEN = re.compile(r"待核(?:[(（](.*)[)）])?")
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<digits>0|[1-9]\d*)(?P<fraction>\.\d+)?", re.ASCII)
_NOTE = re.compile(r"(?P<number>[^(（]+)[(（](?P<note>[^()（）]+)[)）]")
_NO_NOTE = re.compile(r"待核.*|空白|不适用|[百千万亿]*[元件项宗条次个]?")  # states and units are no notes
_AMOUNT = re.compile(r"(?P<number>[+-]?[\d.]+)\s*(?P<unit>(?:亿|万|百万|千)?元?)(?:人民币)?", re.ASCII)
_TYPED = {"no", "yes", "true", "false", "on", "off", "null", "none", "~", "y", "n"}


def read_cell(text: str, kind: str, span: Span | None) -> tuple[Cell, Fault | None]:
    """The cell a text stands for; an unreadable text is an open cell and a fault.

    `kind` is that of the column: count, signed, money or amount. A number may be followed by a note in
    brackets, an amount by its unit; both stay in `raw`.

    >>> read_cell("22（其中修订16件）", "count", None)[0].number
    '22'
    >>> read_cell("—", "count", None)[0].state.value
    '空白'
    """
    cell, fault = _read(text, kind)
    return Cell(cell.state, cell.number, cell.raw, span), fault


@lru_cache(1 << 12)  # most of what is written are figures below a hundred
def _read(text: str, kind: str) -> tuple[Cell, Fault | None]:
    """The cell wherever it is written, and the fault."""
    state = State.BLANK if _DASH.fullmatch(text) else _MARKS.get(text)
    if state:
        return Cell(state, None, "" if text == "空白" else text), None
    if match := _OPEN.fullmatch(text):
        return Cell(State.OPEN, None, text), _undecided(match[1])
    written = text
    if match := _NOTE.fullmatch(text):
        if (mark := match["number"].strip()) in _MARKS:
            return Cell(State.OPEN, None, text), _noted_mark(mark)
        if _NO_NOTE.fullmatch(match["note"].strip()):
            return Cell(State.OPEN, None, text), _no_note(match["number"].strip(), match["note"])
        written = match["number"].rstrip()
    if kind == "amount" and (match := _AMOUNT.fullmatch(written)):
        written = match["number"]
    if fault := _fault(written, kind):
        return Cell(State.OPEN, None, text), fault
    return Cell(State.NUMBER, _canonical(written), text), None


def _undecided(readings: str | None) -> Fault:
    tried = " 或 ".join(reading.strip() for reading in (readings or "").replace("｜", "|").split("|"))
    message = "这一格待核，还没有定下来" + (f"，可能是 {tried}" if tried else "")
    return Fault("cell-open", message, "请对照原文写上数字；原文空白写『空白』。")


def _no_note(number: str, note: str) -> Fault:
    if note.strip().startswith("待核"):
        return Fault("cell-open", f"这一格写着 {number}，又写着『{note}』", "请对照原文定下数字，再删去『待核』。")
    hint = f"单位由格式规定，不用写；请核对单位后只写数字，例如 {number}。括号里只写对数字的说明。"
    return Fault("number", f"『{number}（{note}）』的括号里不是说明", hint)


def _noted_mark(mark: str) -> Fault:
    return Fault("number", f"『{mark}』后面写了说明", f"不是数字的不写说明：请只写 {mark}，说明写到正文里。")


def _canonical(written: str) -> str:
    """The number as JSON writes it: the same digits, no plus sign."""
    number = written.lstrip("+")
    return "0" if number == "-0" else number


def _fault(text: str, kind: str) -> Fault | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return next(_mistakes(text, kind))
    if len(match["digits"]) + len(match["fraction"] or ".") - 1 > MAX_DIGITS:
        return Fault("number", f"『{shorten(text)}』超过 {MAX_DIGITS} 位数字", "请检查是不是把两个数写到了一起。")
    if match["sign"] == "-" and kind != "signed":
        return Fault("number-negative", f"『{text}』是负数", "这一列不会是负数，请对照原文改正。")
    if match["sign"] and kind != "signed":
        return Fault("number", f"『{text}』前面有加号", f"请写 {text[1:]}。")
    if match["fraction"] and kind in {"count", "signed"}:
        return Fault("number-fraction", f"『{text}』不是整数", "件数、项数只能是整数，请对照原文改正。")
    return None


def _mistakes(text: str, kind: str) -> Iterator[Fault]:
    """What may be wrong with a text that is no number, the likeliest first."""
    half = half_width(text).replace("−", "-")
    bare = half.strip("“”‘’\"'")
    shown = f"『{shorten(text)}』"
    if bare != half and _NUMBER.fullmatch(bare):
        yield Fault("number", f"{shown}带有引号", f"数字不加引号，请写 {bare}。")
    if re.fullmatch(r"\d+(?: +\d+)+", half, re.ASCII):
        yield Fault("number", f"{shown}数字中间有空格", "一格只写一个数字，中间不空格。")
    if _NUMBER.fullmatch(half):
        yield Fault("number", f"{shown}里有全角字符", f"请改成半角：{half}。")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", half, re.ASCII):
        yield Fault("thousands-comma", f"{shown}用了千分位逗号", f"请写 {half.replace(',', '')}。")
    if re.fullmatch(r"[+-]?0\d+(\.\d+)?", half, re.ASCII):
        yield Fault("number", f"{shown}有前导零", "请去掉前面多余的 0。")
    if kind == "money" and re.fullmatch(r"[\d.,]+\s*[亿万千百]*元?", half):
        hint = "这一列的单位已经是万元：请折算成万元，只写数字，例如 8600 元写 0.86。"
        yield Fault("number", f"{shown}带着单位", hint)
    if text.casefold() in _TYPED:
        hint = "没有发生的写 0；原文空白的写『空白』；不适用的写『不适用』。"
        yield Fault("number", f"{shown}不是数字", hint)
    if re.fullmatch(r"[+-]?\d+(\.\d+)?\D+", half, re.ASCII):
        hint = "请只写数字；说明写在数字后的括号里，例如 22（其中修订16件）。"
        yield Fault("number", f"{shown}数字后面有别的文字", hint)
    hint = "请写半角阿拉伯数字；原文空白写『空白』，斜线写『/』，不适用写『不适用』。"
    yield Fault("number", f"{shown}不是数字", hint)
