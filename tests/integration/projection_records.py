"""Messages of a small world, as the services write them: one retailer, one order, one parcel."""

from datetime import UTC, datetime, timedelta
from typing import Any

from waymark_events.codec import Envelope, encode, envelope
from waymark_events.ids import (
    AccountId,
    OrderId,
    RecipientId,
    RetailerId,
    ScanId,
    ShipmentId,
    digest,
    order_id,
    parcel_id,
    recipient_id,
    shipment_id,
)
from waymark_events.messages import carriers, orders, shipments
from waymark_events.values import Content, Destination, Leg, Place, Span, Value, When
from waymark_events.vocabulary import Certainty, Direction, Kind, Milestone, Way
from waymark_runtime.records import Arrived

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
STREAM = "shipment.events.v1"
NUMBER = "1ZK7R24W0310048711"
SHOP = RetailerId("nordlicht")
OTHER = RetailerId("suedwind")


def shipment_of(retailer: RetailerId = SHOP, number: str = NUMBER) -> ShipmentId:
    """The id of a parcel that UPS carries."""
    return shipment_id(retailer, "ups", number)


def buyer_of(retailer: RetailerId = SHOP) -> RecipientId:
    """The id of whoever ordered."""
    return recipient_id(retailer, "P-1")


def order_of(retailer: RetailerId = SHOP, reference: str = "SO-1") -> OrderId:
    """The id of an order."""
    return order_id(retailer, reference)


def message(service: str, key: str, body: Value, ce_id: str, time: datetime = NOON) -> Envelope:
    """An envelope as a service writes it."""
    return envelope(service, ce_id, time, key, body)


def booked(
    number: str = NUMBER, retailer: RetailerId = SHOP, reference: str = "SO-1", **more: Any
) -> Envelope:
    """The order's first parcel goes by this number."""
    order = order_id(retailer, reference)
    defaults: dict[str, Any] = {
        "placed_at": NOON - timedelta(days=1),
        "booked_at": NOON - timedelta(hours=2),
        "hand_over_by": NOON + timedelta(hours=4),
        "order_version": 2,
    }
    body = shipments.ShipmentBooked(
        retailer=retailer,
        carrier="ups",
        number=number,
        entered=number,
        order_id=order,
        order_reference=reference,
        parcel_id=parcel_id(order, 1),
        parcel_no=1,
        recipients=(recipient_id(retailer, "P-1"),),
        direction=Direction.OUTBOUND,
        way=Way.HOME,
        destination=Destination(country="DE", zone="Europe/Berlin"),
        **(defaults | more),
    )
    ce_id = digest("booked", retailer, number, reference)
    return message("order", shipment_of(retailer, number), body, ce_id)


def promised(due: datetime, number: str = NUMBER, retailer: RetailerId = SHOP) -> Envelope:
    """The retailer promises the day before the due instant."""
    day = due.date().isoformat()
    body = shipments.ShipmentPromised(
        retailer=retailer,
        carrier="ups",
        number=number,
        order_id=order_id(retailer, "SO-1"),
        order_version=2,
        span=Span(from_=day, to=day, precision="day", zone="Europe/Berlin"),
        due=due,
        observed_at=NOON - timedelta(hours=2),
    )
    ce_id = digest("promised", number, due.isoformat())
    return message("order", shipment_of(retailer, number), body, ce_id)


def scanned(
    hour: float,
    milestone: str = "in_transit",
    number: str = NUMBER,
    retailer: RetailerId = SHOP,
    **more: Any,
) -> Envelope:
    """UPS has seen the parcel, so many hours after noon."""
    at = more.pop("at", NOON + timedelta(hours=hour))
    scan = ScanId(digest("scan", number, milestone, at.isoformat()))
    plain = "delivered.other" if milestone == "delivered" else "progress.update"
    defaults: dict[str, Any] = {
        "kind": Kind.EVENT,
        "reason": plain,
        "place": Place(city="Hamburg", country="DE"),
        "code": "DP",
        "text": "Departed",
        "text_language": "en",
    }
    body = shipments.ShipmentScanned(
        retailer=retailer,
        carrier="ups",
        number=number,
        scan_id=scan,
        milestone=Milestone(milestone),
        when=When(local=at.isoformat()[:19], certainty=Certainty.EXACT, instant=at, zone="+00:00"),
        dialect="ups",
        channel="push",
        account=AccountId("ups-main"),
        observed_at=at,
        mapping_version=1,
        **(defaults | more),
    )
    return message("carrier_ingest", shipment_of(retailer, number), body, digest("fact", scan))


def placed(
    *legs: Leg, version: int = 2, retailer: RetailerId = SHOP, reference: str = "SO-1"
) -> Envelope:
    """An order with a parcel of these legs, and its buyer's link."""
    order = order_id(retailer, reference)
    parcel = orders.ParcelState(
        parcel_id=parcel_id(order, 1),
        parcel_no=1,
        legs=legs,
        direction=Direction.OUTBOUND,
        way=Way.HOME,
        milestone=Milestone.UNKNOWN,
        contents=(Content(line_no=1, quantity=2),),
    )
    state = orders.OrderState(
        retailer=retailer,
        order_id=order,
        reference=reference,
        version=version,
        state="confirmed",
        placed_at=NOON - timedelta(days=1),
        destination=Destination(country="DE", zone="Europe/Berlin"),
        lines=(orders.LineState(line_no=1, sku="L", title="Lamp, brass", quantity=2, open=0),),
        parcels=(parcel,) if legs else (),
        links=(
            orders.LinkGrant(
                recipient_id=recipient_id(retailer, "P-1"), role="buyer", kid="k1", link_version=1
            ),
        ),
    )
    body = orders.OrderConfirmed(order=state, at=NOON)
    return message("order", order, body, f"{order}:{version}:1")


def leg(number: str = NUMBER, retailer: RetailerId = SHOP) -> Leg:
    """A UPS number as a leg."""
    return Leg(shipment_id=shipment_of(retailer, number), carrier="ups", number=number)


def looked(answered_at: datetime, number: str = NUMBER) -> Envelope:
    """The poller asked for the number and was answered."""
    body = carriers.CarrierLooked(
        retailer=SHOP,
        account=AccountId("ups-main"),
        shipment_id=shipment_of(SHOP, number),
        asked_at=answered_at,
        answered_at=answered_at,
        outcome="nothing_new",
    )
    return message("carrier_ingest", body.shipment_id, body, digest("look", str(answered_at)))


def account_state(checked_at: datetime, *, healthy: bool) -> Envelope:
    """Whether the retailer's UPS account answers."""
    body = carriers.CarrierAccountState(
        retailer=SHOP,
        account=AccountId("ups-main"),
        carrier="ups",
        healthy=healthy,
        since=checked_at,
        checked_at=checked_at,
    )
    return message("carrier_ingest", "ups-main", body, digest("account", str(checked_at)))


def arrived(
    message: Envelope,
    offset: int,
    *,
    topic: str = STREAM,
    partition: int = 0,
    at: datetime | None = None,
) -> Arrived:
    """The message as a record; appended a second per offset after noon unless said otherwise."""
    encoded = encode(message)
    appended = at or NOON + timedelta(seconds=offset)
    return Arrived(topic, partition, offset, appended, encoded.key, encoded.value, encoded.headers)
