"""What is the title of a report, and where else do titles stand?"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.archive.furniture import furniture, said
from gongkai.archive.glyphs import compact, in_one_line
from gongkai.archive.headings import LONGEST, Style, numbered
from gongkai.archive.raw import Block, Paragraph
from gongkai.archive.starts import text_of
from gongkai.archive.torn import Torn, is_apart, may_head, names, torn

YEAR = r"(?:20\d\d|二[〇○0零o][一二三四五六七八九〇○0零o]{2})"
BODY = (
    r"(?:政府|办公室|办公厅|政府办|委员会|管委会|委|局|厅|部|署|处|所|队|站|中心|镇|乡|街道|办事处|开发区|园区|示范区|新区|度假区|公司|集团|"
    r"大学|学院|学校|医院|学会|协会|联合会|总工会|法院|检察院|银行|馆|台|社|院|省|市|县|区|州|盟|旗)"
)
BODY_LINE = re.compile(rf"[\u4e00-\u9fff()·]{{1,38}}{BODY}(?:\(?(?:盖章|印章|章|公章)\)?)?")
_TITLE = re.compile(
    r"(?!根据|按照|现将|附件|为|关于(?:做好|印发|报送|开展|编制|公布|发布))"
    r"[^,。;:!?]{0,60}?(?:信息公开|政务公开)[^,。;:!?]{0,16}?(?:年度报告|年报|报告|告年度报|年度报)(?:\([^()]{2,12}\))?"
)
_GENERIC = re.compile(r"[\[(]?(?:政府|政务)?(?:信息|政务)公开(?:工作)?(?:年度报告|年报|年度工作报告)[\])]?")
_YEAR_ALONE = re.compile(rf"\(?{YEAR}年?度?\)?")
_YEAR_BEHIND = re.compile(rf"\({YEAR}年?度?\)")
_BEGINS = 40  # characters of a line with which a broken title may begin
_LINES, _REACH = 4, 12  # a title may have: body, year, and a title in two lines; with empty lines between


class Window(NamedTuple):
    """First and last block of a title, and its text; `above` is a line that may be the beginning of it, and may not."""

    first: int
    last: int
    text: str
    above: str = ""


class Titled(NamedTuple):
    """The title of the report, all titles but those that name neither body nor year, and lines that repeat it."""

    title: Window | None
    every: tuple[Window, ...]
    repeated: tuple[Window, ...]


def find_titles(blocks: Sequence[Block], compacts: Sequence[str], skip: Collection[int], before: int) -> Titled:
    """The titles among the blocks, those of `skip` left out; the title of the report stands before a block."""
    finder = _Finder(blocks, compacts, skip)
    found: list[Window] = []
    for at in range(len(blocks)):
        if (window := finder.at(at)) and not (found and window.last <= found[-1].last):  # a part of the one above
            found.append(window)
    best = max((w for w in found if w.last < before), key=finder.worth, default=None)
    title = best and best._replace(above=finder.above(best))
    found = [title if one is best and title else one for one in found]
    every: dict[str, Window] = {}
    for one in sorted(found, key=lambda w: w != title):
        if one == title or not _GENERIC.fullmatch(compact(one.text)):
            every.setdefault(compact(one.text), one)
    repeated = (w for w in found if title and w != title and (_is(w, title) or _GENERIC.fullmatch(compact(w.text))))
    return Titled(title, tuple(every.values()), tuple(repeated))


def _is(one: Window, other: Window) -> bool:
    return compact(one.text) == compact(other.text)


@dataclass(frozen=True, slots=True)
class _Finder:
    blocks: Sequence[Block]
    compacts: Sequence[str]
    skip: Collection[int]

    def worth(self, window: Window) -> tuple[int, int, int]:
        """How likely a title is the report's: it says whose and of which year, is a heading, and stands lowest.

        Above it pages list the reports of other years.
        """
        line = compact(window.text)
        head = re.split("政府信息公开|信息公开|政务公开", line)[0]
        whose = re.sub(rf"{YEAR}年?度?|关于|\d", "", head)
        blocks = self.blocks[window.first : window.last + 1]
        level = any(isinstance(block, Paragraph) and block.level for block in blocks)
        return int(bool(re.search(YEAR, line))) + int(len(whose) > 1), int(level), window.first

    def at(self, at: int) -> Window | None:
        """The title that begins at a block, if one does."""
        line = self.compacts[at]
        if at in self.skip or not line or len(line) > LONGEST:
            return None
        begins = _may_begin(line)
        if not (begins or may_head(line)) or furniture(text_of(self.blocks[at])):
            return None
        joined = text = ""
        for last in self._following(at):
            if joined and _ends(self.compacts[last]):
                return None
            joined += self.compacts[last]
            text += text_of(self.blocks[last]).strip()
            if _TITLE.fullmatch(joined) and not (joined.endswith("年度报") and self._is_next(last, "告")):
                lines = [i for i in self._following(at) if i <= last]
                goes_on = self._goes_on(lines, begins=begins)
                return self._with_year(at, last, text) if goes_on else None
        return None

    def _is_next(self, at: int, line: str) -> bool:
        following = next(iter(self._following(at + 1)), None)
        return following is not None and self.compacts[following] == line

    def _goes_on(self, lines: Sequence[int], *, begins: bool) -> bool:
        """Whether each of the lines of a title goes on with the next."""
        below = ["".join(self.compacts[i] for i in lines[k:]) for k in range(1, len(lines))]
        if below and not begins and self._torn(lines[0], below[0]) is not Torn.YES:
            return False
        return not any(self._is_apart(at, rest) for at, rest in zip(lines, below, strict=False))

    def _is_apart(self, at: int, below: str) -> bool:
        """Whether a line stands above a title that is whole without it."""
        line = self.compacts[at]
        if BODY_LINE.fullmatch(line):
            return _TITLE.fullmatch(below) is not None and is_apart(line, below)
        if _YEAR_ALONE.fullmatch(line) or not (is_title(below) and names(below)):
            return False
        return self._torn(at, below) is not Torn.YES

    def _torn(self, at: int, below: str) -> Torn:
        """Whether a line is the beginning of a name that goes on below it."""
        block, following = self.blocks[at], next(iter(self._following(at + 1)), None)
        inner = self.blocks[following] if following is not None else None
        headed = isinstance(inner, Paragraph) and inner.level and isinstance(block, Paragraph) and not block.level
        if headed or said(text_of(block)):
            return Torn.NO
        return torn(self.compacts[at], below, lambda: self._besides(at, below))

    def _besides(self, at: int, below: str) -> str:
        """All text of the file but that of a line and of the title below it, compact."""
        near, left = {at}, len(below)
        for i in self._following(at + 1):
            if left > 0:
                near.add(i)
                left -= len(self.compacts[i])
        return "\n".join(compact(text_of(block)) for i, block in enumerate(self.blocks) if i not in near)

    def above(self, window: Window) -> str:
        """The line above a title that may be the beginning of its name."""
        at = window.first - 1
        while at >= 0 and at not in self.skip and isinstance(self.blocks[at], Paragraph):
            if text_of(self.blocks[at]).strip():
                line = self.compacts[at]
                if not may_head(line) or furniture(text_of(self.blocks[at])):
                    return ""
                perhaps = self._torn(at, compact(window.text)) is Torn.PERHAPS
                return in_one_line(text_of(self.blocks[at])) if perhaps else ""
            at -= 1
        return ""

    def _with_year(self, at: int, last: int, text: str) -> Window:
        """The title with a year in brackets that stands in a line below it."""
        below = next(iter(self._following(last + 1)), None)
        if below is not None and _YEAR_BEHIND.fullmatch(self.compacts[below]):
            last, text = below, text + text_of(self.blocks[below]).strip()
        return Window(at, last, in_one_line(text))

    def _following(self, at: int) -> Iterator[int]:
        """The next paragraphs from a block on, empty ones left out."""
        count = 0
        for i in range(at, min(at + _REACH, len(self.blocks))):
            block = self.blocks[i]
            if not isinstance(block, Paragraph) or count == _LINES:
                return
            if block.text.strip():
                if not self.compacts[i] or i in self.skip:
                    return
                yield i
                count += 1


def is_title(text: str) -> bool:
    """Whether a text is the title of a report, and says more than that it is one."""
    line = compact(text) if len(text) <= 4 * LONGEST else ""
    return _TITLE.fullmatch(line) is not None and _GENERIC.fullmatch(line) is None


def _may_begin(line: str) -> bool:
    """Whether a title may begin with this line: a body, a year, or the beginning of the title."""
    if _TITLE.fullmatch(line) or BODY_LINE.fullmatch(line) or _YEAR_ALONE.fullmatch(line):
        return True
    speaks = "公开" in line or re.search(YEAR, line) is not None
    return speaks and len(line) <= _BEGINS and not re.search(r"[,。;:]", line)


def _ends(line: str) -> bool:
    """Whether a title cannot go on with this line."""
    return re.search(r"[。;:!?]", line) is not None or numbered(line).style is Style.TOP
