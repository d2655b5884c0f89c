"""Which row of the form is each row of a source? By label and order, the whole table at once."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from gongkai.archive.labels import borne, likeness, names, plain
from gongkai.archive.raw import Cell
from gongkai.archive.rows import Row
from gongkai.form import Leaf

REACH = 4  # rows without figures before a row that may be the beginning of its label
NAMELESS = 0.2  # what a row without a label adds where its place alone says what it is
EXTRA = -0.25  # what a row with figures that is in no form costs


class Match(NamedTuple):
    """A row of the source that is a row of the form; `labels` may come from several rows of the source.

    `likeness` is 1 for an official spelling, 0 for a row that is known by its place alone.
    """

    row: Row
    leaf: Leaf
    labels: tuple[Cell, ...]
    likeness: float


class Matched(NamedTuple):
    """What a table of the form is in a source: the rows that match, those without figures, and figures in no row."""

    matches: tuple[Match, ...]
    named: tuple[Leaf, ...]  # rows of the form whose label stands there without figures
    extra: tuple[Row, ...]
    worth: float


class _Way(NamedTuple):
    worth: float
    before: "_Way | None"
    match: tuple[int, int, int, int] | None  # row, row of the form, first and last row of its label


def match_rows(source: Sequence[Row], leaves: Sequence[Leaf]) -> Matched:
    """The best way to take rows of the source, in order, for rows of the form, in order."""
    ways: list[list[_Way]] = [[_Way(0.0, None, None) for _ in range(len(leaves) + 1)]]
    likely = _likely(source, leaves)
    for at, row in enumerate(source):
        before = ways[-1]
        line: list[_Way] = []
        cost = EXTRA if row.filled else 0.0
        options = _spellings(source, at) if row.filled else []
        for k in range(len(leaves) + 1):
            best = before[k]._replace(worth=before[k].worth + cost)
            if k and line[k - 1].worth > best.worth:
                best = line[k - 1]
            if k and row.filled:
                gain, first, last = _gain(options, leaves[k - 1], at, row, likely=(at, k - 1) in likely)
                if gain and before[k - 1].worth + gain > best.worth:
                    best = _Way(before[k - 1].worth + gain, before[k - 1], (at, k - 1, first, last))
            line.append(best)
        ways.append(line)
    way: _Way | None = ways[-1][-1]
    worth = way.worth if way else 0.0
    found: list[tuple[int, int, int, int]] = []
    while way:
        if way.match:
            found.append(way.match)
        way = way.before
    return _told(source, leaves, found[::-1], worth)


def _spellings(source: Sequence[Row], at: int) -> list[tuple[str, int, int]]:
    """The texts that may be the label of a row, with the rows they begin and end in.

    They are its own, without the outer heads before it, and joined to rows around it that have a label and no figures.
    """
    own = [plain(cell.text) for cell in source[at].labels]
    found = [("".join(own[skip:]), at, at) for skip in range(len(own))]
    text = "".join(own)
    head = text
    for first in range(at - 1, max(-1, at - 1 - REACH), -1):
        if source[first].filled:
            break
        head = "".join(plain(cell.text) for cell in source[first].labels) + head
        found.append((head, first, at))
    if at + 1 < len(source) and not source[at + 1].filled:
        tail = "".join(plain(cell.text) for cell in source[at + 1].labels)
        found += [(text + tail, at, at + 1) for text, first, last in found if last == at and first >= at - 1]
    return [one for one in found if one[0]]


def _likely(source: Sequence[Row], leaves: Sequence[Leaf]) -> AbstractSet[tuple[int, int]]:
    """Which row may be which row of the form by a label that is only like its own.

    None may that bears the label of another row of the form, and no row of the form whose label another one bears.
    """
    known: dict[str, set[int]] = {}
    for k, leaf in enumerate(leaves):
        for name in names(leaf):
            known.setdefault(name.text, set()).add(k)
    borne = {at: set().union(*(known.get(text, ()) for text in _ends(row))) for at, row in enumerate(source)}
    taken = {k for at, row in enumerate(source) if row.filled or (row.exact and row.values) for k in borne[at]}
    free = set(range(len(leaves))) - taken
    return {(at, k) for at, row in enumerate(source) if row.filled and not borne[at] for k in free}


def _gain(
    options: Sequence[tuple[str, int, int]], leaf: Leaf, at: int, row: Row, *, likely: bool
) -> tuple[float, int, int]:
    best = (0.0, at, at)
    for text, first, last in options:
        alike = likeness(text, leaf) if likely else float(borne(text, leaf))
        if alike > best[0]:
            best = (alike, first, last)
    if not best[0] and not row.labels:
        return NAMELESS, at, at
    return best


def _told(
    source: Sequence[Row], leaves: Sequence[Leaf], found: list[tuple[int, int, int, int]], worth: float
) -> Matched:
    apart, likely = _apart(source, leaves), _likely(source, leaves)
    matches, used = [], set()
    for number, (at, k, first, last) in enumerate(found):
        row, leaf = source[at], leaves[k]
        labels = tuple(cell for one in source[first : last + 1] for cell in one.labels)
        alike = _gain(_spellings(source, at), leaf, at, row, likely=(at, k) in likely)[0]
        if at in apart or (alike <= NAMELESS and not _forced(found, number, len(leaves), source)):
            continue
        used.add(at)
        matches.append(Match(row, leaf, labels, alike if alike > NAMELESS else 0.0))
    extra = tuple(row for at, row in enumerate(source) if row.filled and at not in used)
    have = {match.leaf.id for match in matches}
    begin = next((at for at, row in enumerate(source) if _names(row, leaves[0])), len(source))
    begin = min(begin, found[0][0] if found else begin)  # what stands above are the heads, with labels of their own
    bare = [
        row
        for at, row in enumerate(source)
        if at >= begin and row.exact and not row.filled and row.labels and at not in apart
    ]
    wholes = [_ends(row)[0] for row in bare]  # the last of several labels may be the last of a line of column heads
    named = tuple(leaf for leaf in leaves if leaf.id not in have and any(borne(text, leaf) for text in wholes))
    return Matched(tuple(matches), named, extra, worth)


def _apart(source: Sequence[Row], leaves: Sequence[Leaf]) -> set[int]:
    """Rows of labels alone, and of figures alone, of which several follow each other: which belongs to which is not known."""
    found: set[int] = set()
    begin = 0
    for end in range(len(source) + 1):
        if end < len(source) and not (source[end].labels and source[end].filled):
            continue
        segment = range(begin, end)
        begin = end + 1
        figures = [at for at in segment if len(source[at].filled) > (not source[at].exact)]
        labels = [at for at in segment if not source[at].filled and any(_names(source[at], leaf) for leaf in leaves)]
        if (len(figures) > 1 and labels) or (figures and len(labels) > 1):
            found.update(figures, labels)
    return found


def _forced(found: list[tuple[int, int, int, int]], number: int, count: int, source: Sequence[Row]) -> bool:
    """Whether a row without a label has just one place: between its neighbours there is no other row of the form or source."""
    before = found[number - 1][:2] if number else (-1, -1)
    after = found[number + 1][:2] if number + 1 < len(found) else (len(source), count)
    others = [row for row in source[before[0] + 1 : after[0]] if row.filled]
    return after[1] - before[1] == 2 and len(others) == 1  # noqa: PLR2004 - one row in between


def _names(row: Row, leaf: Leaf) -> bool:
    """Whether the labels of a row, or the last of them, are those of a row of the form."""
    return any(borne(text, leaf) for text in _ends(row))


@lru_cache(4096)
def _ends(row: Row) -> tuple[str, ...]:
    own = [plain(cell.text) for cell in row.labels]
    return tuple("".join(own[skip:]) for skip in range(len(own)))
