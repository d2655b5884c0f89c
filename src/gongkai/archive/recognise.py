"""Which cell of the form does each figure of a source belong to, and which are open?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from gongkai.archive.columns import Frame, Reading, frame_of, readings
from gongkai.archive.figures import figure, split_glued
from gongkai.archive.labels import likeness, plain
from gongkai.archive.matching import Match, Matched, match_rows
from gongkai.archive.raw import Block, Cell
from gongkai.archive.repair import Repair
from gongkai.archive.rows import Row, rows
from gongkai.cells import State, read_cell
from gongkai.form import Block as Part
from gongkai.form import CellKey, Forms, Leaf, Table

BLANK = "空白"
MISSED = 0.3  # what a row of the form that is nowhere in the source takes from an edition
HEADS = 3.0  # what all column heads of an edition add to it
FEWEST = 0.34  # share of the rows of a table that have to be found


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
    worth: float


def recognise(blocks: Mapping[str, Sequence[Block]], forms: Forms, year: int | None) -> tuple[Recognised, ...]:
    """The three tables, from the blocks of the chapter of each (by its ordinal); every table decides its edition alone.

    Where the labels fit two editions alike, it is that of the other tables if they agree, else that of the year.
    """
    usual = (forms.for_year(year) if year else None) or forms.editions[-1]
    given = {ordinal: rows(part) for ordinal, part in blocks.items()}
    tried = {
        standard.ordinal: [
            _Attempt(table, given.get(standard.ordinal, [])).made
            for edition in forms.editions
            for table in edition.tables
            if table.ordinal == standard.ordinal
        ]
        for standard in usual.tables
    }
    sure = {ordinal: best for ordinal, made in tried.items() if (best := _best(made))}
    agreed = {one.table.edition for one in sure.values() if one.found}
    fallback = agreed.pop() if len(agreed) == 1 else usual.id
    return tuple(sure.get(o) or next(one for one in made if one.table.edition == fallback) for o, made in tried.items())


def _best(made: Sequence[Recognised]) -> Recognised | None:
    """The one that fits best, unless two fit alike."""
    first, *others = sorted(made, key=lambda one: -one.worth)
    return None if others and others[0].worth == first.worth else first


class _Attempt:
    """One table of one edition, looked for in rows."""

    def __init__(self, table: Table, source: Sequence[Row]) -> None:
        self.table, self.source = table, source
        self.cells: dict[CellKey, Read] = {}
        self.repairs: list[Repair] = []
        self.used: set[str] = set()
        self.unproved: list[tuple[list[CellKey], Row]] = []  # cells of rows that stand as read, though no sum says so

    @cached_property
    def leaves(self) -> list[Leaf]:
        return [leaf for part in self.table.blocks for leaf in part.row_leaves]

    @property
    def made(self) -> Recognised:
        if any(leaf.label for leaf in self.leaves):
            worth, found = self.by_rows()
        else:
            worth, found = self.by_heads()
        cells = {key: self.cells.get(key, Read("待核")) for key in self.table.keys}
        return Recognised(self.table, cells, tuple(self.repairs), frozenset(self.used), found, worth)

    # Tables whose rows have labels

    def by_rows(self) -> tuple[float, bool]:
        matched = match_rows(self.source, self.leaves)
        found = len(matched.matches) + len(matched.named) >= FEWEST * len(self.leaves)
        if not found:
            self._absent()
            return 0.0, False
        shown = self._shown(matched)
        for part in self.table.blocks:
            own = {leaf.id for leaf in part.row_leaves}
            matches = [match for match in matched.matches if match.leaf.id in own]
            fitting = [self._split(match.row, len(part.column_leaves)) for match in matches]
            frame = frame_of(fitting, len(part.column_leaves), shown if len(self.table.blocks) == 1 else ())
            for match, row in zip(matches, fitting, strict=True):
                self._row(match, row, part, frame)
            for leaf in matched.named:
                if leaf.id in own:
                    self._blank(leaf, part)
            self._missing(part, matched)
        self._doubts()
        for row in matched.extra:
            self._extra(row, matched.matches)
        missing = len(self.leaves) - len(matched.matches) - len(matched.named)
        fits = sum(len(m.row.filled) == self._width(m.leaf) for m in matched.matches) / len(self.leaves)
        return matched.worth - MISSED * missing + HEADS * self._heads() + fits, True

    def _width(self, leaf: Leaf) -> int:
        return next(len(part.column_leaves) for part in self.table.blocks if leaf in part.row_leaves)

    def _heads(self) -> float:
        """Which share of the column heads stands in the source."""
        text = "".join(plain(cell.text) for row in self.source for cell in row.labels)
        labels = {plain(column.node.label) for part in self.table.blocks for column in part.column_leaves}
        return sum(label in text for label in labels) / len(labels)

    def _shown(self, matched: Matched) -> tuple[int, ...]:
        """The columns that the heads name, if on one side some are missing and no row has more figures than that."""
        first = self.source.index(matched.matches[0].row) if matched.matches else 0
        text = "".join(plain(cell.text) for row in self.source[:first] for cell in row.labels)
        columns = self.table.blocks[0].column_leaves
        for column in columns:
            for group in column.ancestors:
                text = text.replace(plain(group.label), "")
        shown = tuple(at for at, column in enumerate(columns) if plain(column.node.label) in text)
        whole = len(columns)
        at_one_side = shown and shown[-1] - shown[0] + 1 == len(shown) and (shown[0] == 0 or shown[-1] == whole - 1)
        most = max((len(match.row.filled) for match in matched.matches), default=0)
        return shown if at_one_side and len(shown) >= most and 2 * len(shown) > whole else ()

    @staticmethod
    def _split(row: Row, count: int) -> Row:
        """A row whose figures are glued to one, if there is one way to part them."""
        filled = row.filled
        if count == 1 or len(filled) != 1 or row.exact or not filled[0].text.isdecimal():
            return row
        ways = split_glued(filled[0].text, count)
        if len(ways) != 1 or not filled[0].text.startswith("0"):  # 100 is rather one figure than three
            return row
        return row._replace(values=tuple(Cell(digit, filled[0].where) for digit in ways[0]))

    def _row(self, match: Match, row: Row, part: Part, frame: Frame) -> None:
        leaf, columns = match.leaf, part.column_leaves
        self.used |= {cell.where for cell in (*match.labels, *row.values)}
        self._labels(match)
        found = readings(row, frame)
        kinds = [column.node.kind for column in columns]
        sound = self._sound(leaf, columns, found)
        if 0 < len(sound) < len(found):
            self.repairs.append(Repair("勾稽", _where(row), _quoted(row), "", "几种读法里只有这一种加得起来。"))
            found = tuple(sound)
        for at, column in enumerate(columns):
            self._cell(CellKey(leaf.id, column.id), kinds[at], [one[at] for one in found], row, shown=at in frame.shown)
        if len(found) == 1 and not sound and len(part.row_leaves) > 1 and any(c.node.total for c in columns):
            self.unproved.append(([CellKey(leaf.id, columns[at].id) for at in frame.shown], row))

    def _doubts(self) -> None:
        """Look again at the rows whose sums prove nothing; a column that is blank in most rows is blank here too."""
        columns = Counter(key.column for key, read in self.cells.items() if read.text == BLANK)
        usual = {column for column, count in columns.items() if 2 * count > len(self.leaves)}
        for keys, row in self.unproved:
            self._doubt([key for key in keys if key.column not in usual], row)

    def _doubt(self, keys: Sequence[CellKey], row: Row) -> None:
        """Open what may be two figures that were put together, or a row that was moved by a place.

        That is a figure of several digits beside a blank, and all of a row of which one figure cannot be read, or of which
        only the first or the last place is blank.
        """
        reads = [self.cells[key] for key in keys]
        blank = [not read.raw for read in reads]
        if not any(blank) or all(blank) or not row.exact:
            return
        unread = any(read.open and read.raw for read in reads) or (
            not row.drawn and sum(blank) == 1 and (blank[0] or blank[-1])
        )
        for at, key in enumerate(keys):
            before = blank[at] and at > 0 and _parts(reads[at - 1].raw)
            behind = at + 1 < len(keys) and blank[at + 1] and _parts(reads[at].raw)
            if before or behind or (unread and not reads[at].open):
                text = open_text([reads[at].text])
                self.cells[key] = Read(text, reads[at].raw or _quoted(row), reads[at].where)
                why = "旁边的格空着，这个数可能是两格连在一起的。"
                self.repairs.append(Repair("待核", reads[at].where, reads[at].raw or _quoted(row), text, why))

    def _sound(self, leaf: Leaf, columns: Sequence[Leaf], found: Sequence[Reading]) -> list[Reading]:
        """The readings of a row in which its totals, and not of noughts alone, are the sums of what they total."""
        at = {CellKey(leaf.id, column.id): number for number, column in enumerate(columns)}
        sums = [e for e in self.table.equations if e.defines in at and set(e.left) <= set(at)]
        return [
            one
            for one in found
            if sums and all(_adds_up([one[at[k]] for k in e.left], one[at[e.right[0]]]) for e in sums)
        ]

    def _cell(self, key: CellKey, kind: str, cells: Sequence[Cell | None], row: Row, *, shown: bool) -> None:
        """One cell of the form, from what each reading puts there."""
        figures = [figure(cell.text if cell else "", kind) for cell in cells]
        texts = list(dict.fromkeys(text for one in figures for text in (one.readings or (one.text,))))
        raw = next((cell for cell in cells if cell and cell.text.strip()), None)
        where = raw.where if raw else _where(row)
        written = raw.text.strip() if raw else ""
        if not shown:
            self.cells[key] = Read(BLANK, "", where)
        elif len(texts) == 1 and not figures[0].readings and (row.exact or cells[0] is not None):
            self.cells[key] = Read(texts[0], written, where)
            if figures[0].why:
                self.repairs.append(Repair("写法", where, written, texts[0], figures[0].why))
        else:
            self.cells[key] = Read(open_text(texts), written or _quoted(row), where)
            why = next((one.why for one in figures if one.why), "这一行的数比栏目少或者多，不能确定哪一栏是哪个数。")
            self.repairs.append(Repair("待核", where, written or _quoted(row), self.cells[key].text, why))

    def _labels(self, match: Match) -> None:
        text = "".join(cell.text.strip() for cell in match.labels)
        label = match.leaf.label
        if len({cell.where for cell in match.labels}) > 1 and match.likeness:
            self.repairs.append(
                Repair("拼接", match.labels[0].where, text, label, "栏目的字分在几处，接起来是这一行。")
            )
        if not match.likeness:
            self.repairs.append(
                Repair("次序", _where(match.row), _quoted(match.row), label, "没有栏目，按次序只能是这一行。")
            )
        elif match.likeness < 1:
            self.repairs.append(
                Repair("错字", match.labels[0].where, text, label, "栏目的字与格式不全一样，照最像的一行认定。")
            )

    def _blank(self, leaf: Leaf, part: Part) -> None:
        for column in part.column_leaves:
            self.cells[CellKey(leaf.id, column.id)] = Read(BLANK)

    def _missing(self, part: Part, matched: Matched) -> None:
        have = {match.leaf.id for match in matched.matches} | {leaf.id for leaf in matched.named}
        for leaf in part.row_leaves:
            if leaf.id not in have:
                self.repairs.append(Repair("缺行", "", "", leaf.label, "原文里没有找到这一行，各格待核。"))

    def _extra(self, row: Row, matches: Sequence[Match]) -> None:
        """A row that is in no row of the form: once more one that is, or one that the form has not."""
        text = " ".join(cell.text.strip() for cell in (*row.labels, *row.filled))
        label = plain("".join(cell.text for cell in row.labels))
        again = next((match for match in matches if likeness(label, match.leaf) == 1.0), None)
        if again is None:
            self.repairs.append(
                Repair("丢弃", _where(row), text, "", "格式里没有这一行，也认不出是哪一行，没有填入表格。")
            )
        elif [cell.text.strip() for cell in row.filled] == [cell.text.strip() for cell in again.row.filled]:
            self.used |= {cell.where for cell in (*row.labels, *row.values)}
            self.repairs.append(Repair("丢弃", _where(row), text, "", "这一行重复了，数都一样。"))
        else:
            for key in [key for key in self.cells if key.row == again.leaf.id]:
                self.cells[key] = Read("待核", _quoted(again.row), _where(again.row))
            self.repairs.append(
                Repair("待核", _where(row), text, again.leaf.label, "这一行有两处，数不一样，各格待核。")
            )

    # Table 四: one row without a label

    def by_heads(self) -> tuple[float, bool]:
        (part,) = self.table.blocks
        (leaf,) = part.row_leaves
        count = len(part.column_leaves)
        candidates = [row for row in self.source if row.filled and not any(_prose(c.text) for c in row.labels)]
        heads = self._heads()
        if not candidates or heads < 1 / 2:
            self._absent()
            return 0.0, False
        row = max(self._joined(candidates), key=lambda one: len(one.filled))
        frame = frame_of([row], count, ())
        taken = set(map(id, row.values))
        self.used |= {cell.where for cell in (*row.labels, *row.values)}
        others = [one for one in candidates if not taken.issuperset(map(id, one.filled))]
        for one in others:
            self._extra(one, ())
        found = readings(row, frame) or tuple(
            (*row.filled[:at], *row.filled[at + 1 :]) for at in range(count + 1) if len(row.filled) == count + 1
        )
        kinds = [column.node.kind for column in part.column_leaves]
        sound = self._sound(leaf, part.column_leaves, found)
        if 0 < len(sound) < len(found):
            found = tuple(sound)
            self.repairs.append(Repair("勾稽", _where(row), _quoted(row), "", "几种读法里只有这一种加得起来。"))
        if any(len(one.filled) == len(row.filled) and _quoted(one) != _quoted(row) for one in others):
            found = ()  # another row has as many figures, and others
        for at, column in enumerate(part.column_leaves):
            self._cell(CellKey(leaf.id, column.id), kinds[at], [one[at] for one in found], row, shown=True)
        return 1.0 + HEADS * heads, True

    def _absent(self) -> None:
        self.repairs.append(Repair("缺表", "", "", f"表{self.table.ordinal}", "没有找到这张表，各格待核。"))

    @staticmethod
    def _joined(candidates: Sequence[Row]) -> Iterator[Row]:
        """Each row, and runs of rows without labels as one row."""
        yield from candidates
        for bare, run in groupby(candidates, key=lambda row: not row.labels and not row.exact):
            if bare:
                yield Row((), tuple(cell for row in run for cell in row.values), exact=False)


def open_text(texts: Sequence[str]) -> str:
    """待核, with the readings.

    >>> open_text(["0", "空白"]), open_text([""])
    ('待核（0|空白）', '待核')
    """
    told = [text for text in texts if text and not set(text) & set("()（）|｜")]
    return f"待核（{'|'.join(told)}）" if told else "待核"


def _adds_up(parts: Sequence[Cell | None], total: Cell | None) -> bool:
    if total is None or not _number(total):
        return False
    numbers = [_number(part) for part in parts]
    whole = _number(total)
    return whole is not None and None not in numbers and sum(n for n in numbers if n is not None) == whole


def _number(cell: Cell | None) -> Decimal | None:
    """What a cell adds to a sum: a blank one nothing."""
    if cell is None or not cell.text.strip():
        return Decimal(0)
    read, _ = read_cell(figure(cell.text, "count").text, "count", None)
    return Decimal(0) if read.state is State.BLANK else read.value


def _parts(raw: str) -> bool:
    """Whether a figure may be two put together."""
    return sum(map(str.isdigit, raw)) > 1


def _where(row: Row) -> str:
    return next((cell.where for cell in (*row.labels, *row.values)), "")


def _quoted(row: Row) -> str:
    return " ".join(cell.text.strip() or "（空）" for cell in row.values)


def _prose(text: str) -> bool:
    return any(sign in text for sign in "。；：") or text.startswith("注")
