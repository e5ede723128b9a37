"""What a dialect heard, as messages: ids and bytes are functions of the payload that is named."""

from datetime import datetime
from typing import Any, Final

from msgspec import Struct, structs
from waymark_events.codec import Envelope
from waymark_events.ids import AccountId, RetailerId, ShipmentId, shipment_id
from waymark_events.messages.shipments import (
    ShipmentEstimated,
    ShipmentPrivateNoted,
    ShipmentScanned,
)
from waymark_events.ordering import OrderKey, order_key
from waymark_events.topics import Service, source
from waymark_events.values import Value

from carrier_ingest.carriers.heard import Bell, Estimate, Note, Statement
from carrier_ingest.domain.naming import name_of

_SOURCE: Final = source(Service.CARRIER_INGEST)


class Origin(Struct, frozen=True, kw_only=True, gc=False):
    """The payload a fact comes from. `observed_at` is the append time of its record."""

    retailer: RetailerId
    account: AccountId
    dialect: str
    channel: str
    mapping_version: int
    observed_at: datetime
    traceparent: str | None = None

    def shipment(self, said: Statement | Estimate | Note | Bell) -> ShipmentId:
        """The stream this belongs to; a number nobody booked simply opens it."""
        return shipment_id(self.retailer, said.carrier, said.number)


def scanned(statement: Statement, origin: Origin) -> Envelope:
    """The fact that a statement becomes; its id covers account and channel too."""
    body = ShipmentScanned(
        retailer=origin.retailer,
        scan_id=statement.scan_id,
        dialect=origin.dialect,
        channel=origin.channel,
        account=origin.account,
        observed_at=origin.observed_at,
        mapping_version=origin.mapping_version,
        **_shared(statement, ShipmentScanned),
    )
    return _envelope(origin, origin.shipment(statement), statement.scan_id, body)


def estimated(estimate: Estimate, origin: Origin) -> Envelope:
    """The fact that the carrier named a day, as of this payload."""
    shipment = origin.shipment(estimate)
    body = ShipmentEstimated(
        retailer=origin.retailer,
        dialect=origin.dialect,
        channel=origin.channel,
        account=origin.account,
        observed_at=origin.observed_at,
        mapping_version=origin.mapping_version,
        **_shared(estimate, ShipmentEstimated),
    )
    return _envelope(origin, shipment, shipment, body)


def noted(note: Note, origin: Origin) -> Envelope:
    """What a stranger must not read, for the topic that is kept 30 days."""
    body = ShipmentPrivateNoted(
        retailer=origin.retailer,
        observed_at=origin.observed_at,
        **_shared(note, ShipmentPrivateNoted),
    )
    return _envelope(origin, origin.shipment(note), "private", body)


def place_in_order(statement: Statement, origin: Origin) -> OrderKey:
    """Where a statement of one payload stands in the total order."""
    return order_key(
        statement.when,
        statement.sequence,
        statement.milestone,
        origin.observed_at,
        statement.scan_id,
    )


def _shared(said: Struct, kind: type[Value]) -> dict[str, Any]:
    """The fields that both have under one name; the contract's struct checks them when encoded."""
    wanted = kind.__struct_fields__
    return {name: part for name, part in structs.asdict(said).items() if name in wanted}


def _envelope(origin: Origin, shipment: ShipmentId, about: str, body: Value) -> Envelope:
    return Envelope(
        id=name_of(about, body),
        source=_SOURCE,
        time=origin.observed_at,
        subject=shipment,
        body=body,
        traceparent=origin.traceparent,
    )
