"""The newest statuses, orders and contacts. Older ones change nothing."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import OrderId, RecipientId, ShipmentId
from waymark_events.messages.orders import OrderState
from waymark_events.messages.people import ContactSet
from waymark_events.messages.statuses import ShipmentStatusChanged

_ENCODE: Final = msgspec.json.Encoder().encode
_LEG: Final = msgspec.json.Decoder(ShipmentStatusChanged)
_ORDER: Final = msgspec.json.Decoder(OrderState)
_CONTACT: Final = msgspec.json.Decoder(ContactSet)


class Leg(Struct, frozen=True):
    """A tracking number's newest status and the first day promised on its journey."""

    shipment_id: ShipmentId
    message: ShipmentStatusChanged
    promised: str | None

    @property
    def place(self) -> tuple[int, int]:
        """What grows with every status."""
        return self.message.generation, self.message.version

    @property
    def parcels(self) -> set[str]:
        """The parcels it was booked for."""
        return {booking.parcel_id for booking in self.message.status.bookings}


_SOME_LEGS: Final = """
SELECT shipment_id::text, document, promised FROM leg
WHERE shipment_id = ANY(%s::uuid[]) OR parcels && %s::uuid[]
"""
_KEEP_LEG: Final = """
INSERT INTO leg (shipment_id, retailer, generation, version, parcels, journey, promised, document)
VALUES (%s, %s, %s, %s, %s::uuid[], %s, %s, %s)
ON CONFLICT (shipment_id) DO UPDATE SET generation = excluded.generation,
    version = excluded.version, parcels = excluded.parcels, journey = excluded.journey,
    promised = excluded.promised, document = excluded.document
WHERE (leg.generation, leg.version) < (excluded.generation, excluded.version)
"""
_KEEP_ORDER: Final = """
INSERT INTO known_order (order_id, retailer, version, document) VALUES (%s, %s, %s, %s)
ON CONFLICT (order_id) DO UPDATE SET version = excluded.version, document = excluded.document
WHERE known_order.version < excluded.version
"""
_KEEP_CONTACT: Final = """
INSERT INTO contact (recipient_id, retailer, version, document) VALUES (%s, %s, %s, %s)
ON CONFLICT (recipient_id) DO UPDATE SET version = excluded.version, document = excluded.document
WHERE contact.version < excluded.version
    OR (contact.version = excluded.version AND contact.document IS NOT NULL)
"""
_DROP_CONTACTS: Final = """
INSERT INTO contact (recipient_id, retailer, version)
SELECT name, '', 0 FROM unnest(%s::uuid[]) AS name
ON CONFLICT (recipient_id) DO UPDATE SET document = NULL
"""


def legs(
    connection: Connection, shipments: Iterable[str], parcels: Iterable[str] = ()
) -> dict[ShipmentId, Leg]:
    """These numbers and all numbers of these parcels, as far as they are known."""
    found = connection.execute(_SOME_LEGS, [list(shipments), list(parcels)])
    return {
        ShipmentId(name): Leg(ShipmentId(name), _LEG.decode(document), promised)
        for name, document, promised in found
    }


def keep_legs(connection: Connection, newest: Sequence[Leg]) -> None:
    """Keep statuses; one of a higher generation and version stands."""
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP_LEG, [_leg_row(leg) for leg in newest])


def order(connection: Connection, name: OrderId) -> OrderState | None:
    """The newest state of an order; None when it was not read yet."""
    row = connection.execute(
        "SELECT document FROM known_order WHERE order_id = %s", [name]
    ).fetchone()
    return _ORDER.decode(row[0]) if row is not None else None


def orders(connection: Connection, names: Iterable[OrderId]) -> dict[OrderId, OrderState]:
    """The newest states of orders; those that were not read yet are absent."""
    found = connection.execute(
        "SELECT document FROM known_order WHERE order_id = ANY(%s::uuid[])", [sorted(set(names))]
    )
    states = (_ORDER.decode(document) for (document,) in found)
    return {state.order_id: state for state in states}


def keep_orders(connection: Connection, newest: Sequence[OrderState]) -> None:
    """Keep orders; a higher version stands."""
    rows = [(one.order_id, one.retailer, one.version, _ENCODE(one)) for one in newest]
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP_ORDER, rows)


def contact(connection: Connection, name: RecipientId) -> tuple[ContactSet | None, bool]:
    """How to reach a person, and whether that was deleted; None and false: not read yet."""
    row = connection.execute(
        "SELECT document FROM contact WHERE recipient_id = %s", [name]
    ).fetchone()
    if row is None:
        return None, False
    return (_CONTACT.decode(row[0]), False) if row[0] is not None else (None, True)


def keep_contacts(connection: Connection, read: Sequence[ContactSet]) -> None:
    """Keep contacts; a higher version stands, and one that was deleted is not brought back."""
    if read:
        rows = [(one.recipient_id, one.retailer, one.version, _ENCODE(one)) for one in read]
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP_CONTACT, rows)


def drop_contacts(connection: Connection, names: Sequence[RecipientId]) -> None:
    """Delete what is known of people; who was never heard of stays deleted too."""
    if names:
        connection.execute(_DROP_CONTACTS, [list(dict.fromkeys(names))])


def _leg_row(leg: Leg) -> tuple[object, ...]:
    message = leg.message
    journey = message.status.journey
    parcels = sorted(leg.parcels)
    place = (message.generation, message.version)
    kept = (parcels, journey, leg.promised, _ENCODE(message))
    return (leg.shipment_id, message.retailer, *place, *kept)
