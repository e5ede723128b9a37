"""What a poll's answer says: the shipment that was asked for, or a problem document."""

from collections.abc import Callable, Sequence
from typing import Final

from carrier_ingest.carriers.dhl_unified.errors import heard_problem, problem_status
from carrier_ingest.carriers.dhl_unified.events import Parcel
from carrier_ingest.carriers.dhl_unified.services import (
    account_carrier,
    asked_service,
    carrier_of,
    service_of,
)
from carrier_ingest.carriers.dhl_unified.shipments import heard_shipment, pieces
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome
from carrier_ingest.carriers.joining import joined, to_each
from carrier_ingest.carriers.reading import child, children, text, tracking_number

_UNREADABLE: Final = Heard(
    problems=("a shipment in an answer of DHL has no readable id or service",)
)


def heard_poll(payload: RawPayload, value: object) -> Heard:
    """Read an answer. An empty list of shipments is "not found", as is DHL's 404."""
    status = problem_status(value)
    if status is not None:
        return heard_problem(payload.asked, status)
    shipments = list(children(value, "shipments"))
    if not shipments:
        if child(value, "shipments") == []:
            return heard_problem(payload.asked, 404)
        return Heard(problems=("an answer of DHL holds neither shipments nor a problem",))
    if len(payload.asked) == 1:
        return _answered(payload.asked[0], shipments, payload.conventions)
    parcels = [_parcel(None, shipment, payload.conventions) for shipment in shipments]
    return joined(
        [
            heard_shipment(parcel, shipment, payload.conventions) if parcel else _UNREADABLE
            for parcel, shipment in zip(parcels, shipments, strict=True)
        ]
    )


def _answered(number: str, shipments: Sequence[object], conventions: Conventions) -> Heard:
    """What answers a number is filed under it, whatever DHL calls it."""
    meant = _meant(number, shipments, conventions)
    if any(other != meant[0] for other in meant):
        answer = Answer(
            number=number,
            outcome=Outcome.REFUSED,
            advice=Advice.RETRY_LATER,
            detail="the number means several parcels",
        )
        problem = f"{number} means {len(meant)} shipments; say which service the account is for"
        return Heard(answers=(answer,), problems=(problem,))
    parcel = _parcel(number, meant[0], conventions)
    if parcel is None:
        return _UNREADABLE
    heard = heard_shipment(parcel, meant[0], conventions)
    return joined((heard, Heard(answers=to_each([number], Outcome.NEWS))))


def _meant(number: str, shipments: Sequence[object], conventions: Conventions) -> Sequence[object]:
    """Of several shipments those that are called so, of the division and the carrier asked of."""
    carrier = account_carrier(conventions)
    asked = asked_service(conventions)
    rules: tuple[Callable[[object], bool], ...] = (
        lambda one: number in (_number(carrier, one), *pieces(carrier, one)),
        lambda one: bool(asked) and service_of(text(one, "service")) == asked,
        lambda one: carrier_of(service_of(text(one, "service"))) == carrier,
    )
    for rule in rules:
        shipments = [one for one in shipments if rule(one)] or shipments
    return shipments


def _parcel(asked: str | None, shipment: object, conventions: Conventions) -> Parcel | None:
    carrier = account_carrier(conventions)
    number = asked or _number(carrier, shipment)
    service = service_of(text(shipment, "service"), asked_service(conventions))
    if number is None or not service:
        return None
    return Parcel(carrier=carrier, number=number, service=service)


def _number(carrier: str, shipment: object) -> str | None:
    return tracking_number(carrier, text(shipment, "id"))
