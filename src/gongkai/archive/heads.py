"""What do the heads in a source say of the columns of a table?"""

from collections.abc import Container, Sequence

from gongkai.archive.labels import plain
from gongkai.archive.matching import Matched
from gongkai.archive.rows import Row
from gongkai.form import Block, Table


def named(table: Table, source: Sequence[Row]) -> float:
    """Which share of the column heads stands there, from 0 to 1."""
    text = "".join(plain(cell.text) for row in source for cell in row.labels)
    labels = {plain(column.node.label) for part in table.blocks for column in part.column_leaves}
    return sum(label in text for label in labels) / len(labels)


def shown(table: Table, source: Sequence[Row], matched: Matched) -> tuple[int, ...]:
    """The columns that the heads name, if some are missing on one side, no other words stand there, and no row has more."""
    first = source.index(matched.matches[0].row) if matched.matches else 0
    text = "".join(plain(cell.text) for row in source[:first] for cell in row.labels)
    columns = table.blocks[0].column_leaves
    for column in columns:
        for group in column.ancestors:
            text = text.replace(plain(group.label), "")
    there = tuple(at for at, column in enumerate(columns) if plain(column.node.label) in text)
    for label in (*(column.node.label for column in columns), table.corner, table.stub):
        text = text.replace(plain(label), "", 1) if label else text
    run = there and there[-1] - there[0] + 1 == len(there)
    at_one_side = not text and run and (there[0] == 0 or there[-1] == len(columns) - 1)
    most = max((len(match.row.filled) for match in matched.matches), default=0)
    return there if at_one_side and len(there) >= most and 2 * len(there) > len(columns) else ()


def in_order(source: Sequence[Row], part: Block) -> bool:
    """Whether every line of heads names the columns of a part, level by level, in the order of the form."""
    places: dict[str, list[tuple[int, int]]] = {}
    for at, column in enumerate(part.column_leaves):
        for level, node in enumerate(column.path):
            for name in {plain(name) for name in (node.label, *node.spellings)}:
                places.setdefault(name, []).append((at, level))
    for row in source:
        here: dict[int, int] = {}
        for text in () if row.filled else _heads_in(row, places):
            behind = [(at, level) for at, level in places[text] if at >= here.get(level, 0)]
            if not behind:
                return False
            at, level = behind[0]
            here[level] = at
    return True


def _heads_in(row: Row, known: Container[str]) -> list[str]:
    """The labels in a row, whether each has a place of its own or blanks are between them."""
    whole = [(plain(cell.text), cell.text.split()) for cell in row.labels]
    texts = [text for one, pieces in whole for text in ([one] if one in known else map(plain, pieces))]
    return [text for text in texts if text in known]
