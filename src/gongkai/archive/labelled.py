"""Which figures of a source are those of a table whose rows have labels: tables 二 and 三?"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gongkai.archive import heads
from gongkai.archive.columns import Frame, frame_of, readings
from gongkai.archive.figures import BLANK, split_glued
from gongkai.archive.labels import names, plain
from gongkai.archive.matching import Match, Matched, match_rows
from gongkai.archive.raw import Cell
from gongkai.archive.rows import Row
from gongkai.archive.sheet import Look, Read, Recognised, Sheet, place, quoted
from gongkai.form import Block, CellKey, Leaf, Table

MISSED = 0.3  # what a row of the form that is nowhere in the source takes from an edition
HEADS = 3.0  # what all column heads of an edition add to it
FEWEST = 0.34  # share of the rows of a table that have to be found
OTHER_HEADS = "栏目的字与格式不同，各行的总计又证明不了，不能确定哪一栏是哪个数。"
TOGETHER = "旁边的格空着，这个数可能是两格连在一起的。"
UNREAD = "这一行有一个数认不清，又有空格，各数可能移了位。"
MOVED = "这一行只有头一格或者末一格空着，各数可能移了一格。"
Unproved = tuple[list[CellKey], Row]  # cells of a row that stand as read, though no sum says so


class _Above(NamedTuple):
    """What is known of the columns: their frame, whether heads are in order, and known or proved by sums, and the unit of money."""

    frame: Frame
    in_order: bool
    known: bool
    unit: str

    def doubts(self, columns: Sequence[Leaf]) -> str:
        """Why none of the rows below can be read; "" if they can."""
        if not self.in_order:
            return "栏目的次序与格式不同，请照原文填。"
        if self.unit not in {"", "万元"} and any(column.node.kind == "money" for column in columns):
            return f"栏目里的单位是{self.unit}，不是万元，请换算成万元再填。"
        return ""


def look(table: Table, source: Sequence[Row]) -> Look:
    """How well the rows of a source are those of a table."""
    leaves = [leaf for part in table.blocks for leaf in part.row_leaves]
    matched = match_rows(source, leaves)
    there = len(matched.matches) + len(matched.named)
    if there < FEWEST * len(leaves):
        return Look(table, source, found=False)
    fits = sum(len(m.row.filled) == _width(table, m.leaf) for m in matched.matches) / len(leaves)
    worth = matched.worth - MISSED * (len(leaves) - there) + HEADS * heads.named(table, source) + fits
    return Look(table, source, found=True, worth=worth, matched=matched)


def fill(looked: Look) -> Recognised:
    """The rows of a table, from the rows of a source that have their labels or their places."""
    sheet = Sheet(looked.table)
    table, source, matched = looked.table, looked.source, looked.matched
    if matched is None:
        return sheet.absent()
    shown = heads.shown(table, source, matched)
    unproved: list[Unproved] = []
    for part in table.blocks:
        unproved += _part(sheet, part, source, matched, shown if len(table.blocks) == 1 else ())
    _doubts(sheet, unproved, sum(len(part.row_leaves) for part in table.blocks))
    for row in matched.extra:
        _extra(sheet, row, matched.matches)
    return sheet.done()


def _width(table: Table, leaf: Leaf) -> int:
    return next(len(part.column_leaves) for part in table.blocks if leaf in part.row_leaves)


def _part(sheet: Sheet, part: Block, source: Sequence[Row], matched: Matched, shown: Sequence[int]) -> list[Unproved]:
    """Fill in a part of a table; what comes back are the rows that no sum proves."""
    count = len(part.column_leaves)
    own = {leaf.id for leaf in part.row_leaves}
    matches = [match for match in matched.matches if match.leaf.id in own]
    fitting = [_split(match.row, count) for match in matches]
    above = _Above(
        frame=frame_of(fitting, count, shown),
        in_order=heads.in_order(source, part),
        known=not matches
        or heads.all_known(sheet.table, part, source, matches[0].row)
        or _proved(sheet, part, matches),
        unit=heads.unit(source, matches[0].row) if matches else "",
    )
    unproved = []
    for match, row in zip(matches, fitting, strict=True):
        sheet.use((*match.labels, *row.values))
        _labels(sheet, match)
        unproved.append(_row(sheet, match.leaf, row, part, above))
    for leaf in matched.named:
        if leaf.id in own:
            sheet.cells |= {CellKey(leaf.id, column.id): Read(BLANK) for column in part.column_leaves}
    have = {leaf.id for leaf in (*(match.leaf for match in matches), *matched.named)}
    for leaf in part.row_leaves:
        if leaf.id not in have:
            sheet.repair("缺行", "", "", leaf.label, "原文里没有找到这一行，各格待核。")
    return [one for one in unproved if one]


def _row(sheet: Sheet, leaf: Leaf, row: Row, part: Block, above: _Above) -> Unproved | None:
    """Fill in a row; what comes back are its cells if no sum proves them."""
    columns, frame = part.column_leaves, above.frame
    found = readings(row, frame)
    sound = sheet.sound(leaf, columns, found)
    if why := above.doubts(columns) or ("" if above.known or _alike(row, len(columns)) else OTHER_HEADS):
        sheet.write(leaf, columns, (), row, why)
        return None
    shown = [columns[at] for at in frame.shown]
    decided = sheet.decided(found, sound, row)
    sheet.write(leaf, shown, [tuple(one[at] for at in frame.shown) for one in decided], row)
    gone = [column for column in columns if column not in shown]
    sheet.cells |= {CellKey(leaf.id, column.id): Read(BLANK, "", place(row)) for column in gone}
    as_written = row.ours and len(row.places) == len(columns)  # nothing in it was put together or moved
    if (
        len(found) == 1
        and not sound
        and not as_written
        and len(part.row_leaves) > 1
        and any(c.node.total for c in columns)
    ):
        return [CellKey(leaf.id, column.id) for column in shown], row
    return None


def _proved(sheet: Sheet, part: Block, matches: Sequence[Match]) -> bool:
    """Whether the sums of all full rows say that the columns are those of the form, whatever their heads are."""
    columns = part.column_leaves
    full = [match for match in matches if len(match.row.filled) == len(columns)]
    telling = [match for match in full if not _alike(match.row, len(columns))]
    return bool(telling) and all(sheet.sound(match.leaf, columns, [match.row.filled]) for match in telling)


def _alike(row: Row, count: int) -> bool:
    """Whether it is all one in which column a figure stands."""
    return len(row.filled) == count and len({cell.text.strip() for cell in row.filled}) == 1


def _split(row: Row, count: int) -> Row:
    """A row whose figures are glued to one, if there is one way to part them."""
    filled = row.filled
    if count == 1 or len(filled) != 1 or row.exact or not filled[0].text.isdecimal():
        return row
    text = filled[0].text
    if not text.startswith("0") or len(text) > 2 * count:  # 100 is rather one figure than three
        return row
    ways = split_glued(text, count)
    if len(ways) != 1:
        return row
    return row._replace(values=tuple(Cell(digit, filled[0].where) for digit in ways[0]))


def _doubts(sheet: Sheet, unproved: Sequence[Unproved], rows: int) -> None:
    """Look again at the rows whose sums prove nothing; a column that is blank in most rows is blank here too."""
    columns = Counter(key.column for key, read in sheet.cells.items() if read.text == BLANK)
    usual = {column for column, count in columns.items() if 2 * count > rows}
    for keys, row in unproved:
        _doubt(sheet, [key for key in keys if key.column not in usual], row)


def _doubt(sheet: Sheet, keys: Sequence[CellKey], row: Row) -> None:
    """Open what may be two figures that were put together, or a row that was moved by a place.

    That is a figure of several digits beside a blank, and all of a row of which one figure cannot be read, or of which
    only the first or the last place is blank.
    """
    reads = [sheet.cells[key] for key in keys]
    blank = [not read.raw for read in reads]
    if not any(blank) or all(blank) or not row.exact:
        return
    unread = any(read.open and read.raw for read in reads)
    moved = not row.drawn and sum(blank) == 1 and (blank[0] or blank[-1])
    whole = UNREAD if unread else MOVED if moved else ""
    for at, key in enumerate(keys):
        before = blank[at] and at > 0 and _parts(reads[at - 1].raw)
        behind = at + 1 < len(keys) and blank[at + 1] and _parts(reads[at].raw)
        why = TOGETHER if before or behind else "" if reads[at].open else whole
        if why:
            read = Read("", reads[at].raw or quoted(row), reads[at].where)
            sheet.open(key, [reads[at].text], read, why)


def _parts(raw: str) -> bool:
    """Whether a figure may be two put together."""
    return sum(map(str.isdigit, raw)) > 1


def _labels(sheet: Sheet, match: Match) -> None:
    text = "".join(cell.text.strip() for cell in match.labels)
    label = match.leaf.label
    if len({cell.where for cell in match.labels}) > 1 and match.likeness:
        sheet.repair("拼接", match.labels[0].where, text, label, "栏目的字分在几处，接起来是这一行。")
    if not match.likeness:
        sheet.repair("次序", place(match.row), quoted(match.row), label, "没有栏目，按次序只能是这一行。")
    elif match.likeness < 1:
        sheet.repair("错字", match.labels[0].where, text, label, "栏目的字与格式不全一样，照最像的一行认定。")


def _extra(sheet: Sheet, row: Row, matches: Sequence[Match]) -> None:
    """A row that is in no row of the form: once more one that is, or one that the form has not."""
    text = " ".join(cell.text.strip() for cell in (*row.labels, *row.filled))
    label = plain("".join(cell.text for cell in row.labels))
    again = next((match for match in matches if any(label == name.text for name in names(match.leaf))), None)
    if again is None:
        sheet.repair("丢弃", place(row), text, "", "格式里没有这一行，也认不出是哪一行，没有填入表格。")
    elif [cell.text.strip() for cell in row.filled] == [cell.text.strip() for cell in again.row.filled]:
        sheet.use((*row.labels, *row.values))
        sheet.repair("丢弃", place(row), text, "", "这一行重复了，数都一样。")
    else:
        sheet.use((*row.labels, *row.values))
        for key in [key for key in sheet.cells if key.row == again.leaf.id]:
            sheet.cells[key] = Read("待核", quoted(again.row), place(again.row))
        sheet.repair("待核", place(row), text, again.leaf.label, "这一行有两处，数不一样，各格待核。")
