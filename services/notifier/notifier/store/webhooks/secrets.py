"""What deliveries are signed with, sealed. Several are valid while one takes another's place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

_ADD: Final = """
INSERT INTO webhook_secret (endpoint, number, retailer, sealed, made_at) VALUES (%s, %s, %s, %s, %s)
"""
_VALID: Final = """
SELECT endpoint, number, sealed FROM webhook_secret
WHERE endpoint = ANY(%s) AND (ends_at IS NULL OR ends_at > %s) ORDER BY endpoint, number DESC
"""
_LAST: Final = "SELECT coalesce(max(number), 0) FROM webhook_secret WHERE endpoint = %s"
_END: Final = """
UPDATE webhook_secret SET ends_at = least(ends_at, %s) WHERE endpoint = %s AND number < %s
"""
_ENDS: Final = """
SELECT max(ends_at) FROM webhook_secret WHERE endpoint = %s AND ends_at > %s
"""


class Sealed(Struct, frozen=True):
    """A secret at rest; `place` is what it was sealed for."""

    endpoint: UUID
    number: int
    sealed: bytes

    @property
    def place(self) -> str:
        """The row it belongs to."""
        return place(self.endpoint, self.number)


def place(endpoint: UUID, number: int) -> str:
    """What a secret is sealed for."""
    return f"webhook/{endpoint}/{number}"


def last(connection: Connection, endpoint: UUID) -> int:
    """The number of the newest secret; 0 when there is none."""
    row = connection.execute(_LAST, [endpoint]).fetchone()
    return int(row[0]) if row else 0


def add(connection: Connection, one: Sealed, retailer: str, now: datetime) -> None:
    """Add a secret."""
    connection.execute(_ADD, [one.endpoint, one.number, retailer, one.sealed, now])


def end_older(connection: Connection, newest: Sealed, at: datetime) -> None:
    """Let all before the newest end at an instant, or sooner if they do already."""
    connection.execute(_END, [at, newest.endpoint, newest.number])


def old_ends_at(connection: Connection, endpoint: UUID, now: datetime) -> datetime | None:
    """When the last older secret ends; None when only one is valid."""
    row = connection.execute(_ENDS, [endpoint, now]).fetchone()
    return row[0] if row else None


def valid(
    connection: Connection, endpoints: Sequence[UUID], now: datetime
) -> Mapping[UUID, Sequence[Sealed]]:
    """The secrets of endpoints that are valid now, the newest first."""
    found: dict[UUID, list[Sealed]] = defaultdict(list)
    for endpoint, number, sealed in connection.execute(_VALID, [list(endpoints), now]):
        found[endpoint].append(Sealed(endpoint, number, bytes(sealed)))
    return found
