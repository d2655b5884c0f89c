"""What does an editor's file look like? Tables of the form as canonical lines, blank or filled."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingType

from gongkai.diag import Span
from gongkai.form import CellKey, Edition, Line, Node, Table
from gongkai.source import Entry, Item, Mapping, Scalar, Sequence
from gongkai.source import Node as Written

NOWHERE = Span("")
TextOf = Callable[[CellKey], str | None]
NOTHING: MappingType[str, str] = {}
_FEW = 2  # parts that stand in one line


def scalar(text: str) -> Scalar:
    """A text that was written nowhere yet."""
    return Scalar(text, NOWHERE)


def entry(key: str, value: Written | str, comment: str = "") -> Entry:
    """One line of a front matter."""
    return Entry(scalar(key), scalar(value) if isinstance(value, str) else value, (), comment)


def mapping(entries: Iterable[Entry], *, flow: bool = False) -> Mapping:
    """Entries of one level."""
    return Mapping(tuple(entries), NOWHERE, flow)


def sequence(texts: Iterable[str]) -> Sequence:
    """A list in brackets."""
    return Sequence(tuple(Item(scalar(text)) for text in texts), NOWHERE, flow=True)


def source_entry(parts: MappingType[str, str | None], asked: MappingType[str, str] = NOTHING) -> Entry | None:
    """来源 with the parts that are stated, in one line if they are few; those in `asked` are left to be filled in.

    `asked` gives the comment behind each of them.
    """
    stated = {name: text for name, text in parts.items() if text}
    lines = [entry(name, text) for name, text in stated.items()]
    blank = [entry(name, "", f"# {comment}") for name, comment in asked.items() if name not in stated]
    if list(stated) == ["地址"] and not blank:
        return entry("来源", stated["地址"])
    if not lines and not blank:
        return None
    return entry("来源", mapping([*lines, *blank], flow=not blank and len(lines) <= _FEW))


def blank_tables(edition: Edition) -> tuple[Entry, ...]:
    """The tables of an edition with every cell 待核 and totals left out: a file that must be filled in."""

    def text_of(table: Table) -> TextOf:
        return lambda key: None if key in table.totals else "待核"

    return tuple(table_entry(table, text_of(table)) for table in edition.tables)


def table_entry(table: Table, text_of: TextOf) -> Entry:
    """The lines of a table; `text_of` gives the text of a cell, None for a total that is left out."""
    short = {_left_out(line, text_of) for line in table.lines} - {_ALL}
    lines = [(line, v) for line in table.lines if (v := _line(line, text_of, uniform=len(short) == 1)) is not None]
    return entry(table.key, mapping(_level(lines, 0)), _heads(table))


def _level(lines: list[tuple[Line, Written]], depth: int) -> list[Entry]:
    groups: dict[Node, list[tuple[Line, Written]]] = {}
    for line, value in lines:
        groups.setdefault(line.nodes[depth], []).append((line, value))
    entries = []
    for node, below in groups.items():
        line, value = below[0]
        if len(line.nodes) == depth + 1:
            entries.append(entry(node.written, value, _unit(line)))
        else:
            entries.append(entry(node.written, mapping(_level(below, depth + 1))))
    return entries


_NOTHING, _TOTALS, _SOME, _ALL = "nothing", "totals", "some", "all"


def _left_out(line: Line, text_of: TextOf) -> str:
    """What a line leaves out: nothing, its row total, some other choice of cells, or all of them."""
    left_out = {column.id for row, column in line.cells if text_of(CellKey(row.id, column.id)) is None}
    if len(left_out) in {0, len(line.cells)}:
        return _ALL if left_out else _NOTHING
    return _TOTALS if left_out == {column.id for _, column in line.cells if column.node.total} else _SOME


def _line(line: Line, text_of: TextOf, *, uniform: bool) -> Written | None:
    texts = [(column, text_of(CellKey(row.id, column.id))) for row, column in line.cells]
    written = [(column, text) for column, text in texts if text is not None]
    if not written:
        return None
    if len(texts) == 1:
        return scalar(written[0][1])
    left_out = _left_out(line, text_of)
    if line.by_name or left_out == _SOME or (left_out == _TOTALS and not uniform):
        return mapping((entry(column.node.written, text) for column, text in written), flow=True)
    return sequence(text for _, text in written)


def _heads(table: Table) -> str:
    """The column names, as a comment, where every line has the same."""
    names = {tuple(column.node.written for _, column in line.cells) for line in table.lines}
    if len(names) != 1 or any(line.by_name for line in table.lines):
        return ""
    (only,) = names
    return "# " + " ".join(only)


def _unit(line: Line) -> str:
    """The unit, as a comment, where it is not that of a count."""
    units = {column.node.unit for _, column in line.cells if column.node.kind == "money"}
    return f"# {units.pop()}" if units and len(line.cells) == 1 else ""
