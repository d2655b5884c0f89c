"""Which everyday character stands behind a radical, a compatibility form or a traditional character?"""

import re
import unicodedata
from functools import cache

from gongkai.search.fold import pairs
from gongkai.text import fold

BLANK = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,80}\]")  # a mark of Word that some converters write out
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f\x7f]")

# Radicals and the ideographs that Unicode keeps twice. NFKC knows the radicals from U+2F00 on, the table of the
# search those from U+2E80 on; it also says what is simplified, for NFKC makes the traditional 門 of U+2FA8.
_RANGES = (range(0x2E80, 0x2FD6), range(0xF900, 0xFB00))
_HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HAN = f"[{_HAN}]"
_IDLE = re.compile(rf"(?<=[{_HAN}（）()、，“”《》〔〕：]) | (?=[{_HAN}（）()、，“”《》〔〕：])")


@cache
def _everyday() -> tuple[dict[int, str], re.Pattern[str]]:
    known = pairs()
    table = {}
    for point in (p for span in _RANGES for p in span):
        made = known.get(chr(point)) or unicodedata.normalize("NFKC", chr(point))
        made = known.get(made, made) if point < 0xF900 else made  # noqa: PLR2004 - where the radicals end
        if len(made) == 1 and made != chr(point):
            table[point] = made
    return table, re.compile(f"[{''.join(map(chr, table))}]")


@cache
def _simplified() -> dict[int, str]:
    return {**{ord(written): made for written, made in pairs().items()}, **_everyday()[0]}


def everyday(text: str) -> str:
    """The text with radicals as the characters that they stand for, each in its place.

    >>> everyday("⼈⺠政府⻔⼾")
    '人民政府门户'
    """
    table, rare = _everyday()
    return text.translate(table) if rare.search(text) else text


def radicals(text: str) -> list[str]:
    """The radicals of a text, each once."""
    return list(dict.fromkeys(_everyday()[1].findall(text)))


def visible(text: str) -> str:
    """The text without characters that nobody sees, and without the bookmarks of Word."""
    return _UNSEEN.sub("", BOOKMARK.sub("", text) if "[bookmark:" in text else text)


def compact(text: str) -> str:
    """The text as headings and labels are compared: simplified, half width, no blanks, one kind of mark.

    >>> compact("（⼆） 主動公開政府資訊情況") == compact("(二)主动公开政府资讯情况")
    True
    """
    return fold(visible(text).translate(_simplified()))


def in_one_line(text: str) -> str:
    """A title or heading: radicals as characters, no marks of Markdown around it, no blanks beside Chinese.

    >>> in_one_line("**测试镇 2023 年⼯作 报告**")
    '测试镇2023年工作报告'
    """
    text = BLANK.sub(" ", everyday(visible(text))).strip(" *#_")
    return _IDLE.sub("", text)
