"""The ledger as callers see it: newest first, without contents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct
from psycopg import Connection
from psycopg.sql import SQL, Composed, Placeholder

_COLUMNS: Final = SQL("""
SELECT number, id, order_id::text, shipment_id::text, parcel_id::text, recipient_id::text, channel,
    trigger, document #>> '{what,occasion}', state, detail, planned_at, changed_at FROM ledger
""")
FILTERS: Final[Mapping[str, SQL]] = MappingProxyType(
    {
        "order": SQL("order_id = "),
        "shipment": SQL("shipment_id = "),
        "recipient": SQL("recipient_id = "),
    }
)
"""What a list can be narrowed by: an id each."""


class Listed(Struct, frozen=True):
    """A row of the ledger. `number` grows with each that was planned."""

    number: int
    id: str
    order_id: str
    shipment_id: str | None
    parcel_id: str | None
    recipient_id: str
    channel: str
    trigger: str
    occasion: str
    state: str
    detail: str | None
    planned_at: datetime
    changed_at: datetime


def listed(
    connection: Connection, narrowed: Mapping[str, str], before: int | None, limit: int
) -> Sequence[Listed]:
    """The newest rows of the retailer that is set, below a number if one is given."""
    terms: list[SQL | Composed] = [FILTERS[name] + Placeholder() for name in narrowed]
    values: list[Any] = list(narrowed.values())
    if before is not None:
        terms.append(SQL("number < ") + Placeholder())
        values.append(before)
    where = SQL(" WHERE ") + SQL(" AND ").join(terms) if terms else SQL("")
    query = _COLUMNS + where + SQL(" ORDER BY number DESC LIMIT ") + Placeholder()
    return [Listed(*row) for row in connection.execute(query, [*values, limit])]


def one(connection: Connection, ledger_id: str) -> Listed | None:
    """One row of the retailer that is set; None when there is none of this id."""
    row = connection.execute(_COLUMNS + SQL(" WHERE id = %s"), [ledger_id]).fetchone()
    return Listed(*row) if row is not None else None
