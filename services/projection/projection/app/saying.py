"""What is said of a shipment when its public status changes."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from waymark_events.codec import Envelope, envelope
from waymark_events.ids import ShipmentId
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged

from projection.app.incoming import Incoming
from projection.domain import Fact, State, cause_of, since
from projection.store.shipments import Row

STATUS: Final = "shipment.status.v1"
_SERVICE: Final = "projection"


class Change(Struct, frozen=True, gc=False):
    """A status message that is to go out because of a record."""

    cause: Incoming
    body: ShipmentStatusChanged


def change_of(row: Row, cause: Incoming, fact: Fact, state: State, now: PublicStatus) -> Change:
    """The message of a fact that made the public status what it is now."""
    body = fact.body
    changed = ShipmentStatusChanged(
        retailer=body.retailer,
        carrier=body.carrier,
        number=body.number,
        generation=row.generation,
        version=row.version,
        status=now,
        cause=cause_of(fact),
        caused_by=fact.ce_id,
        known_at=fact.known_at,
        since=since(state),
        scan_id=getattr(body, "scan_id", None),
    )
    return Change(cause, changed)


def message_of(
    shipment: ShipmentId, body: ShipmentStatusChanged, time: datetime, trace: str | None = None
) -> Envelope:
    """The message that says a status, under the id that names shipment, generation and version."""
    message_id = f"{shipment}:{body.generation}:{body.version}"
    return envelope(_SERVICE, message_id, time, shipment, body, trace)
