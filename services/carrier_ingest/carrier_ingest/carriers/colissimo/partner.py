"""The post abroad that carries a parcel too, and its own number for it."""

import re
from typing import Final

from waymark_events import numbers
from waymark_events.numbers.registry import post_of
from waymark_events.vocabulary import LinkKind

from carrier_ingest.carriers.colissimo.events import CARRIER, Route
from carrier_ingest.carriers.heard import Linked
from carrier_ingest.carriers.reading import child, text, tracking_number

_HOME: Final = "FR"
_INTERNATIONAL: Final = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_LONGEST_CODE: Final = 32


def link(number: str, shipment: object, route: Route) -> Linked | None:
    """Where the partner has another number for the parcel: it goes on there, or came from there."""
    partner = child(child(shipment, "contextData"), "partner")
    written = text(partner, "reference")
    carrier = _carrier(text(partner, "name"), written, route)
    reference = tracking_number(carrier, written) if carrier else None
    if carrier is None or reference is None or reference == number:
        return None
    return Linked(
        carrier=CARRIER,
        number=number,
        successor_carrier=carrier,
        successor=reference,
        kind=LinkKind.RELABEL if route.arrival == _HOME else LinkKind.HANDOVER,
    )


def _carrier(name: str, reference: str, route: Route) -> str | None:
    """The partner by its name, else the post that a number of the international post is with."""
    called = (one.code for one in numbers.carriers().values() if one.name == name)
    if (known := next(called, None)) is not None:
        return known
    abroad = route.origin if route.arrival == _HOME else route.arrival
    post = post_of(abroad) if _INTERNATIONAL.fullmatch(reference) else None
    unlisted = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return post or (f"x_{unlisted}"[:_LONGEST_CODE].rstrip("_") if unlisted else None)
