"""Facts written short, for examples: one carrier, one number, a day that begins at nine in UTC."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from projection.domain import Fact
from waymark_events.ids import AccountId, OrderId, ParcelId, RecipientId, ScanId, ShipmentId
from waymark_events.messages import shipments
from waymark_events.values import Destination, Leg, Span, When
from waymark_events.vocabulary import Certainty, Direction, Kind, LinkKind, Milestone, Way

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STREAM: dict[str, Any] = {"retailer": "acme", "carrier": "ups", "number": "1Z999AA10123456784"}
_ids = count()


def at(days: float = 0, hours: float = 0) -> datetime:
    """An instant so long after the beginning."""
    return START + timedelta(days=days, hours=hours)


def fact(body: shipments.ShipmentFact, known: datetime, ce_id: str = "") -> Fact:
    """A fact; without an id it gets one of its own."""
    return Fact(ce_id or f"fact-{next(_ids):05}", known, body)


def scan(  # noqa: PLR0917 (reads as a line of a table)
    when: datetime | str,
    milestone: str,
    reason: str = "progress.update",
    scan_id: str = "",
    known: datetime | None = None,
    ce_id: str = "",
    **more: Any,
) -> Fact:
    """A scan at an instant, or on a day such as `2026-03-04`."""
    if isinstance(when, str):
        own = When(local=when, certainty=Certainty.NONE, zone="Europe/Berlin")
    else:
        local = when.isoformat()[:19]
        own = When(local=local, certainty=Certainty.EXACT, instant=when, zone="UTC")
    defaults: dict[str, Any] = {
        "kind": Kind.EVENT,
        "code": "A",
        "dialect": "ups",
        "channel": "push",
        "account": "main",
        "observed_at": START,
        "mapping_version": 1,
    }
    body = shipments.ShipmentScanned(
        **STREAM,
        scan_id=ScanId(scan_id or f"scan-{next(_ids):05}"),
        milestone=Milestone(milestone),
        reason="delivered.other" if (milestone, reason) == _PLAIN else reason,
        when=own,
        **(defaults | more),
    )
    learned = when if isinstance(when, datetime) else START + timedelta(days=2)
    return fact(body, known or learned, ce_id)


_PLAIN = ("delivered", "progress.update")


def correction(when: datetime, withdraws: str | None = None, **more: Any) -> Fact:
    """The carrier takes a scan back."""
    return scan(when, "in_transit", kind=Kind.CORRECTION, withdraws=withdraws, **more)


def booking(when: datetime, placed: datetime, order: str = "1", **more: Any) -> Fact:
    """An order's parcel goes by this number."""
    ce_id = more.pop("ce_id", "")
    defaults: dict[str, Any] = {
        "direction": Direction.OUTBOUND,
        "way": Way.HOME,
        "hand_over_by": when + timedelta(days=1),
    }
    body = shipments.ShipmentBooked(
        **STREAM,
        entered="1Z",
        order_id=OrderId(f"order-{order}"),
        order_version=1,
        order_reference=order,
        parcel_id=ParcelId(f"parcel-{order}"),
        parcel_no=1,
        recipients=(RecipientId("person"),),
        destination=Destination(country="DE", zone="Europe/Berlin"),
        placed_at=placed,
        booked_at=when,
        **(defaults | more),
    )
    return fact(body, when, ce_id)


def day(text: str) -> Span:
    """A whole day in Berlin."""
    return Span(from_=text, to=text, precision="day", zone="Europe/Berlin")


def promise(when: datetime, text: str, due: datetime, ce_id: str = "") -> Fact:
    """The retailer promises a day."""
    body = shipments.ShipmentPromised(
        **STREAM,
        order_id=OrderId("order-1"),
        order_version=1,
        span=day(text),
        due=due,
        observed_at=when,
    )
    return fact(body, when, ce_id)


def estimate(when: datetime, text: str, ce_id: str = "", version: int = 1) -> Fact:
    """The carrier expects a day."""
    body = shipments.ShipmentEstimated(
        **STREAM,
        basis="revised",
        dialect="ups",
        channel="push",
        account=AccountId("main"),
        observed_at=when,
        mapping_version=version,
        span=day(text),
    )
    return fact(body, when, ce_id)


def cancellation(when: datetime) -> Fact:
    """The retailer cancels the parcel."""
    return fact(
        shipments.ShipmentCancelled(
            **STREAM, order_id=OrderId("order-1"), order_version=2, at=when
        ),
        when,
    )


def link(when: datetime, kind: LinkKind) -> Fact:
    """The parcel goes on under another number."""
    here = Leg(shipment_id=ShipmentId("here"), carrier=STREAM["carrier"], number=STREAM["number"])
    there = Leg(shipment_id=ShipmentId("there"), carrier="dhl_parcel_de", number="JJD0099990001")
    body = shipments.ShipmentLinked(
        **STREAM,
        order_id=OrderId("order-1"),
        order_version=3,
        origin=here,
        successor=there,
        kind=kind,
        at=when,
    )
    return fact(body, when)
