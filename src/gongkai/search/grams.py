"""Which runs of characters stand in which documents? All of one and two units, and the longer ones that need be stored.

Works block by block with numpy and keeps what it found in temporary files, so that memory does not grow with the
text: first all runs of one and two units are noted (`Grams.add`), then level by level those of three to six whose
halves are both hot (`Grams.parts`), at last all lists are handed out shard by shard.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import IO, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from gongkai.search.shard import FNV, MAX_GRAM, PRIME, Coded, Numbers, apart

Array = NDArray[Any]

IN_BLOCK = 9  # bits of a document's place in its block
BLOCK = 1 << IN_BLOCK  # documents that are worked on at once
ROOT = 3  # units that decide about the shard of a run
_KEY = 40  # bits of a run's key: its two units, or its hot beginning and its last unit
_PARTS = 1 << 7  # that the shards are handed out in, at most
MAX_DOCUMENTS = (1 << 17) - 1  # so that part, key and document find room in 64 bits
_PART = 1_000_000  # entries that are worked on at once when the lists are handed out
_SPILL = 4 << 20  # bytes that stay in memory
_UNIT = np.uint64(0xFFFF)


class Short:
    """What the keys of runs of one and two units mean: the first, and the second or 0."""

    def spelled(self, key: int) -> str:
        """The run of a key."""
        first, second = key >> 16, key & 0xFFFF
        return chr(first) + (chr(second) if second else "")

    def hashes(self, keys: Array) -> Array:
        """By which the shard of each key is chosen."""
        return _fnv([keys >> np.uint64(16), keys & _UNIT])


class Level:
    """What the keys of a level mean: a hot run, from 1, and the unit behind it, from 1 in the alphabet of hot runs."""

    def __init__(self, beginnings: Sequence[str], alphabet: Array) -> None:
        self.beginnings, self.alphabet = beginnings, alphabet
        self.width = len(alphabet) + 1
        self.letter = np.zeros(1 << 16, np.int64)
        self.letter[alphabet] = np.arange(1, self.width)
        units = [[ord(unit) for unit in run[:ROOT]] for run in beginnings]
        self._hashes = _fnv(list(np.array(units, np.uint64).T))

    def spelled(self, key: int) -> str:
        """The run of a key."""
        beginning, last = divmod(key, self.width)
        return self.beginnings[beginning - 1] + chr(self.alphabet[last - 1])

    def hashes(self, keys: Array) -> Array:
        """By which the shard of each key is chosen: its first three units."""
        beginning, last = np.divmod(keys.astype(np.int64), self.width)
        found = self._hashes[beginning - 1]
        return found if len(self.beginnings[0]) >= ROOT else _fnv([self.alphabet[last - 1]], found)


class Ranks:
    """Which of the numbers below a bound are in a set, and the how manieth each is: a bit for each, and sums."""

    def __init__(self, ordered: Array, bound: int) -> None:
        word, bit = ordered >> 6, np.uint64(1) << (ordered & 63).astype(np.uint64)
        starts = _starts(word)
        self._bits, self._before = np.zeros((bound >> 6) + 1, np.uint64), np.zeros((bound >> 6) + 1, np.uint32)
        self._bits[word[starts]] = np.bitwise_or.reduceat(bit, starts)
        self._before[word[starts]] = starts

    def __getitem__(self, numbers: Array) -> Array:
        """Of each number its place in the set, from 1; 0 if it is not there."""
        word, bit = numbers >> 6, np.uint64(1) << (numbers & 63).astype(np.uint64)
        bits = self._bits[word]
        there = np.flatnonzero(bits & bit)
        out = np.zeros(len(numbers), np.uint32)
        out[there] = self._before[word[there]] + np.bitwise_count(bits[there] & (bit[there] - np.uint64(1))) + 1
        return out


SHORT = Short()


class Spill:
    """Entries in a temporary file: part, key and document in one number, sorted block by block."""

    def __init__(self, file: IO[bytes], bits: int, parts: int) -> None:
        """`bits` of a document's place."""
        self._file, self._bits = file, np.uint64(bits)
        self._begins = np.arange(1, parts, dtype=np.uint64) << np.uint64(_KEY + bits)  # of all parts but the first
        self._held: list[list[tuple[int, int]]] = [[] for _ in range(parts)]  # where in the file, and how many

    def add(self, part: Array, key: Array, document: Array) -> None:
        """Keep entries in whatever order."""
        entries = (part << np.uint64(_KEY) | key) << self._bits | document
        entries.sort()
        at = self._file.seek(0, 2)
        self._file.write(entries.tobytes())
        bounds = [0, *np.searchsorted(entries, self._begins).tolist(), len(entries)]
        for held, (first, last) in zip(self._held, pairwise(bounds), strict=True):
            held.append((at + 8 * first, last - first))

    def part(self, number: int) -> tuple[Array, Array, Array]:
        """Key and document of each entry of a part, in order; and where a new key begins."""
        runs = []
        for at, count in self._held[number]:
            self._file.seek(at)
            runs.append(np.frombuffer(self._file.read(count * 8), np.uint64))
        entries = np.concatenate(runs) if runs else np.zeros(0, np.uint64)
        entries.sort()
        keys = entries >> self._bits & np.uint64((1 << _KEY) - 1)
        return keys, (entries & (np.uint64(1) << self._bits) - np.uint64(1)).astype(np.int64), _starts(keys)


class Shard(NamedTuple):
    """The lists of a shard by their keys, and those that are coded already."""

    lists: dict[str, Numbers]
    ready: dict[str, Coded]

    def put(self, key: str, numbers: Numbers, coded: Coded | None) -> None:
        """A list, coded if it is."""
        self.lists[key] = numbers
        if coded:
            self.ready[key] = coded


class Grams:
    """The runs of a collection: in its `with`, `add` every document by its place, then ask for `parts`."""

    def __init__(self, documents: int, shards: int, hot: int) -> None:
        if documents > MAX_DOCUMENTS:
            message = f"more than {MAX_DOCUMENTS} documents"
            raise ValueError(message)
        parts = 1
        while parts < min(shards, _PARTS) and documents * 3500 // parts > _PART:
            parts *= 2
        self._shards, self._hot, self._parts, self._bits = shards, hot, parts, documents.bit_length()
        self._files: list[IO[bytes]] = []
        self._text = self._temporary()
        self._blocks: list[tuple[Array, Array]] = []  # places and lengths of the documents of each block
        self._short = self._spill()
        self._waiting: list[tuple[int, bytes]] = []
        self._counts: list[Array] = []  # of each block, how many of its documents have which short run

    def add(self, place: int, folded: str) -> None:
        """A document: its place among all in the order of their numbers, its folded blocks between line feeds."""
        self._waiting.append((place, (folded + "\n").encode("utf-16-le", "surrogatepass")))
        if len(self._waiting) == BLOCK:
            self._flush()

    def _spill(self) -> Spill:
        return Spill(self._temporary(), self._bits, self._parts)

    def _keep(self, spill: Spill, level: Short | Level, entries: Array, places: Array) -> Array:
        """Keep keys with the document of each in its block, in order, each once; a tally of them."""
        keys = entries >> np.uint64(IN_BLOCK)
        starts = _starts(keys)
        distinct, counts = keys[starts], np.diff(np.append(starts, len(keys)))
        parts = _sharded(level.hashes(distinct), self._shards) // np.uint64(self._shards // self._parts)
        spill.add(np.repeat(parts, counts), keys, places[_place(entries)])
        return distinct << np.uint64(IN_BLOCK) | (counts - 1).astype(np.uint64)

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
        self._counts.append(self._keep(self._short, SHORT, entries, places))

    def parts(self, numbers: Numbers, limit: int) -> Iterator[tuple[int, list[Shard]]]:
        """First shard of each part, and all its shards; `numbers` are those of the documents by their places.

        Gaps are made ready for lists of runs of up to three units with an eighth of `limit` documents or less.
        """
        self._flush()
        levels: list[tuple[Short | Level, Spill]] = [(SHORT, self._short), *self._longer()]
        each = self._shards // self._parts
        for part in range(self._parts):
            shards = [Shard({}, {}) for _ in range(each)]
            for size, (level, spill) in enumerate(levels, 2):
                keys, places, starts = spill.part(part)
                lists = apart(numbers[places], np.append(starts, len(keys)), limit if size <= ROOT else 0)
                within = _sharded(level.hashes(keys[starts]), each).tolist()
                for key, shard, one in zip(keys[starts].tolist(), within, lists, strict=True):
                    shards[shard].put(level.spelled(key), *one)
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
        ranks = Ranks(level.letter[first] * level.width + level.letter[second], level.width**2)
        before = None
        for size in range(3, MAX_GRAM + 1):
            spill, found = self._spill(), self._temporary()
            halves = self._halves(level, ranks, size, before, found)
            seen = [self._note(block, size, level, spill) for block in halves]
            if before:
                before.close()
            before = found
            yield level, spill
            keys, counts = _summed(seen)
            hot = keys[counts > self._hot]
            if not len(hot):
                return
            ranks = Ranks(hot.astype(np.int64), (len(level.beginnings) + 1) * level.width)
            level = Level([level.spelled(key) for key in hot.tolist()], alphabet)

    def _halves(
        self, level: Level, ranks: Ranks, size: int, before: IO[bytes] | None, found: IO[bytes]
    ) -> Iterator[tuple[Array, Array, Array, Array]]:
        """Block by block its places, lengths, letters, and for each place which hot run one unit short of `size` begins there.

        These are numbered from 1; 0 is none. They are kept in `found`, as those of one unit less were in `before`.
        """
        if before:
            before.seek(0)
        for places, lengths, text in self._texts():
            letters = level.letter[text]
            shorter = letters
            if before:
                shorter = np.frombuffer(before.read(4 * (len(text) - size + 3)), np.uint32).astype(np.int64)
            hot = ranks[shorter[:-1] * level.width + letters[size - 2 :]]
            found.write(hot.tobytes())
            yield places, lengths, letters, hot

    def _note(self, block: tuple[Array, Array, Array, Array], size: int, level: Level, spill: Spill) -> Array:
        """Keep the runs of a block whose halves are hot; a tally of them."""
        places, lengths, letters, hot = block
        at = np.flatnonzero((hot[:-1] > 0) & (hot[1:] > 0))
        document = np.repeat(np.arange(len(places), dtype=np.uint64), lengths)
        keys = hot[at].astype(np.uint64) * np.uint64(level.width) + letters[at + size - 1].astype(np.uint64)
        return self._keep(spill, level, _unique(keys << np.uint64(IN_BLOCK) | document[at]), places)

    def _texts(self) -> Iterator[tuple[Array, Array, Array]]:
        self._text.seek(0)
        for places, lengths in self._blocks:
            yield places, lengths, np.frombuffer(self._text.read(int(lengths.sum()) * 2), np.uint16)


def hand_out(lists: Sequence[Mapping[str, Sequence[int]]], shards: Sequence[Shard], limit: int) -> None:
    """Put lists of keys that are no runs into the shards for which they are given; coded as `apart` does."""
    numbers = [sorted(one) for own in lists for one in own.values()]
    each = apart(np.array([*chain(*numbers)], np.int64), np.cumsum([0, *map(len, numbers)]), limit)
    for shard, own in zip(shards, lists, strict=True):
        for key in own:
            shard.put(key, *next(each))


def _starts(ordered: Array) -> Array:
    return np.flatnonzero(np.concatenate((np.ones(min(len(ordered), 1), bool), ordered[1:] != ordered[:-1])))


def _unique(entries: Array) -> Array:
    entries.sort()
    return entries[_starts(entries)]


def _summed(tallies: Sequence[Array]) -> tuple[Array, Array]:
    """Each key once, with all that was counted of it."""
    every = np.concatenate(tallies)
    every.sort()
    keys = every >> np.uint64(IN_BLOCK)
    starts = _starts(keys)
    return keys[starts], np.add.reduceat(_place(every) + 1, starts)


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
