"""What was worked out before, and need not be again? Values by what they were made from."""

import hashlib
from typing import Any, Protocol


class Memory(Protocol):
    """Keeps values from one run to the next. What it gives back was put there under the same origin."""

    def get(self, kind: str, origin: bytes) -> Any:  # noqa: ANN401 - whatever was put there
        """The value of a kind that was made from this; None if it is not known."""

    def put(self, kind: str, origin: bytes, value: object) -> None:
        """Keep a value, by a digest of all that it was made from."""

    def keep(self, kind: str, origin: bytes) -> None:
        """What was put there is still of use, though nobody asks for it now."""


class _Forgetful:
    """Keeps nothing: everything is worked out anew."""

    def get(self, kind: str, origin: bytes) -> None:  # noqa: ARG002 - nothing is known
        """None."""
        return None  # noqa: RET501

    def put(self, kind: str, origin: bytes, value: object) -> None:
        """Nothing."""

    def keep(self, kind: str, origin: bytes) -> None:
        """Nothing."""


FORGETFUL = _Forgetful()


class Recent:
    """Keeps, while the program runs, what was asked for in this round or the last; `forget` begins a round."""

    def __init__(self) -> None:
        self._now: dict[tuple[str, bytes], object] = {}
        self._before: dict[tuple[str, bytes], object] = {}

    def get(self, kind: str, origin: bytes) -> Any:  # noqa: ANN401 - whatever was put there
        """The value that was made from this; None if it is not known."""
        key = kind, origin
        value = self._now.get(key) or self._before.get(key)
        if value is not None:
            self._now[key] = value
        return value

    def put(self, kind: str, origin: bytes, value: object) -> None:
        """Keep a value."""
        self._now[kind, origin] = value

    def keep(self, kind: str, origin: bytes) -> None:
        """What was put there is still of use, though nobody asks for it now."""
        self.get(kind, origin)

    def forget(self) -> None:
        """Drop what nobody asked for since this was called last."""
        self._before, self._now = self._now, {}


def origin_of(*parts: bytes | str) -> bytes:
    """The digest of all that something is made from; the parts are told from each other.

    >>> origin_of("甲", "乙") == origin_of("甲乙"), len(origin_of())
    (False, 16)
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()
