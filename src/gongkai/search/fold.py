"""What is one and the same to the search? Text without differences of width, case, script and blanks.

`fold.js` does the same in the browser, and docs/decisions/0018-fold.md says why so.
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from unicodedata import category, normalize

# Code points, hexadecimal; the same three lists stand in fold.js.
# Not a character in Unicode 9, and since then, or one day, one that is composed, decomposed, reordered or of a case.
STAYS = (
    "7fb-7ff 85f-89f 8be-8d3 9fc-a00 c3a-c3c d3b-d3c eba 1715-171f 1abf-1aff 1c89-1cbf 1df6-1dfa 2c2f 32ff "
    "a7b8-a7f6 a82c-a82f ab66-ab6f 10570-105ff 10768-107ff 10d00-10e5f 10e7f-10fff 11070-1107e 1133a-1133b "
    "11375-113ff 1145e-1147f 11740-1189f 11900-11abf 11cb7-11fff 14647-167ff 16b90-16eff 16fe1-16fff "
    "1bca4-1cfff 1e02b-1e7ff 1f16c-1f16f 1f9c1-1fffd"
)
# Not to be seen, but copied along: the soft hyphen, joiners, marks of direction, selectors of a shape.
GONE = "ad 200b-200f 202a-202e 2060-206f fe00-fe0f feff"
# Controls and what Unicode calls a blank, as NFKC leaves them.
BLANK = "0-20 7f 85 1680 2028-2029"


def _set(ranges: str) -> str:
    """The ranges as they stand between the brackets of a pattern."""
    return re.sub("[0-9a-f]+", lambda point: f"\\U{point[0]:0>8}", ranges).replace(" ", "")


_STAYS, _GONE, _BLANK = (re.compile(f"[{_set(ranges)}]") for ranges in (STAYS, GONE, BLANK))
_OLDER = re.compile(f"[^{_set(STAYS)}]+")
# Every blank but one between two letters or digits.
_IDLE = re.compile(" (?:(?<![a-z0-9] )| *(?![a-z0-9 ]))")


@cache
def pairs() -> dict[str, str]:
    """Radicals and traditional characters, and what each is folded to."""
    lines = Path(__file__).with_name("variants.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1] for line in lines if not line.startswith("#")}


@cache
def variants() -> bytes:
    """The pairs as variants.bin holds them, before it is deflated: in an order and shape that deflate well.

    Of two columns, sorted by the right one, the differences from line to line modulo 65536: the high bytes of
    the left column and of the right one, then the low bytes of both.
    """
    lines = [(0, 0), *sorted((ord(folded), ord(written)) for written, folded in pairs().items())]
    left = [(below[1] - above[1]) & 0xFFFF for above, below in pairwise(lines)]
    right = [(below[0] - above[0]) & 0xFFFF for above, below in pairwise(lines)]
    return bytes([n >> 8 for n in left + right] + [n & 0xFF for n in left + right])


@cache
def _worth_a_look() -> re.Pattern[str]:
    """Characters other than those of plain simplified text, which stay as they are and join nothing.

    Few are left in a report, so that looking at those is five times as fast as looking at all.
    """
    bounds = [0x4DFF, *sorted(map(ord, filter("\u4e00".__le__, pairs()))), 0x9FA6]
    han = "".join(f"{chr(a + 1)}-{chr(b - 1)}" for a, b in pairwise(bounds) if b - a > 1)
    return re.compile(f"[^\n -@\\[-~“”‘’—、。《》{han}]")


class _Joins(Exception):
    """A character that may join, or change places with, the one before it: NFKC is asked of the whole."""


@cache
def _settled(character: str) -> str:
    """What becomes of a character of a text in NFKC."""
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    lower = character if _STAYS.match(character) else character.lower()
    return "".join(" " if _BLANK.match(c) else pairs().get(c, c) for c in lower)


@cache
def _alone(character: str) -> str:
    """What becomes of a character of any text, unless it joins another. It is not folded any further."""
    if _GONE.match(character):
        return ""
    if _STAYS.match(character):
        return character
    first = normalize("NFKD", character)[0]
    if category(first)[0] == "M" or "\u1160" <= first <= "\u11ff":  # marks, vowels and finals of Hangul
        raise _Joins
    return "".join(map(_settled, normalize("NFKC", character)))


def _joined(text: str) -> str:
    """What becomes of a text whose characters join."""
    return "".join(map(_settled, _OLDER.sub(lambda run: normalize("NFKC", run[0]), _GONE.sub("", text))))


def fold(text: str) -> str:
    """The text of one block, or of a part of a query, as the search compares it.

    >>> fold("２０２３年 第 1 号　Ａ B")
    '2023年第1号a b'
    """
    return fold_lines(text.replace("\n", " "))


def fold_lines(text: str) -> str:
    """A text of many blocks, a line each, every one folded by itself."""
    folded = text
    try:
        for character in dict.fromkeys(_worth_a_look().findall(text)):
            folded = folded.replace(character, _alone(character))
    except _Joins:
        if "\n" in text:
            return "\n".join(map(fold_lines, text.split("\n")))
        folded = _joined(text)
    return _IDLE.sub("", folded)
