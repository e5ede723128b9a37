"""What the read API answers: documents joined at read from rows of one topic each."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct
from waymark_events import numbers
from waymark_events.ids import digest, public
from waymark_events.messages.orders import OrderState
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.values import When

from projection.store.asides import KEPT, Look, Told
from projection.store.reading import OrderRow, ShipmentRow


class Freshness(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How old the knowledge is: last asked, last answered, when we look next, account trouble."""

    asked_at: datetime | None = None
    answered_at: datetime | None = None
    next_look_at: datetime | None = None
    outcome: str | None = None
    account_down_since: datetime | None = None


class ShipmentResource(Struct, frozen=True, kw_only=True):
    """A shipment as callers see it. `order_versions` maps public order ids to the version heard."""

    id: str
    carrier: str
    number: str
    generation: int
    version: int
    status: PublicStatus
    since: When | None
    updated_at: datetime
    order_versions: dict[str, int]
    freshness: Freshness
    tracking_url: str | None


class ParcelResource(Struct, frozen=True, kw_only=True):
    """A parcel of an order: what speaks for it, and all its legs."""

    id: str
    parcel_no: int
    status: PublicStatus | None
    legs: tuple[ShipmentResource, ...]


class ToldResource(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notification: what it was about and how it ended. `kept`: for a test mode, not sent."""

    trigger: str
    occasion: str
    channel: str
    outcome: str
    at: datetime
    shipment_id: str | None = None
    kept: bool = False


class OrderResource(Struct, frozen=True, kw_only=True):
    """An order with its parcels as they are now."""

    id: str
    version: int
    updated_at: datetime
    order: OrderState
    parcels: tuple[ParcelResource, ...]
    told: tuple[ToldResource, ...]


_STATUS = msgspec.json.Decoder(ShipmentStatusChanged)
_ORDER = msgspec.json.Decoder(OrderState)


def change_of(row: ShipmentRow) -> ShipmentStatusChanged:
    """The last status message of a row."""
    return _STATUS.decode(row.document)


def order_of(row: OrderRow) -> OrderState:
    """The order's state of a row."""
    return _ORDER.decode(row.document)


def shipment_resource(
    row: ShipmentRow, look: Look | None, own: ShipmentStatusChanged | None = None
) -> ShipmentResource:
    """A shipment from its row and when its carrier was asked; `own` as one order sees it."""
    change = own or change_of(row)
    versions = msgspec.json.decode(row.order_versions, type=dict[str, int])
    return ShipmentResource(
        id=public("shp", row.id),
        carrier=change.carrier,
        number=change.number,
        generation=row.generation,
        version=row.version,
        status=change.status,
        since=change.since,
        updated_at=row.updated_at,
        order_versions={public("ord", name): version for name, version in versions.items()},
        freshness=_freshness(look),
        tracking_url=numbers.tracking_url(change.carrier, change.number),
    )


def etag(*parts: object) -> str:
    """A strong ETag over the versions of all joined rows."""
    return f'"{digest(*(str(part) for part in parts))}"'


def row_versions(rows: Iterable[ShipmentRow], looks: Mapping[str, Look]) -> list[str]:
    """What an ETag counts of shipments: generation, version, and how the carrier answers."""
    return [
        f"{row.id}:{row.generation}:{row.version}:{_look_version(looks.get(row.id))}"
        for row in sorted(rows, key=lambda row: row.no)
    ]


def _look_version(look: Look | None) -> str:
    return "" if look is None else f"{look.asked_at}:{look.outcome}:{look.healthy}:{look.since}"


def _freshness(look: Look | None) -> Freshness:
    if look is None:
        return Freshness()
    return Freshness(
        asked_at=look.asked_at,
        answered_at=look.answered_at,
        next_look_at=look.next_look_at,
        outcome=look.outcome,
        account_down_since=look.since if look.healthy is False else None,
    )


def told_resource(one: Told) -> ToldResource:
    """Who was told what, with public ids."""
    return ToldResource(
        trigger=one.trigger,
        occasion=one.occasion,
        channel=one.channel,
        outcome=one.outcome,
        at=one.at,
        shipment_id=public("shp", one.shipment_id) if one.shipment_id else None,
        kept=one.detail == KEPT,
    )
