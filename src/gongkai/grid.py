"""How is a table of the form drawn? Heads and bodies with their spans, ids and headers, from any table."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import lcm
from typing import NamedTuple

from gongkai.form import Block, CellKey, Leaf, Node, Table


class Box(NamedTuple):
    """One drawn cell: a head with a text, or a place for the figure of `key`."""

    tag: str
    text: str = ""
    id: str | None = None
    scope: str | None = None
    colspan: int = 1
    rowspan: int = 1
    headers: str | None = None
    cls: str = ""
    breaks: tuple[str, ...] = ()
    key: CellKey | None = None


Row = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A drawn table: rows of its head, bodies of rows, and how many of its columns are labels."""

    id: str
    stub: int
    columns: int
    head: tuple[Row, ...]
    bodies: tuple[tuple[Row, ...], ...]


@cache
def draw(table: Table, number: int) -> Grid:
    """The grid of a table; `number` is its place in the form and makes the ids: t1, t1-received…"""
    prefix = f"t{number}"
    stub = max(_depth(block.rows) if any(leaf.label for leaf in block.row_leaves) else 0 for block in table.blocks)
    data = lcm(*(len(block.column_leaves) for block in table.blocks))
    single = len(table.blocks) == 1 and not table.blocks[0].label
    painter = _Painter(table, prefix, stub, data)
    head: tuple[Row, ...] = ()
    bodies = []
    for block in table.blocks:
        heads = tuple(painter.block_head(block))
        rows = tuple(painter.rows(block))
        if single:
            head, body = heads, rows
        else:
            body = (*heads, *rows)
        bodies.append(body)
    return Grid(prefix, stub, stub + data, head, tuple(bodies))


def _depth(nodes: tuple[Node, ...]) -> int:
    return max((1 + _depth(node.parts) for node in nodes), default=0)


def _width(node: Node) -> int:
    return sum(1 for _ in node.leaves())


@dataclass(frozen=True, slots=True)
class _Painter:
    table: Table
    prefix: str
    stub: int
    data: int

    def head_id(self, block: Block, node: Node, axis: str) -> str:
        middle = f"{block.id}-" if block.id and axis == "c" else ""
        return f"{self.prefix}-{axis}-{middle}{node.id}"

    def block_id(self, block: Block) -> str:
        return f"{self.prefix}-b-{block.id}"

    def block_head(self, block: Block) -> Iterator[Row]:
        depth = _depth(block.columns)
        step = self.data // len(block.column_leaves)
        if block.label:
            title = Box(
                "th",
                block.label,
                self.block_id(block),
                "colgroup",
                self.stub + self.data,
                cls="block",
            )
            yield (title,)
        level = list(block.columns)
        for at in range(depth):
            boxes = list(self._corner(block, depth)) if at == 0 else []
            below: list[Node] = []
            for node in level:
                boxes.append(self._column_head(block, node, depth - at, step))
                below += node.parts
            yield tuple(boxes)
            level = below

    def _corner(self, block: Block, depth: int) -> Iterator[Box]:
        if not self.stub:
            return
        if self.table.stub and block.label:
            corner_id = f"{self.prefix}-s-{block.id}"
            yield Box("th", self.table.stub, corner_id, "col", self.stub, depth, cls="corner")
        else:
            yield Box("td", self.table.corner, colspan=self.stub, rowspan=depth, cls="corner")

    def _column_head(self, block: Block, node: Node, depth: int, step: int) -> Box:
        width = _width(node) * step
        scope = "colgroup" if node.parts else "col"
        rowspan = 1 if node.parts else depth
        cls = "group" if node.parts else "label total" if node.total else "label"
        return Box("th", node.label, self.head_id(block, node, "c"), scope, width, rowspan, cls=cls, breaks=node.breaks)

    def rows(self, block: Block) -> Iterator[Row]:
        opened: tuple[Node, ...] = ()
        for row in block.row_leaves:
            boxes = list(self._row_heads(block, row, opened)) if self.stub else []
            boxes += [self._figure(block, row, column) for column in block.column_leaves]
            yield tuple(boxes)
            opened = row.ancestors

    def _row_heads(self, block: Block, row: Leaf, opened: tuple[Node, ...]) -> Iterator[Box]:
        for level, node in enumerate(row.path):
            if node in opened[level : level + 1]:
                continue
            at = self.head_id(block, node, "r")
            if node.parts:
                yield Box("th", node.label, at, "rowgroup", rowspan=_width(node), cls="group", breaks=node.breaks)
            else:
                cls = "label total" if node.total else "label"
                yield Box("th", node.label, at, "row", self.stub - level, cls=cls)

    def _figure(self, block: Block, row: Leaf, column: Leaf) -> Box:
        heads = [self.head_id(block, node, "r") for node in row.path] if self.stub else []
        heads += [self.block_id(block)] if block.label else []
        heads += [self.head_id(block, node, "c") for node in column.path]
        cls = "total" if row.node.total or column.node.total else ""
        width = self.data // len(block.column_leaves)
        return Box("td", colspan=width, headers=" ".join(heads), cls=cls, key=CellKey(row.id, column.id))
