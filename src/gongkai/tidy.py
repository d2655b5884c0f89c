"""How would this file be written properly? In the one form that `canon` writes, with slips of spelling mended.

A number, a state of a cell and the text of the body stay what they are. What comes out is read again and
compared with what went in; a file that cannot be read, or would say something else, is left as it is.
"""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import NamedTuple

from gongkai.bind import bind
from gongkai.canon import dump, dump_record
from gongkai.cells import State
from gongkai.diag import Diagnostic, Severity, Span
from gongkai.form import CellKey, Chapter, Edition, Forms, Line, Node, Table
from gongkai.layout import lay_out
from gongkai.mend import Blanks, edges, mend_line, mend_number, readings, without_thousands
from gongkai.records import read_agency
from gongkai.report import Report
from gongkai.scan import Fault, LayoutError, Scanned, scan_line
from gongkai.site import read_site
from gongkai.source import FENCE, Draft, Entry, Mapping, Scalar, decode, parse, parse_record
from gongkai.source import Node as Content
from gongkai.source import Sequence as Written
from gongkai.text import fold

MAX_SLIPS = 500  # of a line
_VALUES = {"number", "thousands-comma", "field-value"}
# Errors on a mended line that say it was not meant that way.
_MISREAD = {"field-unknown", "row-unknown", "column-unknown", "row-duplicate", "column-duplicate"}
_MISREAD |= {"row-length", "field-shape", "cell-missing"}
_OTHERWISE = "整理以后会读成别的内容，没有动"


class Mend(NamedTuple):
    """What was mended on a line."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Tidied:
    """The text of a file in its proper form and what was mended; or why it is left, and at which line."""

    text: str | None
    mends: tuple[Mend, ...] = ()
    line: int = 0
    fault: str = ""


class Kind(NamedTuple):
    """A kind of file: how it is parsed, what it is read as, how it is written."""

    parse: Callable[[bytes, str], tuple[Draft | None, list[Diagnostic]]]
    read: Callable[[Draft], tuple[object, list[Diagnostic]]]
    dump: Callable[[Draft], str]
    fenced: bool  # between `---`, with a body below

    def front(self, lines: Sequence[str]) -> range:
        """Where the lines stand that are no body."""
        if not self.fenced:
            return range(len(lines))
        if lines[0].rstrip(" ") != FENCE:
            return range(0)
        return range(1, next((at for at, line in enumerate(lines[1:], 1) if line.rstrip(" ") == FENCE), 1))


def report_file(year: int, forms: Forms) -> Kind:
    """Reports for a year."""
    return Kind(parse, lambda draft: bind(draft, "", year, forms), dump, fenced=True)


def agency_file(slug: str) -> Kind:
    """The record of a body."""
    return Kind(parse_record, lambda draft: read_agency(draft, slug), dump_record, fenced=False)


def site_file() -> Kind:
    """The record of the site."""
    return Kind(parse_record, read_site, dump_record, fenced=False)


def tidy(data: bytes, kind: Kind) -> Tidied:
    """The proper form of a file."""
    text, found = decode(data, "")
    if text is None:
        return _left(found[0])
    mended = _as_meant(text, kind)
    if isinstance(mended, Tidied):
        return mended
    lines, draft, mends = mended
    draft, more = _spelled(draft, kind)
    out = kind.dump(draft)
    if not (
        _same(draft, out, kind)
        and _keeps(data, out, kind)
        and _comments(lines, kind) == _comments(out.split("\n"), kind)
    ):
        return Tidied(None, line=1, fault=_OTHERWISE)
    said = sorted(dict.fromkeys([*_habits(data), *mends, *more]), key=lambda mend: mend.line)
    return Tidied(out, tuple(said))


def _left(found: Diagnostic) -> Tidied:
    return Tidied(None, line=found.span.line, fault=found.message)


def _habits(data: bytes) -> list[Mend]:
    found = []
    if data.startswith(b"\xef\xbb\xbf"):
        found.append(Mend(1, "删去文件开头的 BOM"))
    if b"\r\n" in data:
        found.append(Mend(data[: data.index(b"\r\n")].count(b"\n") + 1, "换行改成 LF"))
    return found


# --- lines that the reader refuses ---------------------------------------------------------------------


class _Read(NamedTuple):
    """A text that can be read: its lines, its draft, and what was mended."""

    lines: list[str]
    draft: Draft
    mends: list[Mend]


def _as_meant(text: str, kind: Kind) -> _Read | Tidied:
    """The text with its slips mended; every reading of the indentation that makes sense has to say the same."""
    lines = text.split("\n")
    tried = [_mended(lines, kind, blanks) for blanks in readings(lines[at] for at in kind.front(lines))]
    read = [one for one in tried if isinstance(one, _Read)]
    if not read:
        return tried[0]
    if any(bare(kind.read(one.draft)[0]) != bare(kind.read(read[0].draft)[0]) for one in read[1:]):
        return Tidied(None, line=kind.front(lines).start + 1, fault="行首的制表符、全角空格可以有几种读法，请改成空格")
    return read[0]


def _mended(lines: Sequence[str], kind: Kind, blanks: Blanks) -> _Read | Tidied:
    mended = list(lines)
    mends = list(_mend(mended, kind, blanks))
    draft, found = kind.parse("\n".join(mended).encode(), "")
    if draft is None or found:
        return _left(min(found, key=lambda f: f.span))
    read = _Read(mended, draft, mends)
    touched = {mend.line for mend in mends}
    misread = [f for f in kind.read(_numbers(draft, kind)[0])[1] if f.code in _MISREAD and f.span.line in touched]
    return _left(misread[0]) if misread else read


def _mend(lines: list[str], kind: Kind, blanks: Blanks) -> list[Mend]:
    """Mend the slips of lines in place, as far as that can be done without asking."""
    mends = []
    for at in kind.front(lines):
        lines[at], done = _line(lines[at], blanks)
        mends += [Mend(at + 1, what) for what in done]
    for at in kind.front(lines):
        fault = _fault(lines[at])
        if fault and fault.code == "thousands-comma" and (sure := _thousands(lines, at, kind, blanks)):
            lines[at], done = _line(sure, blanks)
            mends += [Mend(at + 1, what) for what in ("删去千分位逗号", *done)]
    return mends


def _line(line: str, blanks: Blanks) -> tuple[str, list[str]]:
    """A line with its slips mended, one after the other, and what was done."""
    said = []
    done = edges(line, blanks)
    for _ in range(MAX_SLIPS):
        if done:
            line = done.line
            said.append(done.what)
        fault = _fault(line)
        done = mend_line(line, fault.code, fault.column) if fault else None
        if done is None:
            break
    return line, said


def _fault(line: str) -> Fault | None:
    """What the reader refuses in a line taken alone."""
    try:
        scan_line(line, Scanned(1))
    except LayoutError as error:
        return error.fault
    return None


def _thousands(lines: Sequence[str], at: int, kind: Kind, blanks: Blanks) -> str | None:
    """A line without commas of thousands, if the form allows no other reading of its commas."""
    every = list(without_thousands(lines[at]))
    fitting = [reading for reading in every if _fits([*lines[:at], reading, *lines[at + 1 :]], at, kind, blanks)]
    return fitting[0] if fitting == every[:1] else None


def _fits(lines: list[str], at: int, kind: Kind, blanks: Blanks) -> bool:
    """Whether a line, its other slips mended, can be read as the form asks."""
    lines[at], _ = _line(lines[at], blanks)
    draft, found = kind.parse("\n".join(lines).encode(), "")
    if draft is None or any(f.span.line == at + 1 for f in found):
        return False
    _, found = kind.read(_numbers(draft, kind)[0])
    return not any(f.span.line == at + 1 and f.severity is Severity.ERROR and f.code != "cell-open" for f in found)


# --- names and numbers that the reader knows -----------------------------------------------------------


def _spelled(draft: Draft, kind: Kind) -> tuple[Draft, list[Mend]]:
    """The draft with numbers, names of tables, rows and columns, and headings of chapters as the form writes them."""
    draft, mends = _numbers(draft, kind)
    facts, found = kind.read(draft)
    if not isinstance(facts, Report):
        return draft, mends
    front = replace(draft.front, entries=tuple(_table(e, draft.front, facts, mends) for e in draft.front.entries))
    levels = {f.span.line for f in found if f.code == "heading-level"}
    return replace(draft, front=front, body=_body(draft, facts, levels, mends)), mends


def _numbers(draft: Draft, kind: Kind) -> tuple[Draft, list[Mend]]:
    """The draft with full-width numbers and commas of thousands mended, where nothing else is wrong with them."""
    _, found = kind.read(draft)
    asked = {f.span for f in found if f.code in _VALUES}
    texts = {s.span: mend_number(s.text) for s in _scalars(draft.front) if s.span in asked}
    texts = {s.span: texts[s.span] for s in _scalars(draft.front) if texts.get(s.span, s.text) != s.text}
    if not texts:
        return draft, []
    _, found = kind.read(replace(draft, front=_with(draft.front, texts)))
    for fault in found:
        if fault.severity is Severity.ERROR:
            texts.pop(fault.span, None)
    mends = [
        Mend(s.span.line, f"『{s.text}』写成『{texts[s.span]}』") for s in _scalars(draft.front) if s.span in texts
    ]
    return replace(draft, front=_with(draft.front, texts)), mends


def _scalars(node: Content) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    inner = [e.value for e in node.entries] if isinstance(node, Mapping) else []
    inner += [item.value for item in node.items] if isinstance(node, Written) else []
    return [scalar for value in inner for scalar in _scalars(value)]


def _with(node: Mapping, texts: MappingType[Span, str]) -> Mapping:
    """The mapping with some of its texts, by their places, replaced."""

    def changed(value: Content) -> Content:
        if isinstance(value, Scalar):
            return replace(value, text=texts.get(value.span, value.text))
        if isinstance(value, Written):
            return replace(value, items=tuple(replace(item, value=changed(item.value)) for item in value.items))
        return _with(value, texts) if isinstance(value, Mapping) else value

    return replace(node, entries=tuple(replace(e, value=changed(e.value)) for e in node.entries))


def _table(entry: Entry, front: Mapping, report: Report, mends: list[Mend]) -> Entry:
    """An entry of the front matter; if it is a table, with names as the form writes them."""
    table = next((f.table for f in report.filings if entry.key.text in {f.table.key, *f.table.spellings}), None)
    written = {e.key.text for e in front.entries}
    if table is None or len(written & {table.key, *table.spellings}) > 1:
        return entry
    if isinstance(entry.value, Mapping):
        entry = replace(entry, value=_rows(entry.value, table.lines, 0, mends))
    return _named(entry, table.key, mends)


def _rows(mapping: Mapping, lines: Sequence[Line], depth: int, mends: list[Mend]) -> Mapping:
    """One level of the lines of a table, with names as the form writes them."""
    groups: dict[Node, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.nodes[depth], []).append(line)
    meant = [next((node for node in groups if node.named(e.key.text)), None) for e in mapping.entries]
    entries = []
    for entry, node in zip(mapping.entries, meant, strict=True):
        if node is None or meant.count(node) > 1:
            entries.append(entry)
            continue
        below, value = groups[node], entry.value
        if isinstance(value, Mapping):
            alone = len(below) == 1 and len(below[0].nodes) == depth + 1
            inner = _columns(value, below[0], mends) if alone else _rows(value, below, depth + 1, mends)
            entry = replace(entry, value=inner)  # noqa: PLW2901 - the same entry, further on
        entries.append(_named(entry, node.written, mends))
    return replace(mapping, entries=tuple(entries))


def _columns(mapping: Mapping, line: Line, mends: list[Mend]) -> Mapping:
    nodes = [column.node for _, column in line.cells]
    meant = [next((node for node in nodes if node.named(e.key.text)), None) for e in mapping.entries]
    entries = [
        _named(entry, node.written, mends) if node and meant.count(node) == 1 else entry
        for entry, node in zip(mapping.entries, meant, strict=True)
    ]
    return replace(mapping, entries=tuple(entries))


def _named(entry: Entry, name: str, mends: list[Mend]) -> Entry:
    if entry.key.text == name:
        return entry
    mends.append(Mend(entry.key.span.line, f"『{entry.key.text}』写成『{name}』"))
    return replace(entry, key=replace(entry.key, text=name))


_SIGNS = re.compile(r" {0,3}[#＃]{2}[ \u3000]*(.*?)[ \u3000]*")
_TITLE = re.compile(r"(?:[一二三四五六七八九十]+\s*[、.．]\s*)?(.*)", re.DOTALL)


def _body(draft: Draft, report: Report, levels: set[int], mends: list[Mend]) -> str:
    """The body with the headings of its chapters as the form writes them; `levels` are lines with a wrong `##`."""
    lines = draft.body.split("\n")
    headings = {section.span.line: section for section in report.prose.sections}
    there = {section.chapter for section in report.prose.sections}
    for at, line in enumerate(lines):
        number = draft.body_line + at
        match = _SIGNS.fullmatch(line)
        if match is None:
            continue
        chapter = None
        if number in headings and fold(match[1]) == fold(headings[number].heading):
            chapter = headings[number].chapter
            if chapter is None or not _spells(match[1], chapter):
                continue
        elif number in levels:
            chapter = next((c for c in report.edition.chapters if fold(c.heading) == fold(match[1])), None)
            if chapter in there:
                continue
            there.add(chapter)
        if chapter:
            lines[at] = f"## {chapter.heading}"
            mends.append(Mend(number, f"『{line.strip()}』写成『{lines[at]}』"))
    return "\n".join(lines)


def _spells(heading: str, chapter: Chapter) -> bool:
    """Whether a heading is a known spelling of the title of a chapter, and not the one of the form."""
    match = _TITLE.fullmatch(heading)
    known = {fold(name) for name in (chapter.title, *chapter.spellings)}
    official = {fold(chapter.heading), fold(chapter.title)}
    return match is not None and fold(match[1]) in known and fold(heading) not in official


# --- whether it still says the same ---------------------------------------------------------------------


def bare(value: object) -> object:
    """What a value says, without the places where it was written."""
    if isinstance(value, Span):
        return None
    if isinstance(value, Scalar):
        return value.text, value.quoted and not value.text
    if isinstance(value, Edition | Table):
        return type(value).__name__, value.edition if isinstance(value, Table) else value.id, value.id
    if is_dataclass(value):
        return type(value).__name__, *(bare(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, MappingType):
        return {key: bare(inner) for key, inner in value.items()}
    return [bare(inner) for inner in value] if isinstance(value, tuple | list) else value


def _same(draft: Draft, text: str, kind: Kind) -> bool:
    """Whether a text, read again, is the draft that it was written from, and would be written the same again."""
    again, found = kind.parse(text.encode(), "")
    if again is None or found or kind.dump(again) != text:
        return False
    parts = [bare((d.front, d.tail, d.body, kind.read(d)[0])) for d in (draft, again)]
    return parts[0] == parts[1]


def _keeps(data: bytes, text: str, kind: Kind) -> bool:
    """Whether every cell that could be read before is what it was."""
    before, after = (_cells(part, kind) for part in (data, text.encode()))
    return all(after.get(where) == cell for where, cell in before.items())


def _cells(data: bytes, kind: Kind) -> dict[tuple[str, CellKey], tuple[State, str | None, str | None]]:
    draft, _ = kind.parse(data, "")
    report = kind.read(draft)[0] if draft else None
    return {
        (filing.table.id, key): (cell.state, cell.number, cell.raw)
        for filing in (report.filings if isinstance(report, Report) else ())
        for key, cell in filing.cells.items()
        if cell.state not in {State.OPEN, State.ABSENT} or (cell.raw or "").startswith(State.OPEN)
    }


def _comments(lines: Sequence[str], kind: Kind) -> list[str]:
    """Every comment of a front matter."""
    front = kind.front(lines)
    scanned = lay_out("\n".join(lines[front.start : front.stop])).lines
    return sorted(line.comment for line in scanned if line.comment)
