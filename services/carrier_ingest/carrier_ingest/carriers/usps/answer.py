"""Details of parcels, alone or in a list, matched to the numbers that were asked for."""

from collections.abc import Sequence
from typing import Final

from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Heard
from carrier_ingest.carriers.joining import answering, joined
from carrier_ingest.carriers.reading import child, text, tracking_number
from carrier_ingest.carriers.usps.errors import answer_to, heard_error
from carrier_ingest.carriers.usps.events import CARRIER
from carrier_ingest.carriers.usps.parcel import heard_parcel

_SHORTEST: Final = 20


def heard_answer(payload: RawPayload, value: object) -> Heard:
    """Hear every parcel of a push or a poll, and say of each asked number what came of it."""
    if isinstance(child(value, "error"), dict) and not text(value, "trackingNumber"):
        return heard_error(payload.asked, value)
    listed = value if isinstance(value, list) else [value]
    alone = len(listed) == 1 and len(payload.asked) == 1
    named = [(payload.asked[0] if alone else _number(one, payload.asked), one) for one in listed]
    told = [_entry(number, one, payload) for number, one in named if number is not None]
    nameless = len(named) - len(told)
    lost = f"{nameless} entries of USPS name no readable trackingNumber"
    heard = joined(told, (lost,) if nameless else ())
    return answering(heard, "USPS", payload.asked)


def _number(entry: object, asked: Sequence[str]) -> str | None:
    """The number asked for, which may have the destination's ZIP in front; else as written."""
    number = tracking_number(CARRIER, text(entry, "trackingNumber"))
    if number is None or number in asked or len(number) < _SHORTEST:
        return number
    return next((one for one in asked if one.endswith(number)), number)


def _entry(number: str, entry: object, payload: RawPayload) -> Heard:
    if isinstance(child(entry, "error"), dict):
        return Heard(answers=(answer_to(number, entry),))
    return heard_parcel(number, entry, payload)
