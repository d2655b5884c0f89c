"""Which figure does a text from elsewhere state?"""

import re
from functools import lru_cache
from typing import NamedTuple

from gongkai.cells import State, read_cell
from gongkai.text import SPACES, half_width

# What a place of a table may hold that is no label: a number with sign, separators, unit or note, a mark, or nothing.
_NUMBER = r"[+-]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"(?:万元|亿元|元|件次|件|项|宗|条|次|个|份|人|起|篇|场)?"
_NOTE = r"(?:[(（\[【][^()（）\[\]【】]{1,40}[)）\]】])?"
_LIKE = re.compile(
    rf"(?:{_NUMBER}\s*{_UNIT}\s*{_NOTE}|[/／]|[—–―－─-]{{1,4}}|不适用|无|空白|待核(?:[(（][^()（）]*[)）])?|[零〇○一二三四五六七八九十百千万两]+)"
)
_DOUBTFUL = re.compile(r"(?![(（]?\d+[.．、)）]$)(?=.*\d)[\d\s.,，;；:：'’%％‰*+~～≈<>/年月日OoIl-]+|[Oo]")
_ABOUT = re.compile(r"(?:大约|约|近|逾|超过|超|不足|不到|至少|共)\d.*|\d+(?:余|多)\D*")
_APART = re.compile(r"\d+(?: \d+)+")
_PARTS = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})\s*(?P<note>{_NOTE})")
_MONEY = {"元", "万元", "亿元"}
_MEASURED = {"money": {"", "万元"}, "amount": {"", *_MONEY}}  # units that a column of money may bear
_WHOLE = re.compile(r"(?P<whole>[+-]?\d+)\.0+")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_LEADING = re.compile(r"[+-]?0\d")
_DIGITS = {**dict(zip("零〇○一二三四五六七八九", (0, 0, *range(10)), strict=True)), "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_SHORTENED = re.compile("[百千万][一二三四五六七八九两]$")
BLANK = "空白"
_KEPT = 1 << 12  # texts; the figures of a table are few and small
_MINUS = str.maketrans("−﹣－", "---")


class Figure(NamedTuple):
    """What to write into a cell, and in what it differs from what stood there: '' or a reason.

    `readings` are the possible ones, where it takes a look at the original to choose.
    """

    text: str
    why: str = ""
    readings: tuple[str, ...] = ()


@lru_cache(_KEPT)
def is_figure(text: str) -> bool:
    """Whether a text may stand for a figure, readable or not, and is no label; an empty one does not.

    >>> [is_figure(text) for text in ("22（其中修订 16 件）", "1.属于国家秘密", "/", "", "12%", "1.")]
    [True, False, True, False, True, False]
    """
    tidy = _tidy(text)
    return any(sort.fullmatch(tidy) for sort in (_LIKE, _DOUBTFUL, _ABOUT))


def _tidy(text: str) -> str:
    """Half width, without blanks but in a note."""
    return half_width(SPACES.sub(" ", text.translate(_MINUS))).strip()


@lru_cache(_KEPT)
def figure(text: str, kind: str) -> Figure:
    """The figure of a text that `is_figure` takes for one, in a column of a kind; of no text: blank."""
    tidy = _tidy(text)
    if undecided := _undecided(tidy):
        return undecided
    if kind == "amount" and _readable(tidy, kind):
        return Figure(SPACES.sub(" ", text).strip() or BLANK)
    if parts := _PARTS.fullmatch(tidy):
        return _number(tidy, parts, kind)
    if _readable(tidy, kind):
        return Figure(tidy or BLANK)
    number = _chinese(tidy)
    return _open(tidy) if number is None else Figure(str(number), "汉字数字")


def _undecided(tidy: str) -> Figure | None:
    """What leaves a cell open whatever its column asks for."""
    if tidy.startswith("待核"):
        return Figure("", "原文写着『待核』", tuple(re.split("[|｜]", tidy.strip("待核()"))) if "(" in tidy else ())
    if tidy == "一":
        return Figure("", "『一』可能是 1，也可能是横线", ("1", "—"))
    if tidy == "无":
        return Figure("", "『无』可能是 0，也可能是没有填", ("0", BLANK))
    if _APART.fullmatch(tidy):
        return Figure("", f"『{tidy}』是一个数还是几个数，不能确定", (tidy.replace(" ", ""),))
    return None


def _number(tidy: str, parts: re.Match[str], kind: str) -> Figure:
    number, unit, note = parts["number"], parts["unit"], parts["note"]
    if kind in _MEASURED and unit not in _MEASURED[kind]:
        return _open(tidy)
    if kind not in _MEASURED and unit in _MONEY:
        return _open(tidy)
    why = []
    if re.search("[,，]", number):
        number = re.sub("[,，]", "", number)
        why.append("千位分隔符")
    if kind != "money" and _THOUSANDS.fullmatch(number):
        whole, part = number.split(".")
        return Figure("", f"『{tidy}』的点可能是小数点，也可能是千位分隔符", (whole, whole + part))
    if kind != "money" and (whole := _WHOLE.fullmatch(number)):
        number = whole["whole"]
        why.append("整数后面的小数点")
    if _LEADING.match(number):
        return _open(tidy)
    if kind != "signed" and number.startswith("+"):
        number = number[1:]
        why.append("加号")
    if unit and kind != "amount":
        why.append("单位")
    text = number + (unit if kind == "amount" else "") + _brackets(note)
    if not _readable(text, kind):
        return _open(tidy)
    return Figure(text, "、".join(why))


def _brackets(note: str) -> str:
    return f"（{note[1:-1].strip()}）" if note else ""


def _readable(text: str, kind: str) -> bool:
    cell, fault = read_cell(text, kind, None)
    return fault is None and cell.state is not State.OPEN


def _open(tidy: str) -> Figure:
    plain_number = (tidy,) if tidy.isascii() and tidy.isdecimal() and not _LEADING.match(tidy) else ()
    return Figure("", f"『{tidy}』不能确定是几", plain_number)


def _chinese(text: str) -> int | None:
    """A number below a hundred million in Chinese numerals; 一千二 may be 1200 or 1002.

    >>> _chinese("一千零二十"), _chinese("十二"), _chinese("十百"), _chinese("一千二")
    (1020, 12, None, None)
    """
    if not text or set(text) - set(_DIGITS) - set(_SCALES) or _SHORTENED.search(text):
        return None
    total = section = 0
    digit: int | None = None
    last = 100000
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
            continue
        scale = _SCALES[character]
        if scale == _SCALES["万"]:
            if not section and not digit:
                return None
            total, section, digit, last = (section + (digit or 0)) * scale, 0, None, scale
            continue
        if scale >= last or (digit is None and (scale != 10 or section)):  # noqa: PLR2004 - only ten is said without one
            return None
        section += (1 if digit is None else digit) * scale
        digit, last = None, scale
    return total + section + (digit or 0)


def split_glued(digits: str, count: int) -> tuple[tuple[str, ...], ...]:
    """All ways to read a run of digits as so many whole numbers, none of which begins with a 0 of more digits.

    >>> split_glued("000", 3), split_glued("120", 2)
    ((('0', '0', '0'),), (('1', '20'), ('12', '0')))
    """
    if count == 1:
        return ((digits,),) if digits == "0" or not digits.startswith("0") else ()
    return tuple(
        (digits[:at], *rest)
        for at in range(1, len(digits) - count + 2)
        if digits[:at] == "0" or digits[0] != "0"
        for rest in split_glued(digits[at:], count - 1)
    )
