"""Is a value needed now? If not, its bytes will do, and it is read when somebody asks for it."""

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Later(Generic[Value]):
    """A value that is read each time somebody asks for it; `data` are its bytes, if there are some."""

    __slots__ = ("_read", "data")

    def __init__(self, read: Callable[[], Value], data: bytes | None = None) -> None:
        self._read, self.data = read, data

    def get(self) -> Value:
        """The value."""
        return self._read()


def ready(value: Value) -> Later[Value]:
    """A value that is there already."""
    return Later(lambda: value)
