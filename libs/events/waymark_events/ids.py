"""Identity: every id is computed, so that any service knows it without asking.

Identity is permanent. Changing a rule here orphans streams; golden examples pin every function.
"""

import hashlib
from collections.abc import Iterable
from typing import Final, NewType
from uuid import UUID, uuid5

RetailerId = NewType("RetailerId", str)
"""A slug of 3 to 32 characters `a-z 0-9 -`, given once when the retailer is added; or such a slug
and `.test` behind it: that retailer's test mode, which is a retailer of its own."""
OrderId = NewType("OrderId", str)
ShipmentId = NewType("ShipmentId", str)
ParcelId = NewType("ParcelId", str)
RecipientId = NewType("RecipientId", str)
ScanId = NewType("ScanId", str)
AccountId = NewType("AccountId", str)
"""A carrier account: a slug, unique within the retailer."""
KeyId = NewType("KeyId", str)
IntakeId = NewType("IntakeId", str)
"""A command that a retailer wrote on a topic of its own."""
EndpointId = NewType("EndpointId", str)
"""A webhook endpoint: a random UUID."""

NAMESPACE: Final = UUID("b3f0a9d2-6f57-5c51-9c0e-7a1d2c4e8f60")
_SEPARATOR: Final = "\x1f"
_FOR_TESTS: Final = ".test"


def for_tests(retailer: RetailerId) -> RetailerId:
    """Name a retailer's test mode: another retailer, so that all data is apart by itself."""
    return RetailerId(f"{retailer}{_FOR_TESTS}")


def is_for_tests(retailer: str) -> bool:
    """Whether this is a test mode; the id that a retailer was given holds no dot."""
    return retailer.endswith(_FOR_TESTS)


def shipment_id(retailer: RetailerId, carrier: str, canonical_number: str) -> ShipmentId:
    """Name the stream of a tracking number; the number must be canonical for that carrier."""
    return ShipmentId(_derived("shipment", retailer, carrier, canonical_number))


def order_id(retailer: RetailerId, reference: str) -> OrderId:
    """Name the order a retailer calls by this reference."""
    return OrderId(_derived("order", retailer, reference))


def parcel_id(order: OrderId, parcel_no: int) -> ParcelId:
    """Name the n-th parcel booked in an order, whatever numbers it travels under."""
    return ParcelId(_derived("parcel", order, str(parcel_no)))


def recipient_id(retailer: RetailerId, reference: str) -> RecipientId:
    """Name a person by the retailer's own reference for that person."""
    return RecipientId(_derived("recipient", retailer, reference))


def intake_id(retailer: RetailerId, command_id: str) -> IntakeId:
    """Name a command by the id that the retailer gave it."""
    return IntakeId(_derived("intake", retailer, command_id))


def digest(*parts: str) -> str:
    """Fold parts into 128 bits as 32 hex characters; the cut between parts counts."""
    framed = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(framed.encode()).hexdigest()[:32]


def is_id(text: str) -> bool:
    """Whether this is a UUID as ours are written; nothing was ever kept under another."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def public(prefix: str, internal: str) -> str:
    """Write an internal id as callers see it, such as `shp_0f…` (prefix, 32 hex characters)."""
    return f"{prefix}_{UUID(internal).hex}"


def parse_public(prefix: str, text: str) -> str | None:
    """Read a public id back; None when it is not one of this prefix."""
    head, _, tail = text.partition("_")
    if head != prefix or len(tail) != 32:
        return None
    try:
        return str(UUID(hex=tail))
    except ValueError:
        return None


def _derived(kind: str, *parts: str) -> str:
    return str(uuid5(NAMESPACE, _SEPARATOR.join(_checked(kind, parts))))


def _checked(kind: str, parts: Iterable[str]) -> list[str]:
    listed = [kind, *parts]
    if any(_SEPARATOR in part for part in listed):
        raise ValueError(f"an id's part holds the unit separator, which edges refuse: {listed!r}")
    return listed
