"""How is the text of the chapters written as Markdown that can be committed?

Lines that were broken to fit a page are joined: of a text most of whose full lines end within a sentence. There a line
ends its paragraph if it is short (less than four fifths of the usual width) or ends with 。！？：； and no bracket or
quotation is open; but ； at the very edge of the page ends nothing, for a list that it parted would be numbered. Elsewhere each line is a paragraph, unless it breaks off within a sentence before a page break
or more empty lines than one.

（一）… is a heading where it stands alone, and the beginning of a paragraph where a sentence follows it. A bullet
before a number is an artefact of conversion. Numbers of lists are written without a blank (1.信息), so that
Markdown does not count anew.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from gongkai.archive.furniture import EMPTY, LEAP, MARK, furniture
from gongkai.archive.glyphs import BLANK, BOOKMARK, HAN, compact, everyday, radicals, visible
from gongkai.archive.headings import Style, numbered
from gongkai.archive.outline import Outline
from gongkai.archive.raw import Block, Paragraph, RawTable
from gongkai.archive.repair import Repair
from gongkai.fields import is_web_address
from gongkai.text import width

IsTable = Callable[[Block], bool]
MARKDOWN, WORD, PDF = "Markdown", "Word 文档", "PDF"

_WIDEST = 160  # columns of a line of a page; a paragraph that was not broken is wider
_EDGE, _FULL, _SHORT = 0.95, 0.85, 0.8
_LEAST_LINES = 3
_BROKEN_OFF = 40  # columns of a line that breaks off; what is shorter may be a heading or a signature
_LONGEST_HEADING = 40
_SHOWN = 10  # characters that a repair names
_NEAR = 200  # characters in which a bracket that was opened must be closed
_OPEN, _CLOSE = "（(《〈“‘〔【「『", "）)》〉”’〕】」』"
_END = re.compile(rf"[。！？：；…!?;:][{re.escape(_CLOSE)}\"']*$")
_MARKS = "，。、；：！？“”‘’（）《》〈〉〔〕【】「」『』…—～"
_DIGITS = {ord("　"): " ", ord("％"): "%"} | {
    point: chr(point - 0xFEE0)
    for span in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B))
    for point in span
}
_SPACED = re.compile(rf"(?<![^\s{_MARKS}]){HAN}(?: {HAN})+(?![^\s{_MARKS}])")
_IDLE = re.compile(rf" (?=[{_MARKS}])|(?<=[{_MARKS}]) |(?<={HAN}) (?=[0-9A-Za-z(%])|(?<=[0-9A-Za-z)%.]) (?={HAN})")
_FULL_STOP_IN_NUMBER = re.compile(r"(?<=\d)．(?=\d)")
_ITEM = re.compile(r"(?P<bullet>(?:[-*+](?=\s)|[•●◆■▪·○◎➢☆★\uf0d8\uf06c\uf0b7])\s*)(?P<rest>.*)", re.DOTALL)
_NUMBER = r"(?:\d{1,2}\s*[.、．)）](?!\d)|[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|[一二三四五六七八九十]{1,3}\s*、|[①-⑳])"
_NUMBERED = re.compile(_NUMBER)
_SUBHEADING = re.compile(r"[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]")
_BOLD_LINE = re.compile(r"(?:\*\*|__)(.+?)(?:\*\*|__)\s*")
_BREAK = re.compile(rf"(?<={HAN})(?P<idle><br\s*/?>)(?={HAN})|<br\s*/?>", re.IGNORECASE)
_UNESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_INLINE = re.compile(
    r"\*\*(?P<bold>[^*\n]{1,200})\*\*|\[(?P<label>[^\[\]\n]{1,200})\]\((?P<to>[^()\s]{1,500})\)|<(?P<auto>https?://[^<>\s]{1,500})>"
)
_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_WORDLIKE = re.compile(rf"{HAN}|\w")


class Written(NamedTuple):
    """Markdown, and what was changed for it."""

    text: str
    repairs: tuple[Repair, ...]


def no_table(_: Block) -> bool:
    """For `body`: nothing was read as a table."""
    return False


def body(outline: Outline, is_table: IsTable = no_table) -> Written:
    """The body of a content file: preamble, then the chapters that hold text, under their official headings.

    `is_table` tells which blocks were read as a table of the form; they are left out.
    """
    form = outline.kind
    parts = sorted(outline.parts, key=lambda part: "一二三四五六七八九十".index(part.chapter.ordinal))
    lines = [b for blocks in (outline.preamble, *(p.blocks for p in parts if not p.chapter.table)) for b in blocks]
    measure = _measure(lines, is_table, form)
    pieces: list[str] = []
    repairs: list[Repair] = []
    preamble = write(outline.preamble, is_table, form, measure, headings=False)
    pieces.append(preamble.text)
    repairs += preamble.repairs
    for part in parts:
        written = write(part.blocks, is_table, form, measure)
        repairs += written.repairs
        if written.text or not part.chapter.table:
            pieces += [f"## {part.chapter.heading}", written.text]
    return Written("\n\n".join(filter(None, pieces)) + "\n", tuple(repairs))


def write(
    blocks: Sequence[Block], is_table: IsTable, kind: str, measure: int | None, *, headings: bool = True
) -> Written:
    """The text of one chapter. `measure` is the usual width of its lines if they were broken to fit a page."""
    writer = _Writer(kind, measure, headings)
    paragraphs = list(writer.paragraphs(blocks, is_table))
    for paragraph, following in zip(paragraphs, [*paragraphs, None][1:], strict=True):
        writer.put(paragraph, is_followed=isinstance(following, _Text) and not _begins(following.text))
    return Written("\n\n".join(writer.out), tuple(writer.told()))


def _measure(blocks: Iterable[Block], is_table: IsTable, kind: str) -> int | None:
    """The usual width of lines that were broken to fit a page; None if they were not."""
    if kind == WORD:
        return None
    lines = [
        clean(b.text, kind)
        for b in blocks
        if isinstance(b, Paragraph) and not b.level and b.text.strip() and not is_table(b)
    ]
    widths = sorted(width(line) for line in lines)
    if not widths:
        return None
    usual = widths[len(widths) * 3 // 4]  # pages glued together make some lines longer, ends of paragraphs some shorter
    full = [line for line in lines if width(line) >= _FULL * usual]
    within = [line for line in full if not _END.search(line)]
    broken = usual <= _WIDEST and len(within) >= _LEAST_LINES - 1 and 2 * len(within) >= len(full)
    if broken and len(widths) >= _LEAST_LINES:
        return usual
    # The lines of a PDF are those of its pages, also where few of them are full.
    return widths[-1] if kind == PDF and _BROKEN_OFF <= widths[-1] <= _WIDEST else None


@lru_cache(2048)  # a line is asked for when lines are measured, when they are written and when facts are looked for
def clean(text: str, kind: str = "") -> str:
    """A line as prose writes it, Markdown not yet escaped."""
    text = everyday(visible(text))
    if kind == MARKDOWN:
        text = _UNESCAPED.sub(r"\1", _BREAK.sub(lambda mark: "" if mark["idle"] else " ", text))
    text = _FULL_STOP_IN_NUMBER.sub(".", BLANK.sub(" ", text.translate(_DIGITS)).strip())
    if " " not in text:
        return text
    return _IDLE.sub("", _SPACED.sub(lambda run: run[0].replace(" ", ""), text))


class _Line(NamedTuple):
    """A line, how many empty ones stand before it, and whether a page ended there."""

    text: str
    where: str
    level: int
    gap: int
    leap: bool


@dataclass(slots=True)
class _Text:
    """A paragraph in the making: its lines, where it began, and its last characters."""

    where: str
    level: int
    lines: list[str]
    tail: str = ""

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(slots=True)
class _Writer:
    kind: str
    measure: int | None
    headings: bool
    out: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    counts: dict[str, list[str]] = field(default_factory=dict)  # what was changed, by kind of repair
    places: dict[str, str] = field(default_factory=dict)
    depth: int = 2
    broken: list[_Text] = field(default_factory=list)

    def paragraphs(self, blocks: Sequence[Block], is_table: IsTable) -> Iterator[_Text | list[list[str]]]:
        """Paragraphs joined from their lines, and tables, in order."""
        current: _Text | None = None
        rows: list[str] = []
        for line in self._lines(blocks, is_table):
            if isinstance(line, _Line) and self.kind == MARKDOWN and line.text.startswith("|"):
                rows.append(line.text)
            elif isinstance(line, _Line) and current and not rows and self._goes_on(current, line):
                self._join(current, line)
            else:
                yield from _done(current, rows)
                current, rows = None, []
                if isinstance(line, _Line):
                    current = _Text(line.where, line.level, [line.text], line.text)
                elif line is not None:
                    yield from _table(line, self.kind)
        yield from _done(current, rows)

    def _lines(self, blocks: Sequence[Block], is_table: IsTable) -> Iterator[_Line | RawTable | None]:
        """Lines of text and tables of the text; None where a table of the form was."""
        gap, leap = 0, False
        for block in blocks:
            if isinstance(block, RawTable) or is_table(block):
                yield None if is_table(block) or not isinstance(block, RawTable) else block
                gap, leap = 0, False
                continue
            leap = leap or block.note == LEAP
            for piece in block.text.split("\n"):
                why = furniture(clean(piece, self.kind))
                if why and why not in {EMPTY, MARK}:
                    self.repairs.append(Repair("丢弃", block.where, " ".join(piece.split()), "", why))
                    gap += 1
                    continue
                text = self._line(piece, block.where)
                if why:
                    gap += 1
                else:
                    yield _Line(text, block.where, block.level, gap, leap)
                    gap, leap = 0, False

    def _line(self, text: str, where: str) -> str:
        line = clean(text, self.kind)
        if found := radicals(text):
            self._count("字形", where, found)
        if found := [c for c in text if ord(c) in _DIGITS and c != "　"]:
            self._count("字形", where, found)
        if marks := BOOKMARK.findall(text):
            why = "Word 的书签记号，不是年报的内容"
            self.repairs += [Repair("丢弃", where, mark, "", why) for mark in marks]
        if line.count(" ") < BLANK.sub(" ", visible(text).strip()).count(" "):
            self._count("空格", where, [" ".join(text.split())])
        return line

    def _count(self, kind: str, where: str, found: Sequence[str]) -> None:
        self.places.setdefault(kind, where)
        self.counts.setdefault(kind, []).extend(found)

    def _goes_on(self, current: _Text, line: _Line) -> bool:
        """Whether a line continues the paragraph before it."""
        if current.level or line.level or (_begins(line.text) and not current.lines[-1].endswith("第")):
            return False
        opened = _is_open(current.tail)
        ended = _END.search(current.lines[-1]) is not None
        if self.measure is None:
            broken_off = opened or width(current.lines[-1]) >= _BROKEN_OFF
            return not ended and broken_off and (line.leap or line.gap > 1)
        last = width(current.lines[-1])
        at_edge = current.lines[-1].endswith("；") and last >= _EDGE * self.measure
        return (opened or not ended or at_edge) and last >= _SHORT * self.measure

    def _join(self, current: _Text, line: _Line) -> None:
        words = re.search(r"[A-Za-z,.]$", current.lines[-1]) and re.match("[0-9A-Za-z]", line.text)
        glue = " " if words else ""
        if line.gap or line.leap:
            found = f"{current.lines[-1][-12:]}……{line.text[:12]}"
            why = "被换页切断的一段，接了起来" if line.leap else "被空行切断的一段，接了起来"
            made = f"{current.lines[-1][-12:]}{glue}{line.text[:12]}"
            self.repairs.append(Repair("拼接", current.where, found, made, why))
        elif len(current.lines) == 1:
            self.broken.append(current)
        current.lines.append(glue + line.text)
        current.tail = (current.tail + line.text)[-_NEAR:]

    def told(self) -> Iterator[Repair]:
        """The repairs; changes of single characters together, one for each kind."""
        shown = list(dict.fromkeys(self.counts.get("字形", ())))
        if shown:
            made = "".join(everyday(c).translate(_DIGITS) for c in shown[:_SHOWN])
            found = f"{''.join(shown[:_SHOWN])}{'……' if len(shown) > _SHOWN else ''}"
            count = len(self.counts["字形"])
            yield Repair(
                "字形", self.places["字形"], found, made, f"部首符号、全角数字和字母换成了通常的字，{count} 处"
            )
        if spaced := self.counts.get("空格"):
            yield Repair(
                "空格",
                self.places["空格"],
                spaced[0][:40],
                clean(spaced[0], self.kind)[:40],
                f"多余的空格去掉了，{len(spaced)} 行",
            )
        if self.broken:
            lines = sum(len(p.lines) for p in self.broken)
            first = self.broken[0]
            yield Repair("拼接", first.where, f"{lines} 行", f"{len(self.broken)} 段", "按页面宽度断开的行，接成了段")
        yield from self.repairs

    # --- writing ------------------------------------------------------------------------------------------------------

    def put(self, paragraph: _Text | list[list[str]], *, is_followed: bool) -> None:
        """Write a paragraph, heading, item of a list or table; whether a paragraph without number follows."""
        if isinstance(paragraph, list):
            self.out.append(_rows(paragraph, self.kind))
            return
        text = paragraph.text
        bold = _BOLD_LINE.fullmatch(text) if self.kind == MARKDOWN else None
        if bold and "**" not in bold[1]:
            text = bold[1].strip()
        if item := _ITEM.fullmatch(text):
            rest = item["rest"].strip()
            if rest and _NUMBERED.match(rest):
                self.repairs.append(Repair("列表", paragraph.where, text[:40], rest[:40], "编号前面多了一个列表记号"))
                text = rest
            elif rest and not paragraph.level:
                self._item(rest)
                return
        level = self._level(text, paragraph.level, bold=bool(bold))
        if level and (is_followed or not text.endswith("。")):
            self.depth = level
            self.out.append(f"{'#' * level} {escape(text, self.kind)}")
        else:
            self.out.append(_at_start(escape(text, self.kind)))

    def _item(self, rest: str) -> None:
        line = f"- {_at_start(escape(rest, self.kind))}"
        if self.out and self.out[-1].startswith("- "):
            self.out[-1] += f"\n{line}"
        else:
            self.out.append(line)

    def _level(self, text: str, level: int, *, bold: bool) -> int:
        """The level of a heading below the chapters; 0 for a paragraph."""
        title = _SUBHEADING.sub("", text, count=1)
        inside = re.search(r"[。；！？]", title[:-1]) is not None
        if not self.headings or len(title) > _LONGEST_HEADING or inside or title.endswith(("；", "，", "、")):
            return 0
        if title != text:
            return 0 if title.endswith("。") and "，" in title else 3
        read = numbered(compact(text))
        like_chapter = read.style is Style.TOP and read.number is not None and text[0] in "第一二三四五六七八九十"
        if title.endswith(("。", "：")) or not (like_chapter or level or bold):
            return 0
        return min(4, self.depth + 1) if read.style is Style.ARABIC else 3


def _done(current: _Text | None, rows: list[str]) -> Iterator[_Text | list[list[str]]]:
    """A paragraph that is complete, and the table of a Markdown source below it."""
    if current:
        yield current
    if len(rows) > 1 and _DELIMITER.fullmatch(rows[1]):
        yield [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in [rows[0], *rows[2:]]]
    else:
        yield from (_Text("", 0, [row]) for row in rows)


def _begins(line: str) -> bool:
    """Whether a line can only begin a paragraph."""
    return _NUMBERED.match(line) is not None or (_ITEM.fullmatch(line) is not None and line[0] != "·")


def _is_open(text: str) -> bool:
    """Whether a bracket or quotation is open at the end of a text."""
    return any(text.count(a) > text.count(b) for a, b in zip(_OPEN, _CLOSE, strict=True))


def escape(text: str, kind: str = "") -> str:
    """The text as Markdown that shows it; what a Markdown source marks bold or as a link to the web stays so."""
    if kind != MARKDOWN:
        return _escape(text)
    out, end = [], 0
    for match in _INLINE.finditer(text):
        out += [_escape(text[end : match.start()]), _inline(match)]
        end = match.end()
    return "".join([*out, _escape(text[end:])])


def _inline(match: re.Match[str]) -> str:
    if bold := match["bold"]:
        marked = _WORDLIKE.match(bold) and _WORDLIKE.match(bold[-1])  # Markdown sees no mark beside punctuation
        return f"**{_escape(bold)}**" if marked else _escape(bold)
    if match["to"] and is_web_address(match["to"]):
        return f"[{_escape(match['label'])}]({match['to']})"
    if match["auto"] and is_web_address(match["auto"]):
        return f"<{match['auto']}>"
    return _escape(match[0])


_SIGNS = re.compile(r"[\\`*_<]|~(?=~)|(?<=~)~|&(?=#?\w{1,32};)|\[(?=[^\[\]]*\]\s*[(\[:])")


def _escape(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"\\{sign[0]}", text)


def _at_start(text: str) -> str:
    """A paragraph that Markdown takes for nothing else because of its first characters."""
    if number := re.match(r"(\d{1,9})([.)])(?=\s|$)\s*", text):
        following = text[number.end() :]
        glued = following and not re.match(r"[0-9A-Za-z\\]", following)
        return f"{number[1]}{number[2]}{following}" if glued else f"{number[1]}\\{text[number.end(1) :]}"
    if re.match(r"#{1,6}(?:\s|$)|[-+](?:\s|$)|>|~|[-=]+\s*$|\|", text):
        return f"\\{text}"
    return text


def _table(table: RawTable, kind: str) -> Iterator[_Text | list[list[str]]]:
    """A table of the text: as rows, or as paragraphs if it has one column."""
    rows = [[clean(cell.text.replace("\n", ""), kind) for cell in row] for row in table.rows]
    rows = [row for row in rows if any(row)]
    if len(rows) > 1 and sum(any(row[i] for row in rows) for i in range(len(rows[0]))) > 1:
        yield rows
        return
    for line in table.rows:
        for cell in line:
            for piece in cell.text.split("\n"):
                if text := clean(piece, kind):
                    yield _Text(cell.where, 0, [text])


def _rows(rows: list[list[str]], kind: str) -> str:
    columns = max(map(len, rows))
    lines = [[escape(cell, kind).replace("|", "\\|") for cell in [*row, *[""] * (columns - len(row))]] for row in rows]
    lines.insert(1, ["---"] * columns)
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)
