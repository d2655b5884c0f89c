"""Does a text hold personal data? Numbers of ID cards, mobile phones and bank cards, in whatever dress they come.

Every run of digits is read as a person would read it: digits of any script, Chinese digits, HTML references and
percent codes count; blanks, hyphens, invisible characters, marks of Markdown and one line break may stand between
them. How much may stand between them, and how closely the words around are asked, depends on how much a number
proves by itself:

- **身份证号** of 18 characters carry a province, a day and a check digit (GB 11643): by chance one number in some
  20,000 has all three. A valid one is a hit wherever it stands, unless it is part of the path of a web address, of a
  longer number or of a word, or a valid 统一社会信用代码 that is called one. One with a wrong check digit is a typing
  error if words close by say 身份证. The old ones of 15 have no check digit and look like 注册号: only with such words,
  or as the whole of a text (a file name).
- **手机号**: 1[3-9] and nine more have no check digit. They must stand alone, in a grouping in use (any, where 电话 or
  手机 stands close by), outside addresses and codes, and be neither called an amount or a code nor counted (元, 件).
  A mail box is one where such numbers are the names of boxes: with the three carriers, QQ, 163 and 126; QQ numbers
  are none. 元 right behind makes an amount of it even behind a name (张三:…元): who wrote it said that it is money.
- **银行卡号**: Luhn lets one number in ten pass, so the beginning counts: 62 with 16 to 19 digits; of the cards from
  before 62, 60, 4, 5 and 9 with 16 or 19, 35 with 16, 966666 with 18. Others (Agricultural Bank's 103, Mastercard's
  22 to 27) look like timestamps and codes: only where 银行卡 or 卡号 stands close by. 账号 does not help: the accounts
  of offices are public.

Not read: letters in place of digits (O for 0), numbers glued to one another but valid ID numbers, commas between digits (figures have
them), more than one line break in a number but an ID number.

A hit says what and where, never which number, and nothing here keeps a text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import lru_cache
from html import unescape
from itertools import accumulate, pairwise
from typing import NamedTuple
from urllib.parse import unquote

from gongkai.text import SPACES

ID, MOBILE, CARD = "身份证号", "手机号", "银行卡号"


class Hit(NamedTuple):
    """Personal data in a text: which kind, and its place in the text as given, from its first digit to its last."""

    category: str
    start: int
    end: int


class Cut(IntEnum):
    """What stands between two digits, from nothing to the end of the run."""

    NONE = 0
    HIDDEN = 1  # what nobody sees
    SOFT = 2  # marks of Markdown; another kind of digit
    BLANK = 3
    HYPHEN = 4
    DOT = 5
    BRACKET = 6
    WIDE = 7  # as between columns
    LINE = 8
    EDGE = 9


_CHINESE = "〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖○⼀⼆⼋貳參叄陸幺弌弍弎"  # with what extraction makes of them
_VALUES = dict(zip(_CHINESE, "01234567890123456789012823361123", strict=True))
# The first of each ten decimal digits below U+10000, and what else counts as a digit there: raised, circled, bracketed,
# with a dot. (⑩ and above are left out: nobody writes a number with them.)
_ZEROS = (
    "0\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0\u0f20\u1040\u1090\u17e0"
    "\u1810\u1946\u19d0\u1a80\u1a90\u1b50\u1bb0\u1c40\u1c50\ua620\ua8d0\ua900\ua9d0\ua9f0\uaa50\uabf0\uff10"
)
_DIGITS = "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in _ZEROS) + (
    f"{_CHINESE}²³¹\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea"
    "\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u3021-\u3029\u3220-\u3228\u3280-\u3288"
)
# Controls, formats, fillers, variation selectors, and marks that combine with the digit before them.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f"
    "\ufeff\uffa0\ufff9-\ufffc"
)
_UNSEEN_BEYOND = "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
_MARKS = r"*_~`\\"
_BLANKS = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u2800"  # \s, spelt out for speed
_DASHES = "\\-‐‑‒–—―−－﹣"
_DOTS = ".．·•・‧"
_BRACKETS = "()（）"
_GAP = f"{_BLANKS}{_DASHES}{_DOTS}{_BRACKETS}{_MARKS}{_UNSEEN}>"
_LIKE_DIGIT = f"{_DIGITS}\U00010000-\U0010ffff"  # what stands beyond is told apart later
_LEAST, _SHORT, _LONG = 11, 15, 18  # digits
_WIDEST = 200  # characters between two digits
_FEW, _MAX_LINES = 7, 3  # groups; line breaks within an ID number
_CODE = (
    r"&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|%(?:25)*(?:[2-7][0-9A-Fa-f]|[C-Fc-f][0-9A-Fa-f](?:%(?:25)*[89ABab][0-9A-Fa-f]){1,3})"
)
# The first pass, all that a clean text costs: enough digits with nothing but gaps between them.
_MORE = _LEAST - 1
_PLAIN = re.compile(rf"[{_LIKE_DIGIT}](?=[{_LIKE_DIGIT}{_GAP}]{{{_MORE}}})(?:[{_GAP}]*+[{_LIKE_DIGIT}]){{{_MORE},}}+")
_CODED = re.compile(
    rf"(?:(?<!%)(?<!%[0-9A-Fa-f])[{_LIKE_DIGIT}]|{_CODE})(?:[{_LIKE_DIGIT}{_GAP}]|{_CODE}){{{_MORE},}}+",
)
_HAS_CODE = re.compile(_CODE)
_TOKEN = re.compile(f"{_CODE}|.", re.DOTALL)

_HIDDEN_GAP = re.compile(f"[{_UNSEEN}{_UNSEEN_BEYOND}]+")
_MARKS_GAP = re.compile(f"[{_MARKS}]+")
_MASK = re.compile(r"[*_]{3,}")
_DIGIT = re.compile(f"[{_DIGITS}]")
_X, _FAR_X = frozenset("XxХхΧχ×✕✖╳"), 40  # the X of an ID number, and how far behind the digits it is looked for
_IN_GAP = re.compile(f"[{_GAP}{_UNSEEN_BEYOND}]")
_LINE_GAP = re.compile(
    rf"[ \t]*[{_DASHES}]?[^\S\n\r]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])[^\S\n\r]*(?:>[^\S\n\r]*)*[-‐‑－]?"
)
_ITEM = re.compile(r"(?:[*_]+|\d{1,9}[.)、])(?:\s|$)")  # at the beginning of a line: an item of a list
_GAPS = {
    Cut.BLANK: re.compile(rf"[^\S\t\n\r]{{1,3}}|\u2800|[^\S\t\n\r]+[{_DASHES}]{{1,2}}[^\S\t\n\r]*|[—―]{{2}}"),
    Cut.HYPHEN: re.compile(f"[{_DASHES}]"),
    Cut.DOT: re.compile(f"[{_DOTS}]"),
    Cut.BRACKET: re.compile(rf"[^\S\t\n\r]?[{_BRACKETS}]{{1,2}}[^\S\t\n\r]?[{_DASHES}]?"),
    Cut.WIDE: re.compile(r"[^\S\n\r]+"),
}


@dataclass(slots=True)
class _Run:
    """Digits that may belong together; `cuts[k]` stands before digit k, the last one behind them all."""

    text: str
    digits: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    tail: int | None = None  # where an X behind the last digit ends

    def windows(self, lengths: tuple[int, ...], least: Cut) -> Iterator[tuple[int, int]]:
        """Stretches of these lengths between cuts of at least this kind, the foremost and longest first."""
        bounds = [k for k, cut in enumerate(self.cuts) if cut >= least]
        ends = set(bounds)
        groups = list(accumulate(int(cut >= Cut.BLANK) for cut in self.cuts))
        lines = list(accumulate(int(cut == Cut.LINE) for cut in self.cuts))
        for start in bounds:
            for length in lengths:
                stop = start + length
                if stop not in ends or lines[stop - 1] - lines[start] > _MAX_LINES:
                    continue
                in_few = groups[stop - 1] - groups[start] < _FEW  # rows of figures come in many
                if in_few or length == _LONG or min(self.cuts[start], self.cuts[stop]) >= Cut.LINE:
                    yield start, stop

    def shape(self, start: int, stop: int) -> tuple[tuple[int, ...], set[Cut]]:
        """The sizes of the groups that a reader sees in a stretch, and what stands between them."""
        seen = [k for k in range(start + 1, stop) if self.cuts[k] >= Cut.BLANK]
        groups = [k for k in seen if self.cuts[k] != Cut.LINE]
        bounds = [start, *groups, stop]
        return tuple(b - a for a, b in pairwise(bounds)), {self.cuts[k] for k in seen}


def personal_data(text: str) -> list[Hit]:
    """The personal data in a content file or a shorter text, in order, none of them overlapping.

    >>> personal_data("联系人电话：１３８-0013-8000")
    [Hit(category='手机号', start=6, end=19)]
    >>> personal_data("办公电话：0517-87290606，索引号：014314799/2024-00002")
    []
    """
    found = [hit for match in _PLAIN.finditer(text) for run in _runs(text, match) for hit in _hits(run)]
    if ("&" in text or "%" in text) and _HAS_CODE.search(text):
        found += [hit for match in _CODED.finditer(text) for run in _runs(text, match) for hit in _hits(run)]
    apart: list[Hit] = []
    for hit in sorted(found, key=lambda h: (h.start, -h.end)):
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return apart


# Reading


def _runs(text: str, match: re.Match[str]) -> Iterator[_Run]:
    """The runs of digits of a candidate: it ends where more stands between two digits than a number bears."""
    coded, run, gap, last = match.re is _CODED, _Run(text), "", ""
    for shown, start, end in _shown(text, *match.span(), coded=coded):
        digits, script = _read(shown)
        if not digits:
            gap += shown
            continue
        cut = _cut(gap, text, start) if gap else Cut.NONE if script == last else Cut.SOFT
        if run.starts and cut is None:
            yield _closed(run, coded=coded)
            run = _Run(text)
        if cut is None or not run.starts:
            cut = Cut.EDGE
        run.digits += digits
        run.starts += [start] * len(digits)
        run.ends += [end] * len(digits)
        run.cuts += [cut, *[Cut.NONE] * (len(digits) - 1)]
        gap, last = "", script
    if run.starts:
        yield _closed(run, coded=coded)


def _closed(run: _Run, *, coded: bool) -> _Run:
    """The run with its last edge, and with the X that may follow."""
    run.cuts.append(Cut.EDGE)
    end, gap = run.ends[-1], ""
    for shown, at, after in _shown(run.text, end, min(end + _FAR_X, len(run.text)), coded=coded):
        if unicodedata.normalize("NFKC", shown) in _X and (not gap or _cut(gap, run.text, at) is not None):
            run.tail = after
        if not _IN_GAP.fullmatch(shown):
            break
        gap += shown
    return run


def _shown(text: str, start: int, end: int, *, coded: bool) -> Iterator[tuple[str, int, int]]:
    """The characters of a stretch with the place of each; if it is coded, what a reader sees of it."""
    if not coded:
        for at in range(start, end):
            yield text[at], at, at + 1
        return
    for token in _TOKEN.finditer(text, start, end):
        yield _decoded(token.group()), *token.span()


def _decoded(token: str) -> str:
    """What a token shows: a reference or a percent code is the character that it stands for."""
    if len(token) == 1:
        return token
    if token[0] == "&":
        return unescape("&" + token.replace("amp;", "")[1:])
    return unquote(re.sub("%(?:25)+", "%", token))


@lru_cache(1024)  # of single characters
def _read(shown: str) -> tuple[str, str]:
    """The digits that a character stands for, if any, and their kind.

    A number ends where a kind does: where a note ¹ or an enumeration ① begins, or 第一 before 13….
    """
    if shown in _VALUES:
        return _VALUES[shown], "Chinese"
    if len(shown) == 1 and shown.isdigit():
        return str(unicodedata.digit(shown)), unicodedata.category(shown)
    return (str(int(unicodedata.numeric(shown))), "No") if _DIGIT.fullmatch(shown) else ("", "")


def _cut(gap: str, text: str, after: int) -> Cut | None:
    """What a gap before the digit at `after` is; None if no number goes on behind it."""
    if len(gap) > _WIDEST:
        return None
    cut, behind = _gap(gap)
    return None if cut == Cut.LINE and _ITEM.match(behind + text[after : after + 12]) else cut


@lru_cache(256)  # there are few
def _gap(gap: str) -> tuple[Cut | None, str]:
    """What a gap is, and what stands in it behind the last line break."""
    seen = _HIDDEN_GAP.sub("", gap)
    if _MASK.search(seen):
        return None, ""
    core = _MARKS_GAP.sub("", seen)
    if not core:
        return Cut.SOFT if seen else Cut.HIDDEN, ""
    if _LINE_GAP.fullmatch(core):
        return Cut.LINE, re.split(r"[\n\r\x0b\x0c\x85\u2028\u2029]", seen)[-1].lstrip(" >")
    return next((cut for cut, pattern in _GAPS.items() if pattern.fullmatch(core)), None), ""


# Judging


def _hits(run: _Run) -> list[Hit]:
    """The personal data of a run: what proves most is looked for first."""
    if len(run.digits) < _LEAST:
        return []
    found: list[Hit] = []
    taken = bytearray(len(run.digits))
    for look in (_ids, _cards, _mobiles):
        for start, stop, hit in look(run):
            if not any(taken[start:stop]):
                taken[start:stop] = b"\1" * (stop - start)
                found.append(hit)
    return found


_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
_CENTURIES = ("19", "20")


def _ids(run: _Run) -> Iterator[tuple[int, int, Hit]]:
    last = len(run.digits)
    if run.tail is not None:
        start = last - _LONG + 1
        if start >= 0 and run.cuts[start] and _is_id(run, start, run.digits[start:] + "X", run.tail):
            yield start, last, Hit(ID, run.starts[start], run.tail)
    yield from _glued_ids(run)
    for start, stop in run.windows((_LONG, _SHORT), Cut.HIDDEN):
        number, end = run.digits[start:stop], run.ends[stop - 1]
        if _is_id(run, start, number, end):
            yield start, stop, Hit(ID, run.starts[start], end)


def _is_id(run: _Run, first: int, number: str, end: int) -> bool:
    """Whether a number of 18 or 15 characters from digit `first` on is that of a person."""
    start, long = run.starts[first], len(number) == _LONG
    born = number[6:14] if long else "19" + number[6:12]
    dated = _is_day(born)
    if not _PROVINCES.match(number) or not (dated or (long and born[:2] in _CENTURIES)):
        return False
    if _in_word(run.text, start, end) or _in_path(run.text, start):
        return False
    called = _called(run.text, start, end)
    if long and dated and _id_check(number[:-1]) == number[-1]:
        return not (called.last == "code" and _is_credit_code(number))
    if dated and called.last != "code":
        return "id" in called.names or (not long and _alone(run.text, start, end))
    return called.direct == "id" and long


def _glued_ids(run: _Run) -> Iterator[tuple[int, int, Hit]]:
    """Valid ID numbers with nothing between them: all of a stretch, or none of it."""
    last = len(run.digits)
    for first, stop in pairwise(k for k, cut in enumerate(run.cuts) if cut >= Cut.HIDDEN):
        with_x = stop == last and run.tail is not None and (stop - first) % _LONG == _LONG - 1
        number = run.digits[first:stop] + ("X" if with_x else "")
        end = run.tail if with_x and run.tail is not None else run.ends[stop - 1]
        if len(number) < 2 * _LONG or len(number) % _LONG or _in_path(run.text, run.starts[first]):
            continue
        if _in_word(run.text, run.starts[first], end):
            continue
        starts = range(0, len(number), _LONG)
        if all(_is_valid_id(number[k : k + _LONG]) for k in starts):
            for k in starts:
                after = min(first + k + _LONG, stop)
                ends = end if after == stop else run.ends[after - 1]
                yield first + k, after, Hit(ID, run.starts[first + k], ends)


def _is_valid_id(number: str) -> bool:
    """Whether 18 characters have a province, a day and the check digit."""
    return bool(_PROVINCES.match(number)) and _is_day(number[6:14]) and _id_check(number[:-1]) == number[-1]


def _is_written_id(word: str) -> bool:
    """Whether a word is a valid ID number in plain digits."""
    return bool(re.fullmatch("[0-9]{17}[0-9Xx]", word)) and _is_valid_id(word.upper())


def _is_day(digits: str) -> bool:
    """Whether eight digits are a day from 1900 to 2099."""
    try:
        return digits[:2] in _CENTURIES and bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    except ValueError:
        return False


def _id_check(digits: str) -> str:
    """The check character of the first 17 digits of an ID number (MOD 11-2)."""
    return "10X98765432"[sum(int(d) * pow(2, 17 - k, 11) for k, d in enumerate(digits)) % 11]


_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _is_credit_code(number: str) -> bool:
    """Whether 18 characters also pass the check of a 统一社会信用代码 (GB 32100, MOD 31)."""
    total = sum(_CREDIT.index(c) * pow(3, k, 31) for k, c in enumerate(number[:-1]))
    return _CREDIT[-total % 31] == number[-1]


_MOBILE = re.compile(r"(?:0086|86)?(1[3-9]\d{9})|(0)(1[3-9]\d{9})", re.ASCII)
_OFFICE_BEHIND = re.compile(r"[^\S\n\r]{1,3}[(（]?0\d{2,3}[-‐‑‒–—―－)）]\d{7}")  # 0517-87290606
_OFFICE_BEFORE = re.compile(r"0\d{2,3}[-‐‑‒–—―－)）]\d{7,8}[^\S\n\r]{1,3}$")
_PHONE_SHAPES = {(3, 8), (7, 4), (4, 4, 3), (3, 3, 5)}
_USUAL = (3, 4, 4)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_YEARS_OR_DAYS = re.compile(r"...(?:19|20)\d\d(?:(?:19|20)\d\d|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))", re.ASCII)
_COUNTED = re.compile(
    r"[ *_]*(?:[万亿千]?余?元(?![旦月])|[万亿]?(?:人次|件|份|吨|美元|平方|立方|公里|千瓦|字[节符]|条(?![件例])|项(?!目)|户(?![主籍口名])"
    r"|个(?![人体])|次(?!日)))"
)
# After three figures in a row; no eleven digits count people, and 人事科 and 家住 go well behind a telephone.
_COUNTED_IN_ROW = re.compile(r"[ *_]*(?:人(?![员民才大事工社均口力士家物名文])|家(?![里住中人庭长属访门务电用具乡]))")


def _mobiles(run: _Run) -> Iterator[tuple[int, int, Hit]]:
    for start, stop in run.windows((15, 13, 12, 11), Cut.SOFT):
        match = _MOBILE.fullmatch(run.digits, start, stop)
        if not match:
            continue
        first = match.end() - _LEAST
        if _is_mobile(run, start, first, stop, needs_cue=bool(match[2])):
            yield start, stop, Hit(MOBILE, run.starts[first], run.ends[stop - 1])


def _is_mobile(run: _Run, outer: int, first: int, stop: int, *, needs_cue: bool) -> bool:
    """Whether eleven digits from `first` are a mobile number; from `outer` on stands its 86."""
    begin, end = run.starts[first], run.ends[stop - 1]
    sizes, between = run.shape(first, stop)
    if Cut.WIDE in between or not _breaks_well(run, first, stop):
        return False
    called = _called(run.text, begin, end)
    cue = "phone" in called.names
    if not cue and (needs_cue or not (_looks_alone(run, outer, stop, sizes) or _beside_office(run, outer, stop))):
        return False
    if not cue and sizes != (_LEAST,) and not _is_phone_shape(run.digits[first:stop], sizes, between):
        return False
    if called.direct == "phone":
        return not _in_address(run.text, begin, end)
    counted = _COUNTED.match(run.text, end) or (between == {Cut.BLANK} and _COUNTED_IN_ROW.match(run.text, end))
    if called.direct in {"code", "sum", "qq"} or counted:
        return False
    return not _in_code(run.text, run.starts[outer], end)


def _is_phone_shape(number: str, sizes: tuple[int, ...], between: set[Cut]) -> bool:
    """Whether the groups of a mobile number are those of one, and not figures or days that stand in a row."""
    if set(sizes) == {1}:
        return True
    dated = _YEARS_OR_DAYS.fullmatch(number) is not None
    if sizes == _USUAL:
        return not dated
    if sizes not in _PHONE_SHAPES or dated or Cut.DOT in between:
        return False
    if between & {Cut.HYPHEN, Cut.BRACKET}:
        return True
    starts = [sum(sizes[:k]) for k in range(1, len(sizes))]
    return any(number[k] == "0" for k in starts)  # no figure begins with 0


_BEGINNINGS = re.compile(r"62\d{14,17}|(?:60|[459]\d)\d{14}(?:\d{3})?|35\d{14}|966666\d{12}", re.ASCII)


def _cards(run: _Run) -> Iterator[tuple[int, int, Hit]]:
    for start, stop in run.windows((19, 18, 17, 16), Cut.SOFT):
        if _luhn(run.digits[start:stop]) and _is_card(run, start, stop):
            yield start, stop, Hit(CARD, run.starts[start], run.ends[stop - 1])


def _luhn(number: str) -> bool:
    pairs = ((int(d) * 2 if k % 2 else int(d)) for k, d in enumerate(reversed(number)))
    return number.strip("0") != "" and sum(n - 9 if n > 9 else n for n in pairs) % 10 == 0  # noqa: PLR2004 - a digit


def _is_card(run: _Run, first: int, stop: int) -> bool:
    """Whether 16 to 19 digits that pass the check are the number of a bank card."""
    number, begin, end = run.digits[first:stop], run.starts[first], run.ends[stop - 1]
    sizes, between = run.shape(first, stop)
    if Cut.WIDE in between or not _breaks_well(run, first, stop):
        return False
    called = _called(run.text, begin, end)
    if called.direct in {"code", "sum"} or _in_code(run.text, begin, end):
        return False
    if "card" in called.names:
        return True
    if not _BEGINNINGS.fullmatch(number) or not _looks_alone(run, first, stop, sizes):
        return False
    return _is_card_shape(sizes, between, union_pay=number.startswith("62"))


def _is_card_shape(sizes: tuple[int, ...], between: set[Cut], *, union_pay: bool) -> bool:
    """Whether the groups of a card number are those stamped on it; four figures in a row may look so too."""
    if len(sizes) == 1 or set(sizes) == {1}:
        return True
    if between & {Cut.DOT, Cut.BRACKET}:
        return False
    by_fours = set(sizes[:-1]) == {4}
    if not union_pay:
        return by_fours and Cut.BLANK not in between
    return by_fours or (len(sizes) == 2 and sizes[0] == 6)  # noqa: PLR2004 - the issuer's number, the rest


def _looks_alone(run: _Run, first: int, stop: int, sizes: tuple[int, ...]) -> bool:
    """Whether no other digits belong to a stretch as far as a reader sees."""
    edges = {run.cuts[first], run.cuts[stop]}
    if edges & {Cut.HYPHEN, Cut.DOT}:
        return False
    return len(sizes) == 1 or Cut.BLANK not in edges


def _beside_office(run: _Run, first: int, stop: int) -> bool:
    """Whether the digits next to a stretch are the telephone of an office, and so no part of its number."""
    begin, end = run.starts[first], run.ends[stop - 1]
    behind = run.cuts[stop] != Cut.BLANK or _OFFICE_BEHIND.match(run.text, end)
    before = run.cuts[first] != Cut.BLANK or _OFFICE_BEFORE.search(run.text[max(0, begin - 20) : begin])
    return bool(behind and before) and not {run.cuts[first], run.cuts[stop]} & {Cut.HYPHEN, Cut.DOT}


def _breaks_well(run: _Run, first: int, stop: int) -> bool:
    """Whether a number lies on one line, or on two of a paragraph: lines of figures only are no paragraph."""
    breaks = [k for k in range(first + 1, stop) if run.cuts[k] == Cut.LINE]
    if not breaks:
        return True
    text, begin, end = run.text, run.starts[first], run.ends[stop - 1]
    before = text[text.rfind("\n", 0, begin) + 1 : begin]
    behind = text[end : end + 200].partition("\n")[0]
    if len(breaks) > 1 or not re.search(r"[^\W\d_]", before + behind):
        return False
    return not (_YEAR.fullmatch(run.digits, breaks[0], stop) and behind.startswith("年"))


# The words around


_NAMES = re.compile(
    "(?P<id>身份证|身分证|公民身份|身份号|证件号|(?<![a-z])id ?card|(?<![a-z])idno)"
    "|(?P<card>银行卡|卡号|储蓄卡|借记卡|信用卡|工资卡|一卡通|一折通)"
    "|(?P<phone>手机|电话|联系方式|联系人|拨打|致电|微信|(?<![a-z])(?:tel|telephone|phone|mobile|mob|call|sms)(?![a-z]))"
    "|(?P<code>信用代码|机构代码|代码|编码|编号|文号|订单|索引号|序号|单号|流水号|注册号|登记证|登记号|执照|识别号|税号|条码|案号|档号"
    "|许可证|证书号|服务码|合同号|发票|备案|网安备|ICP备|icp备|追溯码|标识码|isbn|uuid|(?:第|no\\.?|№|[〔\\[(](?:19|20)\\d\\d[〕\\])])$)"
    "|(?P<qq>qq群?|群号)"
    "|(?P<sum>金额|总额|收费|资金|经费|预算|决算|收入|支出|产值|数量|件数)"
)
_LINK_WORDS = re.compile(r"[号码为是:：/=（(\[\"'“*_+\-]*(?:\(单位[^)]*\)[:：]?)?")
_BEFORE, _BEHIND = 24, 8


class _Called(NamedTuple):
    """What the words around call a number: all the names, the last one, and the one that leads right to it."""

    names: frozenset[str]
    last: str
    direct: str


def _called(text: str, start: int, end: int) -> _Called:
    before = _folded(text[max(0, start - _BEFORE) : start].rpartition("\n\n")[2].rpartition("|")[2])
    matches = list(_NAMES.finditer(before))
    names = [m.lastgroup or "" for m in matches]
    direct = names[-1] if matches and _LINK_WORDS.fullmatch(before, matches[-1].end()) else ""
    if not matches and (head := _column_head(text, start)):
        names = [m.lastgroup or "" for m in _NAMES.finditer(_folded(head))]
        direct = names[-1] if names else ""
    behind = [m.lastgroup or "" for m in _NAMES.finditer(_folded(re.split(r"[|\n]", text[end : end + _BEHIND])[0]))]
    return _Called(frozenset(names + behind), (names or behind or [""])[-1], direct)


def _folded(words: str) -> str:
    return SPACES.sub("", unicodedata.normalize("NFKC", words)).casefold()


def _column_head(text: str, at: int) -> str:
    """The head of the column that a place in a Markdown table belongs to; nothing outside tables."""
    line = text.rfind("\n", 0, at) + 1
    if "|" not in text[line:at]:
        return ""
    block = text.rfind("\n\n", 0, at) + 1
    first = text.rfind("\n", 0, text.index("|", block)) + 1
    heads = text[first : text.find("\n", first)].strip().removeprefix("|").split("|")
    column = text[line:at].strip().removeprefix("|").count("|")
    return heads[column] if first < line and column < len(heads) else ""


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a number is the whole of a text, or of the name of a file."""
    return not text[:start].strip() and bool(re.fullmatch(r"\s*|\.[A-Za-z0-9]{1,5}\s*", text[end:]))


_WORD_BEFORE = re.compile(r"(?:[^A-Za-z0-9_/+=.-]|\A)[A-Za-z]{1,12}")


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether an ID number is a part of a longer word; a short one before it (ID, SFZ) makes none, nor does another."""
    if re.match("[A-Za-z0-9]", text[end : end + 1]) and not (
        text[end - 1 : end] in _X and _is_written_id(text[end : end + _LONG])
    ):
        return True
    if start >= _LONG and text[start - 1] in _X and _is_written_id(text[start - _LONG : start]):
        return False
    before = text[max(0, start - 13) : start]
    if re.search("%[0-9A-Fa-f]{2}$", before):
        return False
    letters = len(before) - len(before.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
    return letters > 0 and not _WORD_BEFORE.fullmatch(before[-letters - 1 :])


_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[!#-'*-;=?-\[\\^_a-{}~]*", re.IGNORECASE)
_FAR = 2000  # characters of an address, of a row
_TELLING = re.compile(
    r"[?&#/;](?:phone|mobile|tel|sjh?|sms|lxdh|lxfs|shouji|idcard|idno|sfz|zjhm|card|yhk)\w*=", re.IGNORECASE
)
_WEB_PAGE = re.compile(r"[\w./-]*\.(?:s?html?|jspx?|aspx?|php|do|action)\b", re.ASCII | re.IGNORECASE)
_BOX = re.compile(
    r"@(?:(?:139|163|126|(?:vip\.)?qq)\.com|189\.cn|wo\.(?:com\.)?cn)(?![\w.-]*\w)", re.IGNORECASE | re.ASCII
)


def _address_before(text: str, start: int) -> str:
    """The web address up to a place within it, or nothing."""
    near = text[max(0, start - _FAR) : start]
    for mark in ("://", "www."):
        if (at := near.rfind(mark)) >= 0:
            begin = re.search(r"[A-Za-z0-9+.-]*$", near[:at])
            if _ADDRESS.fullmatch(near, begin.start() if begin and mark == "://" else at):
                return near[at + len(mark) :]
    return ""


def _in_path(text: str, start: int) -> bool:
    """Whether a place is in a web address before its query: what stands there is the number of a page."""
    address = _address_before(text, start)
    return bool(address) and not re.search("[?#]", address)


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a number is part of an address, and not the value of a parameter that says what it is."""
    address = _address_before(text, start)
    if address:
        value = re.search(r"[?&#/;][\w.-]*=[+\d]*$", address)
        return not (value and _TELLING.match(value.group()))
    if _WEB_PAGE.match(text, end):
        return True
    token = re.search(r"[A-Za-z0-9./_~%-]*$", text[max(0, start - 80) : start])
    path = token.group() if token else ""
    return bool(re.match(r"\.{0,2}/[A-Za-z0-9]", path)) or (path.count("/") > 1 and bool(re.search("[A-Za-z]", path)))


_IN_LIST = re.compile(r"\s+[^\s:]+:\s*\[[^\]]*")
_CELL = re.compile(
    r"""\s*["']?(?:[+-]?[0-9][0-9.]*\s*(?:[(（][^()（）]*[)）])?|空白|不适用|无|待核(?:[(（][^()（）]*[)）])?|[/／]|[—–―－─-]{1,4}|)["']?\s*"""
)
_CELLS = 3  # at least, in a row of a table


def _in_code(text: str, start: int, end: int) -> bool:
    """Whether a number is part of an address, of a mail box, of a code with letters, or of a row of a table."""
    if _in_address(text, start, end):
        return True
    if re.search(r"(?<!%)(?<!%[0-9A-Fa-f])[A-Za-z][-_.]?$", text[max(0, start - 4) : start]):
        return True
    if re.match(r"[A-Za-z]|[-_][A-Za-z]|@", text[end : end + 2]) and not _BOX.match(text, end):
        return True
    return _in_row(text, start, end)


def _in_row(text: str, start: int, end: int) -> bool:
    """Whether a number is a cell of a row of a table: an indented list of numbers, and not of mobile numbers alone."""
    begin = text.rfind("\n", max(0, start - _FAR), start) + 1
    line = text[begin:start]
    behind = re.split(r"[\]\n]", text[end : end + _FAR], maxsplit=1)[0]
    if len(behind) == _FAR or (not begin and start > _FAR):
        return False  # no row is as long as that
    if not line.rstrip(" ").endswith(("[", ",")) or not re.match(r" *(?:,|\](?!\())", text[end : end + 9]):
        return False
    if not _IN_LIST.fullmatch(line):
        return False
    cells = (line.partition("[")[2] + text[start:end] + behind).split(",")
    plain = all(_CELL.fullmatch(cell) for cell in cells)
    return plain and len(cells) >= _CELLS and not all(_MOBILE.fullmatch(cell.strip()) for cell in cells)
