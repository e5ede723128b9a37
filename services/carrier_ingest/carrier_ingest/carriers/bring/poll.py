"""What a poll's answer says: parcels of shipments, or an error in a shipment's place."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import Struct, structs

from carrier_ingest.carriers.bring.errors import SETS, heard_error
from carrier_ingest.carriers.bring.events import CARRIER
from carrier_ingest.carriers.bring.links import of_answer
from carrier_ingest.carriers.bring.parcels import heard_parcel
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Answer, Heard, Outcome
from carrier_ingest.carriers.joining import joined
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
    news = {number for found in parcels for number in _answered(found, payload.asked)}
    open_ = [number for number in payload.asked if number not in news]
    faults = [heard_error(open_, child(one, "error")) for one in shipments if child(one, "error")]
    if not shipments:
        faults = [heard_error(open_, {"code": "404"})]
    fault = faults[0] if faults else _silent(open_)
    heard = joined(told, fault.problems)
    return structs.replace(
        heard,
        answers=(
            *(Answer(number=one, outcome=Outcome.NEWS) for one in payload.asked if one in news),
            *fault.answers,
        ),
        trouble=fault.trouble,
    )


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
    return msgspec.structs.replace(heard, links=linked)


def _number(found: Found, written: str | None, asked: Sequence[str]) -> str | None:
    """Under which number a parcel's history is kept: its own.

    One that answers a question alone is kept under the number asked for, such as its shipment's;
    but not under a number it bore before it was labelled anew.
    """
    former = (
        tracking_number(CARRIER, text(found.shipment, "previousConsignmentId")),
        tracking_number(CARRIER, text(found.package, "previousPackageNumber")),
    )
    if found.alone and len(asked) == 1 and (written is None or asked[0] not in former):
        return asked[0]
    return written


def _answered(found: Found, asked: Sequence[str]) -> Iterator[str]:
    if found.alone and len(asked) == 1:
        yield asked[0]
    nodes = ((found.shipment, _NAMES_OF_SHIPMENTS), (found.package, _NAMES_OF_PARCELS))
    for node, names in nodes:
        for name in names:
            if number := tracking_number(CARRIER, text(node, name)):
                yield number


def _silent(numbers: Sequence[str]) -> Heard:
    return Heard(
        problems=tuple(f"the answer of Bring says nothing about {number}" for number in numbers)
    )
