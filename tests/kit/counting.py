"""What a handler costs PostgreSQL, in things that can be counted: the machine's speed is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

from msgspec import Struct
from psycopg import Connection
from waymark_runtime.consumer import BatchHandler, Work

_ROWS: Final = """
SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0), n_tup_ins + n_tup_upd
FROM pg_stat_xact_user_tables
"""


class Cost(Struct):
    """Of one transaction's handler: statements, and rows read and written by table."""

    statements: int
    read: dict[str, int]
    written: dict[str, int]

    @property
    def rows(self) -> int:
        """Rows in all."""
        return sum(self.read.values()) + sum(self.written.values())


class Counted:
    """A handler that counts; `costs` has one a batch."""

    def __init__(self, handler: BatchHandler) -> None:
        self._handler = handler
        self.costs: list[Cost] = []

    def __call__(self, work: Work) -> None:
        """Handle a batch, then ask what that was."""
        before = _rows(work.connection)
        with _statements() as executed:
            self._handler(work)
        after = _rows(work.connection)
        read = {name: now[0] - before[name][0] for name, now in after.items()}
        written = {name: now[1] - before[name][1] for name, now in after.items()}
        self.costs.append(Cost(len(executed), _some(read), _some(written)))


def _rows(connection: Connection) -> dict[str, tuple[int, int]]:
    """By table; the server's counts may still hold those of transactions before."""
    return {name: (read, written) for name, read, written in connection.execute(_ROWS)}


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


@contextmanager
def _statements() -> Iterator[list[Any]]:
    executed: list[Any] = []
    execute = Connection.execute

    def counting(connection: Connection, query: Any, *args: Any, **kwargs: Any) -> Any:
        executed.append(query)
        return execute(connection, query, *args, **kwargs)

    with patch.object(Connection, "execute", counting):
        yield executed
