"""An answer of La Poste: an object for one number, a list for several, each with its own code."""

from collections.abc import Iterator, Mapping, Sequence

from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.colissimo import partner
from carrier_ingest.carriers.colissimo.errors import FOUND, answer_from, trouble_from
from carrier_ingest.carriers.colissimo.events import (
    CARRIER,
    read_events,
    route_of,
    statements,
)
from carrier_ingest.carriers.colissimo.forecast import estimate, zone_of
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.heard import Answer, Heard, Note, Outcome, Statement
from carrier_ingest.carriers.joining import answering, in_trouble, joined
from carrier_ingest.carriers.reading import child, plain, text, tracking_number
from carrier_ingest.carriers.timeline import in_order, newest


def heard_answer(payload: RawPayload, value: object) -> Heard:
    """Hear every entry, and say for each asked number what came of it."""
    trouble = trouble_from(value)
    if trouble is not None:
        return in_trouble(payload.asked, trouble)
    listed = value if isinstance(value, list) else [value]
    entries = [entry for entry in listed if isinstance(entry, Mapping)]
    heard = [_entry(entry, payload, alone=len(entries) == 1) for entry in entries]
    return answering(joined(heard), "La Poste", payload.asked)


def _entry(entry: object, payload: RawPayload, *, alone: bool) -> Heard:
    """Hear one number's part; one that answers one question alone is about what was asked for."""
    number = _number(entry, payload.asked, alone)
    if number is None:
        return Heard(problems=("an entry of an answer of La Poste names no readable number",))
    shipment, code = child(entry, "shipment"), text(entry, "returnCode")
    if not isinstance(shipment, Mapping) or code not in (FOUND, ""):
        return Heard(answers=(answer_from(number, code),))
    return _shipment(number, shipment, payload.conventions)


def _number(entry: object, asked: Sequence[str], alone: bool) -> str | None:
    if alone and len(asked) == 1:
        return asked[0]
    written = (text(child(entry, "shipment"), "idShip"), text(entry, "idShip"))
    read = (number for one in written if (number := tracking_number(CARRIER, one)))
    return next(read, None)


def _shipment(number: str, shipment: object, conventions: Conventions) -> Heard:
    events, unreadable = read_events(shipment)
    route = route_of(shipment)
    said = in_order(statements(number, events, route, conventions))
    zone = zone_of(route, conventions.zone)
    planned = estimate(number, shipment, said, zone)
    onwards = partner.link(number, shipment, route)
    return Heard(
        statements=said,
        estimates=(planned,) if planned else (),
        notes=tuple(_notes(shipment, said)),
        links=(onwards,) if onwards else (),
        answers=(Answer(number=number, outcome=Outcome.NEWS),),
        problems=tuple(f"event[{place}] of {number} has no readable date" for place in unreadable),
    )


def _notes(shipment: object, said: Sequence[Statement]) -> Iterator[Note]:
    """Where it waits to be fetched, beside the newest scan that says it waits."""
    point = plain(text(child(child(shipment, "contextData"), "removalPoint"), "name"))
    waiting = newest(said, Milestone.AVAILABLE_FOR_PICKUP)
    if point and waiting is not None:
        yield Note(
            carrier=CARRIER, number=waiting.number, scan_id=waiting.scan_id, pickup_name=point
        )
