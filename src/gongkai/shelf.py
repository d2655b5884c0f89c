"""Which values are at hand? Those that were put on the shelf, each read when it is asked for, and once."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, TypeVar

from gongkai.later import Later

Value = TypeVar("Value")


class Shelf(Mapping[Any, Value]):
    """Values by key. LookupError for what was not put there: somebody forgot it, and it is not the same as none."""

    def __init__(self) -> None:
        self._there: Mapping[Any, Later[Value]] = {}
        self._read: dict[Hashable, Value] = {}

    def fill(self, values: Mapping[Any, Later[Value]]) -> None:
        """Put these there, and nothing else; what was read of the same stays read."""
        self._read = {
            key: value for key, value in self._read.items() if key in values and values[key].same(self._there[key])
        }
        self._there = values

    def __getitem__(self, key: Hashable) -> Value:
        if key not in self._read:
            if key not in self._there:
                raise LookupError(key)  # no KeyError, which would be taken for none
            self._read[key] = self._there[key].get()
        return self._read[key]

    def later(self, key: Hashable) -> Later[Value]:
        """A value of the shelf, read when it is asked for."""
        return Later(lambda: self[key])

    def __contains__(self, key: object) -> bool:
        return key in self._there

    def __iter__(self) -> Iterator[Any]:
        return iter(self._there)

    def __len__(self) -> int:
        return len(self._there)
