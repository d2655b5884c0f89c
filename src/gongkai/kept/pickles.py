"""How is a value kept as bytes? Pickled; the forms are named in it and not repeated, and only values of ours come back.

What is wanted later only (`later.Later`) stays bytes until then, also when it is written once more.
"""

import io
import pickle
import zlib
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any

from gongkai.cells import Cell, State
from gongkai.diag import Span
from gongkai.filing import Filing
from gongkai.form import Forms, Table
from gongkai.later import Later

# What a value may be made of besides the types of ours: a pickle that names anything else is not read.
_ALLOWED = {("decimal", "Decimal"), ("builtins", "frozenset"), ("builtins", "set")}
_OURS = "gongkai."


class NotOurs(pickle.UnpicklingError):
    """The bytes name something that no value of ours is made of."""


class Pickles:
    """Writes and reads values in which tables, editions and chapters of the forms stand; these are fetched when one does."""

    def __init__(self, forms: Callable[[], Forms]) -> None:
        self._forms = forms

    @cached_property
    def _parts(self) -> dict[str, object]:
        return dict(_parts(self._forms()))

    @cached_property
    def _names(self) -> dict[int, str]:
        return {id(part): name for name, part in self._parts.items()}

    def dump(self, value: object, *, plain: bool = False) -> bytes:
        """The bytes of a value; it is said of a `plain` one that nothing of the forms stands in it, which is quicker."""
        if plain:
            return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        out = io.BytesIO()
        _Writer(out, self._names, self._data).dump(value)
        return out.getvalue()

    def load(self, data: bytes) -> Any:  # noqa: ANN401 - whatever was kept
        """The value; an exception of whatever kind if the bytes are damaged or not of ours."""
        return _Reader(io.BytesIO(data), lambda name: self._parts[name], self._later).load()

    def _data(self, later: Later[Any]) -> bytes:
        return later.data or zlib.compress(self.dump(later.get()), 1)

    def _later(self, data: bytes) -> Later[Any]:
        return Later(lambda: self.load(zlib.decompress(data)), data)


def _parts(forms: Forms) -> Iterator[tuple[str, object]]:
    """The forms, and what reports point to of them, by name."""
    yield "", forms
    for edition in forms.editions:
        yield edition.id, edition
        for table in edition.tables:
            yield f"{edition.id}/{table.id}", table
        for chapter in edition.chapters:
            yield f"{edition.id}#{chapter.id}", chapter


@lru_cache(1 << 14)
def _cell(state: State, number: str | None, raw: str | None) -> Cell:
    """A cell of which nobody asks where it was written: most are zeros."""
    return Cell(state, number, raw)


def _filing(table: Table, cells: tuple[Any, ...], *rest: Any) -> Filing:  # noqa: ANN401 - as they were kept
    made = [
        Cell(state, number, raw, Span(*span)) if span else _cell(state, number, raw)
        for state, number, raw, span in cells
    ]
    return Filing(table, dict(zip(table.keys, made, strict=True)), *rest)


def _later(data: bytes) -> Later[Any]:
    """Only its name is used: what reads it knows how."""
    raise NotOurs(data)


class _Writer(pickle.Pickler):
    def __init__(self, out: io.BytesIO, names: dict[int, str], data: Callable[[Later[Any]], bytes]) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._names, self._data = names, data

    def persistent_id(self, obj: object) -> str | None:
        """The name of a part of the forms."""
        return self._names.get(id(obj))

    def reducer_override(self, obj: object) -> Any:  # noqa: ANN401 - what pickle asks for
        """A table without its keys, which are those of the form, and its cells as tuples, which is quicker."""
        if type(obj) is Later:
            return _later, (self._data(obj),)
        if isinstance(obj, Enum):  # which Python 3.11 writes in one way until 3.11.3, and in another after it
            return type(obj), (obj.value,)
        if type(obj) is Filing:
            cells = tuple(
                (cell.state, cell.number, cell.raw, cell.span and tuple(cell.span))
                for cell in map(obj.cells.__getitem__, obj.table.keys)
            )
            return _filing, (obj.table, cells, obj.span, obj.absent, obj.sound)
        return NotImplemented


class _Reader(pickle.Unpickler):
    def __init__(self, data: io.BytesIO, part: Callable[[str], object], later: Callable[[bytes], Later[Any]]) -> None:
        super().__init__(data)
        self._part, self._later = part, later

    def persistent_load(self, pid: Any) -> object:  # noqa: ANN401 - whatever stands in the bytes
        """A part of the forms by its name."""
        return self._part(pid)

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - a class, or what makes a table
        """A type of ours; nothing else is ever called."""
        if (module, name) in _ALLOWED:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith(_OURS) and "." not in name else None
        if found is _later:
            return self._later
        if found is _filing or (isinstance(found, type) and (is_dataclass(found) or issubclass(found, (tuple, Enum)))):
            return found
        message = f"{module}.{name}"
        raise NotOurs(message)
