"""A tracking number as typed becomes a label: its carrier known, its digits checked."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct
from waymark_events.ids import AccountId, OrderId, RetailerId, digest, shipment_id
from waymark_events.messages.retailers import RetailerSet
from waymark_events.numbers import (
    TEST,
    Accepted,
    Near,
    Refused,
    UnknownCarrierError,
    check,
    detect,
    journey_of,
    near,
)
from waymark_events.values import Instant, Leg
from waymark_runtime.faults import Denied

from order.domain.facts import Label

HAND_OVER_WITHIN = timedelta(days=1)
OURS = frozenset({"own", "store"})
_PLAYED = OURS | {TEST}
_TEST_ONLY = (
    "the carrier test plays journeys for a test mode; use a key that begins with wm_test_, or name "
    "the carrier whose number this is"
)
_NOT_PLAYED = (
    "no carrier is asked for a parcel of a test mode: it stays as it is; numbers of the carrier "
    "test, such as TEST-DELIVERED, play a journey"
)


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
    if carrier == TEST and not retailer.test:
        raise Denied(422, "only_in_test_mode", _TEST_ONLY)
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
    odd = [judged.warning] if isinstance(judged, Accepted) else []
    if retailer.test and carrier not in _PLAYED:
        odd.append(_NOT_PLAYED)
    return Checked(label, tuple(odd))


def own_number(order: OrderId, parcel_no: int) -> str:
    """The number we make for a parcel that the retailer carries itself."""
    return digest("own number", order, str(parcel_no))[:12].upper()


def _detected(number: str, typed: Typed, retailer: RetailerSet) -> str:
    if journey_of(number) is not None:
        return TEST
    listed, origin, destination = retailer.carriers, retailer.country, typed.destination_country
    found = detect(number, listed=listed, origin=origin, destination=destination)
    if found.chosen is not None:
        return found.chosen.carrier
    if not found.candidates:
        raise _undetected(
            number, near(number, listed=listed, origin=origin, destination=destination)
        )
    candidates = [
        {"field": "carrier", "value": one.carrier, "detail": f"{one.name}: {one.reason}"}
        for one in found.candidates
    ]
    detail = f"several carriers have numbers like {number!r}; name one as `carrier`"
    raise Denied(422, "ambiguous_carrier", detail, candidates)


def _undetected(number: str, found: Sequence[Near]) -> Denied:
    """Nobody's number; a digit that was mistyped is the usual cause, and no carrier is guessed."""
    detail = f"no carrier's format fits {number!r}; name the carrier as `carrier`"
    if found:
        reasons = "; or it ".join(one.reason for one in found)
        detail = f"{number!r} {reasons}; if it is another carrier's, name that as `carrier`"
    errors = [
        {
            "field": "number",
            "carrier": one.carrier,
            "format": one.format_id,
            "detail": f"it {one.reason}",
        }
        for one in found
    ]
    return Denied(422, "undetected_carrier", detail, errors)


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
