"""Which edition is each table of a source, and what stands in its cells?"""

from collections.abc import Mapping, Sequence

from gongkai.archive import labelled, unlabelled
from gongkai.archive.raw import Block
from gongkai.archive.rows import Row, rows
from gongkai.archive.sheet import Look, Recognised
from gongkai.form import Forms, Table


def recognise(
    blocks: Mapping[str, Sequence[Block]], forms: Forms, year: int | None, *, ours: bool = False
) -> tuple[Recognised, ...]:
    """The three tables, from the blocks of the chapter of each (by its ordinal); every table decides its edition alone.

    Where the labels fit two editions alike, it is that of the other tables if they agree, else that of the year.
    `ours`: we wrote the file, one figure into each place.
    """
    usual = (forms.for_year(year) if year else None) or forms.editions[-1]
    given = {ordinal: [row._replace(ours=ours) for row in rows(part)] for ordinal, part in blocks.items()}
    tried = {
        standard.ordinal: [
            _look(table, given.get(standard.ordinal, []))
            for edition in forms.editions
            for table in edition.tables
            if table.ordinal == standard.ordinal
        ]
        for standard in usual.tables
    }
    sure = {ordinal: best for ordinal, looks in tried.items() if (best := _best(looks))}
    agreed = {one.table.edition for one in sure.values() if one.found}
    fallback = agreed.pop() if len(agreed) == 1 else usual.id
    chosen = (sure.get(o) or next(one for one in looks if one.table.edition == fallback) for o, looks in tried.items())
    return tuple(map(_filled, chosen))


def _best(looks: Sequence[Look]) -> Look | None:
    """The one that fits best, unless two fit alike."""
    first, *others = sorted(looks, key=lambda one: -one.worth)
    return None if others and others[0].worth == first.worth else first


def _look(table: Table, source: Sequence[Row]) -> Look:
    return labelled.look(table, source) if _has_labels(table) else unlabelled.look(table, source)


def _filled(look: Look) -> Recognised:
    return labelled.fill(look) if _has_labels(look.table) else unlabelled.fill(look)


def _has_labels(table: Table) -> bool:
    """Whether its rows have labels, or only its columns."""
    return any(leaf.label for part in table.blocks for leaf in part.row_leaves)
