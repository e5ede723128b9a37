"""Shipments and orders at a moment: what was known, what had happened, what was shown."""

from datetime import datetime

from msgspec import Struct
from waymark_events.messages.orders import OrderState
from waymark_events.messages.statuses import PublicStatus
from waymark_events.values import When


class Moment(Struct, frozen=True, kw_only=True):
    """What was asked about: what was known `as_of`, what had happened `at`, or both; or what was
    `shown_at` an instant.
    """

    as_of: datetime | None = None
    at: datetime | None = None
    shown_at: datetime | None = None


class PastShipment(Moment, frozen=True, kw_only=True):
    """A shipment at a moment. `version` counts the facts; `shown_at` it is that of the message."""

    version: int
    status: PublicStatus
    since: When | None = None


class PastLeg(Struct, frozen=True, kw_only=True):
    """A tracking number of a parcel at a moment."""

    id: str
    carrier: str
    number: str
    version: int
    status: PublicStatus


class PastParcel(Struct, frozen=True, kw_only=True):
    """A parcel of an order at a moment: what spoke for it, and all its numbers."""

    id: str
    parcel_no: int
    status: PublicStatus | None = None
    legs: tuple[PastLeg, ...] = ()


class PastOrder(Moment, frozen=True, kw_only=True):
    """An order at a moment, and its parcels at the same."""

    id: str
    version: int
    order: OrderState
    parcels: tuple[PastParcel, ...] = ()
