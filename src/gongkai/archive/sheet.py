"""What was made of a table of the form from a source: the cells as they are filled in, and what was done on the way?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from gongkai.archive.columns import Reading
from gongkai.archive.figures import figure
from gongkai.archive.matching import Matched
from gongkai.archive.raw import Cell
from gongkai.archive.repair import Repair
from gongkai.archive.rows import Row
from gongkai.cells import State, read_cell
from gongkai.form import CellKey, Leaf, Table

UNEVEN = "这一行的数比栏目少或者多，不能确定哪一栏是哪个数。"


@dataclass(frozen=True, slots=True)
class Read:
    """What to write into a cell: a figure, 空白, or 待核 with the readings; and where in the source it stood as what."""

    text: str
    raw: str = ""
    where: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody has to look."""
        return self.text.startswith("待核")


@dataclass(frozen=True)
class Recognised:
    """A table as a source has it: a cell for every key of the form, what was done on the way, and which places it used."""

    table: Table
    cells: Mapping[CellKey, Read]
    repairs: tuple[Repair, ...]
    used: frozenset[str]
    found: bool


class Look(NamedTuple):
    """Whether rows of a source are those of a table of one edition, and how well they fit it."""

    table: Table
    source: Sequence[Row]
    found: bool
    worth: float = 0.0
    matched: Matched | None = None


@dataclass
class Sheet:
    """A table of the form while it is filled in from the rows of a source."""

    table: Table
    cells: dict[CellKey, Read] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def done(self, *, found: bool = True) -> Recognised:
        """The table as it is filled in; what nobody filled in is open."""
        cells = {key: self.cells.get(key, Read("待核")) for key in self.table.keys}
        return Recognised(self.table, cells, tuple(self.repairs), frozenset(self.used), found)

    def absent(self) -> Recognised:
        """A table that is not there: all its cells are open."""
        self.repair("缺表", "", "", f"表{self.table.ordinal}", "没有找到这张表，各格待核。")
        return self.done(found=False)

    def repair(self, kind: str, where: str, found: str, made: str, why: str) -> None:
        """Note what was done."""
        self.repairs.append(Repair(kind, where, found, made, why))

    def use(self, cells: Sequence[Cell]) -> None:
        """These places of the source are accounted for."""
        self.used.update(cell.where for cell in cells)

    def write(self, leaf: Leaf, columns: Sequence[Leaf], found: Sequence[Reading], row: Row, why: str = UNEVEN) -> None:
        """The cells of a row of the form, from all readings of a row of the source; without any they are open, and why."""
        for at, column in enumerate(columns):
            self._cell(CellKey(leaf.id, column.id), column.node.kind, [one[at] for one in found], row, why)

    def _cell(self, key: CellKey, kind: str, cells: Sequence[Cell | None], row: Row, why: str) -> None:
        """One cell of the form, from what each reading puts there."""
        figures = [figure(cell.text if cell else "", kind) for cell in cells]
        texts = list(dict.fromkeys(text for one in figures for text in (one.readings or (one.text,))))
        raw = next((cell for cell in cells if cell and cell.text.strip()), None)
        where = raw.where if raw else place(row)
        written = raw.text.strip() if raw else ""
        if len(texts) == 1 and texts[0] and not figures[0].readings and (row.exact or cells[0] is not None):
            self.cells[key] = Read(texts[0], written, where)
            if figures[0].why:
                self.repair("写法", where, written, texts[0], figures[0].why)
        else:
            self.open(key, texts, Read("", written or quoted(row), where), next((f.why for f in figures if f.why), why))

    def open(self, key: CellKey, texts: Sequence[str], read: Read, why: str) -> None:
        """Leave a cell open, with what may stand there."""
        self.cells[key] = Read(open_text(texts), read.raw, read.where)
        self.repair("待核", read.where, read.raw, self.cells[key].text, why)

    def sound(self, leaf: Leaf, columns: Sequence[Leaf], found: Sequence[Reading]) -> tuple[Reading, ...]:
        """The readings of a row in which its totals are the sums of what they total."""
        at = {CellKey(leaf.id, column.id): number for number, column in enumerate(columns)}
        sums = [e for e in self.table.equations if e.defines in at and set(e.left) <= set(at)]
        return tuple(
            one
            for one in found
            if sums and all(_adds_up([one[at[k]] for k in e.left], one[at[e.right[0]]]) for e in sums)
        )

    def decided(self, found: Sequence[Reading], sound: Sequence[Reading], row: Row) -> tuple[Reading, ...]:
        """Of all readings of a row those that add up, if any does."""
        if 0 < len(sound) < len(found):
            self.repair("勾稽", place(row), quoted(row), "", "几种读法里只有这一种加得起来。")
            return tuple(sound)
        return tuple(found)


def open_text(texts: Sequence[str]) -> str:
    """待核, with the readings.

    >>> open_text(["0", "空白"]), open_text([""])
    ('待核（0|空白）', '待核')
    """
    told = [text for text in texts if text and not set(text) & set("()（）|｜")]
    return f"待核（{'|'.join(told)}）" if told else "待核"


def _adds_up(parts: Sequence[Cell | None], total: Cell | None) -> bool:
    if total is None or not total.text.strip():
        return False
    numbers = [_number(part) for part in parts]
    whole = _number(total)
    if not whole and not all(part and part.text.strip() for part in parts):
        return False  # that blanks add up to 0 says nothing
    return whole is not None and None not in numbers and sum(n for n in numbers if n is not None) == whole


def _number(cell: Cell | None) -> Decimal | None:
    """What a cell adds to a sum: a blank one nothing; None where it cannot be read."""
    if cell is None or not cell.text.strip():
        return Decimal(0)
    text = figure(cell.text, "count").text
    if not text:
        return None
    read, _ = read_cell(text, "count", None)
    return Decimal(0) if read.state is State.BLANK else read.value


def place(row: Row) -> str:
    """Where a row stands."""
    return next((cell.where for cell in (*row.labels, *row.values)), "")


def quoted(row: Row) -> str:
    """The figures of a row as they stand there."""
    return " ".join(cell.text.strip() or "（空）" for cell in row.values)
