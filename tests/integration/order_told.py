"""What the projection tells order of its parcels."""

from datetime import UTC, datetime
from typing import Any

from integration.order_rig import SHOP
from waymark_events.codec import Envelope, envelope
from waymark_events.ids import parse_public
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.topics import Service
from waymark_events.values import BookingRef
from waymark_events.vocabulary import Direction, Milestone, Way

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def status_of(document: dict[str, Any], milestone: Milestone, version: int) -> Envelope:
    """The status of the shipment of an answer of the API."""
    order = document["order"]
    shipment = parse_public("shp", document["shipment"]["id"])
    assert shipment is not None
    booking = BookingRef(
        order_id=order["order_id"],
        order_reference=order["reference"],
        parcel_id=order["parcels"][0]["parcel_id"],
        recipients=(),
        direction=Direction.OUTBOUND,
        way=Way.HOME,
    )
    status = PublicStatus(milestone=milestone, reason="unstated", journey="j", bookings=(booking,))
    body = ShipmentStatusChanged(
        retailer=SHOP,
        carrier=document["shipment"]["carrier"],
        number=document["shipment"]["number"],
        generation=1,
        version=version,
        status=status,
        cause="scan",
        caused_by="f",
        known_at=NOW,
    )
    return envelope(Service.PROJECTION, f"{shipment}:1:{version}", NOW, shipment, body)
