"""What characters did they mean? Folding labels, measuring width, naming what must not be there."""

import re
import unicodedata

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

# Trojan Source (CVE-2021-42574) and its kin: they change what a reader sees without being seen.
_INVISIBLE = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
    "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u115f\u1160\u17b4\u17b5"
    "\u180e\u3164\uffa0\u206a\u206b\u206c\u206d\u206e\u206f\ufff9\ufffa\ufffb"
)
_LINE_BREAKERS = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


def fold(label: str) -> str:
    """The label as it is compared: half width, no blanks, one kind of quote, bracket and dash.

    >>> fold("第二十条第(一）项") == fold("第二十条 第（一）项")
    True
    >>> fold("3.危及“三安全一稳定”") == fold('3. 危及"三安全一稳定"')
    True
    """
    return SPACES.sub(
        "", unicodedata.normalize("NFKC", label.translate(_FOLD)).translate(_FOLD)
    ).casefold()


def width(text: str) -> int:
    """Columns the text takes on a terminal: East Asian wide and full-width characters count two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def pad(text: str, columns: int) -> str:
    """The text, filled with spaces on the right to a width of `columns`."""
    return text + " " * (columns - width(text))


def half_width(text: str) -> str:
    """The text with full-width digits, letters and signs made half width: １２．５ → 12.5."""
    return unicodedata.normalize("NFKC", text)


def code_point(character: str) -> str:
    """How a character is named in a message: U+200B."""
    return f"U+{ord(character):04X}"


def is_invisible(character: str) -> bool:
    """Whether the character is a bidirectional control or otherwise unseen by a reader."""
    return character in _INVISIBLE or 0xE0000 <= ord(character) <= 0xE007F


def is_control(character: str) -> bool:
    """Whether the character is a control, a foreign line break, a surrogate or no character at all."""
    point = ord(character)
    return (
        (point < 0x20 and character not in "\t\n")
        or 0x7F <= point <= 0x9F
        or character in _LINE_BREAKERS
        or 0xD800 <= point <= 0xDFFF
        or point & 0xFFFE == 0xFFFE
        or 0xFDD0 <= point <= 0xFDEF
        or character == "\ufffd"
    )
