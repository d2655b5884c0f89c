"""Which edition is each table of a source, and what stands in its cells?"""

from collections.abc import Mapping, Sequence

from gongkai.archive.labelled import by_rows
from gongkai.archive.raw import Block
from gongkai.archive.rows import Row, rows
from gongkai.archive.sheet import Recognised
from gongkai.archive.unlabelled import by_heads
from gongkai.form import Forms, Table


def recognise(blocks: Mapping[str, Sequence[Block]], forms: Forms, year: int | None) -> tuple[Recognised, ...]:
    """The three tables, from the blocks of the chapter of each (by its ordinal); every table decides its edition alone.

    Where the labels fit two editions alike, it is that of the other tables if they agree, else that of the year.
    """
    usual = (forms.for_year(year) if year else None) or forms.editions[-1]
    given = {ordinal: rows(part) for ordinal, part in blocks.items()}
    tried = {
        standard.ordinal: [
            _attempt(table, given.get(standard.ordinal, []))
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


def _attempt(table: Table, source: Sequence[Row]) -> Recognised:
    """A table of one edition, looked for in rows."""
    labelled = any(leaf.label for part in table.blocks for leaf in part.row_leaves)
    return by_rows(table, source) if labelled else by_heads(table, source)
