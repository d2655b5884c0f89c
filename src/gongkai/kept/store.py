"""Where is what was worked out kept? In one file beside the site, by what it was made from.

Whatever is wrong with that file, it is as if it were empty.
"""

import contextlib
import hashlib
import sqlite3
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from gongkai.kept.pickles import Pickles

TOGETHER = frozenset(
    {"alone", "among", "body"}
)  # small, and of every report or body: those whose origin begins alike are one row
PLAIN = frozenset(
    {"notes", "site"}
)  # large, of digests and numbers: there is nothing in it to look for or to press together
_SUM = 16  # bytes of a digest before each value
_TABLE = (
    "CREATE TABLE IF NOT EXISTS kept (kind TEXT, origin BLOB, value BLOB, PRIMARY KEY (kind, origin)) WITHOUT ROWID"
)


class Store:
    """Values by kind and origin, as `memory.Memory` has it; what this run did not ask for is dropped when it ends well.

    `base` is a digest of what all values depend on: of another program or other forms nothing is taken over. A file that
    is damaged, of another program, or cannot be written, is as good as none.
    """

    def __init__(self, path: Path, base: bytes, pickles: Pickles) -> None:
        self._path, self._base, self._pickles = path, base, pickles
        self._asked: set[tuple[str, bytes]] = set()
        self._new: dict[tuple[str, bytes], bytes] = {}
        self._rows: dict[
            tuple[str, bytes], dict[bytes, object]
        ] = {}  # what is kept together, as far as it was asked for
        self._changed: set[tuple[str, bytes]] = set()  # which of these rows
        self._connection = self._opened()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep what is new."""
        self._write_rows()
        self._write()
        self._close()

    @property
    def usable(self) -> bool:
        """Whether what is put here is kept."""
        return self._connection is not None

    def get(self, kind: str, origin: bytes) -> Any:  # noqa: ANN401 - whatever was kept
        """The value that was made from this; None if there is none, or it is damaged."""
        key = kind, origin
        value = self._row(key).get(origin) if kind in TOGETHER else self._value(key)
        if value is not None:
            self._asked.add(key)
        return value

    def _value(self, key: tuple[str, bytes]) -> Any:  # noqa: ANN401 - whatever was kept
        data = self._new.get(key) or self._read(key)
        if data is None or hashlib.blake2b(data[_SUM:], digest_size=_SUM).digest() != data[:_SUM]:
            return None
        try:
            return self._pickles.load(zlib.decompress(data[_SUM:]))
        except Exception:  # noqa: BLE001 - whatever stands there, it is not what we kept
            return None

    def _row(self, key: tuple[str, bytes]) -> dict[bytes, object]:
        """The values that are kept in one row with that of a key."""
        where = key[0], key[1][:1]
        row = self._rows.get(where)
        if row is None:
            held = self._value(where)
            row = self._rows[where] = held if isinstance(held, dict) else {}
        return row

    def put(self, kind: str, origin: bytes, value: object) -> None:
        """Keep a value until the next run."""
        if not self._connection:
            return
        if kind in TOGETHER:
            self._row((kind, origin))[origin] = value
            self._changed.add((kind, origin[:1]))
            self._asked.add((kind, origin))
        else:
            self._put((kind, origin), value)

    def _put(self, key: tuple[str, bytes], value: object) -> None:
        data = zlib.compress(self._pickles.dump(value, plain=key[0] in PLAIN), key[0] not in PLAIN)
        self._new[key] = hashlib.blake2b(data, digest_size=_SUM).digest() + data
        if len(self._new) >= 500:  # noqa: PLR2004 - so many are held in memory
            self._write()

    def keep(self, kind: str, origin: bytes) -> None:
        """What was put there is still of use, though nobody asks for it now."""
        self._asked.add((kind, origin))

    def finish(self) -> None:
        """Write what is new, and drop what was not asked for."""
        for (kind, first), row in self._rows.items():
            for origin in [origin for origin in row if (kind, origin) not in self._asked]:
                del row[origin]
                self._changed.add((kind, first))
            if row:
                self._asked.add((kind, first))
        self._write_rows()
        self._write()
        if self._connection:
            try:
                with self._connection:
                    there = self._connection.execute("SELECT kind, origin FROM kept").fetchall()
                    gone = [key for key in there if key not in self._asked]
                    self._connection.executemany("DELETE FROM kept WHERE kind = ? AND origin = ?", gone)
            except sqlite3.Error as fault:
                self._give_up(fault)

    def _opened(self) -> sqlite3.Connection | None:
        for _ in range(2):
            if self._path.is_symlink() or (self._path.exists() and not self._path.is_file()):
                return None
            try:
                return self._open()
            except (sqlite3.OperationalError, OSError):  # in use, or not to be written
                return None
            except sqlite3.Error:  # damaged, or something else
                with contextlib.suppress(OSError):
                    self._path.unlink()
        return None

    def _open(self) -> sqlite3.Connection:
        self._path.touch(mode=0o600)  # it holds what may not be published
        connection = sqlite3.connect(self._path, timeout=0.5)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA synchronous = OFF")  # what a crash damages is found out
            connection.execute(_TABLE)
            row = connection.execute("SELECT value FROM kept WHERE kind = 'base'").fetchone()
            if row != (self._base,):
                connection.execute("DELETE FROM kept")
                connection.execute("INSERT INTO kept VALUES ('base', '', ?)", (self._base,))
                connection.commit()
        except sqlite3.Error:
            connection.close()
            raise
        self._asked.add(("base", ""))  # type: ignore[arg-type]
        return connection

    def _read(self, key: tuple[str, bytes]) -> bytes | None:
        if not self._connection:
            return None
        try:
            row = self._connection.execute("SELECT value FROM kept WHERE kind = ? AND origin = ?", key).fetchone()
        except sqlite3.Error as fault:
            self._give_up(fault)
            return None
        return row[0] if row and isinstance(row[0], bytes) and len(row[0]) > _SUM else None

    def _write_rows(self) -> None:
        for where in sorted(self._changed):
            if self._rows[where]:
                self._put(where, self._rows[where])
        self._changed.clear()

    def _write(self) -> None:
        self._asked.update(self._new)
        rows = [(*key, data) for key, data in self._new.items()]
        self._new.clear()
        if self._connection:
            try:
                with self._connection:
                    self._connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows)
            except sqlite3.Error as fault:
                self._give_up(fault)

    def _give_up(self, fault: sqlite3.Error) -> None:
        """Keep nothing from now on: the file is in use, there is no room, or it is damaged and the next run begins anew."""
        self._close()
        if not isinstance(fault, sqlite3.OperationalError):
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None
