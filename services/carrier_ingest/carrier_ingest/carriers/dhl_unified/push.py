"""The push: shipments in the same shape, and what DHL says about the subscription itself."""

from collections.abc import Callable, Mapping
from typing import Final

from carrier_ingest.carriers.dhl_unified.events import Parcel
from carrier_ingest.carriers.dhl_unified.services import carrier_of, service_of
from carrier_ingest.carriers.dhl_unified.shipments import heard_shipment
from carrier_ingest.carriers.dialect import Conventions, Post, RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.joining import joined
from carrier_ingest.carriers.reading import children, decoded, text, tracking_number
from carrier_ingest.carriers.signing import same

HEADER: Final = "x-hook-token"
_SCOPE: Final = "subscription."
_GOES_WELL: Final = frozenset({"activate", "ready"})
_NEWS_OF_IT: Final[Mapping[str, str]] = {
    "validate": "DHL asks to prove our address: activate the subscription with this secret",
    "delete": "DHL ended a subscription: what it pushed is only polled now",
    "deleted": "DHL ended a subscription: what it pushed is only polled now",
    "failure": "DHL says that a subscription failed: what it pushed is only polled now",
}
"""Parked with the payload, where somebody sees them and, of the first, finds the secret."""


def heard_push(payload: RawPayload, value: object) -> Heard:
    """Read every shipment of a push; nobody asked, so the division says whose number it is."""
    shipments = list(children(value, "shipments"))
    if not shipments:
        return _about_the_subscription(text(value, "scope"))
    outer = text(value, "service")
    return joined(
        [
            _shipment(shipment, position, outer, payload.conventions)
            for position, shipment in enumerate(shipments)
        ]
    )


def pushed_number(body: bytes) -> str | None:
    """The first number a push is about, for the key under which its bytes are kept."""
    value = decoded(body)
    parcels = (_parcel(one, text(value, "service")) for one in children(value, "shipments"))
    return next((parcel.number for parcel in parcels if parcel is not None), None)


def admits(post: Post, credentials: Mapping[str, str], is_our_token: Callable[[str], bool]) -> bool:
    """Whether a post bears the token that we gave DHL with the subscription; nothing is signed."""
    del is_our_token
    return same(post.headers.get(HEADER, ""), credentials.get("push_token", ""))


def _shipment(shipment: object, position: int, outer: str, conventions: Conventions) -> Heard:
    parcel = _parcel(shipment, outer)
    if parcel is None:
        problem = f"shipment[{position}] of a push of DHL has no readable id or service"
        return Heard(problems=(problem,))
    return heard_shipment(parcel, shipment, conventions)


def _parcel(shipment: object, outer: str) -> Parcel | None:
    service = service_of(text(shipment, "service"), outer)
    carrier = carrier_of(service)
    number = tracking_number(carrier, text(shipment, "id"))
    if number is None or not service:
        return None
    return Parcel(carrier=carrier, number=number, service=service)


def _about_the_subscription(scope: str) -> Heard:
    event = scope.lower().removeprefix(_SCOPE)
    if event in _GOES_WELL:
        return Heard()
    return Heard(problems=(_NEWS_OF_IT.get(event, "a push of DHL holds no shipments"),))
