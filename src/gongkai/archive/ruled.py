"""Which lines of text and which ruled tables do characters and strokes on a page make?"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.archive.guard import check_cells

NEAR = 2.5  # points; edges of one stroke lie closer, rows and columns wider apart
_LEAST_RULE = 4.0
_LEAST_ROOM = 10.0
_MOST_PAIRS = 1_000_000


class Glyph(NamedTuple):
    """A character and its box; y grows upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the box."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


class Rule(NamedTuple):
    """A stroke along an axis: where it lies across, and from where to where it runs."""

    at: float
    begin: float
    end: float


@dataclass(slots=True)
class Region:
    """A cell of a ruled table: its place in the grid, what it spans, its characters."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Ruled:
    """A ruled table: its upper edge, and its cells row by row."""

    top: float
    height: int
    width: int
    regions: list[Region]


def lines(glyphs: Iterable[Glyph]) -> list[tuple[float, str]]:
    """The lines of characters from above, each with the height at which it stands."""
    found: list[tuple[float, list[Glyph]]] = []
    for glyph in sorted(glyphs, key=lambda g: (-g.middle[1], g.left)):
        y = glyph.middle[1]
        size = max(glyph.top - glyph.bottom, 1.0)
        if found and abs(found[-1][0] - y) < size / 2:
            found[-1][1].append(glyph)
        else:
            found.append((y, [glyph]))
    return [(y, text) for y, line in found if (text := _join(line).strip())]


def _join(line: list[Glyph]) -> str:
    """The characters of a line from the left: a blank where there is a gap, a tab where there is a wide one."""
    parts: list[str] = []
    last: Glyph | None = None
    for glyph in sorted(line, key=lambda g: g.left):
        if last is not None:
            size = max(last.top - last.bottom, glyph.top - glyph.bottom, 1.0)
            if glyph.text == last.text and glyph.left - last.left < 0.3 * (last.right - last.left):
                continue  # printed twice to look bold
            gap = glyph.left - last.right
            narrow = last.text.isascii() and glyph.text.isascii()
            if gap > 2 * size:
                parts.append("\t")
            elif gap > (0.15 if narrow else 0.6) * size:
                parts.append(" ")
        parts.append(glyph.text)
        last = glyph
    return "".join(parts)


def tables(across: Sequence[Rule], upright: Sequence[Rule]) -> list[Ruled]:
    """The tables that strokes draw: groups of them that touch and make at least two cells."""
    flat, tall = _merged(across), _merged(upright)
    if len(flat) * len(tall) > _MOST_PAIRS:
        return []
    return [table for group in _groups(flat, tall) if (table := _grid(*group))]


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """One rule for strokes that lie upon or follow one another."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules):
        if levels and rule.at - levels[-1][0].at <= NEAR:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    merged = []
    for level in levels:
        at = sum(r.at for r in level) / len(level)
        begin, end = None, 0.0
        for rule in sorted(level, key=lambda r: r.begin):
            if begin is None:
                begin, end = rule.begin, rule.end
            elif rule.begin <= end + NEAR:
                end = max(end, rule.end)
            else:
                merged.append(Rule(at, begin, end))
                begin, end = rule.begin, rule.end
        if begin is not None:
            merged.append(Rule(at, begin, end))
    return [rule for rule in merged if rule.end - rule.begin >= _LEAST_RULE]


def _groups(flat: list[Rule], tall: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules by what they touch, directly or through others."""
    home = list(range(len(flat) + len(tall)))

    def find(i: int) -> int:
        while home[i] != i:
            home[i] = home[home[i]]
            i = home[i]
        return i

    for i, h in enumerate(flat):
        for j, v in enumerate(tall):
            if h.begin - NEAR <= v.at <= h.end + NEAR and v.begin - NEAR <= h.at <= v.end + NEAR:
                home[find(i)] = find(len(flat) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, h in enumerate(flat):
        groups.setdefault(find(i), ([], []))[0].append(h)
    for j, v in enumerate(tall):
        groups.setdefault(find(len(flat) + j), ([], []))[1].append(v)
    return list(groups.values())


def _levels(values: Iterable[float], ends: Iterable[float]) -> list[float]:
    """Where rules lie, in order; the ends of those across too, where a border was left away."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    for end in ends:
        if found and end < found[0] - _LEAST_ROOM:
            found.insert(0, end)
        elif found and end > found[-1] + _LEAST_ROOM:
            found.append(end)
    return found


def _grid(flat: list[Rule], tall: list[Rule]) -> Ruled | None:
    if not flat or not tall:
        return None
    xs = _levels((r.at for r in tall), (min(r.begin for r in flat), max(r.end for r in flat)))
    ys = _levels((r.at for r in flat), (min(r.begin for r in tall), max(r.end for r in tall)))[::-1]
    width, height = len(xs) - 1, len(ys) - 1
    check_cells(max(width, 0) * max(height, 0))
    if width < 1 or height < 1:
        return None
    home = {(i, j): (i, j) for i in range(height) for j in range(width)}

    def find(place: tuple[int, int]) -> tuple[int, int]:
        while home[place] != place:
            place = home[place]
        return place

    for i in range(height):
        for j in range(width):
            x, y = (xs[j] + xs[j + 1]) / 2, (ys[i] + ys[i + 1]) / 2
            if j and not _is_crossed(tall, xs[j], y):
                _unite(home, find((i, j - 1)), find((i, j)))
            if i and not _is_crossed(flat, ys[i], x):
                _unite(home, find((i - 1, j)), find((i, j)))
    regions = _regions({place: find(place) for place in home})
    return _Ruled(ys[0], height, width, regions, xs, ys) if len(regions) > 1 else None


def _unite(home: dict[tuple[int, int], tuple[int, int]], one: tuple[int, int], other: tuple[int, int]) -> None:
    home[max(one, other)] = min(one, other)


def _is_crossed(rules: Iterable[Rule], at: float, where: float) -> bool:
    return any(abs(r.at - at) <= NEAR and r.begin - NEAR <= where <= r.end + NEAR for r in rules)


def _regions(home: dict[tuple[int, int], tuple[int, int]]) -> list[Region]:
    """Cells from places that belong together; places that make no rectangle stay by themselves."""
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place, first in home.items():
        members.setdefault(first, []).append(place)
    regions = []
    for places in members.values():
        top, left = min(i for i, _ in places), min(j for _, j in places)
        rows, columns = max(i for i, _ in places) - top + 1, max(j for _, j in places) - left + 1
        if rows * columns == len(places):
            regions.append(Region(top, left, rows, columns))
        else:
            regions += [Region(i, j) for i, j in places]
    return sorted(regions, key=lambda r: (r.row, r.column))


@dataclass(slots=True)
class _Ruled(Ruled):
    xs: list[float]
    ys: list[float]


def take(table: Ruled, glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Put the characters that stand in a table into its cells, and return the others."""
    if not isinstance(table, _Ruled):
        return list(glyphs)
    cell_at = {(r.row + i, r.column + j): r for r in table.regions for i in range(r.rows) for j in range(r.columns)}
    falling = [-y for y in table.ys]
    left = []
    for glyph in glyphs:
        x, y = glyph.middle
        place = bisect_right(falling, -y) - 1, bisect_right(table.xs, x) - 1
        if place in cell_at:
            cell_at[place].glyphs.append(glyph)
        else:
            left.append(glyph)
    return left
