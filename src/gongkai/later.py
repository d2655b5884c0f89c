"""Is a value needed now? If not, its bytes will do, and it is read when somebody asks for it."""

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Later(Generic[Value]):
    """A value that is read each time somebody asks for it; `data` are its bytes, if there are some."""

    __slots__ = ("_read", "data")

    def __init__(self, read: Callable[[], Value], data: bytes | None = None) -> None:
        self._read, self.data = read, data

    def same(self, other: "Later[Value]") -> bool:
        """Whether the other is this value: the same one, or the same bytes."""
        return self is other or (self.data is not None and self.data == other.data)

    def get(self) -> Value:
        """The value."""
        return self._read()


def ready(value: Value) -> Later[Value]:
    """A value that is there already."""
    return Later(lambda: value)
