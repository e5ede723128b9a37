"""What is said of a shipment when its public status changes."""

from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from waymark_events.codec import Envelope, envelope
from waymark_events.ids import ShipmentId
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged

from projection.app.incoming import Incoming
from projection.domain import Fact, State, cause_of, since
from projection.store.shipments import Row

REBUILT: Final = "rebuild"
"""The cause of a status that is said because what was said before was wrong."""
_ENCODE: Final = msgspec.json.Encoder(order="deterministic").encode
_SERVICE: Final = "projection"


class Change(Struct, frozen=True, gc=False):
    """A status message that is to go out because of a record; not if it was said `before`."""

    cause: Incoming
    body: ShipmentStatusChanged
    before: bool = False


def said_of(row: Row, fact: Fact, state: State, now: PublicStatus) -> ShipmentStatusChanged:
    """What is said of a fact that made the public status what it is now."""
    body = fact.body
    return ShipmentStatusChanged(
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


def digest_of(status: PublicStatus) -> bytes:
    """What equal statuses have in common."""
    return sha256(_ENCODE(status)).digest()


def quiet(change: Change) -> Change:
    """A status that was said before the database was set back."""
    return replace(change, before=True)


def anew(change: Change) -> Change:
    """A status that differs from what was said before: nobody is written to about it."""
    return replace(change, body=replace(change.body, cause=REBUILT))


def message_of(
    shipment: ShipmentId, body: ShipmentStatusChanged, time: datetime, trace: str | None = None
) -> Envelope:
    """The message that says a status, under the id that names shipment, generation and version."""
    message_id = f"{shipment}:{body.generation}:{body.version}"
    return envelope(_SERVICE, message_id, time, shipment, body, trace)
