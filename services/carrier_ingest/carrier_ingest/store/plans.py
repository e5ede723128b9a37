"""The polling plan: which number is asked for when."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from psycopg import Connection
from waymark_events.ids import ShipmentId

from carrier_ingest.domain.plan import Plan, dump, load
from carrier_ingest.store.accounts import Account

_OPEN = """
INSERT INTO plan (shipment_id) SELECT id FROM unnest(%b::uuid[]) AS id ORDER BY id
ON CONFLICT DO NOTHING
"""
_LOCK = """
SELECT shipment_id, record::text FROM plan WHERE shipment_id = ANY(%b) ORDER BY 1 FOR UPDATE
"""
_SAVE = """
UPDATE plan SET retailer = new.retailer, carrier = new.carrier, account = new.account,
    due_at = new.due_at, record = new.record::jsonb
FROM unnest(%t::uuid[], %t::text[], %t::text[], %t::text[], %t::timestamptz[], %t::text[])
    AS new (shipment_id, retailer, carrier, account, due_at, record)
WHERE plan.shipment_id = new.shipment_id
"""
_OF_ACCOUNT = """
retailer = %(retailer)s AND carrier = %(carrier)s AND due_at IS NOT NULL
AND (account = %(account)s OR (account IS NULL AND 1 = (
    SELECT count(*) FROM account AS own
    WHERE own.retailer = %(retailer)s AND own.carrier = %(carrier)s)))
"""
_DUE = f"""
SELECT record ->> 'number' FROM plan WHERE {_OF_ACCOUNT} AND due_at <= %(now)s
ORDER BY due_at LIMIT %(limit)s
"""  # noqa: S608 - our own constant text
_PLAYED = """
SELECT shipment_id, record::text FROM plan WHERE carrier = 'test' AND due_at <= %s
ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
"""
_RECONCILE = f"""
UPDATE plan SET due_at = %(now)s,
    record = record || jsonb_build_object('due_at', %(now_text)s::text)
WHERE shipment_id IN (
    SELECT shipment_id FROM plan WHERE {_OF_ACCOUNT} ORDER BY shipment_id FOR UPDATE)
"""  # noqa: S608 - our own constant text


_ASK_NOW = """
UPDATE plan SET due_at = %(now)s,
    record = record || jsonb_build_object('due_at', %(now_text)s::text)
WHERE shipment_id IN (SELECT shipment_id FROM plan
    WHERE shipment_id = ANY(%(ids)s) AND due_at > %(now)s ORDER BY shipment_id FOR UPDATE)
"""


def lock(connection: Connection, shipments: Iterable[ShipmentId]) -> dict[ShipmentId, Plan]:
    """Load the plans of these shipments and hold them, in order of id, to the transaction's end."""
    ids = sorted(UUID(shipment) for shipment in shipments)
    connection.execute(_OPEN, [ids])
    rows = connection.execute(_LOCK, [ids])
    return {ShipmentId(str(shipment)): load(record.encode()) for shipment, record in rows}


def save(connection: Connection, plans: Mapping[ShipmentId, Plan]) -> None:
    """Keep these plans; their rows are held since `lock`."""
    kept = plans.values()
    connection.execute(
        _SAVE,
        [
            [UUID(shipment) for shipment in plans],
            [plan.retailer for plan in kept],
            [plan.carrier for plan in kept],
            [plan.account for plan in kept],
            [plan.due_at for plan in kept],
            [dump(plan).decode() for plan in kept],
        ],
    )


def due(connection: Connection, account: Account, now: datetime, limit: int) -> list[str]:
    """The numbers to ask for with this account, the longest due first."""
    rows = connection.execute(_DUE, {**_named(account), "now": now, "limit": limit})
    return [number for (number,) in rows]


def to_play(connection: Connection, now: datetime, limit: int) -> dict[ShipmentId, Plan]:
    """The test carrier's plans that are due and that nobody else holds, held; longest due first."""
    rows = connection.execute(_PLAYED, [now, limit])
    return {ShipmentId(str(shipment)): load(record.encode()) for shipment, record in rows}


def reconcile(connection: Connection, account: Account, now: datetime) -> int:
    """Ask for every open number of this account at once; how many there are."""
    parameters = {**_named(account), "now": now, "now_text": now.isoformat()}
    return connection.execute(_RECONCILE, parameters).rowcount


def ask_now(connection: Connection, shipments: Iterable[ShipmentId], now: datetime) -> None:
    """Ask for these at once, where they are open and not due yet."""
    ids = [UUID(shipment) for shipment in shipments]
    connection.execute(_ASK_NOW, {"ids": ids, "now": now, "now_text": now.isoformat()})


def _named(account: Account) -> dict[str, str]:
    return {
        "retailer": account.retailer,
        "account": account.account,
        "carrier": account.carrier,
    }
