"""Which chapter does a line name, and how surely?

A typo is forgiven up to a number of changed characters that cannot turn one title into another: less than half
the distance to the nearest title of another chapter or usual sub-heading, never more than two, and one in four.
So each wrong spelling has one title that it can come from, or none; 主动公开情况 and 依申请公开情况, or 存在的主要问题 as
a sub-heading and 存在的主要问题及改进情况 as a chapter, cannot be taken for each other.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from gongkai.archive.glyphs import compact
from gongkai.form import Chapter

LONGEST = 60  # characters of a heading, blanks left out
_TYPOS = 2
_FAR = 2 * _TYPOS + 1  # as far from another title as matters
_PER_TYPO = 4


class Sure(IntEnum):
    """How a title was recognised, the surest last."""

    NUMBER = 3  # by its number and the chapters around it
    WORDS = 4  # by the words that matter, and its number
    TYPO = 6
    WITHIN = 7  # the title with something before it: 我镇主动公开政府信息情况
    VARIANT = 9  # a spelling listed here
    SPELLING = 10  # a spelling that the edition lists
    OFFICIAL = 12


# Spellings seen in reports besides those of the editions. They are no official ones, so they stay out of the forms.
_VARIANTS = {
    "overview": "总体工作情况 总体概况 工作总体情况 政府信息公开总体情况 政府信息公开工作总体情况 总的情况",
    "proactive": "主动公开政府信息的情况 政府信息主动公开情况 主动公开信息情况 主动公开政府信息情况统计 行政机关主动公开情况",
    "requests": "收到和处理政府信息公开申请的情况 收到和处理信息公开申请情况 收到及处理政府信息公开申请情况 "
    "收到和处理政府信息依申请公开情况 政府信息公开申请收到和处理情况 收到和处理依申请公开情况",
    "review": "因政府信息公开被申请行政复议、提起行政诉讼情况 政府信息公开行政复议和行政诉讼情况 行政复议、行政诉讼情况 "
    "因政府信息公开工作引起的行政复议、行政诉讼情况 政府信息公开行政复议、诉讼情况 行政复议和行政诉讼情况 "
    "政府信息公开工作被申请行政复议、提起行政诉讼情况 因政府信息公开申请行政复议、提起行政诉讼情况",
    "problems": "存在的主要问题及改进的情况 存在主要问题及改进情况 存在的问题及改进情况 存在的问题和改进情况 存在问题和改进情况 "
    "存在的问题及改进措施 存在问题及改进措施 主要问题及改进情况 存在的主要问题和改进措施 工作存在的主要问题及改进情况",
    "other_matters": "其他需要报告事项 其它需要报告的事项 其它需要报告事项 需要报告的其他事项 其他报告事项 其他需要报告的情况 "
    "其他需要说明的事项 其他应当报告的事项",
}
# What a heading must say if it is to be a chapter by its words: only with the right number, in the chapters' style.
_WORDS = {
    "overview": r"总体|总.情况|.体情况|概况|概述|综述|基本情况|工作情况",
    "proactive": r"主动公开",
    "requests": r"依?申请.*(?:公开|办理|处理|情况)",
    "review": r"复议|诉讼",
    "problems": r"问题|不足|困难|薄弱|改进|整改",
    "other_matters": r"其[他它].*(?:事项|情况|说明|报告)",
}
# Sub-headings that stand beside the chapters' titles: what is nearer to one of them is no chapter with a typo.
_SUBHEADINGS = [
    "主动公开方面",
    "主动公开工作情况",
    "依申请公开",
    "依申请公开情况",
    "依申请公开方面",
    "依申请公开政府信息情况",
    "政府信息管理情况",
    "政府信息管理",
    "政府信息公开平台建设情况",
    "政府信息公开平台建设",
    "平台建设情况",
    "监督保障情况",
    "监督保障",
    "政府信息公开监督保障情况",
    "存在的主要问题",
    "存在的问题",
    "存在问题",
    "主要问题",
    "改进情况",
    "改进措施",
    "下一步工作打算",
    "下一步改进措施",
    "本年度办理结果",
    "申请人情况",
    "行政复议行政诉讼",
    "行政复议",
    "行政诉讼",
    "本年新收政府信息公开申请数量",
    "上年结转政府信息公开申请数量",
    "结转下年度继续办理",
    "其他处理",
    "其他",
    "总计",
]
# Sub-headings that are chapters too, where they bear the number of one.
_NUMBERABLE = {"依申请公开", "依申请公开情况", "依申请公开政府信息情况", "行政复议", "行政诉讼", "存在的主要问题"}
_NUMBERABLE |= {"存在的问题", "存在问题", "主要问题", "主动公开工作情况", "改进情况", "改进措施", "下一步改进措施"}
# Titles that are sub-headings of chapter 一 as well; without number they prove nothing.
COMMON = frozenset({"主动公开政府信息情况", "主动公开情况", "政府信息主动公开情况", "主动公开信息情况", "总的情况"})

_SIGNS = "#>*_~`•●◆■▪·○◎★☆➢\uf0d8\uf06c-"
HAN_NUMBER = "一二三四五六七八九十"
_PREFIX = re.compile(
    rf"(?P<part>第(?P<a>[{HAN_NUMBER}]{{1,3}}|\d{{1,2}})(?:部分|章|节|大部分)[,.:]?)"
    rf"|(?P<top>(?P<b>[{HAN_NUMBER}]{{1,3}})[,.:;]+)"
    rf"|(?P<bracket>\((?P<c>[{HAN_NUMBER}]{{1,3}})[,.]?\)?[,.]?)"
    r"|(?P<roman>(?P<d>[ivx]{1,4})[,.:])"
    r"|(?P<arabic>\(?(?P<e>\d{1,2})(?:[.,:)]+|(?=[\u4e00-\u9fff])))"
)
_GLUED = re.compile(rf"(?P<b>[{HAN_NUMBER}])(?=\D)")
_ROMAN = dict(zip(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"], range(1, 11), strict=True))
_END = ",.:;。!" + "*_#~`"
_WORD_FOR_WORD = (("资讯", "信息"),)


class Style(IntEnum):
    """How a heading is numbered."""

    NONE = 0
    TOP = 1  # 一、 第一部分 I.
    BRACKET = 2  # （一）
    ARABIC = 3  # 1.


class Numbered(NamedTuple):
    """A line as heading: its number from 1 if it has one, in which style, and the rest, compact."""

    number: int | None
    style: Style
    title: str


class Named(NamedTuple):
    """The chapter that a line names, by its place in the form, and how surely."""

    chapter: int
    sure: Sure


def numbered(line: str) -> Numbered:
    """The number and title of a line that may be a heading; `line` is compact."""
    line = line.lstrip(_SIGNS)
    match = _PREFIX.match(line)
    if match is None:
        return Numbered(None, Style.NONE, _trimmed(line))
    style = Style.BRACKET if match["bracket"] else Style.ARABIC if match["arabic"] else Style.TOP
    written = next(filter(None, match.group("a", "b", "c", "d", "e")))
    return Numbered(_value(written), style, _trimmed(line[match.end() :].lstrip(_SIGNS)))


def _trimmed(title: str) -> str:
    return title.rstrip(_END)


def _value(written: str) -> int | None:
    if written.isdecimal():
        return int(written)
    if written in _ROMAN:
        return _ROMAN[written]
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return HAN_NUMBER.index(ones) + 1 if len(ones) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return 10 * (HAN_NUMBER.index(tens) + 1 if tens else 1) + (HAN_NUMBER.index(ones) + 1 if ones else 0)


class Titles:
    """The titles of all chapters of an edition in every spelling."""

    def __init__(self, chapters: Sequence[Chapter]) -> None:
        self.exact: dict[str, Named] = {}
        for sure in (Sure.OFFICIAL, Sure.SPELLING, Sure.VARIANT):
            for place, chapter in enumerate(chapters):
                for title in _spellings(chapter, sure):
                    self.exact.setdefault(key(compact(title)), Named(place, sure))
        self.official = [key(compact(chapter.title)) for chapter in chapters]
        self._words = [re.compile(_WORDS.get(chapter.id, r"(?!)")) for chapter in chapters]
        others = [(key(compact(title)), -1) for title in _SUBHEADINGS]
        words = [(title, named.chapter) for title, named in self.exact.items()] + others
        self._reach: list[tuple[str, frozenset[str], int, Named]] = []
        for title, named in self.exact.items():
            nearest = min(_apart(title, other) for other, place in words if place != named.chapter)
            reach = min(_TYPOS, (nearest - 1) // 2, len(title) // _PER_TYPO)
            if reach > 0:
                self._reach.append((title, frozenset(title), reach, named))
        self._letters = frozenset("".join(self.exact))
        self._longest = max(map(len, self.exact)) + _TYPOS
        self._others = {title for title, place in others if title not in self.exact}

    def read(self, line: Numbered) -> Named | None:
        """The chapter that a heading names, if any, by its title alone."""
        return self.exact.get(key(line.title)) or self._typo(line)

    def _typo(self, line: Numbered) -> Named | None:
        title = key(line.title)
        if title in self._others or len(title) > self._longest or any(map(title.endswith, self.official)):
            return None
        characters = frozenset(title)
        if len(characters - self._letters) > _TYPOS:
            return None
        best: tuple[int, Named] | None = None
        for known, letters, reach, named in self._reach:
            if abs(len(known) - len(title)) > reach or len(letters - characters) > reach:
                continue
            away = distance(known, title, reach)
            if away <= reach and (best is None or away < best[0]):
                best = away, named
        return Named(best[1].chapter, Sure.TYPO) if best else None

    def read_loosely(self, line: Numbered) -> Named | None:
        """The chapter that a heading with the number of a chapter names by the words that matter."""
        title = key(line.title)
        if line.number is None or not 1 <= line.number <= len(self.official) or title in self._others - _NUMBERABLE:
            return None
        place = line.number - 1
        if title.endswith(self.official[place]) or title.startswith(self.official[place]):
            return Named(place, Sure.WITHIN)
        return Named(place, Sure.WORDS) if self._words[place].search(title) else None

    def begins(self, title: str) -> bool:
        """Whether a title of the form begins so."""
        return any(official.startswith(title) for official in self.official)

    def opening(self, line: Numbered) -> tuple[Named, str] | None:
        """The chapter and its title if a line begins with the title of the chapter of its number, and goes on."""
        title = key(line.title)
        for known, named in self.exact.items():
            if named.chapter + 1 == line.number and title.startswith(known) and named.sure > Sure.VARIANT:
                return named, known
        return None


def _spellings(chapter: Chapter, sure: Sure) -> Iterator[str]:
    if sure is Sure.OFFICIAL:
        yield chapter.title
    elif sure is Sure.SPELLING:
        yield from chapter.spellings
    else:
        yield from _VARIANTS.get(chapter.id, "").split()


def _apart(one: str, other: str) -> int:
    if len(set(one) - set(other)) >= _FAR or len(set(other) - set(one)) >= _FAR:
        return _FAR
    return distance(one, other, _FAR)


def key(title: str) -> str:
    """A compact title as it is looked up: marks between words say nothing."""
    title = title.replace(",", "").replace('"', "")
    for written, meant in _WORD_FOR_WORD:
        title = title.replace(written, meant)
    return title


@lru_cache(8)
def titles_of(chapters: tuple[Chapter, ...]) -> Titles:
    """The titles of the chapters of an edition."""
    return Titles(chapters)


def distance(one: str, other: str, most: int) -> int:
    """How many characters have to be changed, added or left out; more than `most` is `most` + 1.

    >>> distance("总体情况", "总休情况", 2), distance("总体情况", "概况", 1)
    (1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(before + (a != b), row[j] + 1, row[j - 1] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
