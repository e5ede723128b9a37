"""A tracking number as typed becomes a label: its carrier known, its digits checked."""

from datetime import timedelta

from msgspec import Struct
from waymark_events.ids import AccountId, OrderId, RetailerId, digest, shipment_id
from waymark_events.messages.retailers import RetailerSet
from waymark_events.numbers import (
    Accepted,
    Refused,
    UnknownCarrierError,
    check,
    detect,
)
from waymark_events.values import Instant, Leg

from order.app.calls import Denied
from order.domain.facts import Label

HAND_OVER_WITHIN = timedelta(days=1)
OURS = frozenset({"own", "store"})


class Typed(Struct, frozen=True, kw_only=True):
    """A number as it was typed, with the carrier if that was said."""

    number: str | None = None
    carrier: str | None = None
    carrier_account: AccountId | None = None
    hand_over_by: Instant | None = None
    destination_country: str | None = None


class Checked(Struct, frozen=True):
    """The label, and what is odd about its number."""

    label: Label
    warnings: tuple[str, ...] = ()


def checked(typed: Typed, retailer: RetailerSet, now: Instant) -> Checked:
    """The label of a number that can be its carrier's; otherwise 422 says what would be right."""
    number = typed.number or ""
    carrier = typed.carrier or _detected(number, typed, retailer)
    try:
        judged = check(carrier, number)
    except UnknownCarrierError as unknown:
        near = [
            {"field": "carrier", "value": code, "detail": "near to it"} for code in unknown.near
        ]
        raise Denied(422, "unknown_carrier", str(unknown), near) from unknown
    if isinstance(judged, Refused):
        raise _bad_number(judged)
    label = Label(
        leg=_leg(RetailerId(retailer.retailer), carrier, judged.canonical),
        entered=number,
        hand_over_by=typed.hand_over_by or now + HAND_OVER_WITHIN,
        carrier_account=typed.carrier_account,
    )
    return Checked(label, (judged.warning,) if isinstance(judged, Accepted) else ())


def own_number(order: OrderId, parcel_no: int) -> str:
    """The number we make for a parcel that the retailer carries itself."""
    return digest("own number", order, str(parcel_no))[:12].upper()


def _detected(number: str, typed: Typed, retailer: RetailerSet) -> str:
    found = detect(
        number,
        listed=retailer.carriers,
        origin=retailer.country,
        destination=typed.destination_country,
    )
    if found.chosen is not None:
        return found.chosen.carrier
    candidates = [
        {"field": "carrier", "value": one.carrier, "detail": f"{one.name}: {one.reason}"}
        for one in found.candidates
    ]
    if not candidates:
        detail = f"no carrier's format fits {number!r}; name the carrier as `carrier`"
        raise Denied(422, "undetected_carrier", detail)
    detail = f"several carriers have numbers like {number!r}; name one as `carrier`"
    raise Denied(422, "ambiguous_carrier", detail, candidates)


def _bad_number(judged: Refused) -> Denied:
    error = {
        "field": "number",
        "carrier": judged.carrier,
        "format": judged.format_id or "",
        "detail": f"would be right: {judged.would_be_right}",
    }
    return Denied(422, "bad_number", judged.what, [error])


def _leg(retailer: RetailerId, carrier: str, canonical: str) -> Leg:
    return Leg(
        shipment_id=shipment_id(retailer, carrier, canonical), carrier=carrier, number=canonical
    )
