"""Which number does Word put before a paragraph?"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.archive.office import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIGITS = "〇一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_HIGHEST = 9_999
_ROMAN: tuple[tuple[int, str], ...] = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"))
_ROMAN += ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def chinese(number: int) -> str:
    """A number from 0 to 9,999 as it is counted: 十二, 一百〇五 is written 一百零五.

    >>> chinese(10), chinese(12), chinese(20), chinese(105)
    ('十', '十二', '二十', '一百零五')
    """
    if number == 0:
        return "〇"
    text, rest, gap = "", number, False
    for value, unit in _UNITS:
        digit, rest = divmod(rest, value)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = bool(text)
    text += ("零" if gap and rest else "") + (_DIGITS[rest] if rest else "")
    return text[1:] if text.startswith("一十") else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number else ""


def _in_range(first: str, last: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({ord("0") + i: chr(ord("０") + i) for i in range(10)}),
    "decimalHalfWidth": str,
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"), chinese),
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "taiwaneseDigital": lambda n: "".join(_DIGITS[int(d)] for d in str(n)),
    "decimalEnclosedCircle": _in_range("①", 20),
    "decimalEnclosedCircleChinese": _in_range("①", 20),
    "decimalEnclosedParen": _in_range("⑴", 20),
    "decimalEnclosedFullstop": _in_range("⒈", 20),
    "ideographEnclosedCircle": _in_range("㊀", 10),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
    "none": lambda _: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    kind: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    lists: dict[str, tuple[str, dict[int, _Level]]]  # number of a list: which count it shares, its levels
    restarts: dict[str, dict[int, int]]
    styles: dict[str, tuple[str, int]]  # style of paragraphs: list and level that are tied to it
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def next(self, number: str, level: int) -> str | None:
        """The number of the next paragraph of a list, empty for a bullet; None if it cannot be told."""
        if number not in self.lists:
            return ""
        shared, levels = self.lists[number]
        if level not in levels:
            return ""
        counts = self.counts.setdefault(shared, {})
        if number not in self.seen:
            self.seen.add(number)
            for at, start in self.restarts.get(number, {}).items():
                counts[at] = start - 1
        counts[level] = min(counts.get(level, levels[level].start - 1) + 1, _HIGHEST)
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if levels[level].kind == "bullet":
            return ""

        def part(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = levels.get(at, _Level())
            return _FORMATS[of.kind](counts.get(at, of.start))

        needed = [levels.get(int(d) - 1, _Level()).kind for d in re.findall("%([1-9])", levels[level].text)]
        if any(kind not in _FORMATS for kind in needed):
            return None
        return re.sub("%([1-9])", part, levels[level].text)


def _value(element: "_Element", name: str) -> str | None:
    """The w:val of the child of that name."""
    for child in element:
        if local(child) == name:
            return next((str(v) for k, v in child.attrib.items() if str(k).endswith("}val")), None)
    return None


def _whole(text: str | None, otherwise: int) -> int:
    return min(int(text), _HIGHEST) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise  # noqa: PLR2004


def _id(element: "_Element", name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if str(k).endswith("}" + name)), "")


def _level(element: "_Element") -> _Level:
    return _Level(
        _whole(_value(element, "start"), 1), _value(element, "numFmt") or "decimal", _value(element, "lvlText") or ""
    )


def read_numbering(root: "_Element | None") -> Numbering:
    """The lists that a document defines."""
    abstract: dict[str, dict[int, _Level]] = {}
    lists: dict[str, tuple[str, dict[int, _Level]]] = {}
    restarts: dict[str, dict[int, int]] = {}
    styles: dict[str, tuple[str, int]] = {}
    tied: dict[str, dict[str, int]] = {}
    for element in [] if root is None else root:
        if local(element) == "abstractNum":
            name = _id(element, "abstractNumId")
            for lvl in (e for e in element if local(e) == "lvl"):
                at = _whole(_id(lvl, "ilvl"), 0)
                abstract.setdefault(name, {})[at] = _level(lvl)
                if style := _value(lvl, "pStyle"):
                    tied.setdefault(name, {})[style] = at
        elif local(element) == "num":
            number, shared = _id(element, "numId"), _value(element, "abstractNumId") or ""
            levels = dict(abstract.get(shared, {}))
            for override in (e for e in element if local(e) == "lvlOverride"):
                at = _whole(_id(override, "ilvl"), 0)
                for lvl in (e for e in override if local(e) == "lvl"):
                    levels[at] = _level(lvl)
                if (start := _value(override, "startOverride")) is not None:
                    restarts.setdefault(number, {})[at] = _whole(start, 1)
            lists[number] = (shared, levels)
            for style, at in tied.get(shared, {}).items():
                styles.setdefault(style, (number, at))
    return Numbering(lists, restarts, styles)
