"""Which place of the source does each cell of an import come from, and which did each repair touch?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.archive.importing import Imported
from gongkai.archive.outline import outline
from gongkai.archive.own import places
from gongkai.archive.raw import Block, Paragraph, RawTable, Source
from gongkai.archive.repair import KINDS, Repair
from gongkai.archive.sheet import Read, Recognised
from gongkai.cells import Cell, State, read_cell
from gongkai.form import CellKey, Table

OPEN, DROPPED, NO_ROW, NO_TABLE = "待核", "丢弃", "缺行", "缺表"
_OF_A_CELL = frozenset({"写法", OPEN})
_ABOVE = 8  # lines above the first figures that may be the heads of a table whose chapter was not found


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell of the form as it was recognised: state, what to print, its readings if open, where the source has it."""

    state: State
    text: str
    readings: tuple[str, ...] = ()
    where: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody has to look."""
        return self.state is State.OPEN


class Note(NamedTuple):
    """A repair by its number on the page, with what of the form it touched: a table by ordinal, rows, cells."""

    number: int
    repair: Repair
    ordinal: str = ""
    rows: tuple[str, ...] = ()
    cells: tuple[CellKey, ...] = ()


class Rows(NamedTuple):
    """The rows of a table of the source from `first` on, counted from 1."""

    table: RawTable
    first: int
    last: int


Raw = Paragraph | Rows


@dataclass(frozen=True, slots=True)
class Beside:
    """A table: what the source has of it, and what was made of that."""

    table: Table
    found: bool
    raw: tuple[Raw, ...]
    figures: Mapping[CellKey, Figure]


@dataclass(frozen=True, slots=True)
class Compared:
    """An import beside its source."""

    tables: tuple[Beside, ...]
    notes: tuple[Note, ...]  # every repair; an open cell that none speaks of has one of its own


def compared(one: Imported) -> Compared:
    """The tables beside what the source has of them; every open cell has a note that says where to look."""
    figures = _figures(one)
    notes = list(_notes(one, figures))
    said = {(note.ordinal, key) for note in notes for key in note.cells}
    for table, cells in figures:
        for key, cell in cells.items():
            if cell.open and (table.ordinal, key) not in said:
                repair = Repair(OPEN, cell.where, cell.text, cell.text, KINDS[OPEN])
                notes.append(Note(len(notes) + 1, repair, table.ordinal, (), (key,)))
    raw = _raw(one)
    found = {read.table.ordinal: read.found for read in one.recognised}
    tables = tuple(
        Beside(table, found.get(table.ordinal, True), raw.get(table.ordinal, ()), cells) for table, cells in figures
    )
    return Compared(tables, tuple(notes))


def _figures(one: Imported) -> list[tuple[Table, dict[CellKey, Figure]]]:
    """Every table with its cells: as the report has them, and as they were read where there is no report."""
    report, _ = one.bound
    reads = {read.table.ordinal: read for read in one.recognised}
    if report is None:
        return [(read.table, {key: _read(cell) for key, cell in read.cells.items()}) for read in one.recognised]
    found = []
    for filing in report.filings:
        read = reads.get(filing.table.ordinal)
        where = {key: cell.where for key, cell in read.cells.items()} if read else _places(one, filing.table)
        cells = ((key, filing.cells[key]) for key in filing.table.keys)
        figures = {key: _figure(cell, where.get(key, "")) for key, cell in cells}
        found.append((filing.table, figures))
    return found


def _places(one: Imported, table: Table) -> Mapping[CellKey, str]:
    return places(table) if one.source else {}


def _figure(cell: Cell, where: str) -> Figure:
    return Figure(cell.state, cell.text, _readings(cell.text) if cell.state is State.OPEN else (), where)


def _read(cell: Read) -> Figure:
    state = State.OPEN if cell.open else read_cell(cell.text, "amount", None)[0].state
    return Figure(state, cell.text, _readings(cell.text) if cell.open else (), cell.where)


def _readings(text: str) -> tuple[str, ...]:
    """What an open cell may say.

    >>> _readings("待核（0|空白）")
    ('0', '空白')
    """
    inner = text.removeprefix(OPEN).strip("（）()").replace("｜", "|")
    return tuple(reading.strip() for reading in inner.split("|") if reading.strip())


# --- what a repair touched --------------------------------------------------------------------------------------------


def _notes(one: Imported, figures: Sequence[tuple[Table, Mapping[CellKey, Figure]]]) -> Iterator[Note]:
    table_of = {id(repair): read for read in one.recognised for repair in read.repairs}
    open_cells = {table.ordinal: {key for key, cell in cells.items() if cell.open} for table, cells in figures}
    lines = _lines_of_places(one.source) if one.source else {}
    taken: set[tuple[str, CellKey]] = set()
    told = (repair for repair in one.repairs if repair.found or repair.kind != DROPPED)  # not where a page ends
    for number, repair in enumerate(told, 1):
        read = table_of.get(id(repair))
        if read is None:
            yield Note(number, repair)
            continue
        ordinal = read.table.ordinal
        rows, cells = _touched(read, repair, lines, {key for table, key in taken if table == ordinal})
        if repair.kind in (NO_ROW, NO_TABLE):
            cells = tuple(key for key in cells if key in open_cells.get(ordinal, ()))
        taken |= {(ordinal, key) for key in cells}
        yield Note(number, repair, ordinal, rows, cells)


def _touched(
    read: Recognised, repair: Repair, lines: Mapping[str, tuple[int, int]], taken: set[CellKey]
) -> tuple[tuple[str, ...], tuple[CellKey, ...]]:
    """The rows and the cells of the form that a repair is about."""
    if repair.kind == NO_TABLE:
        return (), read.table.keys
    if repair.kind in _OF_A_CELL:
        same = (key for key, cell in read.cells.items() if _is_about(repair, cell) and key not in taken)
        return (), tuple(key for key, _ in zip(same, [None], strict=False))
    rows = tuple(leaf.id for part in read.table.blocks for leaf in part.row_leaves if leaf.label == repair.made != "")
    if rows:
        keys = tuple(key for key in read.table.keys if key.row in rows) if repair.kind == NO_ROW else ()
        return rows, keys
    if repair.kind == DROPPED or repair.where not in lines:
        return (), ()
    here = [key.row for key, cell in read.cells.items() if lines.get(cell.where) == lines[repair.where]]
    return tuple(dict.fromkeys(here)), ()


def _is_about(repair: Repair, cell: Read) -> bool:
    return (cell.where, cell.text, cell.raw) == (repair.where, repair.made, repair.found)


def _lines_of_places(source: Source) -> dict[str, tuple[int, int]]:
    """Block and row in which each place stands; a place that comes again where it comes first."""
    found: dict[str, tuple[int, int]] = {}
    for at, block in enumerate(source.blocks):
        if isinstance(block, Paragraph):
            found.setdefault(block.where, (at, 0))
        else:
            for number, row in enumerate(block.rows):
                for cell in row:
                    found.setdefault(cell.where, (at, number))
    return found


# --- what the source has of a table -----------------------------------------------------------------------------------


def _raw(one: Imported) -> dict[str, tuple[Raw, ...]]:
    """By the ordinal of each table its chapter as it stands in the source; where there is none, its figures and heads."""
    if one.source is None:
        return {}
    if not one.recognised:
        return {table.ordinal: tuple(_sheet(one.source, set(places(table).values()))) for table in _tables(one)}
    plan = outline(one.source, one.forms.editions[-1])
    chapters = {part.chapter.table: part for part in plan.parts if part.chapter.table}
    parts_of: dict[str, set[str]] = {}
    for read in one.recognised:
        part = chapters.get(read.table.id)
        if part:
            parts_of[read.table.ordinal] = {part.heading.where, *_wheres(part.blocks)}
    used = {read.table.ordinal: read.used for read in one.recognised}
    taken = set().union(*parts_of.values(), *used.values())
    for ordinal, own in used.items():
        if ordinal not in parts_of:
            parts_of[ordinal] = _around(one.source, own, taken - own)
            taken |= parts_of[ordinal]
    return {ordinal: tuple(_kept(one.source, wheres)) for ordinal, wheres in parts_of.items()}


def _sheet(source: Source, wheres: set[str]) -> Iterator[Raw]:
    """The tables that hold these places, whole."""
    for block in source.blocks:
        if isinstance(block, RawTable) and wheres & set(_wheres([block])):
            yield Rows(block, 1, len(block.rows))


def _tables(one: Imported) -> list[Table]:
    report, _ = one.bound
    return [filing.table for filing in report.filings] if report else []


def _wheres(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.where
        else:
            yield from (cell.where for row in block.rows for cell in row)


def _around(source: Source, used: frozenset[str], others: set[str]) -> set[str]:
    """The places from the heads above the first figure to the last, without those of other tables."""
    at = [number for number, block in enumerate(source.blocks) if used & set(_wheres([block]))]
    if not at:
        return set()
    first = at[0]
    while first > max(0, at[0] - _ABOVE) and not others & set(_wheres(source.blocks[first - 1 : first])):
        first -= 1
    return set(_wheres(source.blocks[first : at[-1] + 1])) - others


def _kept(source: Source, wheres: set[str]) -> Iterator[Raw]:
    """What stands in these places: lines, and runs of rows of tables; empty lines are left out."""
    for block in source.blocks:
        if isinstance(block, Paragraph):
            if block.where in wheres and block.text.strip():
                yield block
            continue
        first = None
        for number, row in enumerate((*block.rows, ()), 1):
            if any(cell.where in wheres for cell in row):
                first = first or number
            elif first:
                yield Rows(block, first, number - 1)
                first = None
