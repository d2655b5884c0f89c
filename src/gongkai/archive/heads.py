"""What do the heads in a source say of the columns of a table?"""

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

from gongkai.archive.labels import plain
from gongkai.archive.matching import Matched
from gongkai.archive.rows import Row
from gongkai.form import Block, Node, Table

SHORT, LONG = 3, 30  # characters of a head that may have a slip of the pen
ALIKE = 0.66  # of three characters two
_OTHER_YEAR = frozenset("上去前历累")  # a head with one of these is another one
_ASIDE = re.compile(r"\s*[(（\[【][^()（）]*[)）\]】]?\s*$")
_UNIT = re.compile(r"金额[^元]{0,12}?(?P<unit>[亿百千万]{0,2}元)")


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
            for name in _spellings(node):
                places.setdefault(name, []).append((at, level))
    lines = [_heads_in(row, places) for row in source if not row.filled]
    return all(_level_by_level(line, places) and _round_by_round(line, part) for line in lines)


def _level_by_level(names: Sequence[str], places: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    here: dict[int, int] = {}
    for name in names:
        behind = [(at, level) for at, level in places[name] if at >= here.get(level, 0)]
        if not behind:
            return False
        at, level = behind[0]
        here[level] = at
    return True


def _round_by_round(names: Sequence[str], part: Block) -> bool:
    """Whether heads that several groups have alike come in their order, and from the last only back to the first."""
    labels = [plain(column.node.label) for column in part.column_leaves]
    alike = list(dict.fromkeys(label for label in labels if labels.count(label) > 1))
    places = [alike.index(name) for name in names if name in alike]
    return all(before < after or before == len(alike) - 1 for before, after in pairwise(places))


def all_known(table: Table, part: Block, source: Sequence[Row], first: Row) -> bool:
    """Whether all that stands above the first row of a part, from the first line that names a column, is of the form."""
    names = [name for column in part.column_leaves for node in column.path for name in _spellings(node)]
    rows = [name for leaf in part.row_leaves for node in leaf.path for name in _spellings(node)]
    words = "\n".join((*names, *rows, *map(plain, (table.corner, table.stub, table.title, part.label))))
    above = _above(source, first)
    begin = next((at for at, row in enumerate(above) if _heads_in(row, names)), len(above))
    texts = [cell.text for row in above[begin:] for cell in row.labels]
    pieces = [piece for text in texts for piece in ([text] if _is_of(text, names, words) else text.split())]
    return all(_is_of(piece, names, words) for piece in pieces)


def unit(source: Sequence[Row], first: Row) -> str:
    """The unit of money that the heads above the first row of a part state, "" if they state none."""
    found = [_UNIT.search(cell.text) for row in _above(source, first) for cell in row.labels]
    return next((match["unit"] for match in reversed(found) if match), "")


def _above(source: Sequence[Row], first: Row) -> list[Row]:
    """The rows with words alone right above a row."""
    at = next(at for at, row in enumerate(source) if row is first)
    above = takewhile(lambda row: not row.filled, reversed(source[:at]))
    return [row for row in above if row.labels][::-1]


def _spellings(node: Node) -> set[str]:
    return {plain(text) for label in (node.label, *node.spellings) for text in (label, _ASIDE.sub("", label))}


def _heads_in(row: Row, known: Collection[str]) -> list[str]:
    """The column heads in a row, whether each has a place of its own or blanks are between them, as the form spells them."""
    texts = [piece for cell in row.labels for piece in ([cell.text] if _meant(cell.text, known) else cell.text.split())]
    return [name for text in texts if (name := _meant(text, known))]


def _meant(text: str, known: Collection[str]) -> str | None:
    """The label of the form that a text is: as it is spelt, with an explanation behind it, or with a slip of the pen."""
    short = plain(_ASIDE.sub("", text))
    if short in known:
        return short
    if not SHORT <= len(short) <= LONG or set(short) & _OTHER_YEAR:
        return None
    near = [name for name in known if abs(len(name) - len(short)) <= 1 and len(name) >= SHORT]
    best, name = max(
        ((SequenceMatcher(None, short, one, autojunk=False).ratio(), one) for one in near), default=(0.0, "")
    )
    return name if best >= ALIKE else None


def _is_of(text: str, names: Collection[str], words: str) -> bool:
    return plain(text) in words or plain(_ASIDE.sub("", text)) in words or _meant(text, names) is not None
