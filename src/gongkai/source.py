"""What was written, and where? Bytes to `Draft`: `parse`.

A draft is the front matter as a tree of texts with their places, and the Markdown body. Nothing is
typed here: `2023`, `no` and `0755` are the characters that were written. Parsing never raises; what
cannot be read is laid aside with a finding. The way back is `canon.dump`.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from gongkai.codes import finding
from gongkai.diag import Diagnostic, Related, Span
from gongkai.layout import lay_out
from gongkai.memory import origin_of
from gongkai.scan import Scanned
from gongkai.text import first_odd

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 1024 * 1024
MAX_NODES = 10_000
MAX_LINES = 20_000
MAX_YAML_FAULTS = 10  # what `layout` lets through, YAML reads; should it not, we do not try for ever
MAX_FRONT = 64 * 1024  # characters of a front matter; without libyaml that takes a second
FENCE = "---"
_FENCE_HINT = "请在表格数据之后、正文之前加一行『---』。"
_KEY = re.compile(r"[\w ]+: *(?:$|[\[{\d#])")
_CHAPTER = re.compile(r"#{2,6} *[一二三四五六七八九十]+、")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written, without its quotation marks."""

    text: str
    span: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that could not be read and was already reported."""

    span: Span


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with the comment lines above it and the comment behind it."""

    value: "Node"
    before: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One `名称: 内容`, with the comment lines above it and the comment behind it."""

    key: Scalar
    value: "Node"
    before: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `flow` if it was written in brackets on one line."""

    items: tuple[Item, ...]
    span: Span
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """Names with their contents; `flow` if written in braces on one line."""

    entries: tuple[Entry, ...]
    span: Span
    flow: bool = False


Node = Scalar | Broken | Sequence | Mapping


class Tree(NamedTuple):
    """The content folder as read: text files with their bytes, all others with their sizes.

    `digests` has those of the bytes of the texts, as far as they are known.
    """

    texts: MappingType[str, bytes]
    others: MappingType[str, int]
    digests: MappingType[str, bytes] = MappingProxyType({})

    def digest(self, path: str) -> bytes:
        """A digest of the bytes of a text."""
        return self.digests.get(path) or origin_of(self.texts[path])


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as read: front matter, body, and the line on which the body begins.

    `damaged` says that a line was laid aside whose name is unknown, so that what seems missing may
    only have been unreadable.
    """

    file: str
    front: Mapping
    body: str = ""
    body_line: int = 1
    tail: tuple[str, ...] = ()  # comment lines at the end of the front matter
    damaged: bool = False


def decode(data: bytes, file: str) -> tuple[str | None, list[Diagnostic]]:
    """The text of a file as UTF-8 with LF line ends, or None and why not."""
    start = Span(file)
    if len(data) > MAX_BYTES:
        message = f"文件超过上限 {MAX_BYTES} 字节"
        return None, [
            finding(
                "file-too-large",
                start,
                message,
                "年报正文与表格通常不到 20 KB；请把附件另存为文件。",
            )
        ]
    data = data.removeprefix(BOM_UTF8)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return None, [finding("utf16", start, "文件是 UTF-16 编码", "请用『另存为』把编码选成 UTF-8。")]
    if (at := data.find(b"\0")) >= 0:
        span = _byte_span(data, at, file)
        return None, [
            finding(
                "nul-character",
                span,
                "文件里有 NUL 字符，不是文本文件",
                "请检查是不是选错了文件，或重新保存为 UTF-8 文本。",
            )
        ]
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        span = _byte_span(data, fault.start, file)
        guess = "，像是 GBK（ANSI）编码" if _is_gb18030(data) else ""
        return None, [finding("not-utf8", span, f"文件不是 UTF-8 编码{guess}", "请用『另存为』把编码选成 UTF-8。")]
    return text.replace("\r\n", "\n"), []


def _byte_span(data: bytes, at: int, file: str) -> Span:
    line = data.count(b"\n", 0, at) + 1
    before = data[data.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")
    return Span(file, line, len(before) + 1)


def _is_gb18030(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def parse(data: bytes, file: str) -> tuple[Draft | None, list[Diagnostic]]:
    """A report file: front matter between two `---` lines, then Markdown."""
    text, found = decode(data, file)
    if text is None:
        return None, found
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        message = f"文件有 {len(lines)} 行，超过上限 {MAX_LINES} 行"
        return None, [finding("file-too-large", Span(file, MAX_LINES + 1), message, "请检查是不是选错了文件。")]
    if lines[0].rstrip(" ") != FENCE:
        hint = "文件第一行必须是三个半角减号『---』，接着写年度和各表，再写一行『---』，然后是正文。"
        return None, [finding("front-matter-missing", Span(file), "文件开头没有『---』", hint)]
    fence = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip(" ") == FENCE), None)
    chapter = next((i for i, line in enumerate(lines[1:fence], 1) if _CHAPTER.match(line)), None)
    if chapter and fence and any(_KEY.match(line) for line in lines[chapter + 1 : fence]):
        chapter = None  # a comment between the tables
    if fence is None and chapter is None:
        message = "第一行的『---』没有第二条『---』与它配对"
        return None, [finding("front-matter-unclosed", Span(file, length=3), message, _FENCE_HINT)]
    end = start = fence or 0
    if chapter:
        # Without the second `---` the whole body would be read as data; say so once, and read it as the body.
        end, start = chapter, chapter - 1
        message = "这里已经是正文，但前面没有第二条『---』"
        span = Span(file, chapter + 1, length=len(lines[chapter]))
        found.append(finding("front-matter-unclosed", span, message, _FENCE_HINT))
    front, tail, damaged, more = _front(lines[1:end], file, 1)
    body = lines[start + 1 :]
    found += more + _odd_characters(body, file, start + 2)
    first = min(start + 2, len(lines))  # without a body, the `---` line: a place that is there
    return Draft(file, front, "\n".join(body), first, tail, damaged), found


def parse_record(data: bytes, file: str) -> tuple[Draft | None, list[Diagnostic]]:
    """A record of a body or of the site: front matter only, without `---` lines."""
    text, found = decode(data, file)
    if text is None:
        return None, found
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip(" ") == FENCE]
    for number in fences:
        lines[number] = ""
    front, tail, damaged, found = _front(lines, file, 0)
    if fences:
        message, hint = "档案里不写『---』，只有年报才写", "请删去这个文件里所有的『---』。"
        found.append(finding("line-not-understood", Span(file, fences[0] + 1, 1, 3), message, hint))
    return Draft(file, front, tail=tail, damaged=damaged), found


def _odd_characters(lines: list[str], file: str, first: int) -> list[Diagnostic]:
    return [
        finding(odd.code, Span(file, number, odd.column + 1), odd.message, odd.hint)
        for number, line in enumerate(lines, first)
        if (odd := first_odd(line))
    ]


def _front(lines: list[str], file: str, offset: int) -> tuple[Mapping, tuple[str, ...], bool, list[Diagnostic]]:
    """A front matter that begins after line `offset` of its file: facts, last comments, damage, findings."""
    text = "\n".join(lines)
    if len(text) > MAX_FRONT:
        message = f"两条『---』之间有 {len(text)} 个字，超过上限 {MAX_FRONT} 个"
        found = [finding("file-too-large", Span(file, offset + 1), message, "请检查是不是选错了文件；长文字写进正文。")]
        return Mapping((), Span(file, offset + 1)), (), True, found
    layout = lay_out(text)
    found = [
        finding(
            fault.code,
            Span(file, number + offset, fault.column + 1, fault.length),
            fault.message,
            fault.hint,
        )
        for number, fault in layout.faults
    ]
    root, faults = _compose(layout.text)
    for line in faults:
        hint = "请检查这一行的缩进、引号和括号，照着别的行写。"
        found.append(finding("line-not-understood", Span(file, line + offset), "这一行的写法无法读懂", hint))
    reader = _Reader(file, offset, layout.broken, {s.number: s for s in layout.lines}, [])
    front = reader.mapping(root)
    found += reader.found
    damaged = layout.damaged or bool(faults) or (root is not None and not front.entries)
    return front, reader.above(len(lines) + 1), damaged, found


def _compose(text: str) -> "tuple[yaml.Node | None, list[int]]":
    """The YAML node tree of a text, and the lines (from 1) that had to be blanked for it to be read."""
    import yaml

    faults: list[int] = []
    lines = text.split("\n")
    fast = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    while len(faults) < MAX_YAML_FAULTS:
        source = "\n".join(lines)
        try:
            return yaml.compose(source, fast), faults
        except yaml.YAMLError:
            try:
                return yaml.compose(source, yaml.BaseLoader), faults
            except yaml.MarkedYAMLError as fault:
                mark = fault.problem_mark or fault.context_mark
                at = min(mark.line, len(lines) - 1) if mark else 0
                while at and not lines[at].strip():
                    at -= 1
                if not lines[at].strip():
                    at = next(i for i, line in enumerate(lines) if line.strip())
                faults.append(at + 1)
                lines[at] = ""
    return None, faults


@dataclass(slots=True)
class _Reader:
    """Turns YAML nodes into ours, with places in the file and comments; collects what it refuses."""

    file: str
    offset: int
    broken: set[int]
    scanned: dict[int, Scanned]
    found: list[Diagnostic]
    nodes: int = 0
    seen: int = 0  # the last line whose comments were handed out

    def span(self, node: "yaml.Node", length: int = 1) -> Span:
        mark = node.start_mark
        return Span(self.file, mark.line + 1 + self.offset, mark.column + 1, max(length, 1))

    def above(self, line: int) -> tuple[str, ...]:
        """The comment and blank lines between the last handed-out line and this one."""
        between = (self.scanned.get(n) for n in range(self.seen + 1, line))
        self.seen = max(self.seen, line)
        return tuple(s.comment for s in between if s and s.blank)

    def behind(self, line: int) -> str:
        scanned = self.scanned.get(line)
        return scanned.comment if scanned and not scanned.blank else ""

    def mapping(self, node: "yaml.Node | None") -> Mapping:
        """The front matter itself, or an empty mapping if it is none."""
        empty = Mapping((), Span(self.file, 1 + self.offset))
        read = empty if node is None else self.node(node)
        if isinstance(read, Mapping):
            return read
        message, hint = "这里应当是一行行『名称: 内容』", "请照编辑指南的样例写。"
        self.found.append(finding("line-not-understood", read.span, message, hint))
        return empty

    def node(self, node: "yaml.Node") -> Node:
        import yaml

        self.nodes += 1
        if self.nodes > MAX_NODES:
            if self.nodes == MAX_NODES + 1:
                message = f"内容超过 {MAX_NODES} 项"
                self.found.append(finding("file-too-large", self.span(node), message, "请检查是不是选错了文件。"))
            return Broken(self.span(node))
        if isinstance(node, yaml.ScalarNode):
            line = node.start_mark.line + 1
            if line in self.broken:
                return Broken(self.span(node))
            quoted = node.style in {"'", '"'}
            length = node.end_mark.column - node.start_mark.column if quoted else len(node.value)
            return Scalar(node.value, self.span(node, length), quoted)
        if isinstance(node, yaml.SequenceNode):
            return Sequence(tuple(self._items(node)), self.span(node, self._length(node)), bool(node.flow_style))
        if isinstance(node, yaml.MappingNode):
            return Mapping(tuple(self._entries(node)), self.span(node, self._length(node)), bool(node.flow_style))
        message = f"YAML has no node {type(node).__name__}"
        raise TypeError(message)

    def _length(self, node: "yaml.CollectionNode") -> int:
        return node.end_mark.column - node.start_mark.column if node.flow_style else 1

    def _items(self, node: "yaml.SequenceNode") -> Iterator[Item]:
        for child in node.value:
            line = child.start_mark.line + 1
            if node.flow_style:
                yield Item(self.node(child))
            else:
                before = self.above(line)
                behind = (
                    self.behind(line) if not child.value or isinstance(child.value, str) or child.flow_style else ""
                )
                yield Item(self.node(child), before, behind)

    def _entries(self, node: "yaml.MappingNode") -> Iterator[Entry]:
        keys: dict[str, Scalar] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            before, behind = ((), "") if node.flow_style else (self.above(line), self.behind(line))
            key = Scalar(key_node.value, self.span(key_node, len(key_node.value)))
            value = self.node(value_node)
            if isinstance(value, Scalar) and not value.text and not value.quoted:
                value = replace(value, span=key.span)
            if key.text in keys:
                related = (Related(keys[key.text].span, "第一次写在这里"),)
                message = f"『{key.text}』写了两次"
                self.found.append(
                    finding(
                        "duplicate-key",
                        key.span,
                        message,
                        "请删去其中一行；这里只采用第一次写的。",
                        related,
                    )
                )
                continue
            keys[key.text] = key
            yield Entry(key, value, before, behind)
