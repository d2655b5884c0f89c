"""Which chapter does a block belong to?

What chapters 二, 三 and 四 hold is kept whole, empty lines and page numbers included, for a table may be written
with them. Elsewhere page furniture is dropped and listed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from gongkai.archive.apart import FORM, text_apart
from gongkai.archive.furniture import (
    AGAIN,
    ATTACHED,
    BOX,
    CONTENTS,
    EMPTY,
    FOOT,
    LEAP,
    PAGE,
    RUNNING,
    SIGNED,
    SITE,
    Said,
    furniture,
    links,
    may_be_page,
    page_line,
    said,
)
from gongkai.archive.glyphs import compact, in_one_line
from gongkai.archive.headings import LONGEST, Style, numbered
from gongkai.archive.raw import Block, Paragraph, RawTable, Source
from gongkai.archive.repair import Repair
from gongkai.archive.starts import Start, Starts, differences, find_starts, heads, text_of
from gongkai.archive.title import BODY_LINE, YEAR, Titled, Window, find_titles
from gongkai.form import Chapter, Edition


class Line(NamedTuple):
    """A piece of text and where it stands; of several lines where the first does."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter as found: heading as written, what stands below it."""

    chapter: Chapter
    heading: Line
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A file by chapters. An empty paragraph whose note is 翻页 stands where a page ended and its number was dropped."""

    kind: str
    title: Line | None
    titles: tuple[Line, ...]  # every title of a report in the text, `title` included, each once
    preamble: tuple[Block, ...]
    parts: tuple[Part, ...]  # in the order of the file
    absent: tuple[Chapter, ...]
    again: tuple[Line, ...]  # headings that surely name a chapter which was found elsewhere
    signature: tuple[Line, ...]  # who signed, and when
    attachments: tuple[Line, ...]
    box: tuple[Line, ...]  # 索引号：… and the like, as pages show them beside the text
    repairs: tuple[Repair, ...]
    dropped: tuple[Repair, ...] = ()
    above: str = ""  # a line above the title that may be the beginning of it, and may not

    def part(self, ordinal: str) -> Part | None:
        """The chapter of that ordinal, if found."""
        return next((p for p in self.parts if p.chapter.ordinal == ordinal), None)


def outline(source: Source, edition: Edition) -> Outline:
    """The chapters of a file, by the titles of an edition."""
    return _Reader(source, edition.chapters).read()


_DAY = re.compile(
    rf"\(?{YEAR}(?:年\d{{1,2}}月\d{{1,2}}日?|年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日?|([-./])\d{{1,2}}\1\d{{1,2}})(?:\d{{1,2}}:\d\d(?::\d\d)?)?\)?"
)
_ATTACHED = re.compile(
    r"\s*附\s*件?\s*(?:[一二三四五六七八九十\d]{1,2})?\s*[:：]|\s*附\s*件\s*(?:[一二三四五六七八九十\d]{1,2})?\s*$"
)
# What goes on with a list of attachments: a numbered line, the name of a file or of a document.
_ATTACHED_TOO = re.compile(
    r"[(（]?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[.、．)）](?!\d).*|《[^《》]+》|.*\.(?:docx?|xlsx?|et|wps|pdf|ofd|txt|zip|rar)",
    re.IGNORECASE,
)
_LINK = re.compile(r"[\u4e00-\u9fffa-z|>/·]{2,10}")  # a line that may be a link, beside others
_LEAST_ON_PAGE = 5  # lines between two page numbers
_AMBIGUOUS = frozenset({"日期", "时间", "名称", "标题", "来源"})  # labels that a heading may be as well


@dataclass
class _Reader:
    source: Source
    chapters: tuple[Chapter, ...]
    blocks: list[Block] = field(default_factory=list)
    compacts: list[str] = field(default_factory=list)  # of paragraphs that may be headings or titles, else empty
    repairs: list[Repair] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)
    box: list[Line] = field(default_factory=list)

    def read(self) -> Outline:
        """The whole outline."""
        self.blocks = list(text_apart(self.source.blocks, self.chapters))
        self.compacts = [_short(text_of(block)) for block in self.blocks]
        starts = find_starts(self.blocks, self.compacts, self.chapters)
        self.dropped |= dict.fromkeys(starts.contents, CONTENTS)
        first = starts.taken[0].at if starts.taken else len(self.blocks)
        titled = find_titles(self.blocks, self.compacts, self._table_lines(starts.taken) | set(self.dropped), first)
        for window in titled.repeated:
            self.dropped |= dict.fromkeys(range(window.first, window.last + 1), AGAIN)
        preamble, signed_above = self._preamble(first, titled)
        parts, signed_below, attachments = self._parts(starts.taken)
        present = {f.named.chapter for f in starts.taken}
        absent = tuple(c for i, c in enumerate(self.chapters) if present and i not in present)
        self._tell(starts, titled, absent)
        return Outline(
            kind=self.source.kind,
            title=self._line(titled.title) if titled.title else None,
            titles=tuple(map(self._line, titled.every)),
            preamble=preamble,
            parts=parts,
            absent=absent,
            again=tuple(Line(f.text, self.blocks[f.at].where) for f in starts.again),
            signature=(*signed_above, *signed_below),
            attachments=attachments,
            box=tuple(self.box),
            repairs=tuple(self.repairs),
            dropped=tuple(
                Repair("丢弃", self.blocks[at].where, _shown(self.blocks[at]), "", why)
                for at, why in sorted(self.dropped.items())
            ),
            above=titled.title.above if titled.title else "",
        )

    def _line(self, window: Window) -> Line:
        return Line(window.text, self.blocks[window.first].where)

    def _tell(self, starts: Starts, titled: Titled, absent: Sequence[Chapter]) -> None:
        """List what was repaired in title and headings."""
        if titled.title and titled.title.last > titled.title.first:
            title = titled.title
            found = " ".join(filter(None, map(_shown, self.blocks[title.first : title.last + 1])))
            why = "标题断成了几行，接成一行"
            self.repairs.append(Repair("拼接", self.blocks[title.first].where, found, title.text, why))
        for f in starts.taken:
            self.repairs += differences(f, starts.taken, self.chapters, self.blocks[f.at].where)
        for chapter in absent:
            self.repairs.append(Repair("缺章", "", "", chapter.heading, "全文没有找到这一章的标题"))

    def _table_lines(self, starts: Sequence[Start]) -> set[int]:
        """The lines of chapters 二, 三 and 四."""
        return {
            at for f, end in self._bounds(starts) if self.chapters[f.named.chapter].table for at in range(f.at, end)
        }

    def _bounds(self, starts: Sequence[Start]) -> Iterator[tuple[Start, int]]:
        """Each heading with the block before which its chapter ends."""
        return zip(starts, [*(f.at for f in starts), len(self.blocks)][1:], strict=True)

    # --- what stands around the chapters ------------------------------------------------------------------------------

    def _preamble(self, first: int, titled: Titled) -> tuple[tuple[Block, ...], list[Line]]:
        """What stands before the first chapter, and the day that stands there by itself."""
        windows = [titled.title, *titled.repeated] if titled.title else []
        used = {i for w in windows for i in range(w.first, w.last + 1)}
        places = [i for i in range(first) if i not in used]
        text = self._before_tables(places)
        self._boxes(text)
        self._furniture(text)
        self._links([i for i in text if windows and i < min(w.first for w in windows)], titled)
        days = [i for i in places if _DAY.fullmatch(self.compacts[i])]
        self.dropped |= dict.fromkeys(days, SIGNED)
        signed = [Line(in_one_line(text_of(self.blocks[i])), self.blocks[i].where) for i in days]
        return tuple(self._kept(i for i in places if i not in days)), signed

    def _before_tables(self, places: list[int]) -> list[int]:
        """The blocks above the first line of a table of the form, which may stand here if its heading is missing.

        From there on nothing is dropped: a page number may be a figure, an empty line a cell.
        """
        first = next((k for k, i in enumerate(places) if self._is_form(i)), len(places))
        return places[:first]

    def _is_form(self, at: int) -> bool:
        block = self.blocks[at]
        if isinstance(block, RawTable):
            return any(FORM.match(compact(cell.text)) for row in block.rows for cell in row if cell.text)
        return FORM.match(self.compacts[at].lstrip("|")) is not None

    def _boxes(self, places: Sequence[int]) -> None:
        """Take out lines and tables that say 索引号 and the like."""
        waiting = ""
        for at in places:
            block = self.blocks[at]
            if at in self.dropped:
                waiting = ""
            elif isinstance(block, RawTable):
                self._box_table(at, block)
            elif waiting and block.text.strip():
                self._box(at, [Said(waiting, block.text.strip())])
                waiting = ""
            elif facts := said(block.text):
                alone = len(facts) == 1 and not facts[0].value and not re.search("[:：]", block.text)
                if alone and facts[0].label in _AMBIGUOUS:
                    continue
                waiting = facts[0].label if alone else ""
                self._box(at, facts)

    def _box(self, at: int, facts: Sequence[Said]) -> None:
        self.box += [Line(f"{f.label}：{f.value}", self.blocks[at].where) for f in facts if f.value]
        self.dropped[at] = BOX

    def _box_table(self, at: int, table: RawTable) -> None:
        """A table whose cells are labels of a box and their values."""
        facts = []
        for row in table.rows:
            cells = [c for c in row if not c.covered and c.text.strip()]
            for cell in cells:
                facts += [Line(f"{s.label}：{s.value}", cell.where) for s in said(cell.text) if s.value]
            for label, value in pairwise(cells):
                if (s := said(label.text)) and not s[0].value and not said(value.text):
                    facts.append(Line(f"{s[0].label}：{value.text.strip()}", value.where))
        if len(facts) >= 2 or (facts and len(table.rows) <= 2):  # noqa: PLR2004 - one label may be chance
            self.box += facts
            self.dropped[at] = BOX

    def _furniture(self, places: Sequence[int]) -> None:
        """Drop what is no text among the blocks of a chapter of prose, the preamble or the end."""
        for at in places:
            block = self.blocks[at]
            if at not in self.dropped and isinstance(block, Paragraph) and (why := furniture(block.text)):
                self.dropped[at] = why
        for at in self._page_numbers(places):
            self.dropped[at] = PAGE
        for at in self._running(places):
            self.dropped[at] = RUNNING

    def _links(self, places: Sequence[int], titled: Titled) -> None:
        """Drop the links of a page above the title, where no text of a report stands.

        One that no report could say, such as 首页, tells that the short lines beside it are links as well.
        """
        lines = [i for i in places if isinstance(self.blocks[i], Paragraph) and text_of(self.blocks[i]).strip()]
        shown = {i for i in lines if self.dropped.get(i) == SITE or links(text_of(self.blocks[i]))}
        maybe = titled.title.above if titled.title else ""
        for i in lines:
            text = in_one_line(text_of(self.blocks[i]))
            beside = shown and _LINK.fullmatch(self.compacts[i]) and not BODY_LINE.fullmatch(self.compacts[i])
            if i not in self.dropped and text != maybe and (i in shown or beside):
                self.dropped[i] = SITE

    def _page_numbers(self, places: Sequence[int]) -> list[int]:
        """Bare numbers that are those of pages: at the edge of a page, or one more from place to place."""
        bare = [i for i in places if i not in self.dropped and may_be_page(text_of(self.blocks[i]))]
        edges = [i for i in bare if self._at_edge(i)]
        counted = [i for i in bare if text_of(self.blocks[i]).strip().isdecimal()]
        rising = [
            (a, b)
            for a, b in pairwise(counted)
            if int(text_of(self.blocks[b])) == int(text_of(self.blocks[a])) + 1 and b - a >= _LEAST_ON_PAGE
        ]
        return edges + (sorted({i for pair in rising for i in pair}) if len(rising) + 1 == len(counted) else [])

    def _at_edge(self, at: int) -> bool:
        here = page_line(self.blocks[at].where)
        if here is None:
            return False
        below = page_line(self.blocks[at + 1].where) if at + 1 < len(self.blocks) else None
        return here[1] == 1 or below is None or below[0] > here[0]

    def _running(self, places: Sequence[int]) -> list[int]:
        """Lines that stand again and again at the edge of a page, anywhere in the file."""
        here = set(places)
        return [
            i
            for same in self._repeated.values()
            if all(map(self._near_edge, same[1:]))
            for i in same
            if i in here and i not in self.dropped
        ]

    @cached_property
    def _repeated(self) -> dict[str, list[int]]:
        """The places of short lines that stand in the file more than once."""
        counts: dict[str, list[int]] = {}
        for at, line in enumerate(self.compacts):
            if 0 < len(line) <= LONGEST and not may_be_page(line) and not furniture(text_of(self.blocks[at])):
                counts.setdefault(line, []).append(at)
        return {line: same for line, same in counts.items() if len(same) > 1}

    def _near_edge(self, at: int) -> bool:
        if self._at_edge(at):
            return True
        for step in (-1, 1):
            i = at + step
            while 0 <= i < len(self.blocks) and not self.compacts[i] and isinstance(self.blocks[i], Paragraph):
                i += step
            if 0 <= i < len(self.blocks) and furniture(text_of(self.blocks[i])) == PAGE:
                return True
        return False

    def _kept(self, places: Iterator[int]) -> Iterator[Block]:
        """The blocks that stay. Empty lines stay, for they part paragraphs; those around a dropped page number do not."""
        gap: list[int] = []
        for at in places:
            if at in self.dropped:
                gap.append(at)
            else:
                yield from self._gap(gap)
                gap = []
                yield self.blocks[at]
        yield from self._gap(gap)

    def _gap(self, gap: list[int]) -> Iterator[Block]:
        leap = any(self.dropped[i] in {PAGE, RUNNING} for i in gap)
        for i in gap:
            if leap:
                self.dropped[i] = LEAP if self.dropped[i] == EMPTY else self.dropped[i]
            elif self.dropped[i] == EMPTY:
                del self.dropped[i]
                yield self.blocks[i]
        if leap:
            yield Paragraph("", self.blocks[gap[0]].where, note=LEAP)

    # --- chapters -----------------------------------------------------------------------------------------------------

    def _parts(self, starts: Sequence[Start]) -> tuple[tuple[Part, ...], tuple[Line, ...], tuple[Line, ...]]:
        """The chapters, and what was taken off the end: signature and attachments."""
        parts = []
        signature: list[Line] = []
        attachments: list[Line] = []
        for f, end in self._bounds(starts):
            chapter = self.chapters[f.named.chapter]
            places = list(range(f.last + 1, end))
            heading = Line(in_one_line(f.text), self.blocks[f.at].where)
            opening = [Paragraph(f.rest, heading.where)] if f.rest else []
            if chapter.table:
                parts.append(Part(chapter, heading, (*opening, *(self.blocks[i] for i in places))))
                continue
            text = self._before_tables(places)
            self._furniture(text)
            if end == len(self.blocks) and text == places:
                places = text = self._tail(places, signature, attachments)
            self._extra_headings(text, starts)
            parts.append(Part(chapter, heading, (*opening, *self._kept(iter(places)))))
        return tuple(parts), tuple(signature), tuple(attachments)

    def _extra_headings(self, places: Sequence[int], starts: Sequence[Start]) -> None:
        """Note the headings that are numbered like chapters and are none."""
        if not any(f.line.style is Style.TOP for f in starts):
            return
        for at in places:
            block = self.blocks[at]
            if at not in self.dropped and isinstance(block, Paragraph) and heads(numbered(self.compacts[at]), block):
                why = "格式里没有这一章；文字留在原来的位置，标题写成小标题"
                self.repairs.append(Repair("多章", block.where, " ".join(block.text.split()), "", why))

    def _tail(self, places: list[int], signature: list[Line], attachments: list[Line]) -> list[int]:
        """Take signature, attachments and the foot of the page off the end; the places that are left."""
        start = len(places)
        while start > 0 and self._may_end(places[start - 1]):
            start -= 1
        lines = [i for i in places[start:] if i not in self.dropped and text_of(self.blocks[i]).strip()]
        anchor = next((k for k in range(len(lines)) if self._anchors(lines, k)), None)
        if anchor is None:
            return places
        listing = ended = False
        text_on = []  # what goes on after a list of attachments and is none
        for i in lines[anchor:]:
            text, line = Line(in_one_line(text_of(self.blocks[i])), self.blocks[i].where), self.compacts[i]
            if _ATTACHED.match(text.text) or (listing and _ATTACHED_TOO.fullmatch(text.text)):
                attachments.append(text)
                self.dropped[i] = ATTACHED
                listing = True
                continue
            listing = False
            if facts := said(text.text):
                self._box(i, facts)
            elif _DAY.fullmatch(line) or BODY_LINE.fullmatch(line):
                signature.append(text)
                self.dropped[i] = SIGNED
                ended = True
            elif ended:
                self.dropped[i] = FOOT
            else:
                text_on.append(i)
        rest = set(range(lines[anchor], len(self.blocks))) - set(text_on)
        return [i for i in places if i not in rest]

    def _may_end(self, at: int) -> bool:
        block = self.blocks[at]
        if isinstance(block, RawTable):
            return False
        text = block.text.strip()
        return at in self.dropped or not text or (len(text) <= 2 * LONGEST and not text.endswith(("。", "；", "：")))

    def _anchors(self, lines: list[int], k: int) -> bool:
        text, line = text_of(self.blocks[lines[k]]), self.compacts[lines[k]]
        if _ATTACHED.match(text) or _DAY.fullmatch(line):
            return True
        following = self.compacts[lines[k + 1]] if k + 1 < len(lines) else ""
        return bool(BODY_LINE.fullmatch(line)) and (
            bool(_DAY.fullmatch(following) or BODY_LINE.fullmatch(following)) or "章)" in line
        )


def _short(text: str) -> str:
    """A text that may be a heading or title, compact; nothing for a longer one."""
    line = compact(text) if len(text) <= 4 * LONGEST else ""
    return line if len(line) <= 2 * LONGEST else ""


def _shown(block: Block) -> str:
    if isinstance(block, Paragraph):
        return " ".join(block.text.split())
    return " ".join(" ".join(cell.text.split()) for row in block.rows for cell in row if cell.text.strip())
