"""A database in memory: what a transaction writes is committed whole, or vanishes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from msgspec import Struct
from psycopg.errors import IdleInTransactionSessionTimeout

Key = tuple[object, ...]
_GONE = object()


class Info(Struct, frozen=True):
    """A server of today."""

    server_version: int = 180_000


class Database:
    """Tables of values by key. Values are never changed in place: whoever puts, puts a copy."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[Key, Any]] = {}
        self.locks: dict[Key, Transaction] = {}
        self.sequences: Counter[str] = Counter()
        self.commits = 0

    def table(self, name: str) -> dict[Key, Any]:
        """What is committed of a table."""
        return self.tables.setdefault(name, {})

    def begin(self) -> "Transaction":
        """Open a transaction."""
        return Transaction(self)


class Transaction:
    """Sees what is committed, and its own writes. In production's place of a connection."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._writes: dict[tuple[str, Key], Any] = {}
        self._killed = False

    def get(self, table: str, key: Key) -> Any:
        """A value; None where there is none."""
        mine = self._writes.get((table, key), self.database.table(table).get(key))
        return None if mine is _GONE else mine

    def items(self, table: str) -> Iterator[tuple[Key, Any]]:
        """All of a table, by key."""
        mine = {key: value for (name, key), value in self._writes.items() if name == table}
        merged = self.database.table(table) | mine
        yield from ((key, merged[key]) for key in sorted(merged) if merged[key] is not _GONE)

    def put(self, table: str, key: Key, value: Any) -> None:
        """Write a value."""
        self._writes[table, key] = value

    def delete(self, table: str, key: Key) -> None:
        """Take a value away."""
        self._writes[table, key] = _GONE

    def number(self, sequence: str) -> int:
        """The next number of a sequence; a rollback does not give it back."""
        self.database.sequences[sequence] += 1
        return self.database.sequences[sequence]

    def is_free(self, lock: Key) -> bool:
        """Whether nobody else holds this."""
        return self.database.locks.get(lock, self) is self

    def lock(self, name: Key) -> None:
        """Hold this until the end; `is_free` was asked before."""
        self.database.locks[name] = self

    @property
    def holds(self) -> bool:
        """Whether somebody may be waiting for it."""
        return self in self.database.locks.values()

    def check(self) -> None:
        """Raise what the server says to a connection whose transaction it has ended."""
        if self._killed:
            raise IdleInTransactionSessionTimeout

    def kill(self) -> None:
        """The server ends it, since its owner lies still; the owner hears of it later."""
        self._killed = True
        self.roll_back()

    def commit(self) -> None:
        """Make all writes visible at once."""
        self.check()
        for (table, key), value in self._writes.items():
            if value is _GONE:
                self.database.table(table).pop(key, None)
            else:
                self.database.table(table)[key] = value
        self.database.commits += 1
        self.roll_back()

    def roll_back(self) -> None:
        """Forget the writes and let go of the locks."""
        self._writes.clear()
        for name in [name for name, holder in self.database.locks.items() if holder is self]:
            del self.database.locks[name]

    def execute(self, *_: object) -> None:
        """Settings of a connection mean nothing here."""
        self.check()

    @property
    def info(self) -> Info:
        """What a connection knows of its server."""
        return Info()

    def pipeline(self) -> AbstractContextManager[None]:
        """Nothing is sent, so nothing is gathered."""
        return nullcontext()
