"""What does a reader see on a built page? The text of its `<main>`, in blocks and table rows, with the nearest anchors.

A page is split into texts and the tags between two texts. What such tags do is worked out once, for those of
one page are those of the next; html.parser takes many times as long. Elements are expected to be closed, as
templates write them: of a page where they are not comes some text in some order, but nothing is raised.
"""

import html
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

ANCHOR = "\x1e"  # a line that begins with it names the anchor of the lines after it
CELL = "\t"  # between the cells of a row

# Stand in the text while it is put together: none is white space, none is left.
_EDGE, _CELL_EDGE, _MARK = b"\x00", b"\x01", b"\x02"  # of a block; in a row; before an anchor

_NAME = rb"/?[A-Za-z][^\s/<>\"']*+"
# No group is possessive: before Python 3.11.5 such a group could match what it should not.
_REST = rb"""[^<>"']*+(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*"""
_UNREAD = (  # what a browser passes over without looking for tags
    rb"<!--(?:-?>|(?s:.*?)(?:-->|\Z))"
    rb"|<(?i:script)(?=[\s/>\"'])(?s:.*?)(?:</(?i:script)[^>]*+>?|\Z)"
    rb"|<(?i:style)(?=[\s/>\"'])(?s:.*?)(?:</(?i:style)[^>]*+>?|\Z)"
    rb"|<(?:[!?]|/(?![A-Za-z]))[^>]*+>?"
)
_MAIN = re.compile(rb"%b|<(?i:main)(?=[\s/>])(%b)>" % (_UNREAD, _REST))
_TAGS = re.compile(rb"<([^>]*+>\s*+(?:<[^>]*+>\s*+)*|[^>]*+\Z)")
_TAG = re.compile(rb"(%b)(%b)" % (_NAME, _REST))
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?""")
_ANYTHING = re.compile(rb"%b|<(%b%b)>|(<)" % (_UNREAD, _NAME, _REST))


def _set(names: str) -> frozenset[bytes]:
    return frozenset(names.encode().split())


_BREAKS = _set("br hr")
_VOID = _BREAKS | _set("area base col embed img input link meta source track wbr")
_UNSEEN = _set("nav noscript script style template")
_BLOCKS = _set(
    "address article aside blockquote caption center colgroup dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup legend li listing main menu nav ol optgroup option p pre search"
    " section summary table tbody td tfoot th thead tr ul xmp"
)

_Kind = Literal["inline", "break", "block", "row", "cell", "head", "unseen"]


class _Tag(NamedTuple):
    """What a tag does: an inline one nothing, a break is an edge, a head is a cell that names its row."""

    kind: _Kind
    name: bytes
    closes: bool
    mark: bytes  # of its anchor, if it has one
    text: bytes  # the edge that it is, or the white space behind it


class _Tags(NamedTuple):
    """The tags between two texts: all of them, and, if it can be said, what they do where no block of theirs is kept."""

    text: bytes | None
    blocks: frozenset[bytes]
    cells: tuple[bytes, bytes | None] | None  # the mark of the first that has one, and that of the last head of a row
    steps: tuple[_Tag, ...]
    each: tuple[_Tag, ...]


class _NoTagError(Exception):
    """Something looks like a tag and is none."""


def page_text(page: str | bytes) -> str:
    r"""The blocks of `<main>` as lines, under the anchors at which they stand, as docs/search-format.md has them.

    A line names the anchor wherever it changes; before the first it is empty, which is the top of the page.
    A page without `<main>`, or with nothing in it, has the text "".

    >>> page_text('<main id="m"><p>甲 &amp; <b>乙</b></p><section id="s"><p>丙<br>丁</p></section></main>')
    '甲 & 乙\n\x1es\n丙\n丁'
    """
    data = page.encode("utf-8", "replace") if isinstance(page, str) else page
    begin = next((found for found in _MAIN.finditer(data) if found[1] is not None), None)
    if begin is None or "hidden" in _attributes(begin[1]):
        return ""
    end = data.rfind(b"</main", begin.end())
    main = data[begin.end() : end if end >= 0 else None]
    for sign in (_EDGE, _CELL_EDGE, _MARK):
        if sign in main:
            main = main.replace(sign, b" ")
    try:
        return _Reading().text(main)
    except _NoTagError:
        return _Reading().text(_plain(main))


def _plain(main: bytes) -> bytes:
    """The same for a reader, without comments and scripts, and with `<` and `>` around tags only."""

    def put(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return b"<%b>" % found[1].replace(b"<", b"&lt;").replace(b">", b"&gt;")
        return b"&lt;" if found[2] else b""

    return _ANYTHING.sub(put, main)


def _tags(written: bytes) -> _Tags:
    """The tags, written without the first `<`."""
    each = []
    for piece in written.split(b"<"):
        tag, _, after = piece.partition(b">")
        match = _TAG.fullmatch(tag)
        if match is None or match[1].lower() in {b"script", b"style"}:
            raise _NoTagError
        each.append(_tag(match[1].lower(), _attributes(match[2]), after))
    blocks = frozenset(tag.name for tag in each if tag.kind == "block")
    if any(tag.kind in {"row", "unseen"} or (tag.kind == "block" and tag.mark) for tag in each):
        return _Tags(None, blocks, None, _steps(each), tuple(each))
    first = next((tag.mark for tag in each if tag.mark), b"")
    head = next((tag.mark for tag in reversed(each) if tag.kind == "head"), None)
    cells = (first, head) if first or head is not None else None
    return _Tags(b"".join(tag.text for tag in each), blocks, cells, _steps(each), tuple(each))


_MOST_KNOWN = 8192


class _Known(dict[bytes, _Tags]):
    """Tags as they are written; many times those that all pages share, and no more."""

    def __missing__(self, written: bytes) -> _Tags:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[written] = tags = _tags(written)
        return tags


_KNOWN = _Known()


def _steps(tags: Sequence[_Tag]) -> tuple[_Tag, ...]:
    """The tags without those that do no more than to add a text; it is added to that of the tag before."""
    if any(tag.kind == "unseen" for tag in tags):
        return tuple(tags)
    steps: list[_Tag] = []
    for tag in tags:
        idle = tag.kind in {"inline", "break"} or (tag.kind == "cell" and not tag.mark)
        if steps and idle:
            steps[-1] = steps[-1]._replace(text=steps[-1].text + tag.text)
        else:
            steps.append(tag)
    return tuple(steps)


def _tag(written: bytes, attributes: dict[str, str], after: bytes) -> _Tag:
    closes = written.startswith(b"/")
    name = written.removeprefix(b"/")
    kind = _kind(name)
    edge = b"" if kind == "inline" else _EDGE
    anchor = attributes.get("id", "") if edge and not closes and name not in _VOID else ""
    if not closes and name not in _VOID and (name in _UNSEEN or "hidden" in attributes):
        kind = "unseen"
    elif not closes and name == b"th" and attributes.get("scope", "").lower() == "row":
        kind = "head"
    return _Tag(kind, name, closes, _mark(anchor), edge or after)


def _mark(anchor: str) -> bytes:
    """What stands before the text at an anchor; nothing for an anchor that no line can hold, or none."""
    return b"%b%b%b%b" % (_EDGE, _MARK, anchor.encode(), _EDGE) if anchor.split() == [anchor] else b""


def _kind(name: bytes) -> _Kind:
    if name in _BREAKS:
        return "break"
    if name not in _BLOCKS:
        return "inline"
    return "row" if name == b"tr" else "cell" if name in {b"td", b"th"} else "block"


def _attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a tag; of two of one name the first counts."""
    if not tag:
        return {}
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(tag.decode("utf-8", "replace")):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found


class _Reading:
    """What has been read of `<main>`: its parts, not yet lines, and what is open.

    Of the elements that are open only those are kept by which an anchor or a row can end: blocks with an id,
    rows, and blocks of the same names. Cells are none of these, for in a row only its end counts.
    """

    __slots__ = ("begin", "first", "head", "marks", "names", "parts", "row", "unseen", "within")

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.names = [b"main"]  # of the elements kept
        self.marks = [b"%b%b%b" % (_EDGE, _MARK, _EDGE)]  # of what stands in each of them
        self.row = 0  # how many are kept with the outermost row, 0 outside of rows
        self.begin = 0  # of the row, in the parts
        self.head = b""  # the mark of the row's last head,
        self.first = b""  # and of the first cell that has one
        self.unseen = b""  # the name of the element, nothing of which is seen, that is being passed over,
        self.within = 0  # and how many of that name are open since

    def text(self, main: bytes) -> str:
        """The text of what stands in `<main>`, and maybe behind it."""
        pieces = _TAGS.split(main)
        add = self.parts.append
        add(_unescaped(pieces[0]))
        for written, text in zip(pieces[1::2], pieces[2::2], strict=True):
            if self.unseen and self.unseen not in written.lower():
                continue
            edges, blocks, cells, steps, each = _KNOWN[written]
            if self.unseen:
                self._walk(each)
            elif edges is not None and (not blocks or blocks.isdisjoint(self.names)):
                add(edges)
                if cells:
                    first, head = cells
                    self.first = self.first or first
                    self.head = self.head if head is None else head
            else:
                self._walk(steps)
                if not self.names:  # the end of main, and no comment behind it
                    break
            if not self.unseen:
                add(_unescaped(text) if b"&" in text else text)
        return _lines(b"".join(self.parts).decode("utf-8", "replace"))

    def _walk(self, tags: Sequence[_Tag]) -> None:
        for tag in tags:
            if self.unseen:
                self._pass_over(tag)
            elif tag.closes:
                self._end(tag)
                if not self.names:
                    break
            else:
                self._begin(tag)

    def _pass_over(self, tag: _Tag) -> None:
        if tag.name == self.unseen:
            self.within += -1 if tag.closes else 1
            if not self.within:
                self.unseen = b""
                self.parts.append(tag.text)

    def _begin(self, tag: _Tag) -> None:
        kind, name, _, mark, text = tag
        if kind == "unseen":
            self.unseen, self.within = name, 1
            text = text.strip()
        elif kind == "head":
            self.first, self.head = self.first or mark, mark
        elif kind == "cell":
            self.first = self.first or mark
        elif kind == "row" or mark or name in self.names:
            mark = mark or self.marks[-1]
            self.names.append(name)
            self.marks.append(mark)
            if not self.row:
                self.parts.append(mark)
                if kind == "row":
                    self.row, self.begin = len(self.names), len(self.parts)
                    self.head = self.first = b""
        self.parts.append(text)

    def _end(self, tag: _Tag) -> None:
        if tag.name in self.names:
            while self.names.pop() != tag.name:
                self.marks.pop()
            around = self.marks.pop()
            if self.row > len(self.names):
                cells = b"".join(self.parts[self.begin :])
                self.parts[self.begin - 1 :] = (self.head or self.first or around, cells.replace(_EDGE, _CELL_EDGE))
                self.row = 0
            if not self.row and self.names:
                self.parts.append(self.marks[-1])
        self.parts.append(tag.text)


def _unescaped(text: bytes) -> bytes:
    return html.unescape(text.decode("utf-8", "replace")).encode("utf-8", "replace")


def _lines(text: str) -> str:
    """The lines of a text that holds edges and marks: with single blanks, without empty blocks and idle anchors."""
    block, cell, mark = _EDGE.decode(), _CELL_EDGE.decode(), _MARK.decode()
    text = " ".join(text.split())
    for edge in (block, cell):
        text = text.replace(f" {edge}", edge).replace(f"{edge} ", edge)
    lines = []
    named = anchor = ""
    for part in filter(None, text.split(block)):
        if part[0] == mark:
            anchor = part[1:]
        elif line := CELL.join(filter(None, part.split(cell))) if cell in part else part:
            if anchor != named:
                lines.append(ANCHOR + anchor)
                named = anchor
            lines.append(line)
    return "\n".join(lines)
