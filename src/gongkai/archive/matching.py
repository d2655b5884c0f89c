"""Which row of the form is each row of a source? By label and order, the whole table at once."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gongkai.archive.labels import Name, likeness, names, plain
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


class _Taken(NamedTuple):
    """A row of the source taken for a row of the form, by their numbers, and the rows that its label stands in."""

    at: int
    k: int
    first: int
    last: int
    likeness: float  # 0: it has no label


_NONE = _Taken(0, 0, 0, 0, 0.0)


class _Way(NamedTuple):
    worth: float
    before: "_Way | None"
    taken: _Taken | None


class _Labels(NamedTuple):
    """The labels of both sides: of each row of the source as they end, of each row of the form in all spellings."""

    ends: Sequence[tuple[str, ...]]  # all labels of a row joined, without the first, and so on
    names: Sequence[tuple[Name, ...]]
    borne: Mapping[str, frozenset[int]]  # the rows of the form that have a text as their label

    def named(self, at: int) -> frozenset[int]:
        """The rows of the form whose label a row of the source bears, or its last labels."""
        return frozenset().union(*(self.borne.get(text, ()) for text in self.ends[at]))


def match_rows(source: Sequence[Row], leaves: Sequence[Leaf]) -> Matched:
    """The best way to take rows of the source, in order, for rows of the form, in order."""
    labels = _labels(source, leaves)
    may = _may(source, labels)
    ways = [_Way(0.0, None, None)] * (len(leaves) + 1)
    for at in (at for at, row in enumerate(source) if row.filled):
        line: list[_Way] = []
        for k in range(len(leaves) + 1):
            best = ways[k]._replace(worth=ways[k].worth + EXTRA)
            if k and line[-1].worth > best.worth:
                best = line[-1]
            if taken := may.get((at, k - 1)):
                worth = ways[k - 1].worth + (taken.likeness or NAMELESS)
                best = _Way(worth, ways[k - 1], taken) if worth > best.worth else best
            line.append(best)
        ways = line
    found: list[_Taken] = []
    way: _Way | None = ways[-1]
    while way:
        found += [way.taken] if way.taken else []
        way = way.before
    return _told(source, leaves, found[::-1], labels)._replace(worth=ways[-1].worth)


def _labels(source: Sequence[Row], leaves: Sequence[Leaf]) -> _Labels:
    own = [[plain(cell.text) for cell in row.labels] for row in source]
    ends = [tuple("".join(one[skip:]) for skip in range(len(one))) for one in own]
    known = [names(leaf) for leaf in leaves]
    borne: dict[str, set[int]] = {}
    for k, spellings in enumerate(known):
        for name in spellings:
            borne.setdefault(name.text, set()).add(k)
    return _Labels(ends, known, {text: frozenset(ks) for text, ks in borne.items()})


def _may(source: Sequence[Row], labels: _Labels) -> dict[tuple[int, int], _Taken]:
    """Which row of the source may be which row of the form.

    One is by its label, or by one that is like it; but not if it bears the label of another row of the form, or if
    another row bears that label. One without any label may be every row of the form.
    """
    every = range(len(labels.names))
    shown = {k for at, row in enumerate(source) if row.filled or (row.exact and row.values) for k in labels.named(at)}
    found: dict[tuple[int, int], _Taken] = {}
    for at in (at for at, row in enumerate(source) if row.filled):
        if not source[at].labels:
            found |= {(at, k): _Taken(at, k, at, at, 0.0) for k in every}
        spellings = _spellings(source, labels.ends, at)
        for text, first, last in spellings:
            for k in labels.borne.get(text, ()):
                if (at, k) not in found or not found[at, k].likeness:
                    found[at, k] = _Taken(at, k, first, last, 1.0)
        if not labels.named(at):
            for k in (k for k in every if k not in shown and not (found.get((at, k)) or _NONE).likeness):
                alike, first, last = _likest(spellings, labels.names[k])
                if alike:
                    found[at, k] = _Taken(at, k, first, last, alike)
    return found


def _likest(spellings: Sequence[tuple[str, int, int]], known: Sequence[Name]) -> tuple[float, int, int]:
    """How like a label of the form the likest text is, and the rows it begins and ends in."""
    likest = (0.0, 0, 0)
    for text, first, last in spellings:
        alike = likeness(text, known)
        if alike > likest[0]:
            likest = (alike, first, last)
    return likest


def _spellings(source: Sequence[Row], ends: Sequence[tuple[str, ...]], at: int) -> list[tuple[str, int, int]]:
    """The texts that may be the label of a row, with the rows they begin and end in.

    They are its own, without the outer heads before it, and joined to rows around it that have a label and no figures.
    """
    found = [(text, at, at) for text in ends[at]]
    head = "".join(ends[at][:1])
    for first in range(at - 1, max(-1, at - 1 - REACH), -1):
        if source[first].filled:
            break
        head = "".join(ends[first][:1]) + head
        found.append((head, first, at))
    if at + 1 < len(source) and not source[at + 1].filled:
        tail = "".join(ends[at + 1][:1])
        found += [(text + tail, first, at + 1) for text, first, _ in found if first >= at - 1]
    return [one for one in found if one[0]]


def _told(source: Sequence[Row], leaves: Sequence[Leaf], found: Sequence[_Taken], labels: _Labels) -> Matched:
    apart = _apart(source, labels)
    kept = [
        one
        for number, one in enumerate(found)
        if one.at not in apart and (one.likeness or _forced(found, number, len(leaves), source))
    ]
    matches = tuple(
        Match(
            source[one.at],
            leaves[one.k],
            tuple(cell for row in source[one.first : one.last + 1] for cell in row.labels),
            one.likeness,
        )
        for one in kept
    )
    used = {one.at for one in kept}
    extra = tuple(row for at, row in enumerate(source) if row.filled and at not in used)
    begin = next((at for at in range(len(source)) if 0 in labels.named(at)), len(source))
    begin = min(begin, found[0].at if found else begin)  # what stands above are the heads, with labels of their own
    bare = [
        labels.borne.get(labels.ends[at][0], frozenset())  # the last of several may be the last of a line of heads
        for at, row in enumerate(source)
        if at >= begin and row.exact and not row.filled and row.labels and at not in apart
    ]
    named = frozenset().union(*bare) - {one.k for one in kept}
    return Matched(matches, tuple(leaves[k] for k in sorted(named)), extra, 0.0)


def _apart(source: Sequence[Row], labels: _Labels) -> set[int]:
    """Rows of labels alone, and of figures alone, of which several follow each other: which belongs to which is not known."""
    found: set[int] = set()
    begin = 0
    for end in range(len(source) + 1):
        if end < len(source) and not (source[end].labels and source[end].filled):
            continue
        segment = range(begin, end)
        begin = end + 1
        figures = [at for at in segment if len(source[at].filled) > (not source[at].exact)]
        words = [at for at in segment if not source[at].filled and labels.named(at)]
        if (len(figures) > 1 and words) or (figures and len(words) > 1):
            found.update(figures, words)
    return found


def _forced(found: Sequence[_Taken], number: int, count: int, source: Sequence[Row]) -> bool:
    """Whether a row without a label has just one place: between its neighbours there is no other row of the form or source."""
    before = found[number - 1][:2] if number else (-1, -1)
    after = found[number + 1][:2] if number + 1 < len(found) else (len(source), count)
    others = [row for row in source[before[0] + 1 : after[0]] if row.filled]
    return after[1] - before[1] == 2 and len(others) == 1  # noqa: PLR2004 - one row in between
