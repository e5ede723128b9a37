"""PostgreSQL: a pool, a transaction, and the tenant of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from psycopg import Connection, DatabaseError, InterfaceError, OperationalError
from psycopg.errors import (
    IdleInTransactionSessionTimeout,
    PipelineAborted,
    TransactionTimeout,
)
from psycopg_pool import ConnectionPool, PoolTimeout

from waymark_runtime import columns
from waymark_runtime.migrations import migrate, role_of

__all__ = [
    "PRESENCE",
    "is_away",
    "make_pool",
    "migrate",
    "pipeline",
    "role_of",
    "tenant",
    "transaction",
]

NOT_ABREAST: Final = "WM001"
"""Our own state: the database may be behind what its service has published."""
_CANCELLED: Final = "57014"
_LIMIT: Final = "54"
PRESENCE: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""For every connection: a server that is gone without a word is noticed within 15 s, where the
system's own default is hours."""
_IDLE_S: Final = 10
"""A process frozen inside a transaction holds its positions' locks: whoever takes its partitions
over waits for them no longer than this."""
_TAKEN_BACK: Final = (
    PoolTimeout,
    InterfaceError,
    IdleInTransactionSessionTimeout,
    TransactionTimeout,
)
_KNOWS_LIMIT: Final = 170_000
"""The first server that ends a transaction for its age."""


def is_away(fault: BaseException) -> bool:
    """Whether PostgreSQL is away, overloaded or stopped us for another's sake: nobody's poison.

    A statement that takes too long and a value beyond a limit are the statement's own fault, and
    what came behind another's fault in a pipeline is no news of the server.
    """
    if isinstance(fault, _TAKEN_BACK):
        return True
    if isinstance(fault, DatabaseError) and fault.sqlstate == NOT_ABREAST:
        return True
    if not isinstance(fault, OperationalError) or isinstance(fault, PipelineAborted):
        return False
    state = fault.sqlstate or ""
    return state != _CANCELLED and not state.startswith(_LIMIT)


def make_pool(
    url: str,
    *,
    name: str,
    most: int = 8,
    statement_timeout_ms: int = 30_000,
    search_path: str = "public",
) -> ConnectionPool:
    """A pool that is not opened yet; `with pool:` opens and closes it.

    A connection is tried before it is lent, so that a restarted server costs no request.
    Statements that take longer than `statement_timeout_ms` are stopped by the server, and so is a
    transaction that nobody goes on with.
    """
    return ConnectionPool(
        url,
        min_size=1,
        max_size=most,
        open=False,
        name=name,
        timeout=10.0,
        reconnect_timeout=30.0,
        check=ConnectionPool.check_connection,
        configure=columns.register,
        kwargs={
            "application_name": name,
            **PRESENCE,
            "options": _options(statement_timeout_ms, search_path),
        },
    )


def _options(statement_timeout_ms: int, search_path: str) -> str:
    given = {
        "statement_timeout": statement_timeout_ms,
        "idle_in_transaction_session_timeout": _IDLE_S * 1_000,
        "timezone": "UTC",
        "search_path": search_path,
    }
    return " ".join(f"-c {name}={value}" for name, value in given.items())


@contextmanager
def transaction(pool: ConnectionPool) -> Iterator[Connection]:
    """One transaction on one connection: committed at the end, rolled back by any exception."""
    with pool.connection() as connection, connection.transaction():
        yield connection


@contextmanager
def pipeline(connection: Connection[Any], *, most_s: int = 30) -> Iterator[None]:
    """Statements of the open transaction sent without waiting for each one's answer.

    Whoever is frozen before its pipeline's end is busy to the server, not idle, and would keep its
    locks for ever: such a transaction is ended `most_s` seconds after its first pipeline began. A
    server before PostgreSQL 17 has no such limit.
    """
    with connection.pipeline():
        if connection.info.server_version >= _KNOWS_LIMIT:
            connection.execute("SELECT set_config('transaction_timeout', %s, true)", [f"{most_s}s"])
        yield


def tenant(connection: Connection, retailer: str) -> None:
    """Make this transaction see one retailer's rows and no other's, until it ends."""
    connection.execute("SELECT set_config('app.retailer', %s, true)", [retailer])
