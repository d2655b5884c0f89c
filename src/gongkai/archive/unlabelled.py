"""Which figures of a source are those of a table without labels at its row: table 四?"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from gongkai.archive import heads
from gongkai.archive.columns import Reading, frame_of, readings
from gongkai.archive.rows import Row
from gongkai.archive.sheet import Look, Recognised, Sheet, place, quoted
from gongkai.form import Table

NAMED = 1 / 2  # share of the column heads that have to stand there
HEADS = 3.0  # what all of them add


def look(table: Table, source: Sequence[Row]) -> Look:
    """How well the heads in a source are those of a table."""
    named = heads.named(table, source)
    found = named >= NAMED and bool(_candidates(source))
    return Look(table, source, found=found, worth=1.0 + HEADS * named if found else 0.0)


def fill(looked: Look) -> Recognised:
    """The one row of a table, from the row with most figures below its heads."""
    sheet = Sheet(looked.table)
    if not looked.found:
        return sheet.absent()
    source, candidates = looked.source, _candidates(looked.source)
    (part,) = looked.table.blocks
    (leaf,) = part.row_leaves
    columns = part.column_leaves
    row = max(_joined(candidates), key=lambda one: len(one.filled))
    sheet.use((*row.labels, *row.values))
    taken = set(map(id, row.values))
    others = [one for one in candidates if not taken.issuperset(map(id, one.filled))]
    asides = [one for one in source if one.exact and one.filled and one not in candidates]
    for one in (*others, *asides):
        text = " ".join(cell.text.strip() for cell in (*one.labels, *one.filled))
        sheet.repair("丢弃", place(one), text, "", "这张表只有一行数，没有填入表格。")
    found = _readings(row, len(columns))
    sound = sheet.sound(leaf, columns, found)
    lines = not row.exact and len({cell.where for cell in row.values}) > 1
    if any(len(one.filled) == len(row.filled) and quoted(one) != quoted(row) for one in others):
        sheet.write(leaf, columns, (), row, "有两行数，不能确定哪一行是这张表的。")
    elif not heads.in_order(source, part):
        sheet.write(leaf, columns, (), row, "栏目的次序与格式不同，请照原文填。")
    elif lines and not sound:
        sheet.write(leaf, columns, (), row, "各数分在几行，又加不起来，可能少了一个。")
    else:
        sheet.write(leaf, columns, sheet.decided(found, sound, row), row)
    return sheet.done()


def _candidates(source: Sequence[Row]) -> list[Row]:
    return [row for row in source if row.filled and not any(_prose(cell.text) for cell in row.labels)]


def _readings(row: Row, count: int) -> tuple[Reading, ...]:
    """What a row may say; of one figure more than there are columns any may be none of them: a number of a page."""
    found = readings(row, frame_of([row], count, ()))
    if not found and len(row.filled) == count + 1:
        return tuple((*row.filled[:at], *row.filled[at + 1 :]) for at in range(count + 1))
    return found


def _joined(candidates: Sequence[Row]) -> Iterator[Row]:
    """Each row, and runs of rows without labels as one row."""
    yield from candidates
    for bare, run in groupby(candidates, key=lambda row: not row.labels and not row.exact):
        if bare:
            yield Row((), tuple(cell for row in run for cell in row.values), exact=False)


def _prose(text: str) -> bool:
    return any(sign in text for sign in "。；：") or text.startswith("注")
