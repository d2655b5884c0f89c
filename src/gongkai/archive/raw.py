"""What stands in a file, before anyone says what it means?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Spans = tuple[int, int]  # rows, columns


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of a table: text as written, with line breaks of one kind; `where` is what a clerk finds it by.

    A merged cell has its text in the upper left place, with the rows and columns it spans; the other places are
    `covered` and empty. A place that its row does not have is empty and has no `where`.
    """

    text: str
    where: str
    spans: Spans = (1, 1)
    covered: bool = False


@dataclass(frozen=True, slots=True)
class RawTable:
    """A full grid: rows of equal length, each place there."""

    rows: tuple[tuple[Cell, ...], ...]
    where: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or paragraph; `level` 1–6 is what the container itself marks as a heading, 0 is none.

    `note` is what the container says of it besides: 自动编号, 目录, 文本框.
    """

    text: str
    where: str
    level: int = 0
    note: str = ""


Block = Paragraph | RawTable


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its blocks in order, what it states of itself, and what was left out and why."""

    name: str
    kind: str
    blocks: tuple[Block, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    encoding: str | None = None


def texts(blocks: Iterable[Block]) -> Iterable[str]:
    """Every text of the blocks, in order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row if cell.text)


def pack(source: Source) -> dict[str, Any]:
    """The source as JSON can say it."""
    return {
        "name": source.name,
        "kind": source.kind,
        "facts": dict(source.facts),
        "dropped": list(source.dropped),
        "encoding": source.encoding,
        "blocks": [
            [b.text, b.where, b.level, b.note]
            if isinstance(b, Paragraph)
            else [b.where, [[[c.text, c.where, *c.spans, c.covered] for c in row] for row in b.rows]]
            for b in source.blocks
        ],
    }


def unpack(packed: Mapping[str, Any]) -> Source:
    """What `pack` made into plain data, as a source again."""
    return Source(
        packed["name"],
        packed["kind"],
        tuple(_block(b) for b in packed["blocks"]),
        packed["facts"],
        tuple(packed["dropped"]),
        packed["encoding"],
    )


def _block(packed: list[Any]) -> Block:
    if len(packed) == 4:  # noqa: PLR2004 - text, where, level, note
        return Paragraph(*packed)
    where, rows = packed
    return RawTable(tuple(tuple(Cell(c[0], c[1], (c[2], c[3]), c[4]) for c in row) for row in rows), where)
