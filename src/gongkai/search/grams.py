"""Which runs of characters stand in which documents? All of one and two units, and the longer ones that need be stored.

Works block by block with numpy and keeps what it found in temporary files, so that memory does not grow with the
text: first all runs of one and two units are noted (`Grams.add`), then level by level those of three to six whose
halves are both hot (`Grams.parts`), at last all lists are handed out shard by shard.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from gongkai.search.shard import FNV, GAPS, MAX_GRAM, PRIME, Coded, Numbers, varints

Array = NDArray[Any]

IN_BLOCK = 9  # bits of a document's place in its block
BLOCK = 1 << IN_BLOCK  # documents that are worked on at once
ROOT = 3  # units that decide about the shard of a run
_DOCUMENT = 20  # bits of a document's place among all
_KEY = 32  # bits of a run's key: its two units, or its hot beginning and its last unit
_PART = 4_000_000  # entries that are worked on at once when the lists are handed out
_SPILL = 64 << 20  # bytes that stay in memory
_UNIT = np.uint64(0xFFFF)
MAX_DOCUMENTS = 1 << _DOCUMENT


class Level:
    """What the keys of a level mean: a hot run, from 1, and the unit behind it, from 1 in the alphabet of hot runs."""

    def __init__(self, beginnings: Sequence[str], alphabet: Array) -> None:
        self.beginnings, self.alphabet = beginnings, alphabet
        self.width = len(alphabet) + 1
        self.letter = np.zeros(1 << 16, np.int64)
        self.letter[alphabet] = np.arange(1, self.width)
        units = [[ord(unit) for unit in run[:ROOT]] for run in beginnings]
        self.hashes = _fnv(list(np.array(units, np.uint64).T))

    def spelled(self, key: int) -> str:
        """The run of a key."""
        beginning, last = divmod(key, self.width)
        return self.beginnings[beginning - 1] + chr(self.alphabet[last - 1])

    def table(self, hot: Array, beginnings: int) -> Array:
        """A table from the keys of so many beginnings to the numbers, from 1, of those that are hot."""
        table = np.zeros(beginnings * self.width, np.uint32)
        table[hot] = np.arange(1, len(hot) + 1)
        return table


class Spill:
    """Sorted entries in a temporary file: shard within its part, key and document in one number, part by part."""

    def __init__(self, file: IO[bytes], shards: int, parts: int) -> None:
        self._file = file
        self._held: list[list[tuple[int, int]]] = [[] for _ in range(parts)]  # where in the file, and how many
        self._each = shards // parts

    def add(self, shard: Array, key: Array, document: Array) -> None:
        """Keep entries in whatever order."""
        part, local = shard // np.uint64(self._each), shard % np.uint64(self._each)
        entries = local << np.uint64(_KEY + _DOCUMENT) | key << np.uint64(_DOCUMENT) | document
        order = np.argsort(part.astype(np.uint16), kind="stable")
        entries, bounds = entries[order], np.searchsorted(part[order], np.arange(len(self._held) + 1))
        for held, first, last in zip(self._held, bounds, bounds[1:], strict=False):
            if last > first:
                held.append((self._file.seek(0, 2), int(last - first)))
                self._file.write(entries[first:last].tobytes())

    def part(self, number: int) -> Array:
        """The entries of a part, in order."""
        runs = []
        for at, count in self._held[number]:
            self._file.seek(at)
            runs.append(np.frombuffer(self._file.read(count * 8), np.uint64))
        entries = np.concatenate(runs) if runs else np.zeros(0, np.uint64)
        entries.sort()
        return entries


class Shard(NamedTuple):
    """The lists of a shard by their runs, and of those that are coded so, their gaps ready."""

    lists: dict[str, Numbers]
    ready: dict[str, Coded]


class Grams:
    """The runs of a collection: in its `with`, `add` every document by its place, then ask for `parts`."""

    def __init__(self, documents: int, shards: int, hot: int) -> None:
        if documents >= MAX_DOCUMENTS:
            message = f"more than {MAX_DOCUMENTS} documents"
            raise ValueError(message)
        parts = 1
        while parts < shards and (documents * 3500 // parts > _PART or shards // parts > 1 << 64 - _KEY - _DOCUMENT):
            parts *= 2
        self._shards, self._hot, self._parts = shards, hot, parts
        self._files: list[IO[bytes]] = []
        self._text = self._temporary()
        self._blocks: list[tuple[Array, Array]] = []  # places and lengths of the documents of each block
        self._short = Spill(self._temporary(), shards, parts)
        self._waiting: list[tuple[int, bytes]] = []
        self._counts: list[tuple[Array, Array]] = []

    def add(self, place: int, folded: str) -> None:
        """A document: its place among all in the order of their numbers, its folded blocks between line feeds."""
        self._waiting.append((place, (folded + "\n").encode("utf-16-le", "surrogatepass")))
        if len(self._waiting) == BLOCK:
            self._flush()

    def _temporary(self) -> IO[bytes]:
        self._files.append(tempfile.SpooledTemporaryFile(_SPILL))  # noqa: SIM115 - closed at the end
        return self._files[-1]

    def _flush(self) -> None:
        if not self._waiting:
            return
        self._waiting.sort()
        places = np.array([place for place, _ in self._waiting], np.uint64)
        lengths = np.array([len(text) // 2 for _, text in self._waiting], np.int64)
        data = b"".join(text for _, text in self._waiting)
        self._waiting.clear()
        self._text.write(data)
        self._blocks.append((places, lengths))
        text = np.frombuffer(data, np.uint16)
        inside = text != 10  # noqa: PLR2004 - a line feed
        wide, document = text.astype(np.uint64), np.repeat(np.arange(len(places), dtype=np.uint64), lengths)
        one, two = np.flatnonzero(inside), np.flatnonzero(inside[:-1] & inside[1:])
        keys = np.concatenate((wide[one] << np.uint64(16), wide[two] << np.uint64(16) | wide[two + 1]))
        entries = _unique(keys << np.uint64(IN_BLOCK) | np.concatenate((document[one], document[two])))
        keys = entries >> np.uint64(IN_BLOCK)
        distinct, counts = _counted(keys)
        self._counts.append((distinct.astype(np.uint32), counts))
        shards = _sharded(_fnv([distinct >> np.uint64(16), distinct & _UNIT]), self._shards)
        self._short.add(np.repeat(shards, counts), keys, places[_place(entries)])

    def parts(self, numbers: Numbers, limit: int) -> Iterator[tuple[int, list[Shard]]]:
        """First shard of each part, and all its shards; `numbers` are those of the documents by their places.

        Gaps are made ready for lists of runs of up to three units with an eighth of `limit` documents or less.
        """
        self._flush()
        levels = list(self._longer())
        each = self._shards // self._parts
        for part in range(self._parts):
            shards = [Shard({}, {}) for _ in range(each)]
            _hand_out(self._short.part(part), shards, _spelled, numbers, limit)
            for size, (level, spill) in enumerate(levels, 3):
                _hand_out(spill.part(part), shards, level.spelled, numbers, limit if size == 3 else 0)  # noqa: PLR2004
            yield part * each, shards

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def _longer(self) -> Iterator[tuple[Level, Spill]]:
        """The runs of three units and more, level by level."""
        if not self._counts:
            return
        keys, counts = _summed(self._counts)
        hot = keys[(counts > self._hot) & (keys & _UNIT > 0)]
        if not len(hot):
            return
        first, second = (hot >> np.uint64(16)).astype(np.int64), (hot & _UNIT).astype(np.int64)
        alphabet = np.unique(np.concatenate((first, second)))
        level = Level([chr(one) + chr(two) for one, two in zip(first.tolist(), second.tolist(), strict=True)], alphabet)
        tables = [level.table(level.letter[first] * level.width + level.letter[second], level.width)]
        for size in range(3, MAX_GRAM + 1):
            spill = Spill(self._temporary(), self._shards, self._parts)
            seen = [one for block in self._texts() if (one := self._note(block, size, level, tables, spill))]
            if not seen:
                return
            yield level, spill
            keys, counts = _summed(seen)
            hot = keys[counts > self._hot]
            if not len(hot):
                return
            longer = Level([level.spelled(key) for key in hot.tolist()], alphabet)
            tables.append(longer.table(hot.astype(np.int64), len(level.beginnings) + 1))
            level = longer

    def _note(
        self, block: tuple[Array, Array, Array], size: int, level: Level, tables: Sequence[Array], spill: Spill
    ) -> tuple[Array, Array] | None:
        """Keep the runs of a block whose halves are hot; their keys, each once, and in how many documents they are."""
        places, lengths, text = block
        letters = level.letter[text]
        found = _hot_at(tables, letters, level.width)
        at = np.flatnonzero((found[:-1] > 0) & (found[1:] > 0))
        if not len(at):
            return None
        document = np.repeat(np.arange(len(places), dtype=np.uint64), lengths)
        keys = (found[at] * level.width + letters[at + size - 1]).astype(np.uint64)
        entries = _unique(keys << np.uint64(IN_BLOCK) | document[at])
        keys = entries >> np.uint64(IN_BLOCK)
        distinct, counts = _counted(keys)
        beginning, last = np.divmod(distinct.astype(np.int64), level.width)
        hashes = level.hashes[beginning - 1]
        if size == ROOT:
            hashes = _fnv([level.alphabet[last - 1]], hashes)
        spill.add(np.repeat(_sharded(hashes, self._shards), counts), keys, places[_place(entries)])
        return distinct, counts

    def _texts(self) -> Iterator[tuple[Array, Array, Array]]:
        self._text.seek(0)
        for places, lengths in self._blocks:
            yield places, lengths, np.frombuffer(self._text.read(int(lengths.sum()) * 2), np.uint16)


def _hot_at(tables: Sequence[Array], letters: Array, width: int) -> Array:
    """For each place of a text, which hot run of the last level begins there, from 1; 0 for none."""
    found: Array = letters
    for size, table in enumerate(tables, 1):
        found = table[found[:-1] * width + letters[size:]].astype(np.int64)
    return found


def _spelled(key: int) -> str:
    first, second = key >> 16, key & 0xFFFF
    return chr(first) + (chr(second) if second else "")


def _hand_out(
    entries: Array, shards: Sequence[Shard], spelled: Callable[[int], str], numbers: Numbers, limit: int
) -> None:
    keys = entries >> np.uint64(_DOCUMENT)
    held = numbers[(entries & np.uint64(MAX_DOCUMENTS - 1)).astype(np.int64)]
    starts = _starts(keys)
    bounds = np.append(starts, len(keys))
    counts = np.diff(bounds)
    few = 8 * counts <= limit
    steps = np.diff(held, prepend=-1) - 1
    steps[starts] = held[starts]
    written, ends = varints(steps[np.repeat(few, counts)])
    ready, cuts = written.tobytes(), ends[np.append(0, np.cumsum(np.where(few, counts, 0)))].tolist()
    edges = bounds.tolist()
    for at, (key, short) in enumerate(zip(keys[starts].tolist(), few.tolist(), strict=True)):
        run, shard = spelled(key & 0xFFFFFFFF), shards[key >> _KEY]
        shard.lists[run] = held[edges[at] : edges[at + 1]]
        if short:
            shard.ready[run] = GAPS, ready[cuts[at] : cuts[at + 1]]


def _starts(ordered: Array) -> Array:
    return np.flatnonzero(np.concatenate((np.ones(min(len(ordered), 1), bool), ordered[1:] != ordered[:-1])))


def _unique(entries: Array) -> Array:
    entries.sort()
    return entries[_starts(entries)]


def _counted(ordered: Array) -> tuple[Array, Array]:
    starts = _starts(ordered)
    return ordered[starts], np.diff(np.append(starts, len(ordered)))


def _summed(counted: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Each key once, with all that was counted of it."""
    keys = np.concatenate([one for one, _ in counted])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = _starts(keys)
    return keys[starts].astype(np.uint64), np.add.reduceat(np.concatenate([n for _, n in counted])[order], starts)


def _fnv(columns: Sequence[Array], start: Array | None = None) -> Array:
    """FNV-1a-32 of runs given unit by unit, going on from `start`; a unit 0 is none."""
    value = np.full(len(columns[0]) if columns else 0, FNV, np.uint32) if start is None else start
    for column in columns:
        unit = column.astype(np.uint32)
        after = (value ^ (unit & np.uint32(0xFF))) * np.uint32(PRIME)
        after = (after ^ (unit >> np.uint32(8))) * np.uint32(PRIME)
        value = np.where(unit > 0, after, value)
    return value


def _sharded(hashes: Array, shards: int) -> Array:
    return hashes.astype(np.uint64) & np.uint64(shards - 1)


def _place(entries: Array) -> Array:
    """In which documents of their block entries stand."""
    return (entries & np.uint64(BLOCK - 1)).astype(np.int64)
