"""What of both shops is only put into other words: carriers, places, pieces."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from waymark_client import ConflictError, Content, Destination, Order
from waymark_events import numbers
from waymark_events.messages.orders import ParcelState

_HERE = Path(__file__).parent
CARRIERS: dict[str, str] = json.loads((_HERE / "carriers.json").read_text())
"""Our code by a carrier's name as shops have it: small letters and digits of it alone."""
ZONES: dict[str, dict[str, str]] = json.loads((_HERE / "zones.json").read_text())
"""Regions by zone, of countries with several zones."""


@contextmanager
def unless(codes: frozenset[str]) -> Iterator[None]:
    """Go on where Waymark says that it is too late for something."""
    try:
        yield
    except ConflictError as no:
        if no.code not in codes:
            raise


class Goods(Struct):
    """So many pieces of what both sides call by this SKU."""

    sku: str
    quantity: int


def pieces(order: Order, goods: Sequence[Goods]) -> tuple[Content, ...]:
    """Their lines as ours, by SKU; LookupError for one that the order does not have."""
    found: Counter[int] = Counter()
    for item in goods:
        wanted = item.quantity
        for line in order.order.lines:
            if line.sku == item.sku:
                taken = min(wanted, line.quantity - found[line.line_no])
                found[line.line_no] += taken
                wanted -= taken
        if wanted:
            raise LookupError(f"order {order.order.reference} has no {wanted} more {item.sku!r}")
    return tuple(Content(line_no=no, quantity=count) for no, count in found.items() if count)


def spread(contents: Sequence[Content], parcels: int) -> list[tuple[Content, ...] | None]:
    """Pieces over so many parcels, as evenly as they go; the shops do not say which is in which.

    LookupError when there are fewer pieces than parcels: one piece cannot be in two.
    """
    pieces = [one.line_no for one in contents for _ in range(one.quantity)]
    if not pieces or not parcels:
        return [None] * parcels
    if len(pieces) < parcels:
        raise LookupError(f"{len(pieces)} pieces cannot be in {parcels} parcels")
    cuts = [len(pieces) * no // parcels for no in range(parcels + 1)]
    return [_counted(pieces[cuts[no] : cuts[no + 1]]) for no in range(parcels)]


def code_of(company: str | None) -> str | None:
    """Our code of a carrier as shops call it; None lets Waymark tell it by the number."""
    name = "".join(sign for sign in (company or "").casefold() if sign.isalnum())
    return CARRIERS.get(name)


def destination(country: str | None, region: str | None) -> Destination | None:
    """Where to; the zone too, where a country has several and the region settles it."""
    if not country:
        return None
    zones = ZONES.get(country, {})
    found = [zone for zone, regions in zones.items() if region in regions.split()]
    return Destination(country=country, zone=found[0] if found else None)


def travels_as(parcel: ParcelState, number: str) -> bool:
    """Whether a parcel travels, or travelled, under a number as the shop writes it."""
    try:
        return any(leg.number == numbers.canonical(leg.carrier, number) for leg in parcel.legs)
    except numbers.MalformedNumberError:
        return False


def _counted(pieces: Sequence[int]) -> tuple[Content, ...]:
    return tuple(Content(line_no=no, quantity=pieces.count(no)) for no in sorted(set(pieces)))
