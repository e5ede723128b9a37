"""What a poll's answer says: parcels of shipments, or an error in a shipment's place."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, structs

from carrier_ingest.carriers.bring.errors import SETS, heard_error
from carrier_ingest.carriers.bring.events import CARRIER
from carrier_ingest.carriers.bring.links import of_answer
from carrier_ingest.carriers.bring.parcels import heard_parcel
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Heard, Outcome
from carrier_ingest.carriers.joining import answering, joined, to_each
from carrier_ingest.carriers.reading import child, children, text, tracking_number

_NAMES_OF_SHIPMENTS: Final = ("consignmentId", "previousConsignmentId")
_NAMES_OF_PARCELS: Final = ("packageNumber", "previousPackageNumber")


class Found(Struct, frozen=True):
    """A parcel of an answer and its shipment; `alone` where there is no other."""

    shipment: object
    package: object
    alone: bool


def heard_poll(payload: RawPayload, value: object) -> Heard:
    """Read an answer. A number that is asked for is answered by any parcel that bears it."""
    if child(value, SETS) is None:
        return Heard(problems=("an answer of Bring holds no consignmentSet",))
    shipments = list(children(value, SETS))
    parcels = list(_parcels(shipments))
    told = [_parcel(found, payload) for found in parcels]
    named = {number for found in parcels for number in _answered(found, payload.asked)}
    news = Heard(answers=to_each([one for one in payload.asked if one in named], Outcome.NEWS))
    open_ = [number for number in payload.asked if number not in named]
    faults = [heard_error(open_, child(one, "error")) for one in shipments if child(one, "error")]
    if not shipments:
        faults = [heard_error(open_, {"code": "404"})]
    heard = joined((news, *faults[:1], *told))
    return heard if faults else answering(heard, "Bring", payload.asked)


def _parcels(shipments: Sequence[object]) -> Iterator[Found]:
    found = [
        (shipment, package)
        for shipment in shipments
        for package in children(shipment, "packageSet")
    ]
    for shipment, package in found:
        yield Found(shipment, package, len(found) == 1)


def _parcel(found: Found, payload: RawPayload) -> Heard:
    written = tracking_number(CARRIER, text(found.package, "packageNumber"))
    number = _number(found, written, payload.asked)
    if number is None:
        return Heard(problems=("a parcel in an answer of Bring has no readable packageNumber",))
    heard = heard_parcel(number, found.shipment, found.package, payload.conventions)
    linked = tuple(of_answer(written or number, found.shipment, found.package))
    return structs.replace(heard, links=linked)


def _number(found: Found, written: str | None, asked: Sequence[str]) -> str | None:
    """Under which number a parcel's history is kept: the one asked for, else its own.

    One that answers a question alone is kept under it, such as its shipment's number; and one that
    was labelled anew under its former number, for who asks for that knows no other.
    """
    if found.alone and len(asked) == 1:
        return asked[0]
    former = tracking_number(CARRIER, text(found.package, "previousPackageNumber"))
    return former if former in asked and written not in asked else written


def _answered(found: Found, asked: Sequence[str]) -> Iterator[str]:
    if found.alone and len(asked) == 1:
        yield asked[0]
    nodes = ((found.shipment, _NAMES_OF_SHIPMENTS), (found.package, _NAMES_OF_PARCELS))
    for node, names in nodes:
        for name in names:
            if number := tracking_number(CARRIER, text(node, name)):
                yield number
