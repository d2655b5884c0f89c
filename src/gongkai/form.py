"""What does the official form ask for? Editions, tables, rows, columns and the sums between cells.

The code knows what a table is; it does not know what 规章 is: that stands in one data file per
edition (`forms/*.yaml`), which `editions` reads.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gongkai.text import fold

SEPARATOR = "／"  # joins the labels of a path, outermost first
KINDS = ("count", "signed", "money", "amount")


class CellKey(NamedTuple):
    """A cell of a table by the ids of its row and column."""

    row: str
    column: str


@dataclass(frozen=True)
class Node:
    """A row or column head of the form; with `parts` it is a group that has no cells of its own."""

    id: str
    label: str
    key: str | None = None  # what an editor writes; None: not written, its parts stand one level up
    spellings: tuple[str, ...] = ()
    parts: tuple["Node", ...] = ()
    total: str | None = None  # this node is the total of its siblings; the code of a finding if it is not
    spanning: bool = False  # drawn, but left out of label paths
    continues: str | None = None  # id of the row of the former edition that it continues
    breaks: tuple[str, ...] = ()  # the label in the pieces between which a narrow column breaks it
    kind: str = "count"
    unit: str | None = None
    explain: str = ""  # what is counted here, in words for a reader

    @property
    def written(self) -> str:
        """The name by which an editor writes this node."""
        return self.key or self.label

    def named(self, name: str) -> bool:
        """Whether an editor who writes `name` means this node."""
        return fold(name) in self._names

    def spelled_otherwise(self, name: str) -> bool:
        """Whether `name` means this node, but is neither its key nor its official label."""
        return fold(name) in self._names - {fold(self.key or self.label), fold(self.label)}

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(fold(n) for n in (self.key, self.label, *self.spellings) if n)

    def leaves(self) -> Iterator["Node"]:
        """The nodes below, or the node itself, that have cells."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


class Leaf(NamedTuple):
    """A row or column with cells, and the way to it from the outermost head."""

    node: Node
    ancestors: tuple[Node, ...]
    before: tuple[str, ...] = ()  # labels that come before those of the ancestors

    @property
    def id(self) -> str:
        """The id of the row or column."""
        return self.node.id

    @property
    def path(self) -> tuple[Node, ...]:
        """The heads from the outermost to the innermost."""
        return (*self.ancestors, self.node)

    @property
    def label(self) -> str:
        """The official labels from the outermost to the innermost, as in report.json."""
        labels = (node.label for node in self.path if not node.spanning)
        return SEPARATOR.join(label for label in (*self.before, *labels) if label)

    @property
    def written(self) -> str:
        """The names an editor writes from the outermost to the innermost, joined."""
        return SEPARATOR.join(node.key for node in self.path if node.key)


def _leaves(nodes: tuple[Node, ...], ancestors: tuple[Node, ...] = (), before: tuple[str, ...] = ()) -> Iterator[Leaf]:
    for node in nodes:
        if node.parts:
            yield from _leaves(node.parts, (*ancestors, node), before)
        else:
            yield Leaf(node, ancestors, before)


class Line(NamedTuple):
    """What an editor writes on one line: the keys that lead to it and its cells in order."""

    nodes: tuple[Node, ...]  # the heads that are written, outermost first
    cells: tuple[tuple[Leaf, Leaf], ...]  # row and column of each

    @property
    def keys(self) -> tuple[str, ...]:
        """The names that are written, outermost first."""
        return tuple(node.written for node in self.nodes)

    @property
    def by_name(self) -> bool:
        """Whether the cells are written with their column names; else in order, as a list."""
        return len(self.cells) > 1 and all(row.label and len(column.path) == 1 for row, column in self.cells)


class Equation(NamedTuple):
    """Cells on the left and on the right that have equal sums; `defines` is the total it yields, if any."""

    code: str
    left: tuple[CellKey, ...]
    right: tuple[CellKey, ...]
    row: Leaf | None
    column: Leaf | None
    defines: CellKey | None


class Identity(NamedTuple):
    """An identity printed in the form, asked of every column: sums of rows left and right."""

    code: str
    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]


class Carry(NamedTuple):
    """An identity between two years: this year's `total` is last year's cells, and this year's added, less others.

    `of` says whether the ids are those of rows, so that it is asked of every column, or of columns.
    """

    code: str
    of: str
    total: str
    last: tuple[str, ...]
    add: tuple[str, ...] = ()
    subtract: tuple[str, ...] = ()


class CarryEquation(NamedTuple):
    """A carry, asked of one cell."""

    code: str
    total: CellKey
    last: tuple[CellKey, ...]
    add: tuple[CellKey, ...]
    subtract: tuple[CellKey, ...]
    row: Leaf
    column: Leaf


@dataclass(frozen=True)
class Block:
    """A part of a table with column heads of its own; most tables are one block without a label."""

    id: str
    label: str
    columns: tuple[Node, ...]
    rows: tuple[Node, ...]
    explain: str = ""

    @cached_property
    def row_leaves(self) -> tuple[Leaf, ...]:
        """The rows with cells, in order."""
        return tuple(_leaves(self.rows, before=(self.label,)))

    @cached_property
    def column_leaves(self) -> tuple[Leaf, ...]:
        """The columns with cells, in order."""
        return tuple(_leaves(self.columns))

    def lines(self) -> Iterator[Line]:
        """What an editor writes: a line a row, or, where the one row has no label, a line a column group."""
        if not any(leaf.label for leaf in self.row_leaves):
            (row,) = self.row_leaves
            groups: dict[tuple[Node, ...], list[Leaf]] = {}
            for column in self.column_leaves:
                groups.setdefault(column.ancestors, []).append(column)
            for path, columns in groups.items():
                yield Line(path[-1:], tuple((row, column) for column in columns))
            return
        for row in self.row_leaves:
            nodes = tuple(node for node in row.path if node.key)
            yield Line(nodes, tuple((row, column) for column in self.column_leaves))


@dataclass(frozen=True)
class Table:
    """One statutory table of one edition."""

    edition: str
    id: str
    ordinal: str
    key: str
    title: str
    spellings: tuple[str, ...]
    corner: str
    stub: str
    blocks: tuple[Block, ...]
    identities: tuple[Identity, ...]
    explain: str = ""
    carries: tuple[Carry, ...] = ()

    @cached_property
    def shape(self) -> tuple[tuple[str, str, str, str | None], ...]:
        """What is asked, cell by cell: figures of two tables of the same shape may be compared."""
        return tuple((row.label, column.label, column.node.kind, column.node.unit) for row, column in self.cells)

    @cached_property
    def cells(self) -> tuple[tuple[Leaf, Leaf], ...]:
        """Row and column of every cell, in the order of the form."""
        return tuple((r, c) for b in self.blocks for r in b.row_leaves for c in b.column_leaves)

    @cached_property
    def keys(self) -> tuple[CellKey, ...]:
        """The key of every cell, in the order of the form."""
        return tuple(CellKey(row.id, column.id) for row, column in self.cells)

    @cached_property
    def names(self) -> tuple[tuple[str, str, str, str, str, str], ...]:
        """What every cell is called, in the order of the form: table, row and column by their labels, then by their ids."""
        return tuple((self.ordinal, r.label, c.label, self.id, r.id, c.id) for r, c in self.cells)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What an editor writes for this table, line by line."""
        return tuple(line for block in self.blocks for line in block.lines())

    @cached_property
    def totals(self) -> frozenset[CellKey]:
        """The cells that are the sum of others."""
        return frozenset(e.defines for e in self.equations if e.defines)

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """Every sum of the table: totals along rows, totals down columns, then the printed identities."""
        found: list[Equation] = []
        for block in self.blocks:
            for row in block.row_leaves:
                for total, parts in _sums(block.columns):
                    defines = CellKey(row.id, total.id)
                    cells = tuple(CellKey(row.id, part.id) for part in parts)
                    found.append(Equation(str(total.node.total), cells, (defines,), row, total, defines))
            for column in block.column_leaves:
                for total, parts in _sums(block.rows, before=(block.label,)):
                    defines = CellKey(total.id, column.id)
                    cells = tuple(CellKey(part.id, column.id) for part in parts)
                    found.append(Equation(str(total.node.total), cells, (defines,), total, column, defines))
            for identity in self.identities:
                for column in block.column_leaves:
                    left, right = (
                        tuple(CellKey(row, column.id) for row in side) for side in (identity.left, identity.right)
                    )
                    found.append(Equation(identity.code, left, right, None, column, None))
        return tuple(found)

    @cached_property
    def leaves(self) -> Mapping[CellKey, tuple[Leaf, Leaf]]:
        """Row and column of every cell by its key."""
        return dict(zip(self.keys, self.cells, strict=True))

    @cached_property
    def rows_named(self) -> Mapping[str, tuple[str, ...]]:
        """By the id of each row and group of rows the rows that it stands for, totals of groups left out."""
        return _named(leaf for block in self.blocks for leaf in block.row_leaves)

    @cached_property
    def columns_named(self) -> Mapping[str, tuple[str, ...]]:
        """By the id of each column and group of columns the columns that it stands for, totals of groups left out."""
        return _named(leaf for block in self.blocks for leaf in block.column_leaves)

    @cached_property
    def carry_equations(self) -> tuple[CarryEquation, ...]:
        """Every identity between this year and the year before, cell by cell."""
        return tuple(equation for carry in self.carries for equation in self._carried(carry))

    def _carried(self, carry: Carry) -> Iterator[CarryEquation]:
        def keys(ids: tuple[str, ...], other: str) -> tuple[CellKey, ...]:
            return tuple(CellKey(i, other) if carry.of == "rows" else CellKey(other, i) for i in ids)

        for key, (row, column) in self.leaves.items():
            own, other = key if carry.of == "rows" else (key.column, key.row)
            if own == carry.total:
                last, add, subtract = (keys(ids, other) for ids in (carry.last, carry.add, carry.subtract))
                yield CarryEquation(carry.code, key, last, add, subtract, row, column)


def _named(leaves: Iterable[Leaf]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for leaf in leaves:
        found.setdefault(leaf.id, {})[leaf.id] = None
        for group in leaf.ancestors if not leaf.node.total else ():
            found.setdefault(group.id, {})[leaf.id] = None
    return {name: tuple(ids) for name, ids in found.items()}


def _sums(nodes: tuple[Node, ...], before: tuple[str, ...] = ()) -> Iterator[tuple[Leaf, tuple[Leaf, ...]]]:
    """Each total among the leaves, with the leaves it is the sum of: all others of its group."""
    leaves = tuple(_leaves(nodes, before=before))
    for total in leaves:
        if total.node.total:
            depth = len(total.ancestors)
            yield (
                total,
                tuple(leaf for leaf in leaves if not leaf.node.total and leaf.ancestors[:depth] == total.ancestors),
            )


class Chapter(NamedTuple):
    """One of the chapters of the form; `table` is the id of the table it holds, if any."""

    id: str
    ordinal: str
    title: str
    spellings: tuple[str, ...]
    table: str | None
    explain: str = ""

    @property
    def heading(self) -> str:
        """The printed heading of the chapter."""
        return f"{self.ordinal}、{self.title}"


class KeyFigure(NamedTuple):
    """One of the few figures that say most about a report: the sum of these cells of a table."""

    id: str
    label: str
    table: str
    cells: tuple[CellKey, ...]
    unit: str


@dataclass(frozen=True)
class Edition:
    """The form as one notice lays it down; `start` is the first report year it is meant for."""

    id: str
    name: str
    authority: str
    start: int
    former: str | None
    chapters: tuple[Chapter, ...]
    tables: tuple[Table, ...]
    key_figures: tuple[KeyFigure, ...] = ()
    explain: str = ""

    def table(self, table_id: str) -> Table:
        """The table of that id; KeyError if the edition has none."""
        return {table.id: table for table in self.tables}[table_id]


@dataclass(frozen=True)
class Forms:
    """All known editions, oldest first."""

    editions: tuple[Edition, ...]

    def get(self, edition: str) -> Edition | None:
        """The edition of that name, if known."""
        return next((e for e in self.editions if e.id == edition), None)

    def for_year(self, year: int) -> Edition | None:
        """The edition meant for a report year: the newest that had begun; None before the first."""
        return next((e for e in reversed(self.editions) if e.start <= year), None)
