"""What a tracking link opens: an order with its parcels, as its reader may see it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.ids import OrderId
from waymark_events.links import token_digest
from waymark_events.messages.orders import OrderState, ParcelState
from waymark_events.messages.retailers import RetailerSet
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.vocabulary import TERMINAL, Flag
from waymark_runtime.directory import Directory
from waymark_runtime.postgres import tenant, transaction

from projection.app.joining import Joined, gathered, joined
from projection.app.journeys import facts_of
from projection.domain import Journey, timeline
from projection.store import asides, reading
from projection.store.asides import LinkRow, Look, Told
from projection.store.reading import OrderRow

_OPEN_FOR: Final = timedelta(days=90)
_LONGEST: Final = 64
_OVER: Final = frozenset({"cancelled", "completed"})


class Shut(Enum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"


class TrackedParcel(Struct, frozen=True, kw_only=True):
    """A parcel by the leg that speaks for it: `change` is None while its row is not there.

    `journey` is None where the history is not to be shown. `heard_at` is when we last learned
    anything from the carrier.
    """

    parcel: ParcelState
    change: ShipmentStatusChanged | None
    journey: Journey | None = None
    look: Look | None = None
    heard_at: datetime | None = None


class Tracked(Struct, frozen=True, kw_only=True):
    """All that a page is made of. `tag` names the versions of all joined rows."""

    retailer: RetailerSet
    order: OrderState
    parcels: tuple[TrackedParcel, ...]
    told: Sequence[Told]
    language: str | None
    tag: str


class Tracking:
    """Opens links. The link says which retailer's rows are read."""

    def __init__(self, pool: ConnectionPool, directory: Directory) -> None:
        self._pool = pool
        self._directory = directory

    def opened(self, token: str, now: datetime) -> Tracked | Shut:
        """The document behind a link until 90 days after its last parcel ended."""
        with transaction(self._pool) as connection:
            found = _found(connection, token)
            if found is None:
                return Shut.UNKNOWN
            link, row = found
            retailer = self._directory.retailer(link.retailer)
            if retailer is None:
                return Shut.UNKNOWN
            (behind,) = joined(connection, [row])
            views = [behind.speaking(parcel) for parcel in behind.order.parcels]
            ended = ended_at(behind.order.state, row.updated_at, views)
            if ended is not None and ended + _OPEN_FOR < now:
                return Shut.EXPIRED
            return _tracked(connection, link, behind, retailer)

    def version(self, token: str) -> tuple[OrderId, str] | None:
        """The order behind a link and the tag of its document now; None when it opens nothing."""
        with transaction(self._pool) as connection:
            found = _found(connection, token)
            if found is None:
                return None
            _, row = found
            (behind,) = gathered(connection, [row])
            return row.id, behind.tag


def ended_at(
    state: str, updated_at: datetime, views: Sequence[ShipmentStatusChanged | None]
) -> datetime | None:
    """When the end of the order's last parcel became known; None while one is under way."""
    if not views:
        return updated_at if state in _OVER else None
    latest = updated_at
    for view in views:
        if view is None or view.status.milestone not in TERMINAL:
            return None
        latest = max(latest, view.known_at)
    return latest


def _found(connection: Connection, token: str) -> tuple[LinkRow, OrderRow] | None:
    if len(token) > _LONGEST:
        return None
    link = asides.link(connection, token_digest(token))
    if link is None:
        return None
    tenant(connection, link.retailer)
    row = reading.orders(connection, [link.order_id]).get(link.order_id)
    return None if row is None else (link, row)


def _tracked(
    connection: Connection, link: LinkRow, behind: Joined, retailer: RetailerSet
) -> Tracked:
    return Tracked(
        retailer=retailer,
        order=behind.order,
        parcels=tuple(_parcel(connection, one, behind) for one in behind.order.parcels),
        told=behind.told,
        language=asides.language(connection, link.recipient_id),
        tag=behind.tag,
    )


def _parcel(connection: Connection, parcel: ParcelState, behind: Joined) -> TrackedParcel:
    view = behind.speaking(parcel)
    if view is None:
        return TrackedParcel(parcel=parcel, change=None)
    spoken = (view.carrier, view.number)
    name = next(one.shipment_id for one in parcel.legs if (one.carrier, one.number) == spoken)
    look = behind.looks.get(name)
    if Flag.NUMBER_USED_BEFORE in view.status.flags:
        return TrackedParcel(parcel=parcel, change=view, look=look)
    journeys = timeline(facts_of(connection, name) or ()).journeys
    journey = next((one for one in journeys if one.id == view.status.journey), None)
    return TrackedParcel(
        parcel=parcel, change=view, journey=journey, look=look, heard_at=_heard_at(journey, look)
    )


def _heard_at(journey: Journey | None, look: Look | None) -> datetime | None:
    said = [entry.known_at for entry in journey.entries if entry.dialect] if journey else []
    if look is not None and look.answered_at is not None:
        said.append(look.answered_at)
    return max(said, default=None)
