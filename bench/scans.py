"""Single scans of any parcel of any retailer, as carrier_ingest writes them."""

from datetime import UTC, datetime, timedelta
from typing import Final

from waymark_events.codec import envelope
from waymark_events.ids import AccountId, RetailerId, ScanId, digest, shipment_id
from waymark_events.messages.retailers import RetailerSet
from waymark_events.messages.shipments import ShipmentScanned
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty, Kind, Milestone
from waymark_runtime.outgoing import Outgoing, outgoing

STREAM: Final = "shipment.events.v1"
RETAILER: Final = RetailerId("acme")
_START: Final = datetime(2026, 1, 1, tzinfo=UTC)


def scan(number: str, hour: float, retailer: RetailerId = RETAILER) -> Outgoing:
    """UPS has seen a parcel, so many hours after the year began."""
    at = _START + timedelta(hours=hour)
    scan_id = ScanId(digest("scan", retailer, number, at.isoformat()))
    body = ShipmentScanned(
        retailer=retailer,
        carrier="ups",
        number=number,
        scan_id=scan_id,
        kind=Kind.EVENT,
        milestone=Milestone.IN_TRANSIT,
        reason="progress.update",
        when=When(local=at.isoformat()[:19], certainty=Certainty.EXACT, instant=at, zone="+00:00"),
        code="DP",
        dialect="ups",
        channel="push",
        account=AccountId("main"),
        observed_at=at,
        mapping_version=1,
        place=Place(city="Hamburg", country="DE"),
    )
    key = shipment_id(retailer, "ups", number)
    return outgoing(STREAM, envelope("carrier_ingest", digest("fact", scan_id), at, key, body))


def retailer(name: RetailerId) -> Outgoing:
    """A retailer is there."""
    body = RetailerSet(retailer=name, version=1, name=name.title())
    return outgoing("retailer.v1", envelope("order", f"retailer-{name}", _START, name, body))
