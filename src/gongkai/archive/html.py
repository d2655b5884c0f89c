"""What stands on a web page?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from gongkai.archive.charset import decode
from gongkai.archive.guard import check_cells, check_document_type, check_text
from gongkai.archive.office import quoted
from gongkai.archive.raised import Raised, joined
from gongkai.archive.raw import Block, Paragraph, Source
from gongkai.archive.refusal import Refused
from gongkai.archive.spans import Placed, is_layout, lay_out

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
_HEAD = 4_096
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "main",
    "aside",
}
_BLOCKS |= {
    "body",
    "html",
    "center",
    "blockquote",
    "pre",
    "form",
    "fieldset",
    "legend",
    "address",
    "figure",
    "hr",
    "table",
}
_BLOCKS |= {
    "figcaption",
    "caption",
    "details",
    "summary",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "tfoot",
    "option",
    *_HEADINGS,
}
_STRUCK = "划掉的文字没有读入"
# What is no text, and how it is named where it is listed; without a name it is not.
_LEFT_OUT = {
    "script": "",
    "style": "",
    "template": "",
    "head": "",
    "noscript": "给没有脚本的浏览器看的文字",
    "iframe": "内嵌的网页没有打开",
    "frame": "内嵌的网页没有打开",
    "object": "内嵌的对象没有打开",
    "embed": "内嵌的对象没有打开",
    "applet": "内嵌的对象没有打开",
    "audio": "声音和视频没有打开",
    "video": "声音和视频没有打开",
    "canvas": "图形没有读",
    "svg": "图形没有读",
    "math": "",
    "select": "下拉框没有读入",
    "textarea": "输入框没有读入",
    "button": "按钮没有读入",
    "datalist": "",
    "del": _STRUCK,
    "s": _STRUCK,
    "strike": _STRUCK,
    "rt": "",
    "rp": "",
}
_TOO_DEEP = "网页的标签一层套一层，套得太深，没有读；请用浏览器打开，复制文字到文本文件后再导入。"
_LISTED = 20
_DEEPEST, _DEEPEST_TABLE = 3_000, 50
_NESTING = re.compile(
    r"<(/?)(table|td|th|div|span|font|b|i|u|em|strong|big|small|a|center|section|article|form|ul|ol|dl|blockquote)\b",
    re.IGNORECASE,
)
_CELLS = {"td", "th"}
_ROW_GROUPS = {"thead", "tbody", "tfoot"}
_DRAWN = {"text-decoration": "line", "text-decoration-line": "line", "vertical-align": "align"}
_SELECTOR = re.compile(r"[a-z0-9]*\.[\w-]+", re.IGNORECASE)


@dataclass(slots=True)
class _Page:
    paragraphs: int = 0
    tables: int = 0
    cells: int = 0
    length: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    styles: dict[str, dict[str, str]] = field(default_factory=dict)  # .class or tag.class: how it is drawn

    def drop(self, what: str, text: str = "") -> None:
        """List or count something that was left out."""
        self.counts[what] = self.counts.get(what, 0) + 1
        line = f"{what}：{quoted(text)}"
        if text.strip() and self.counts[what] <= _LISTED and line not in self.dropped:
            self.dropped.append(line)

    def raised(self, text: str) -> None:
        """List a note that was put in brackets."""
        self.drop("上标、下标写进了括号", text)


def read_html(data: bytes, name: str) -> Source:
    """Paragraphs and tables in order, without what a reader does not see. Nothing is loaded from anywhere."""
    decoded = decode(data, charset(data))
    check_document_type(decoded.text)
    root = _parse(decoded.text)
    page = _Page(styles=_styles(root))
    title = next((_BLANKS.sub(" ", "".join(map(str, e.itertext()))).strip() for e in root.iter("title")), "")
    facts = {"标题": title} if title else {}
    for meta in root.iter("meta"):
        key, value = (meta.get("name") or "").strip(), (meta.get("content") or "").strip()
        if key in _META and value:
            facts.setdefault(_META[key], value)
    blocks = tuple(_blocks(page, root))
    for what, count in page.counts.items():
        if not any(line.startswith(what) for line in page.dropped):
            page.dropped.append(f"{what}（{count} 处）")
        elif count > _LISTED:
            page.dropped.append(f"{what}，共 {count} 处")
    return Source(name, "网页", blocks, facts, (*decoded.notes, *page.dropped), decoded.encoding)


_META = {
    "ArticleTitle": "文章标题",
    "PubDate": "发布时间",
    "ContentSource": "来源",
    "SiteName": "网站",
    "Author": "作者",
}


def charset(data: bytes) -> str | None:
    """The encoding that a page names, which may be wrong."""
    head = data[:_HEAD]
    found = _XML_CHARSET.search(head) or _CHARSET.search(head)
    return found[1].decode("ascii", "replace") if found else None


def _parse(text: str) -> "_Element":
    from lxml import etree

    _check_nesting(text)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Refused("网页读不出来；请用浏览器打开，另存为网页，或者复制文字到文本文件后再导入。") from fault
    if root is None:
        raise Refused("网页里没有文字；请检查是不是选错了文件。")
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise Refused(_TOO_DEEP)
    return root


def _styles(root: "_Element") -> dict[str, dict[str, str]]:
    """How the page draws what has a class, as far as it tells a figure from none."""
    found: dict[str, dict[str, str]] = {}
    for sheet in root.iter("style"):
        for rule in re.sub(r"/\*.*?\*/|<!--|-->", " ", _all_text(sheet), flags=re.DOTALL).split("}"):
            selectors, _, declared = rule.rpartition("{")
            for selector in selectors.rpartition("{")[2].split(",") if (drawn := _drawn(declared)) else ():
                if _SELECTOR.fullmatch(selector.strip()):
                    found.setdefault(selector.strip(), {}).update(drawn)
    return found


def _drawn(declared: str) -> dict[str, str]:
    """What a style says of lines through a text and of its height."""
    if "text-decoration" not in (lowered := declared.lower()) and "vertical-align" not in lowered:
        return {}
    pairs = (one.partition(":") for one in declared.split(";"))
    return {_DRAWN[key.strip().lower()]: v.lower() for key, _, v in pairs if key.strip().lower() in _DRAWN}


def _look(page: _Page, element: "_Element", tag: str) -> dict[str, str]:
    """How an element is drawn, by its classes and its own style."""
    found: dict[str, str] = {}
    for name in (element.get("class") or "").split() if page.styles else ():
        found |= page.styles.get(f".{name}", {}) | page.styles.get(f"{tag}.{name}", {})
    return found | _drawn(element.get("style") or "")


def _is_struck_out(page: _Page, element: "_Element", tag: str) -> bool:
    """Whether a line goes through all that stands in an element; it is listed. A cell of a table keeps its place."""
    if "line-through" not in _look(page, element, tag).get("line", ""):
        return False
    page.drop(_STRUCK, _all_text(element))
    return True


def _is_raised(page: _Page, element: "_Element", tag: str) -> bool:
    if tag in {"sup", "sub"}:
        return True
    return (
        tag not in _BLOCKS and re.match(r"\s*(?:super|sub)\b", _look(page, element, tag).get("align", "")) is not None
    )


def _check_nesting(text: str) -> None:
    """Refuse what would keep the parser busy for long: tags that are opened and opened, and very many cells."""
    depth: dict[str, int] = {}
    cells = 0
    for match in _NESTING.finditer(text):
        closing, tag = match[1], match[2].lower()
        if tag in _CELLS:
            cells += not closing
            continue
        depth[tag] = max(0, depth.get(tag, 0) + (-1 if closing else 1))
        if depth[tag] > (_DEEPEST_TABLE if tag == "table" else _DEEPEST):
            raise Refused(_TOO_DEEP)
    check_cells(cells)


@dataclass(slots=True)
class _Piece:
    """What a walk over a page finds: characters, the edge of a block, a line break, or a table."""

    text: str = ""
    edge: int = -1  # the level of the block that begins here, 0 for an ordinary one
    line_break: bool = False
    table: "_Element | None" = None


class _Within(NamedTuple):
    """What is true of all text in an element."""

    pre: bool = False
    raised: bool = False


def _pieces(page: _Page, top: "_Element") -> Iterator[_Piece]:
    """What stands below an element, in order; by a stack of our own, as pages nest tags deeper than Python calls."""
    stack: list[tuple[_Element, bool, int, _Within]] = [(top, False, 0, _Within())]
    while stack:
        element, done, level, within = stack.pop()
        tag = _name(element)
        if done:
            if tag in _BLOCKS:
                yield _Piece(edge=level)
            if element is not top and element.tail:
                yield from _characters(element.tail, within)
            continue
        left_out = _is_left_out(page, element, tag) or _is_struck_out(page, element, tag)
        if left_out or tag in {"br", "hr", "img", "input"} or (tag == "table" and element is not top):
            if not left_out:
                yield from _single(page, element, tag)
            if element is not top and element.tail:
                yield from _characters(element.tail, within)
            continue
        inside = _HEADINGS.get(tag, level)
        if tag in _BLOCKS:
            yield _Piece(edge=inside)
        own = _Within(within.pre or tag == "pre", within.raised or _is_raised(page, element, tag))
        if element.text:
            yield from _characters(element.text, own)
        stack.append((element, True, level, within))
        stack += [(child, False, inside, own) for child in reversed(element)]


def _name(element: "_Element") -> str:
    return str(element.tag).lower()


def _characters(text: str, within: _Within) -> Iterator[_Piece]:
    if not within.pre:
        yield _Piece(Raised(text) if within.raised else text)
        return
    for number, line in enumerate(text.split("\n")):
        if number:
            yield _Piece(line_break=True)
        yield _Piece(line)


def _is_left_out(page: _Page, element: "_Element", tag: str) -> bool:
    """Whether an element is nothing a reader reads; it is listed if it says something."""
    if tag in _LEFT_OUT:
        if what := _LEFT_OUT[tag]:
            page.drop(what, _all_text(element))
        return True
    if element.get("hidden") is not None or _HIDING.search(element.get("style") or ""):
        page.drop("隐藏的内容没有读入", _all_text(element))
        return True
    return not tag


def _all_text(element: "_Element") -> str:
    return "".join(map(str, element.itertext()))


def _single(page: _Page, element: "_Element", tag: str) -> Iterator[_Piece]:
    if tag == "br":
        yield _Piece(line_break=True)
    elif tag == "hr":
        yield _Piece(edge=0)
    elif tag == "img":
        page.drop("图片没有读", element.get("alt") or "")
    elif tag == "input":
        if (element.get("type") or "text").lower() != "hidden":
            page.drop("输入框没有读入", element.get("value") or "")
    else:
        yield _Piece(table=element)


def _blocks(page: _Page, top: "_Element") -> Iterator[Block]:
    """The paragraphs and tables below an element; a line break ends a paragraph too."""
    parts: list[str] = []
    level = 0
    for piece in _pieces(page, top):
        if piece.text:
            parts.append(piece.text)
            continue
        yield from _paragraph(page, parts, level)
        parts.clear()
        if piece.edge >= 0:
            level = piece.edge
        if piece.table is not None:
            yield from _table(page, piece.table)
    yield from _paragraph(page, parts, level)


def _paragraph(page: _Page, parts: list[str], level: int) -> Iterator[Paragraph]:
    text = _in_one_line(page, parts)
    if text.strip():
        page.paragraphs += 1
        page.length += len(text)
        check_text(page.length)
        yield Paragraph(text, f"第{page.paragraphs}段", level)


def _in_one_line(page: _Page, parts: list[str]) -> str:
    return _BLANKS.sub(" ", joined(parts, page.raised)).strip(" ")


@dataclass(slots=True)
class _Found:
    """What stands in a table: groups of rows of cells, and what stands between them, where nothing should."""

    groups: list[list[list["_Element"]]] = field(default_factory=lambda: [[]])
    strays: list["_Element | str"] = field(default_factory=list)

    def stray(self, text: str | None) -> None:
        """Keep text between cells."""
        if text and text.strip():
            self.strays.append(text)


def _collect(page: _Page, element: "_Element", found: _Found) -> None:
    """Sort what stands in a table, also where tags are missing or stand between a table and its rows."""
    found.stray(element.text)
    for child in element:
        tag = _name(child)
        if tag in {"caption", "colgroup", "col", "br", ""} or _is_left_out(page, child, tag):
            pass
        elif tag in _CELLS:
            if not found.groups[-1]:
                found.groups[-1].append([])
            found.groups[-1][-1].append(child)
        elif tag == "tr":
            found.groups[-1].append([])
            _collect(page, child, found)
        elif tag in _ROW_GROUPS:
            found.groups.append([])
            _collect(page, child, found)
            found.groups.append([])
        elif tag != "table" and next(child.iter("tr", "td", "th"), None) is not None:
            _collect(page, child, found)
        else:
            found.strays.append(child)
        found.stray(child.tail)


def _span(text: str | None) -> int:
    """A number of rows or columns as browsers read it: digits at the beginning, else 1."""
    found = re.match(r"\s*\+?([0-9]{1,9})", text or "")
    return min(int(found[1]), 65_534) if found else 1


def _table(page: _Page, element: "_Element") -> Iterator[Block]:  # noqa: C901 - two sorts of table
    """A table, and after it those that stood in its cells; a table for places only is the text in it."""
    found = _Found()
    _collect(page, element, found)
    rows = [row for group in found.groups for row in group]
    page.cells += sum(map(len, rows))
    check_cells(page.cells)
    nested = any(next(c.iter("table"), None) is not None for row in rows for c in row)
    if sum(map(len, rows)) <= 1 or (nested and is_layout([[_own_text(c) for c in row] for row in rows])):
        for child in element:
            if _name(child) == "table":
                yield from _table(page, child)
            elif not _is_left_out(page, child, _name(child)):
                yield from _blocks(page, child)
        return
    page.tables += 1
    where = f"第{page.tables}个表"
    for caption in element.iter("caption"):
        if caption.getparent() is element:
            yield from _blocks(page, caption)
    for stray in found.strays:
        if isinstance(stray, str):
            yield from _paragraph(page, [stray], 0)
        elif _name(stray) == "table":
            yield from _table(page, stray)
        else:
            yield from _blocks(page, stray)
    inner: list[Block] = []
    placed = [
        [_placed(page, cell, len(group) - number, inner) for cell in row]
        for group in found.groups
        for number, row in enumerate(group)
    ]
    table = lay_out(placed, where)
    if any(cell.text.strip() for row in table.rows for cell in row):
        yield table
    yield from inner


def _own_text(cell: "_Element") -> str:
    """The text of a cell that is not in a table inside it."""
    found, stack = [cell.text or ""], list(reversed(cell))
    while stack:
        element = stack.pop()
        if _name(element) != "table":
            found.append(element.text or "")
            stack += reversed(element)
        found.append(element.tail or "")
    return "".join(found)


def _rows_of(cell: "_Element") -> Iterator["_Element"]:
    """The row and the group of rows in which a cell stands."""
    return takewhile(lambda above: _name(above) in _ROW_GROUPS | {"tr"}, cell.iterancestors())


def _placed(page: _Page, cell: "_Element", left: int, inner: list[Block]) -> Placed:
    """A cell with the lines of its text; tables inside it are put aside."""
    lines: list[str] = []
    parts: list[str] = []
    struck = any(_is_struck_out(page, above, _name(above)) for above in _rows_of(cell))
    for piece in () if struck else _pieces(page, cell):
        if piece.text:
            parts.append(piece.text)
            continue
        lines.append(_in_one_line(page, parts))
        parts.clear()
        if piece.table is not None:
            inner += _table(page, piece.table)
    lines.append(_in_one_line(page, parts))
    text = "\n".join(line for line in lines if line)
    page.length += len(text)
    check_text(page.length)
    rows = _span(cell.get("rowspan"))
    return Placed(text, min(rows or left, left), max(_span(cell.get("colspan")), 1))
