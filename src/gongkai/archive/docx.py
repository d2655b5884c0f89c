"""What stands in a Word document?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.archive.guard import Package, check_cells, check_text
from gongkai.archive.numbering import Numbering, read_numbering
from gongkai.archive.office import facts, local, main_part, quoted, words
from gongkai.archive.raised import Raised, joined
from gongkai.archive.raw import Block, Paragraph, RawTable, Source
from gongkai.archive.refusal import Refused
from gongkai.archive.spans import Placed, is_layout, lay_out

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off", "none"}
_HEADING = re.compile(r"(?:heading|标题) ?([1-6])", re.IGNORECASE)
_DEEPEST = 6
_LISTED = 20
_THROUGH = {"ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "bdo", "dir"}
_THROUGH |= {"rubyBase", "ruby", "oMath", "oMathPara"}
_GONE = {"del", "moveFrom"}
_DRAWN = {"vanish", "webHidden", "strike", "dstrike", "vertAlign"}
_UNKNOWN = "认不出的部分"
_BROKEN = "文档已经损坏，读不出来；请在 Word 或 WPS 里打开，另存一次后再导入。"


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: int | None
    list: tuple[str, int] | None
    drawn: dict[str, str]  # what it says of its characters


@dataclass(slots=True)
class _Document:
    styles: dict[str, _Style]
    numbering: Numbering
    usual: str = ""
    paragraphs: int = 0
    tables: int = 0
    cells: int = 0
    length: int = 0
    pictures: int = 0
    objects: int = 0
    looks: dict[str, dict[str, str]] = field(default_factory=dict)  # by style, with those it is based on
    fields: list[bool] = field(default_factory=list)  # open fields, and whether their result has begun
    dropped: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def drop(self, what: str, text: str) -> None:
        """List a text that was left out; many of a kind are counted."""
        self.tell(f"{what}没有读入", text)

    def raised(self, text: str) -> None:
        """List a note that was put in brackets."""
        self.tell("上标、下标写进了括号", text)

    def tell(self, what: str, text: str) -> None:
        """List what was done with a text."""
        if text.strip():
            self.counts[what] = self.counts.get(what, 0) + 1
            if self.counts[what] <= _LISTED:
                self.dropped.append(f"{what}：{quoted(text)}")


@dataclass(slots=True)
class _Line:
    """A paragraph while it is read: its style, its characters, and the text boxes that hang on it."""

    style: str = ""
    parts: list[str] = field(default_factory=list)
    boxes: list["_Element"] = field(default_factory=list)


def read_docx(package: Package, name: str) -> Source:
    """Paragraphs and tables in order; text boxes follow the paragraph on which they hang."""
    main = main_part(package)
    root = package.xml(main)
    body = None if root is None else next((e for e in root if local(e) == "body"), None)
    if body is None:
        raise Refused(_BROKEN)
    by_kind: dict[str, list[str]] = {}
    for kind, path in package.relations(main).values():
        if path in package:
            by_kind.setdefault(kind, []).append(path)
    part = {kind: package.xml(paths[0]) for kind, paths in by_kind.items() if kind in {"styles", "numbering"}}
    styles, usual = _styles(part.get("styles"))
    document = _Document(styles, read_numbering(part.get("numbering")), usual)
    blocks = tuple(_blocks(document, body))
    _aside(document, package, by_kind)
    document.dropped += [f"{what}，共 {n} 处" for what, n in document.counts.items() if n > _LISTED]
    document.dropped += [
        f"{what} {n} 处没有读" for what, n in (("图片、图表", document.pictures), ("嵌入的对象", document.objects)) if n
    ]
    return Source(name, "Word 文档", blocks, facts(package), tuple(document.dropped))


def _styles(root: "_Element | None") -> tuple[dict[str, _Style], str]:
    """The styles of paragraphs and characters by id, and the id of the usual one for paragraphs."""
    found, usual = {}, ""
    for style in [] if root is None else root:
        kind = style.get(f"{_W}type") or "paragraph"
        if local(style) != "style" or kind not in {"paragraph", "character"}:
            continue
        name = style.get(f"{_W}styleId") or ""
        properties = style.find(f"{_W}pPr")
        found[name] = _Style(
            _value(style, "name") or "",
            _value(style, "basedOn") or "",
            _outline(properties),
            _list(properties),
            _drawn(style.find(f"{_W}rPr")),
        )
        if kind == "paragraph" and (style.get(f"{_W}default") or "0") not in _OFF:
            usual = name
    return found, usual


def _value(element: "_Element | None", name: str) -> str | None:
    child = None if element is None else element.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")


def _is_on(properties: "_Element | None", *names: str) -> bool:
    """Whether one of these properties is set and not set to off."""
    if properties is None:
        return False
    found = (properties.find(f"{_W}{name}") for name in names)
    return any(e is not None and (e.get(f"{_W}val") or "1").lower() not in _OFF for e in found)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None  # noqa: PLR2004 - small


def _outline(properties: "_Element | None") -> int | None:
    return _whole(_value(properties, "outlineLvl"))


def _list(properties: "_Element | None") -> tuple[str, int] | None:
    """List and level of a paragraph or style; list 0 takes a paragraph out of all lists."""
    own = None if properties is None else properties.find(f"{_W}numPr")
    if own is None:
        return None
    return _value(own, "numId") or "", _whole(_value(own, "ilvl")) or 0


def _chain(document: _Document, name: str) -> Iterator[tuple[str, _Style]]:
    """A style and those that it is based on."""
    seen = set()
    while name in document.styles and name not in seen:
        seen.add(name)
        yield name, document.styles[name]
        name = document.styles[name].based_on


def _level(document: _Document, properties: "_Element | None", style: str) -> int:
    """The level of a heading, by its outline or by its style; 0 is text."""
    own = _outline(properties)
    if own is None:
        for _, above in _chain(document, style):
            if above.outline is not None:
                own = above.outline
                break
            if heading := _HEADING.fullmatch(above.name.strip()):
                own = int(heading[1]) - 1
                break
            if above.name.strip().lower() in {"title", "标题"}:
                own = 0
                break
    return 0 if own is None or own > 8 else min(own + 1, _DEEPEST)  # noqa: PLR2004 - 9 is text in Word


def _number(document: _Document, properties: "_Element | None", style: str) -> str:
    """The number that Word puts before a paragraph; counting goes on."""
    own = _list(properties)
    if own is None or not own[0]:
        level = own[1] if own else None
        for name, above in _chain(document, style):
            if above.list is not None and above.list[0]:
                number, at = above.list
                tied = document.numbering.styles.get(name)
                own = (number, level if level is not None else tied[1] if tied else at)
                break
    if own is None:
        return ""
    number_text = document.numbering.next(*own)
    if number_text is None:
        document.drop("写法不认识的自动编号", f"第{document.paragraphs}段")
    return number_text or ""


def _blocks(  # noqa: C901 - one branch a kind
    document: _Document, parent: "_Element", note: str = ""
) -> Iterator[Block]:
    """The blocks below an element, in order."""
    for child in parent:
        tag = local(child)
        if tag == "p":
            document.paragraphs += 1
            where = f"第{document.paragraphs}段"
            line, level, kind = _paragraph(document, child)
            for text in "".join(line.parts).split("\n"):
                document.length += len(text)
                if text.strip():
                    yield Paragraph(text.strip("\r\n"), where, level, note or kind)
            check_text(document.length)
            for box in line.boxes:
                yield from _blocks(document, box, "文本框")
        elif tag == "tbl":
            yield from _table(document, child)
        elif tag in _THROUGH:
            yield from _blocks(document, child, note)
        elif tag in _GONE:
            document.drop("修订中删去的文字", words(child))
        elif tag == "altChunk":
            document.dropped.append("嵌入的另一份文件没有读")
        elif tag == "AlternateContent":
            yield from _blocks(document, _chosen(child), note)
        else:
            document.drop(_UNKNOWN, words(child))


def _paragraph(document: _Document, element: "_Element") -> tuple[_Line, int, str]:
    """The text of a paragraph with its number, its level, and what there is to say of it."""
    properties = element.find(f"{_W}pPr")
    style = _value(properties, "pStyle") or document.usual
    line = _Line(style)
    _inline(document, element, line)
    name = document.styles[style].name.lower() if style in document.styles else ""
    note = "目录" if name.startswith(("toc", "目录")) else ""
    line.parts[:] = [text := joined(line.parts, document.raised)]
    if text.strip() and (number := _number(document, properties, style)):
        line.parts[:] = [number, text.lstrip(" \t")]
        note = note or "自动编号"
    return line, _level(document, properties, style), note


def _inline(document: _Document, element: "_Element", line: _Line) -> None:
    """Add the characters below an element of a paragraph to the line."""
    for child in element:
        tag = local(child)
        if tag == "r":
            _run(document, child, line)
        elif tag in _GONE:
            document.drop("修订中删去的文字", words(child))
        elif tag in _THROUGH or tag in {"e", "num", "den", "sub", "sup", "f", "sSup", "sSub", "rad", "d"}:
            before = len(line.parts)
            _inline(document, child, line)
            if tag in {"sub", "sup"}:
                _raise(line, before)
            elif tag == "den":
                line.parts.insert(before, "/")
        elif tag == "AlternateContent":
            _inline(document, _chosen(child), line)
        elif tag != "rt":  # how a word is pronounced
            document.drop(_UNKNOWN, words(child))


def _chosen(element: "_Element") -> "_Element":
    """Of several ways to say the same thing, the first."""
    return next((e for e in element if local(e) == "Choice"), next(iter(element), element))


def _run(document: _Document, run: "_Element", line: _Line) -> None:
    properties = run.find(f"{_W}rPr")
    own = _drawn(properties)
    styles = _look(document, line.style), _look(document, _value(properties, "rStyle") or "")
    if any(_is_drawn(own, styles, name) for name in ("vanish", "webHidden")):
        document.drop("隐藏的文字", words(run))
        return
    if any(_is_drawn(own, styles, name) for name in ("strike", "dstrike")):
        document.drop("划掉的文字", words(run))
        return
    if properties is not None and (
        properties.find(f"{_W}del") is not None or properties.find(f"{_W}moveFrom") is not None
    ):
        document.drop("修订中删去的文字", words(run))
        return
    before = len(line.parts)
    _characters(document, run, line)
    if (styles[0] | styles[1] | own).get("vertAlign") in {"superscript", "subscript"}:
        _raise(line, before)


def _raise(line: _Line, begin: int) -> None:
    """Mark the pieces from one on as above or below the line."""
    line.parts[begin:] = (Raised(part) if part.strip() else part for part in line.parts[begin:])


def _drawn(properties: "_Element | None") -> dict[str, str]:
    """What is said of characters, as far as it tells a figure from none."""
    said = () if properties is None else properties
    return {name: e.get(f"{_W}val") or "1" for e in said if (name := local(e)) in _DRAWN}


def _look(document: _Document, style: str) -> dict[str, str]:
    """What a style and those that it is based on say of characters, the nearest first."""
    if style not in document.looks:
        found: dict[str, str] = {}
        for _, above in _chain(document, style):
            found = above.drawn | found
        document.looks[style] = found
    return document.looks[style]


def _is_drawn(own: dict[str, str], styles: tuple[dict[str, str], ...], name: str) -> bool:
    """Whether characters are drawn in this way: as they say, or by one of the two styles; by both it is undone."""
    if name in own:
        return own[name].lower() not in _OFF
    return sum(style.get(name, "0").lower() not in _OFF for style in styles) == 1


def _characters(document: _Document, run: "_Element", line: _Line) -> None:  # noqa: C901 - one branch a kind
    for child in run:
        tag = local(child)
        if tag == "fldChar":
            _field(document, child.get(f"{_W}fldCharType") or "")
        elif document.fields and not all(document.fields):
            continue  # the instruction of a field, not its result
        elif tag == "t":
            line.parts.append((child.text or "").replace("\n", " ").replace("\u00ad", ""))
        elif tag in {"tab", "ptab"}:
            line.parts.append("\t")
        elif tag == "cr" or (tag == "br" and (child.get(f"{_W}type") or "textWrapping") == "textWrapping"):
            line.parts.append("\n")
        elif tag == "noBreakHyphen":
            line.parts.append("-")
        elif tag == "sym":
            document.drop("符号字体的符号", f"第{document.paragraphs}段，{(child.get(f'{_W}font') or '')[:30]}")
        elif tag in {"ruby", "rubyBase"}:
            _inline(document, child, line)
        elif tag == "AlternateContent":
            _characters(document, _chosen(child), line)
        elif tag in {"drawing", "pict", "object"}:
            _drawing(document, child, line)
        else:
            document.drop(_UNKNOWN, words(child))


def _field(document: _Document, kind: str) -> None:
    if kind == "begin":
        document.fields.append(False)
    elif kind == "separate" and document.fields:
        document.fields[-1] = True
    elif kind == "end" and document.fields:
        document.fields.pop()


def _drawing(document: _Document, element: "_Element", line: _Line) -> None:
    """Keep the text boxes of a drawing, count its pictures and objects."""
    boxes = [e for e in element.iter() if local(e) == "txbxContent"]
    inner = {id(e) for box in boxes for e in box.iter() if e is not box and local(e) == "txbxContent"}
    second = {id(b) for e in element.iter() if local(e) == "Fallback" for b in e.iter()}
    line.boxes += [box for box in boxes if id(box) not in inner and id(box) not in second]
    if local(element) == "object" or any(local(e) == "OLEObject" for e in element.iter()):
        document.objects += 1
    elif any(local(e) in {"pic", "imagedata", "chart"} for e in element.iter()):
        document.pictures += 1


def _rows(document: _Document, parent: "_Element") -> Iterator["_Element"]:
    for child in parent:
        tag = local(child)
        if tag == "tr":
            properties = child.find(f"{_W}trPr")
            if properties is not None and properties.find(f"{_W}del") is not None:
                document.drop("修订中删去的一行", words(child))
            elif _is_on(properties, "hidden"):
                document.drop("隐藏的一行", words(child))
            else:
                yield child
        elif tag in _THROUGH:
            yield from _rows(document, child)
        elif tag in _GONE:
            document.drop("修订中删去的行", words(child))


def _cells(parent: "_Element") -> Iterator["_Element"]:
    for child in parent:
        if local(child) == "tc":
            yield child
        elif local(child) in _THROUGH:
            yield from _cells(child)


@dataclass(slots=True)
class _Cell:
    text: str
    inner: list[Block]
    columns: int = 1
    merge: str = ""  # restart, continue
    column: int = 0


def _table(document: _Document, element: "_Element") -> Iterator[Block]:
    """A table, and after it those that stood in its cells; what is only drawn around text is text."""
    document.tables += 1
    number, before = document.tables, document.paragraphs
    rows = [_row(document, row) for row in _rows(document, element)]
    inner = [block for row in rows for cell in row for block in cell.inner]
    texts = [[cell.text for cell in row] for row in rows]
    many = sum(len(row) for row in rows) > 1
    nested = any(isinstance(block, RawTable) for block in inner)
    if not many or (nested and is_layout(texts)):
        yield from inner
        return
    document.paragraphs = before  # those in cells are not counted
    yield lay_out(_placed(document, rows), f"第{number}个表")
    yield from (block for block in inner if isinstance(block, RawTable))


def _row(document: _Document, element: "_Element") -> list[_Cell]:
    """The cells of a row, each with the column in which it begins; skipped columns are empty cells."""
    properties = element.find(f"{_W}trPr")
    cells = []
    before, after = (_whole(_value(properties, name)) or 0 for name in ("gridBefore", "gridAfter"))
    check_cells(before + after)
    cells += [_Cell("", []) for _ in range(before)]
    for tc in _cells(element):
        own = tc.find(f"{_W}tcPr")
        inner = list(_blocks(document, tc))
        text = "\n".join(b.text for b in inner if isinstance(b, Paragraph))
        if own is not None and own.find(f"{_W}cellDel") is not None:
            document.drop("修订中删去的格子", text)
            text, inner = "", []
        columns = _whole(_value(own, "gridSpan")) or 1
        check_cells(columns)
        if cells and _merge(own, "hMerge") == "continue":
            cells[-1].columns += columns
            document.drop("被合并的格子遮住的文字", text)
            continue
        cells.append(_Cell(text, inner, columns, _merge(own, "vMerge")))
    cells += [_Cell("", []) for _ in range(after)]
    document.cells += sum(cell.columns for cell in cells)
    check_cells(document.cells)
    column = 0
    for cell in cells:
        cell.column = column
        column += cell.columns
    return cells


def _merge(properties: "_Element | None", name: str) -> str:
    if properties is None or properties.find(f"{_W}{name}") is None:
        return ""
    return _value(properties, name) or "continue"


def _placed(document: _Document, rows: Iterable[list[_Cell]]) -> list[list[Placed]]:
    """The cells without those that go on from above, which make the one above span a row more."""
    placed: list[list[Placed]] = []
    above: dict[int, tuple[int, Placed]] = {}  # by column: how wide, and which cell may go on
    for row in rows:
        line = []
        current: dict[int, tuple[int, Placed]] = {}
        for cell in row:
            going_on = above.get(cell.column) if cell.merge == "continue" else None
            if going_on and going_on[0] == cell.columns:
                going_on[1].rows += 1
                current[cell.column] = going_on
                document.drop("被合并的格子遮住的文字", cell.text)
                continue
            place = Placed(cell.text, 1, cell.columns)
            line.append(place)
            if cell.merge:
                current[cell.column] = (cell.columns, place)
        placed.append(line)
        above = current
    return placed


_ASIDE = {"header": "页眉", "footer": "页脚"}
_NOTES = {"footnotes": ("footnote", "脚注"), "endnotes": ("endnote", "尾注"), "comments": ("comment", "批注")}


def _aside(document: _Document, package: Package, by_kind: dict[str, list[str]]) -> None:
    """List what stands outside the running text."""
    for kind, what in _ASIDE.items():
        seen = set()
        for path in by_kind.get(kind, []):
            text = words(package.xml(path)).strip()
            if text and text not in seen:
                document.drop(what, text)
            seen.add(text)
    for kind, (tag, what) in _NOTES.items():
        for path in by_kind.get(kind, []):
            root = package.xml(path)
            for note in [] if root is None else [e for e in root if local(e) == tag]:
                document.drop(what, words(note))
    for kind in ("aFChunk", "package", "oleObject"):
        if kind in by_kind and not any("嵌入" in line for line in document.dropped):
            document.dropped.append("嵌入的文件或对象没有读")
