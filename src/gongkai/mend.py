"""Which slips of a line can be mended without asking? Signs of the wrong width, blanks of the wrong kind.

A line is mended at the place where the reader refused it, one slip at a time. What could be meant in two
ways is left to the editor; whether the mended line says what the form asks for is seen by `tidy`.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import NamedTuple

from gongkai.text import half_width

BLANKS = " \t\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
MAX_THOUSANDS = 3  # commas of a line that may be those of thousands
_HALF = dict(zip("［］【】｛｝", "[][]{}", strict=True))
_TABS, _WIDE = (2, 4, 8), (2, 1)  # spaces for which a tab and a full-width space may stand
_COMMAS = "，、"
_CELL = re.compile(r"[+-]?[\d.]+(?:\([^(),]*\))?|空白|不适用|待核(?:\([^(),]*\))?|/|[—–―─-]{1,4}|\"\"", re.ASCII)
_NAME_FOLLOWS = re.compile(r"\s*[^\s:：,，、{}\[\]]+\s*[:：]")
_FLOW = re.compile(r"\s*(?:- )?(?:[^:：\[{［｛【\"'#]*[:：])?\s*[\[{［｛【]")
_TIGHT = re.compile(r"((?:- )?[^\s:：\[{［｛【\"'#]+):(?=[\[{［｛【])")
_LIKE_THOUSANDS = re.compile(r"\d[，、]\d{3}(?!\d)", re.ASCII)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))", re.ASCII)
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)


class Mended(NamedTuple):
    """A line after a mend, and what was done."""

    line: str
    what: str


def mend_line(line: str, code: str, column: int) -> Mended | None:
    """The line with the slip of that code at a column (from 0) mended; None if an editor has to say what is meant."""
    mends = {
        "fullwidth-colon": _colon,
        "colon-space": _colon,
        "fullwidth-comma": _comma,
        "fullwidth-bracket": _bracket,
        "tab": _blank,
        "ideographic-space": _blank,
    }
    return mends[code](line, column) if code in mends and column < len(line) else None


def _colon(line: str, at: int) -> Mended:
    rest = line[at + 1 :].lstrip(BLANKS)
    what = "全角冒号改成半角" if line[at] == "：" else "冒号后面加一个空格"
    return Mended(f"{line[:at].rstrip(BLANKS)}: {rest}".rstrip(BLANKS), what)


def _comma(line: str, at: int) -> Mended | None:
    """Between cells, or before the next name in braces, a comma can be nothing else."""
    if line[at : at + 1] not in set(_COMMAS) or not _is_flow(line, at):
        return None
    opened = _opened(line[:at])
    if opened < 0:
        return None
    if line[opened] in "{｛":
        sure = _NAME_FOLLOWS.match(line, at + 1) is not None
    else:
        inner = re.split(r"[\]］】]", line[opened + 1 :], maxsplit=1)[0]
        sure = all(_CELL.fullmatch(half_width(part).strip()) for part in re.split("[,，、]", inner))
    if not sure:
        return None
    what = f"『{line[at]}』改成半角逗号"
    if _LIKE_THOUSANDS.match(line, at - 1):  # which of both it is the reader asks next
        return Mended(f"{line[:at]},{line[at + 1 :]}", what)
    return Mended(f"{line[:at].rstrip(BLANKS)}, {line[at + 1 :].lstrip(BLANKS)}", what)


def _is_flow(line: str, at: int) -> bool:
    """Whether a place lies in what begins with a bracket, before any quotation mark."""
    match = _FLOW.match(line)
    return match is not None and match.end() <= at and not set("\"'") & set(line[:at])


def _opened(text: str) -> int:
    """Where the innermost bracket that is still open begins; -1 if none is."""
    opened = []
    for at, character in enumerate(text):
        if character in "[{［【｛":
            opened.append(at)
        elif character in "]}］】｝" and opened:
            opened.pop()
    return opened[-1] if opened else -1


def _bracket(line: str, at: int) -> Mended | None:
    half = _HALF.get(line[at])
    return Mended(line[:at] + half + line[at + 1 :], f"『{line[at]}』改成『{half}』") if half else None


def _blank(line: str, at: int) -> Mended | None:
    """Beside a colon, or in a list beside a comma or bracket, a blank of any kind separates and says nothing."""
    start = stop = at
    while start > 0 and line[start - 1] in BLANKS:
        start -= 1
    while stop < len(line) and line[stop] in BLANKS:
        stop += 1
    before, after = line[start - 1 : start], line[stop : stop + 1]
    if start == stop or not before:
        return None
    if before == ":":
        between = " "
    elif after == ":":
        between = ""
    elif not _is_flow(line, start):
        return None
    elif before in _COMMAS or after in set(_COMMAS):
        return _comma(line, start - 1 if before in _COMMAS else stop)
    elif before == ",":
        between = " "
    elif before in "[{［【｛" or after in set(",]}］】｝"):
        between = ""
    else:
        return None
    return Mended(line[:start] + between + line[stop:], "制表符或全角空格改成半角空格")


class Blanks(NamedTuple):
    """For how many spaces the blanks before a line may stand."""

    tab: int
    wide: int


def edges(line: str, blanks: Blanks) -> Mended | None:
    """The line with spaces for the blanks before it, none behind it, and one before the bracket after a name.

    None if it is so already.
    """
    body = line.strip(BLANKS)
    lead = line[: len(line) - len(line.lstrip(BLANKS))] if body else ""
    spaces = "".join({"\t": " " * blanks.tab, "\u3000": " " * blanks.wide}.get(character, " ") for character in lead)
    what = []
    if spaces != lead:
        what.append("行首的制表符或全角空格改成空格")
    if line[len(lead) + len(body) :].strip(" "):
        what.append("删去行末的制表符或全角空格")
    if _TIGHT.match(body):  # which the reader takes for a longer name
        body = _TIGHT.sub(r"\1: ", body)
        what.append("冒号后面加一个空格")
    return Mended(spaces + body, "，".join(what)) if what else None


def readings(lines: Iterable[str]) -> list[Blanks]:
    """Every way to read the blanks before these lines, the usual one first."""
    leads = "".join(line[: len(line) - len(line.lstrip(BLANKS))] for line in lines)
    tabs, wide = (_TABS if "\t" in leads else _TABS[:1]), (_WIDE if "\u3000" in leads else _WIDE[:1])
    return [Blanks(*widths) for widths in product(tabs, wide)]


def without_thousands(line: str) -> Iterator[str]:
    """Every way to read the commas in front of three digits, as of thousands or between cells.

    The first takes all of them for commas of thousands. Nothing where there are too many to be tried.
    """
    comment = line.find(" #")
    commas = [match.start() for match in _THOUSANDS.finditer(line[: None if comment < 0 else comment])]
    if not commas or len(commas) > MAX_THOUSANDS or set("\"'") & set(line):
        return
    for count in range(len(commas), -1, -1):
        for joined in combinations(commas, count):
            signs = {at: "" if at in joined else ", " for at in commas}
            yield "".join(signs.get(at, character) for at, character in enumerate(line))


def mend_number(text: str) -> str:
    """A text of a cell or a fact with full-width digits and signs made half width, and no commas of thousands.

    A note in brackets stays as it is.

    >>> mend_number("１，２８６（其中修订１件）")
    '1286（其中修订１件）'
    """
    head, note = re.fullmatch(r"([^(（]*)(.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    half = half_width(head)
    return (half.replace(",", "") if _GROUPS.fullmatch(half.strip()) else half) + note
