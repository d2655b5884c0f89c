"""What do the chapters say? A Markdown body to sections of safe HTML.

Raw HTML stays text, links go through an allow-list, images are not taken, and size and nesting are
bounded: what markdown-it-py would pass over in silence or take seconds for is refused with a finding.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from gongkai.codes import finding
from gongkai.diag import Diagnostic, Span
from gongkai.fields import is_web_address, similar
from gongkai.form import Chapter
from gongkai.text import fold, shorten

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

ATTACHMENTS = "files/"  # where the files of a report stand, seen from its page
MAX_BODY = 256 * 1024  # bytes
MAX_LINES = 5000
MAX_LINE = 16 * 1024  # characters
MAX_HEADINGS = 200
MAX_CELLS = 10_000  # of tables in the text
MAX_NESTING = 20
MAX_MARKS = {
    "[": 2000,
    "*": 4000,
    "_": 4000,
    "`": 2000,
    "<": 1000,
    "&": 4000,
    "~": 2000,
    "|": 20_000,
}

_ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]{0,500}"|'[^']{0,500}'|[^\s"'=<>`]+))?"""
_RAW_HTML = re.compile(rf"</?[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|<!--|<!\[CDATA\[|<\?|<![A-Za-z]", re.ASCII)
_NO_HTML = re.compile(r"\\.|(?<!`)(`+)(?!`)[^`]*(?<!`)\1(?!`)|<(?:https?|mailto|tel):[^<>\s]*>")  # escapes, code, links
_HEADING = re.compile(r"(?:([一二三四五六七八九十]+)\s*[、.．]\s*)?(.*)", re.DOTALL)


class Source(NamedTuple):
    """Lines of the file as written, and the number of the first."""

    lines: tuple[str, ...] = ()
    first: int = 1


NOWHERE = Source()


@dataclass(frozen=True, slots=True)
class Section:
    """The text under one heading of the second level; `chapter` is that of the form, if it is one."""

    heading: str
    chapter: Chapter | None
    html: str
    span: Span
    source: Source


@dataclass(frozen=True, slots=True)
class Prose:
    """A body: what stands before the first chapter, then the sections as written."""

    preamble: str
    sections: tuple[Section, ...]
    source: Source = NOWHERE  # of the preamble

    def section(self, chapter: Chapter) -> Section | None:
        """The section that is a chapter of the form."""
        return next((s for s in self.sections if s.chapter == chapter), None)


NO_PROSE = Prose("", ())


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("js-default", {"html": False, "linkify": False, "maxNesting": MAX_NESTING})
    # Every link becomes a token, so that a refused one can be named; `_check_links` takes it out again.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return markdown


def tokens_of(text: str) -> "Sequence[Token]":
    """The Markdown of a section as tokens, for who draws it otherwise than as HTML."""
    return _markdown().parse(text)


def read_prose(
    body: str, span: Span, chapters: Sequence[Chapter], files: Sequence[str]
) -> tuple[Prose, list[Diagnostic]]:
    """The prose of a body that begins at `span`; links may lead to the web or to the attached `files`."""
    body = body.replace("\r", " ")  # alone it was refused as a control character; Markdown would end the line there
    found = _limits(body, span)
    if found:
        return Prose("", ()), found

    def source(begin: int, end: int) -> Source:
        return Source(tuple(lines[begin:end]), span.line + begin)

    markdown = _markdown()
    tokens = markdown.parse(body)
    found = _excess(tokens, span)
    if found:
        return Prose("", ()), found
    lines = body.split("\n")
    near = _near_headings(lines, chapters)
    for number, chapter in near.items():
        at = Span(span.file, span.line + number, 1, len(lines[number]))
        message = f"『{shorten(lines[number].strip())}』像是章名，但没有写成标题"
        found.append(
            finding("heading-level", at, message, f"请写成『## {chapter.heading}』：两个半角『#』加一个空格。")
        )
    reader = _Reader(span, lines, found, set(near))
    reader.check(tokens, files)
    for token in tokens:
        if token.type in {"th_open", "td_open"}:  # the style attribute of aligned columns is not for our CSP
            token.attrs = {"scope": "col"} if token.type == "th_open" else {}
    starts = [i for i, t in enumerate(tokens) if t.type == "heading_open" and t.tag == "h2" and t.level == 0]
    bounds = [*starts, len(tokens)]
    render = markdown.renderer.render
    preamble = render(tokens[: bounds[0]], markdown.options, {})
    headings = [(_text(tokens[i + 1]), reader.at(tokens[i])) for i in starts]
    owners = _match(headings, chapters, found)
    first = [(tokens[i].map or (0, 0)) for i in starts]
    ends = [*(begin for begin, _ in first), len(lines)]
    sections = tuple(
        Section(heading, owner, render(tokens[start + 3 : end], markdown.options, {}), at, source(below, last))
        for (heading, at), owner, start, end, (_, below), last in zip(
            headings, owners, starts, bounds[1:], first, ends[1:], strict=True
        )
    )
    if not any(f.code == "code-block" for f in found):  # which may have swallowed chapters
        _check_chapters(sections, [c for c in chapters if c not in near.values()], span, found)
    return Prose(preamble, sections, source(0, ends[0])), found


def _limits(body: str, span: Span) -> list[Diagnostic]:
    size, lines = len(body.encode("utf-8", "replace")), body.split("\n")
    if size > MAX_BODY:
        message = f"正文有 {size} 字节，超过上限 {MAX_BODY} 字节"
        return [finding("body-too-large", span, message, "请把清单、附表等做成附件。")]
    if len(lines) > MAX_LINES:
        message = f"正文有 {len(lines)} 行，超过上限 {MAX_LINES} 行"
        return [finding("body-too-large", span, message, "请把清单、附表等做成附件。")]
    for number, line in enumerate(lines):
        if len(line) > MAX_LINE:
            message = f"这一行有 {len(line)} 个字，超过上限 {MAX_LINE} 个"
            at = Span(span.file, span.line + number, MAX_LINE + 1, len(line) - MAX_LINE)
            return [finding("body-too-large", at, message, "请用空行把文字分成段落。")]
    for mark, limit in MAX_MARKS.items():
        if (count := body.count(mark)) > limit:
            message = f"正文里有 {count} 个『{mark}』，超过上限 {limit} 个"
            hint = "年报正文用不到这么多标记，请检查是不是贴入了别的内容。"
            return [finding("body-too-complex", span, message, hint)]
    return []


def _text(inline: "Token") -> str:
    """The text of a heading without its emphasis."""
    return "".join(child.content for child in inline.children or ()).strip()


def _excess(tokens: "Sequence[Token]", span: Span) -> list[Diagnostic]:
    """A finding if the body has more structure than a report can need, or more than was parsed."""
    message, hint = "", "请检查是不是贴入了别的内容。"
    if any(t.level >= MAX_NESTING - 2 or any(c.level >= MAX_NESTING - 2 for c in t.children or ()) for t in tokens):
        message, hint = "正文的引用、列表或强调套得太深", "请减少嵌套的层数。"
    elif sum(t.type == "td_open" for t in tokens) > MAX_CELLS:
        message = f"正文的表格超过 {MAX_CELLS} 格"
    elif sum(t.type == "heading_open" for t in tokens) > MAX_HEADINGS:
        message = f"正文的标题超过 {MAX_HEADINGS} 个"
        hint = "请检查是不是把正文行误写成了标题：行首的『#』，或文字下面紧跟的『---』。"
    return [finding("body-too-complex", span, message, hint)] if message else []


@dataclass(slots=True)
class _Reader:
    span: Span
    lines: list[str]
    found: list[Diagnostic]
    reported: set[int]  # lines whose heading was found wanting already

    def at(self, token: "Token", text: str = "") -> Span:
        """Where a token's text stands: in its own lines, else (a reference) anywhere; its first line if nowhere."""
        first, last = token.map or (0, 1)
        for number in (*range(first, min(last, len(self.lines))), *range(len(self.lines) if text else 0)):
            line = self.lines[number]
            if (column := line.find(text)) >= 0:
                length = len(text) or len(line)
                return Span(self.span.file, self.span.line + number, column + 1, max(length, 1))
        return self.at(token)

    def check(self, tokens: "Sequence[Token]", files: Sequence[str]) -> None:
        level = 1
        for token in tokens:
            if token.type == "heading_open":
                level = self._check_heading(token, level)
            elif token.type in {"code_block", "fence"}:
                what = "行首空了四格或更多" if token.type == "code_block" else "用了 ``` 或 ~~~"
                hint = (
                    "请删去行首的空格（首行缩进由网页自动加上）。"
                    if token.type == "code_block"
                    else "请删去这一行和与它成对的一行。"
                )
                message = f"这里{what}，会被当作代码照原样排"
                self.found.append(finding("code-block", self.at(token), message, hint))
            elif token.type == "inline":
                self._check_raw_html(token)
                self._check_links(token, files)

    def _check_heading(self, token: "Token", before: int) -> int:
        level = int(token.tag[1])
        if token.map and token.map[0] in self.reported:
            return 2
        if token.level:
            self.found.append(
                finding(
                    "heading-level",
                    self.at(token),
                    "列表或引用里不能有标题",
                    "请把标题移到列表或引用之外。",
                )
            )
        elif level == 1:
            hint = "报告的标题写在前面的『标题』一项；正文从『## 一、总体情况』开始。"
            self.found.append(finding("heading-level", self.at(token), "正文里不用一级标题『# 』", hint))
        elif level > before + 1:
            hint = f"请改成 {before + 1} 个『#』。"
            self.found.append(
                finding(
                    "heading-level",
                    self.at(token),
                    f"标题从第 {before} 级跳到了第 {level} 级",
                    hint,
                )
            )
        return level

    def _check_raw_html(self, token: "Token") -> None:
        shown = _NO_HTML.sub(lambda m: " " * len(m.group()), token.content)
        if match := _RAW_HTML.search(shown):
            tag = match.group()[:40]
            hint = "正文只用 Markdown：请删去这个标记；加粗写 **文字**，换段空一行。"
            self.found.append(finding("raw-html", self.at(token, tag), f"正文里有 HTML 标记『{tag}』", hint))

    def _check_links(self, token: "Token", files: Sequence[str]) -> None:
        open_refused = False
        for child in token.children or ():
            if child.type == "image":
                source = str(child.attrs.get("src", ""))
                hint = "年报用文字和表格；图表请作为附件上传，并在正文里写明。"
                self.found.append(finding("image-refused", self.at(token, unquote(source)), "正文里不能放图片", hint))
                child.type, child.tag, child.content, child.children = (
                    "text",
                    "",
                    child.content,
                    None,
                )
            elif child.type == "link_open":
                address = str(child.attrs.get("href", ""))
                open_refused = not _may_link(address, files)
                if open_refused:
                    shown = unquote(address)[:80]
                    hint = (
                        "可以链接到 https:// 或 http:// 的网址（不带密码）、mailto:、tel:，以及『附件』里列出的文件。"
                    )
                    self.found.append(finding("link-refused", self.at(token, shown), f"不能链接到『{shown}』", hint))
                    child.type, child.tag, child.nesting = "text", "", 0
                elif unquote(address) in files:
                    child.attrs["href"] = ATTACHMENTS + address
            elif child.type == "link_close" and open_refused:
                child.type, child.tag, child.nesting = "text", "", 0
                open_refused = False


def _may_link(address: str, files: Sequence[str]) -> bool:
    if address.startswith(("http:", "https:")):
        return is_web_address(address)
    if address.startswith(("mailto:", "tel:")):
        return bool(re.fullmatch(r"(?:mailto:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|tel:\+?[\d-]{3,20})", address, re.ASCII))
    return unquote(address) in files


def _match(
    headings: list[tuple[str, Span]], chapters: Sequence[Chapter], found: list[Diagnostic]
) -> list[Chapter | None]:
    """The chapter of the form that each heading stands for: by title, else by its number."""
    parts = [_HEADING.fullmatch(heading) for heading, _ in headings]
    by_title = [next((c for c in chapters if m and _titled(c, m[2])), None) for m in parts]
    owners: list[Chapter | None] = []
    for (heading, at), match, owner in zip(headings, parts, by_title, strict=True):
        ordinal = match[1] if match else None
        chosen = owner or next((c for c in chapters if c.ordinal == ordinal and c not in by_title), None)
        if chosen in owners and chosen is not None:
            message = f"『{chosen.heading}』一章写了两次"
            found.append(finding("chapter-duplicate", at, message, "请把两处文字合到一章。"))
            chosen = None
        elif chosen is None:
            hint = (
                similar(heading, [c.heading for c in chapters]) or f"六章是：{'；'.join(c.heading for c in chapters)}。"
            )
            message = f"『{heading}』不是格式里的一章"
            found.append(finding("chapter-unknown", at, message, hint + "这段文字会照原样放在报告末尾。"))
        elif owner is None or fold(heading) not in {fold(owner.heading), fold(owner.title)}:
            message = f"章名『{heading}』不是规范名称"
            found.append(finding("label-spelling", at, message, f"格式里的章名是『{chosen.heading}』。"))
        owners.append(chosen)
    return owners


def _titled(chapter: Chapter, title: str) -> bool:
    return fold(title) in {fold(name) for name in (chapter.title, *chapter.spellings)}


_LIKE_CHAPTER = re.compile(r" {0,3}(?:[#＃]{1,6}\s*|\*{2,4}|__)?\s*([一二三四五六七八九十]+\s*[、.．].*?)[*_#\s]*")


def _near_headings(lines: Sequence[str], chapters: Sequence[Chapter]) -> dict[int, Chapter]:
    """Lines, from 0, that hold the title of a chapter, but do not make it a heading of the second level."""
    near = {}
    for number, line in enumerate(lines):
        match = _LIKE_CHAPTER.fullmatch(line) if not line.startswith("## ") else None
        chapter = next((c for c in chapters if match and fold(match[1]) == fold(c.heading)), None)
        if chapter:
            near[number] = chapter
    return near


def _check_chapters(
    sections: Sequence[Section], chapters: Sequence[Chapter], span: Span, found: list[Diagnostic]
) -> None:
    written = [s.chapter for s in sections if s.chapter in chapters]
    late = next((s for s, c in enumerate(written[1:], 1) if chapters.index(c) < chapters.index(written[s - 1])), None)
    if late:
        culprit = next(s for s in sections if s.chapter == written[late])
        message = f"『{culprit.heading}』一章的顺序不对"
        hint = "请按一至六的顺序写；页面会按格式的顺序排列。"
        found.append(finding("chapter-order", culprit.span, message, hint))
    for chapter in chapters:
        section = next((s for s in sections if s.chapter == chapter), None)
        if chapter.table is None and (section is None or not section.html.strip()):
            at = section.span if section else span
            message = f"没有『{chapter.heading}』一章" if section is None else f"『{chapter.heading}』一章没有内容"
            found.append(
                finding(
                    "chapter-missing",
                    at,
                    message,
                    f"请写上『## {chapter.heading}』和正文；没有事项的写『无』。",
                )
            )
