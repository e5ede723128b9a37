"""Numbers that take no more facts: how many were parked, and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct
from psycopg import Connection


class Parked(Struct, frozen=True):
    """Records of one number that a batch parked; when the first and the last were appended."""

    count: int
    first_at: datetime
    last_at: datetime


class Floods(Struct, frozen=True):
    """How many numbers are flooded, and the id of the shipment that has more parked than any."""

    count: int
    worst: str | None


_NOTE: Final = """
INSERT INTO flood SELECT * FROM unnest(%s::int8[], %s::int8[], %s::timestamptz[], %s::timestamptz[])
ON CONFLICT (shipment_no) DO UPDATE SET parked = flood.parked + excluded.parked,
    last_at = greatest(flood.last_at, excluded.last_at)
"""
_SINCE: Final = """
SELECT count(*) OVER (), k.id::text FROM flood f JOIN shipment_key k ON k.no = f.shipment_no
WHERE f.last_at > %s ORDER BY f.parked DESC LIMIT 1
"""


def note(connection: Connection, parked: Mapping[int, Parked]) -> None:
    """Note what was parked, by surrogate, in the transaction that parks it."""
    if parked:
        found = parked.values()
        connection.execute(
            _NOTE,
            [
                list(parked),
                [one.count for one in found],
                [one.first_at for one in found],
                [one.last_at for one in found],
            ],
        )


def since(connection: Connection, at: datetime) -> Floods:
    """The numbers of which something was parked after an instant."""
    row = connection.execute(_SINCE, [at]).fetchone()
    return Floods(*row) if row is not None else Floods(0, None)
