"""What characters did they mean? Folding labels, measuring width, naming what must not be there."""

import re
import unicodedata
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

SPACES = re.compile(r"\s+")

# One spelling for marks that NFKC leaves apart: dashes, quotation marks, brackets, the enumeration comma.
_FOLD = str.maketrans(
    {
        **dict.fromkeys("“”„‟‘’‚‛'『』「」", '"'),
        **dict.fromkeys("【〔［", "("),
        **dict.fromkeys("】〕］", ")"),
        **dict.fromkeys("、﹑､", ","),
        **dict.fromkeys("／∕⁄", "/"),
        **dict.fromkeys("—–―‐‑‒−－", "-"),
    }
)

_HALF_WIDTH = {0x3000: " ", **{point: chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}}

# Controls, foreign line breaks, surrogates, what is no character at all, and the mark of a lost one.
_PLANES = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_CONTROLS = f"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffd{_PLANES}"
# Trojan Source (CVE-2021-42574) and its kin: they change what a reader sees without being seen.
_INVISIBLE = (
    "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u034f\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u3164\uffa0\u206a-\u206f\ufe00-\ufe0f\ufff9-\ufffc\U000e0000-\U000e0fff"
)
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})  # categories
_ODD = re.compile(f"(?P<control>[{_CONTROLS}])|[{_INVISIBLE}]")


@lru_cache(4096)  # labels and keys come again in every report
def fold(label: str) -> str:
    """The label as it is compared: half width, no blanks, one kind of quote, bracket and dash.

    >>> fold("第二十条第(一）项") == fold("第二十条 第（一）项")
    True
    >>> fold("3.危及“三安全一稳定”") == fold('3. 危及"三安全一稳定"')
    True
    """
    return SPACES.sub("", unicodedata.normalize("NFKC", label.translate(_FOLD)).translate(_FOLD)).casefold()


def width(text: str) -> int:
    """Columns the text takes on a terminal: East Asian wide and full-width characters count two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    """The text, filled with spaces on the right to a width of `columns`."""
    return text + " " * (columns - width(text))


def half_width(text: str) -> str:
    """The text with full-width digits, letters and signs made half width; ² and ① are none of these.

    >>> half_width("１２．５")
    '12.5'
    """
    return text.translate(_HALF_WIDTH)


def shorten(text: str, limit: int = 60) -> str:
    """The text as a message quotes it: the beginning, if it is long."""
    return text if len(text) <= limit else text[:limit] + "……"


def code_point(character: str) -> str:
    """How a character is named in a message: U+200B."""
    return f"U+{ord(character):04X}"


def harmless(text: str) -> str:
    r"""The text with a dot for each control or invisible character: a terminal would obey them.

    >>> harmless("甲\x1b[31m乙")
    '甲·[31m乙'
    """
    return _ODD.sub(lambda match: match[0] if match[0] == "\ufffd" else "·", text)


def from_first_seen(text: str) -> str:
    r"""The text without the blanks, controls and invisible characters before the first that is seen.

    >>> from_first_seen("\u3000\u200b\ufeff =甲 ")
    '=甲 '
    """
    unseen = takewhile(lambda c: unicodedata.category(c) in _UNSEEN or _ODD.match(c), text)
    return text[sum(1 for _ in unseen) :]


class Odd(NamedTuple):
    """A character that must not be in a text: where (from 0), and what to say of it."""

    column: int
    code: str
    message: str
    hint: str = "请删去这个字符后重新输入。"


def first_odd(line: str) -> Odd | None:
    """The first control or invisible character of a line, if there is one; a tab is none."""
    match = _ODD.search(line)
    if match is None:
        return None
    if match.group() == "\ufffd":
        hint = "请对照原文，把这个『\ufffd』改成原来的字。"
        return Odd(match.start(), "control-character", "有一个字在转换编码时丢了（U+FFFD）", hint)
    code, what = ("control-character", "控制") if match["control"] else ("invisible-character", "看不见的")
    return Odd(match.start(), code, f"含有{what}字符 {code_point(match.group())}")
