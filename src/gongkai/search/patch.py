"""What of the index does an edit change? The files it touches are read, changed and packed again; all others stay.

The result is what a clean build would give, byte for byte. An edit that makes a run of units hot, or no longer hot,
makes longer runs be stored or dropped: these are found in the texts of the documents that hold the run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from gongkai.output import Read
from gongkai.search.collection import Collection, Document
from gongkai.search.index import (
    counts_of,
    document_of,
    folded,
    shard_files,
    shard_path,
    special_keys,
    text_path,
)
from gongkai.search.shard import MAX_GRAM, Numbers, Opened, Packed, is_ranked, pack, shard_of

LISTS = "search/g/"
_NONE = np.zeros(0, np.int64)


class Patch(NamedTuple):
    """The files of lists that an edit changes (None: to be deleted), and the runs that became, or are no longer, hot."""

    files: dict[str, bytes | None]
    crossed: list[str]


def patch(held: Collection, edited: Iterable[Document], dictionary: bytes, read: Read) -> Patch:
    """What these documents change in the published index of the same collection; ValueError if that is damaged.

    The collection, names included, is that of the published index: a body, a name or a report more or less
    is a case for a clean build.
    """
    index = _Index(held, dictionary, read)
    for document in edited:
        index.replace(document)
    crossed = index.settle()
    return Patch(index.files(), crossed)


def runs(text: str, size: int) -> set[str]:
    r"""All runs of so many units in the folded blocks of a text.

    >>> sorted(runs("甲乙\n丙", 1)), runs("甲乙\n丙", 2)
    (['丙', '乙', '甲'], {'甲乙'})
    """
    return {line[at : at + size] for line in text.split("\n") for at in range(len(line) - size + 1)}


class _Index:
    """The published index with what is to be changed in it."""

    def __init__(self, held: Collection, dictionary: bytes, read: Read) -> None:
        self.held, self.dictionary, self.read = held, dictionary, read
        self.counts = counts_of(held)
        self.before: dict[int, str] = {}  # folded texts of edited documents as published
        self.texts: dict[int, str] = {}  # folded texts as they are now
        self.shards: dict[int, Opened] = {}
        self.lists: dict[str, Numbers] = {}  # those that are changed
        self.was: dict[str, int] = {}  # how long these were

    def replace(self, document: Document) -> None:
        """Put a document in the place of the published one."""
        number = self.held.number(document.slug, document.year)
        old = document_of(self._file(text_path(number)), self.dictionary)
        if old == document:
            return
        if (old.slug, old.year) != (document.slug, document.year):
            raise ValueError("the text of another report")
        before, now = folded(old.text), folded(document.text)
        self.before[number], self.texts[number] = before.units, now.units
        keys, others = special_keys(self.held, old, before), special_keys(self.held, document, now)
        for size in (1, 2):
            keys, others = keys | runs(self.before[number], size), others | runs(self.texts[number], size)
        self._change(number, keys, others)

    def settle(self) -> list[str]:
        """Set the longer runs right, level by level; the runs that crossed the threshold come back."""
        every: list[str] = []
        for size in range(2, MAX_GRAM):
            crossed = [
                run for run, was in self.was.items() if len(run) == size and run[0] > "\x03" and self._crossed(run, was)
            ]
            every += crossed
            longer = self._around(crossed, size + 1)
            for run, numbers in longer.items():
                self._set(run, np.array(sorted(numbers), np.int64) if self._is_stored(run) else _NONE)
            for number, text in self.texts.items():
                if number in self.before:
                    old, new = runs(self.before[number], size + 1), runs(text, size + 1)
                    asked = {run for run in old ^ new if run not in longer and self._is_stored(run)}
                    self._change(number, old & asked, new & asked)
        return every

    def files(self) -> dict[str, bytes | None]:
        """The files of all shards that changed."""
        found: dict[str, bytes | None] = {}
        for number in sorted({shard_of(key, self.held.shards) for key in self.lists}):
            opened = self._opened(number)
            here = {key: n for key, n in self.lists.items() if shard_of(key, self.held.shards) == number}
            lists = _Lists(opened, here)
            ready = {
                key: opened.coded(key) for key in lists if key not in here and not (is_ranked(key) and key[:-1] in here)
            }
            packed = pack(lists, self.counts, ready)
            outputs = {output.path: output.data for output in shard_files(number, packed)}
            found |= {path: data for path, data in outputs.items() if data != self.read(path)}
            gone = len(outputs) - 1
            while self.read(shard_path(number, gone)) is not None:
                found[shard_path(number, gone)] = None
                gone += 1
        return found

    def _change(self, number: int, keys: set[str], others: set[str]) -> None:
        for key in keys - others:
            numbers = self.numbers(key)
            self._set(key, numbers[numbers != number])
        for key in others - keys:
            numbers = self.numbers(key)
            if number not in numbers:
                self._set(key, np.insert(numbers, np.searchsorted(numbers, number), number))

    def _set(self, key: str, numbers: Numbers) -> None:
        now = self.numbers(key)
        if len(now) == len(numbers) and (now == numbers).all():
            return
        self.was.setdefault(key, len(now))
        self.lists[key] = numbers

    def numbers(self, key: str) -> Numbers:
        """The documents of a key as it stands now."""
        if key in self.lists:
            return self.lists[key]
        return self._opened(shard_of(key, self.held.shards)).get(key, _NONE)

    def _crossed(self, run: str, was: int) -> bool:
        return (was > self.held.hot) != (len(self.lists[run]) > self.held.hot)

    def _is_stored(self, run: str) -> bool:
        return all(len(self.numbers(half)) > self.held.hot for half in (run[:-1], run[1:]))

    def _around(self, crossed: Sequence[str], size: int) -> Mapping[str, set[int]]:
        """The runs one unit longer than those that crossed, and in which documents they are now."""
        found: dict[str, set[int]] = {}
        for run in crossed:
            published_in = self._opened(shard_of(run, self.held.shards)).get(run, _NONE)
            for number in {*self.numbers(run).tolist(), *published_in.tolist()}:
                for longer in _beside(self.before.get(number, ""), run):
                    found.setdefault(longer, set())
                for longer in _beside(self._text(number), run):
                    found.setdefault(longer, set()).add(number)
        return {run: numbers for run, numbers in found.items() if len(run) == size}

    def _text(self, number: int) -> str:
        if number not in self.texts:
            document = document_of(self._file(text_path(number)), self.dictionary)
            self.texts[number] = folded(document.text).units
        return self.texts[number]

    def _opened(self, number: int) -> Opened:
        if number not in self.shards:
            companions: list[bytes] = []
            while (data := self.read(shard_path(number, len(companions)))) is not None:
                companions.append(data)
            self.shards[number] = Opened(Packed(self._file(shard_path(number)), tuple(companions)), self.counts)
        return self.shards[number]

    def _file(self, path: str) -> bytes:
        data = self.read(path)
        if data is None:
            message = f"{path} is missing"
            raise ValueError(message)
        return data


class _Lists(Mapping[str, Numbers]):
    """The lists of a shard with those that are changed; an empty one is gone."""

    def __init__(self, opened: Opened, changed: Mapping[str, Numbers]) -> None:
        self._opened, self._changed = opened, changed
        self._keys = {*opened, *changed} - {key for key, numbers in changed.items() if not len(numbers)}

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __getitem__(self, key: str) -> Numbers:
        return self._changed[key] if key in self._changed else self._opened[key]


def _beside(text: str, run: str) -> Iterator[str]:
    """The runs of a text that are one unit longer than a run of it, at either end."""
    at = text.find(run)
    while at >= 0:
        end = at + len(run)
        if at and text[at - 1] != "\n":
            yield text[at - 1 : end]
        if end < len(text) and text[end] != "\n":
            yield text[at : end + 1]
        at = text.find(run, at + 1)
