"""Which characters does a spreadsheet show for a stored number?"""

import re
from datetime import date, datetime, timedelta
from datetime import time as clock
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import NamedTuple

# Formats that files name by number alone (ECMA-376, 18.8.30); those of dates differ by country and mean dates anyway.
BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-mm-dd"),
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"',
    48: "##0.0E+0",
    49: "@",
}
_PLAIN = {"", "general", "@", "g/通用格式"}
_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)  # as many as a spreadsheet keeps
_LARGEST = 20  # places before or after the point that are written out
_LONGEST = 255  # characters that a format can have
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<plain>.)', re.DOTALL)
_CORE = re.compile(r"(?P<before>[^#0?]*)(?P<whole>[#0?][#0?,]*)(?P<part>\.[#0?]*)?(?P<after>[^#0?]*)", re.DOTALL)
_COLOURS = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|[黑蓝青绿洋红白黄]+色?)", re.IGNORECASE
)
_HIDE = "\ue000"  # stands for a quoted character while the format is taken apart
_LAST_DAY = 2_958_465  # 9999-12-31


class Shown(NamedTuple):
    """A number as a reader sees it, and what to say if it is not what is stored."""

    text: str
    note: str = ""


class _Section(NamedTuple):
    pattern: str  # literals as _HIDE
    literals: tuple[str, ...]
    known: bool


def shown(  # noqa: PLR0911 - each way out is a kind of number
    stored: str, code: str = "General", *, since_1904: bool = False
) -> Shown:
    """The characters a reader sees for a stored number in a format; the number itself where the format is not known.

    >>> shown("7730.28").text, shown("95.0", "0").text, shown("1234.5", "#,##0.00").text
    ('7730.28', '95', '1,234.50')
    """
    try:
        exact = Decimal(stored.strip())
    except InvalidOperation:
        return Shown(stored, "不是数字")
    if not exact.is_finite() or abs(exact.adjusted()) > _LARGEST:
        return Shown(stored, "数字太大或太小") if exact else Shown("0")
    number = _DIGITS.create_decimal(exact)
    if code.strip().lower() in _PLAIN:
        return Shown(_plain(number))
    if len(code) > _LONGEST:
        return Shown(_plain(number), "数字格式没有照做")
    sections = [_section(s) for s in _split(code)]
    section, sign = _choose(number, sections)
    if not section.known:
        return Shown(_plain(number), f"数字格式『{code[:40]}』没有照做，按实际的数读")
    if re.search("[ymdhs]", section.pattern, re.IGNORECASE):
        return _date(number, since_1904=since_1904)
    return _number(number, section, sign)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _split(code: str) -> list[str]:
    parts, begin = [], 0
    for token in _TOKEN.finditer(code):
        if token["plain"] == ";":
            parts.append(code[begin : token.start()])
            begin = token.end()
    return [*parts, code[begin:]]


def _section(code: str) -> _Section:
    pattern, literals, known = [], [], True
    for token in _TOKEN.finditer(code):
        if token["quoted"] is not None or token["escaped"] is not None:
            literals.append(token["quoted"] if token["quoted"] is not None else token["escaped"])
            pattern.append(_HIDE)
        elif token["bracket"] is not None:
            inner = token["bracket"]
            if inner.startswith("$"):
                currency = inner[1:].split("-")[0]
                literals.append(currency)
                pattern.append(_HIDE if currency else "")
                if not currency:
                    literals.pop()
            elif not _COLOURS.fullmatch(inner):
                known = False  # conditions, hours beyond a day, Chinese numerals
        elif token["plain"]:
            pattern.append(token["plain"])
    return _Section("".join(pattern), tuple(literals), known)


def _choose(number: Decimal, sections: list[_Section]) -> tuple[_Section, str]:
    """The section for this number, and the sign to write before it."""
    if number < 0 and len(sections) > 1:
        return sections[1], ""
    if number == 0 and len(sections) > 2:  # noqa: PLR2004 - the third is for zero
        return sections[2], ""
    return sections[0], "-" if number < 0 else ""


def _number(number: Decimal, section: _Section, sign: str) -> Shown:
    core = _CORE.fullmatch(section.pattern)
    if general := re.search("general", section.pattern, re.IGNORECASE):
        around = section.pattern[: general.start()] + "0" + section.pattern[general.end() :]
        return Shown(_fill(around, section.literals).replace("0", sign + _plain(abs(number)), 1).strip())
    if core is None:
        seen = _fill(section.pattern, section.literals)
        if re.search("[#0?]", section.pattern):
            return Shown(_plain(number), "数字格式没有照做，按实际的数读")
        return (
            Shown(_plain(number), f"显示为『{seen.strip()}』，按实际的数读") if seen != _plain(number) else Shown(seen)
        )
    whole, part = core["whole"], (core["part"] or "")[1:]
    around = core["before"] + core["after"]
    if whole.endswith(",") or re.search(r"[A-DF-Za-df-z/eE,.]", around.replace(_HIDE, "")):
        return Shown(_plain(number), "数字格式没有照做，按实际的数读")
    scaled = abs(number).scaleb(2 * around.count("%"))
    rounded = scaled.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    before = before.zfill(whole.replace(",", "").count("0")) if before != "0" or "0" in whole else ""
    if "," in whole:
        before = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", before)
    least = len(part.rstrip("#?"))
    after = after[:least] + after[least:].rstrip("0")
    digits = before + ("." + after if after or (core["part"] and not part) else "")
    sign = "" if not rounded else sign
    used = core["before"].count(_HIDE)
    text = (
        _fill(core["before"], section.literals[:used]) + sign + digits + _fill(core["after"], section.literals[used:])
    )
    differs = rounded != scaled
    return Shown(text.strip(), f"显示为『{text.strip()}』，实际存的是 {_plain(number)}" if differs else "")


def _fill(pattern: str, literals: tuple[str, ...]) -> str:
    left = iter(literals)
    return "".join(next(left, "") if c == _HIDE else c for c in pattern)


def _date(number: Decimal, *, since_1904: bool) -> Shown:
    if not 0 <= number <= _LAST_DAY:
        return Shown(_plain(number), "不是日期")
    days, part = divmod(number, 1)
    seconds = int((part * 86_400).to_integral_value(ROUND_HALF_UP))
    zero = date(1904, 1, 1) if since_1904 else date(1899, 12, 30 if days > 59 else 31)  # noqa: PLR2004 - 29 February 1900
    first = datetime.combine(zero, clock())  # a spreadsheet knows no zones
    try:
        at = first + timedelta(days=int(days), seconds=seconds)
    except OverflowError:
        return Shown(_plain(number), "不是日期")
    time = at.strftime("%H:%M:%S").removesuffix(":00")
    if not days:
        return Shown(time)
    day = date(at.year, at.month, at.day).isoformat()
    return Shown(f"{day} {time}" if seconds else day)
