"""At which lines do the chapters begin?

Of all lines that name a chapter those are taken that agree best with each other: title, number, way of numbering,
order, and for chapters 二, 三 and 四 the beginning of their table. Order is evidence and no proof: a heading that is
sure by its title and number is taken wherever it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.archive.glyphs import compact, radicals, visible
from gongkai.archive.headings import (
    COMMON,
    HAN_NUMBER,
    LONGEST,
    Named,
    Numbered,
    Style,
    Sure,
    Titles,
    key,
    numbered,
    titles_of,
)
from gongkai.archive.raw import Block, Paragraph, RawTable
from gongkai.archive.repair import Repair
from gongkai.form import Chapter

SENTENCE = re.compile(r"[。！？；;]")
_TAIL = 80  # characters of dots and page number
_CONTENTS_TAIL = re.compile(r"(?:[.．…·•―—_\s]{2,}|\t)\s*[(（]?\d{1,3}[)）]?\s*$")
_IN_CONTENTS, _IN_RUN, _FOUND_LATER = 3, 3, 2  # lines that make a table of contents; fewer may be anything
_EVIDENCE = {
    "proactive": re.compile("第二十条"),
    "requests": re.compile("勾稽关系|申请人情况|本年新收"),
    "review": re.compile("结果维持|行政复议行政诉讼|未经复议"),
}
_LOOK = 12  # lines after a heading in which its table begins
_LINES_OF_HEADING = 3
_LONG_TITLE = 8  # characters that no cell of a table has by chance

# What speaks for a heading. A title counts as `Sure` says; no weight but that of its table makes up for a wrong one.
_NUMBER_AGREES, _NUMBER_DIFFERS, _TOP, _LEVEL, _TABLE, _ALONE = 4, -2, 2, 1, 4, -6
_ENOUGH = 6
_SURELY = Sure.SPELLING + _NUMBER_AGREES
_OWN_STYLE, _OTHER_STYLE = 2, 3  # chapters that have to be numbered so, if that is to be the way of the file


class Start(NamedTuple):
    """A line that may be the heading of a chapter; `last` is the last of its lines, `rest` text behind the title."""

    at: int
    last: int
    line: Numbered
    named: Named
    level: int
    text: str
    rest: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the number is that of the chapter."""
        return self.line.number == self.named.chapter + 1


class Starts(NamedTuple):
    """The headings of the chapters in the order of the file, those that name one of them again, and lines of contents."""

    taken: tuple[Start, ...]
    again: tuple[Start, ...]
    contents: frozenset[int]


def find_starts(blocks: Sequence[Block], compacts: Sequence[str], chapters: tuple[Chapter, ...]) -> Starts:
    """The headings among the blocks; `compacts` are their texts, compact, empty where it is no short paragraph."""
    return _Finder(blocks, compacts, chapters, titles_of(chapters)).find()


@dataclass(frozen=True, slots=True)
class _Finder:
    blocks: Sequence[Block]
    compacts: Sequence[str]
    chapters: tuple[Chapter, ...]
    titles: Titles

    def find(self) -> Starts:
        found = list(self._candidates())
        contents = self._contents(found)
        found = [f for f in found if f.at not in contents]
        top = self._style(found)
        taken = self._by_number(self._take(found, top), top, contents)
        styles = {f.line.style for f in taken}
        again = (
            f for f in found if f not in taken and f.agrees and f.named.sure >= Sure.SPELLING and f.line.style in styles
        )
        return Starts(tuple(sorted(taken, key=lambda f: f.at)), tuple(again), frozenset(contents))

    # --- lines that may be headings -----------------------------------------------------------------------------------

    def _candidates(self) -> Iterator[Start]:
        end = -1
        for at, block in enumerate(self.blocks):
            if at > end and self.compacts[at] and isinstance(block, Paragraph) and block.note != "目录":
                found = self._candidate(at, block)
                if found:
                    end = found.last
                    yield found

    def _candidate(self, at: int, block: Paragraph) -> Start | None:
        line = self.compacts[at]
        read = numbered(line)
        if len(line) <= LONGEST and (exact := self._exact(at, line, read, block) or self._joined(at, read, block)):
            return exact
        if read.style is Style.TOP and contents_tail(block.text) is None and (opened := self._opened(at, read, block)):
            return opened
        if len(line) > LONGEST or SENTENCE.search(block.text.strip()[:-1]):
            return None
        # A title with a typo is one only where something else says that the line is a heading.
        marked = read.style is not Style.NONE or block.level > 0 or len(read.title) >= _LONG_TITLE
        named = self.titles.read(read) if marked else None
        if named is None and read.style is Style.TOP and contents_tail(block.text) is None:
            named = self.titles.read_loosely(read)
        return Start(at, at, read, named, block.level, block.text) if named else None

    def _exact(self, at: int, line: str, read: Numbered, block: Paragraph) -> Start | None:
        """A heading whose title is known to the character; after 一 there may be a blank only."""
        glued = read.style is Style.NONE and line[0] in HAN_NUMBER
        for way in (read, numbered(f"{line[0]},{line[1:]}")) if glued else (read,):
            if named := self.titles.exact.get(key(way.title)):
                return Start(at, at, way, named, block.level, block.text)
        return None

    def _joined(self, at: int, read: Numbered, block: Paragraph) -> Start | None:
        """A heading that is broken over two or three lines."""
        title = key(read.title)
        if read.style is Style.NONE and (len(title) < 2 or not self.titles.begins(title)):  # noqa: PLR2004 - 一 alone
            return None
        line, text = self.compacts[at], block.text
        for last in range(at + 1, min(at + _LINES_OF_HEADING, len(self.blocks))):
            following = self.blocks[last]
            line += self.compacts[last]
            if not isinstance(following, Paragraph) or not self.compacts[last] or len(line) > LONGEST:
                return None
            text = text.rstrip() + following.text.strip()
            joined = numbered(line)
            if named := self.titles.exact.get(key(joined.title)):
                return Start(at, last, joined, named, block.level, text)
        return None

    def _opened(self, at: int, read: Numbered, block: Paragraph) -> Start | None:
        """六、其他需要报告的事项：无 — a heading that goes on in the same line."""
        opened = self.titles.opening(read)
        if opened is None:
            return None
        named, title = opened
        text = visible(block.text)
        end = next((k for k in range(1, len(text) + 1) if key(compact(text[:k])).endswith(title)), 0)
        rest = text[end:].lstrip(":：。.,，、 \t\u3000*_#")
        bracketed = rest[:1] in {"(", "（"} and rest[-1:] in {")", "）"}
        if not end or not rest or bracketed:
            return None
        if text[end : end + 1] in ":：。 \t\u3000*" or rest in {"无", "无。"}:
            return Start(at, at, read, named, block.level, text[:end], rest)
        return None

    # --- tables of contents -------------------------------------------------------------------------------------------

    def _contents(self, found: Sequence[Start]) -> set[int]:
        """The lines of a table of contents."""
        lines = {at for at, b in enumerate(self.blocks) if isinstance(b, Paragraph) and b.note == "目录"}
        tails = [at for at, b in enumerate(self.blocks) if self.compacts[at] and contents_tail(text_of(b)) is not None]
        named = [at for at in tails if self._names(at)]
        if len(named) >= _IN_CONTENTS:
            lines |= {at for at in tails if named[0] <= at <= named[-1]}
        lines |= self._runs([f for f in found if f.at not in lines])
        if lines:
            head = min(lines) - 1
            while head >= 0 and not self.compacts[head] and isinstance(self.blocks[head], Paragraph):
                head -= 1
            if head >= 0 and self.compacts[head] in {"目录", "目次"}:
                lines.add(head)
        return lines

    def _runs(self, found: Sequence[Start]) -> set[int]:
        """Headings one below the other with nothing between them, that come again further down."""
        lines: set[int] = set()
        run: list[Start] = []
        last = {f.named.chapter: f.at for f in found}
        for f in [*found, None]:
            known = {g.named.chapter for g in run}
            beside = f and run and not any(self.compacts[i] for i in range(run[-1].last + 1, f.at))
            if f and beside and f.named.chapter not in known:
                run.append(f)
                continue
            if len(run) >= _IN_RUN and sum(last[c] > run[-1].at for c in known) >= _FOUND_LATER:
                lines |= {i for g in run for i in range(g.at, g.last + 1)}
            run = [f] if f else []
        return lines

    def _names(self, at: int) -> bool:
        """Whether a line names a chapter if the number of a page is taken off its end."""
        return self.titles.read(numbered(compact(contents_tail(text_of(self.blocks[at])) or ""))) is not None

    # --- those that are taken -----------------------------------------------------------------------------------------

    def _style(self, found: Sequence[Start]) -> Style:
        """How the chapters are numbered: 一、 unless another way names three of them and this one not two."""
        known = {style: {f.named.chapter for f in found if f.line.style is style and _is_known(f)} for style in Style}
        if len(known[Style.TOP]) < _OWN_STYLE:
            for style in (Style.BRACKET, Style.ARABIC):
                agreeing = {f.named.chapter for f in found if f.line.style is style and f.agrees}
                if len(known[style] & agreeing) >= _OTHER_STYLE:
                    return style
        return Style.TOP if known[Style.TOP] else Style.NONE

    def _take(self, found: Sequence[Start], top: Style) -> list[Start]:
        """At most one heading for each chapter, those that agree best."""
        weighed = [(self._weight(f, top, found), f) for f in found]
        weighed = [(w, f) for w, f in weighed if w >= _ENOUGH]
        taken = _best_chain(weighed)
        known = {f.named.chapter for f in taken}
        for weight, f in sorted(weighed, key=lambda one: -one[0]):  # a chapter in the wrong place
            if f.named.chapter not in known and weight >= _SURELY:
                known.add(f.named.chapter)
                taken.append(f)
        return taken

    def _weight(self, f: Start, top: Style, found: Sequence[Start]) -> int:
        chapter = self.chapters[f.named.chapter]
        table = self._begins_table(f, chapter)
        weight = int(f.named.sure) + (_TABLE if table else 0) + (_LEVEL if f.level else 0)
        if f.line.number is not None:
            weight += _NUMBER_AGREES if f.agrees else _NUMBER_DIFFERS
        if f.line.style is top:
            return weight + (_TOP if top is not Style.NONE else 0)
        if f.line.style is Style.NONE:
            doubtful = f.line.title in COMMON or f.named.sure < Sure.SPELLING
            return weight + (_ALONE if doubtful and not table else 0)
        # （二）主动公开政府信息情况 where chapters are 一、 二、: a sub-heading, but for one that nothing else can be.
        rivals = any(g.named.chapter == f.named.chapter and g.line.style in {top, Style.NONE} for g in found)
        proven = table if chapter.table else f.named.sure >= Sure.SPELLING
        return weight if proven and f.agrees and not rivals else 0

    def _begins_table(self, f: Start, chapter: Chapter) -> bool:
        evidence = _EVIDENCE.get(chapter.id)
        if evidence is None:
            return False
        below, lines = "", 0
        for at in range(f.last + 1, min(f.last + 1 + 8 * _LOOK, len(self.blocks))):
            block = self.blocks[at]
            if isinstance(block, RawTable):
                below += "".join(compact(cell.text) for row in block.rows[:3] for cell in row)
                lines += 1
            elif block.text.strip():
                below += self.compacts[at]
                lines += 1
            if lines >= _LOOK:
                break
        return evidence.search(below.replace("|", "")) is not None

    def _by_number(self, taken: list[Start], top: Style, contents: set[int]) -> list[Start]:
        """Add chapters 一, 五 and 六 whose titles say something else, by their number between their neighbours."""
        added = list(taken)
        for place, chapter in enumerate(self.chapters):
            if chapter.table or top is not Style.TOP or any(f.named.chapter == place for f in added):
                continue
            before = -1 if place == 0 else max((f.last for f in added if f.named.chapter == place - 1), default=None)
            is_last = place + 1 == len(self.chapters)
            after = min((f.at for f in added if f.named.chapter == place + 1), default=None)
            after = len(self.blocks) if is_last else after
            if before is None or after is None:
                continue
            for at in range(before + 1, after):
                read, block = numbered(self.compacts[at]), self.blocks[at]
                if read.number == place + 1 and at not in contents and heads(read, block):
                    added.append(Start(at, at, read, Named(place, Sure.NUMBER), 0, text_of(block)))
                    break
        return added


def _is_known(f: Start) -> bool:
    return f.named.sure >= Sure.TYPO


def heads(read: Numbered, block: Block) -> bool:
    """Whether a line is numbered and short like the heading of a chapter."""
    short = 0 < len(read.title) <= LONGEST // 2
    return read.style is Style.TOP and short and not SENTENCE.search(text_of(block))


def _best_chain(weighed: Sequence[tuple[int, Start]]) -> list[Start]:
    """The candidates of most weight together whose chapters rise; of equal ones the first."""
    best: dict[int, tuple[int, list[Start]]] = {-1: (0, [])}  # by the last chapter
    for weight, f in weighed:
        place = f.named.chapter
        sum_before, chain = max((best[p] for p in sorted(best) if p < place), key=lambda one: one[0])
        if place not in best or sum_before + weight > best[place][0]:
            best[place] = sum_before + weight, [*chain, f]
    return max((best[p] for p in sorted(best)), key=lambda one: one[0])[1]


# --- what to say of them ----------------------------------------------------------------------------------------------


def differences(f: Start, taken: Sequence[Start], chapters: tuple[Chapter, ...], where: str) -> Iterator[Repair]:
    """How a heading differs from the official one, each difference once."""
    chapter, found = chapters[f.named.chapter], " ".join(f.text.split())
    for kind, why in (*_of_title(f, chapters), *_of_number(f)):
        yield Repair(kind, where, found, chapter.heading, why)
    if any(g.at < f.at and g.named.chapter > f.named.chapter for g in taken):
        yield Repair("章序", where, found, chapter.heading, "这一章排在了后面一章的后面，照章名认定")


def _of_title(f: Start, chapters: tuple[Chapter, ...]) -> Iterator[tuple[str, str]]:
    strange = bool(radicals(f.text))
    if strange:
        yield "字形", "章名里有用部首符号代替的字"
    if f.last > f.at:
        yield "拼接", "章名断成了几行"
    if f.named.sure is Sure.TYPO or (f.named.sure is Sure.WORDS and _slip(f, chapters)):
        yield "错字", "章名与格式里的只差一两个字"
    elif f.named.sure is Sure.NUMBER:
        yield "标题", "章名与格式里的不同，按编号和前后两章认定"
    elif f.named.sure < Sure.OFFICIAL:
        yield "标题", "章名的写法与格式里的不同，照意思认定"
    elif f.rest:
        yield "标题", "章名后面同一行里接着写了正文，分成两段"
    elif not strange and f.last == f.at and _is_usual(f) and f.text.strip() != chapters[f.named.chapter].heading:
        yield "标题", "章名前后的标记、空格或者标点与格式里的不同"


def _is_usual(f: Start) -> bool:
    """Whether a heading is numbered as the form does it; else that is said."""
    return f.agrees and f.line.style is Style.TOP


def _slip(f: Start, chapters: tuple[Chapter, ...]) -> bool:
    """Whether one character of a short title is wrong."""
    official, title = compact(chapters[f.named.chapter].title), f.line.title
    return len(title) == len(official) and sum(a != b for a, b in zip(title, official, strict=True)) == 1


def _of_number(f: Start) -> Iterator[tuple[str, str]]:
    if f.line.number is None:
        yield "编号", "章名前没有编号，按章名认定"
    elif not f.agrees:
        yield "编号", "章名前的编号与格式里的不同，按章名认定"
    elif f.line.style is not Style.TOP:
        yield "编号", "编号的写法与格式里的不同"


def text_of(block: Block) -> str:
    """The text of a paragraph; a table has none."""
    return block.text if isinstance(block, Paragraph) else ""


def contents_tail(text: str) -> str | None:
    """A line of a table of contents without dots and page number; None for another line."""
    text = text.rstrip()
    if text[-1:] not in "0123456789)）":
        return None
    match = _CONTENTS_TAIL.search(text[-_TAIL:])
    return text[: len(text[:-_TAIL]) + match.start()] if match else None
