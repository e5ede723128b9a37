"""What is new in one payload: the messages it becomes, and what could not be taken."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from waymark_events import vocabulary
from waymark_events.codec import Envelope
from waymark_events.ids import ShipmentId
from waymark_events.topics.names import SHIPMENT_EVENTS, SHIPMENT_PRIVATE

from carrier_ingest.carriers.heard import Estimate, Heard, Note, Statement
from carrier_ingest.domain import facts
from carrier_ingest.domain.facts import Origin
from carrier_ingest.domain.said import (
    MOST_SCANS,
    Said,
    Told,
    estimates_anew,
    is_flooded,
    notes_more,
    says_more,
)


class News(Struct, frozen=True, kw_only=True):
    """What a payload brings. `messages` are (topic, envelope) in the order of publishing.

    `unmapped` lists (carrier, code) of new statements that no table knew. `trouble` is why the
    payload has to be parked as well, as (reason, detail).
    """

    messages: tuple[tuple[str, Envelope], ...] = ()
    unmapped: tuple[tuple[str, str], ...] = ()
    trouble: tuple[str, str] | None = None


def shipments_of(heard: Heard, origin: Origin) -> set[ShipmentId]:
    """Every stream that a payload speaks of."""
    parts: tuple[Statement | Estimate | Note, ...]
    parts = (*heard.statements, *heard.estimates, *heard.notes)
    return {origin.shipment(part) for part in parts}


def news_of(heard: Heard, origin: Origin, memory: Mapping[ShipmentId, Said]) -> News:
    """Say what is new, in the total order, and remember it in `memory`."""
    statements, flooded = _new_statements(heard.statements, origin, memory)
    messages = [(SHIPMENT_EVENTS, facts.scanned(statement, origin)) for statement in statements]
    messages += [
        (SHIPMENT_EVENTS, facts.estimated(estimate, origin))
        for estimate in heard.estimates
        if estimates_anew(_memory(memory, estimate, origin), estimate)
    ]
    messages += [
        (SHIPMENT_PRIVATE, facts.noted(note, origin))
        for note in heard.notes
        if notes_more(_memory(memory, note, origin), note)
    ]
    return News(
        messages=tuple(messages),
        unmapped=tuple((s.carrier, s.code) for s in statements if s.reason == vocabulary.UNMAPPED),
        trouble=_trouble(heard, flooded),
    )


def _new_statements(
    statements: Iterable[Statement], origin: Origin, memory: Mapping[ShipmentId, Said]
) -> tuple[list[Statement], int]:
    new, flooded = [], 0
    for statement in sorted(statements, key=lambda s: facts.place_in_order(s, origin)):
        told = _memory(memory, statement, origin)
        if is_flooded(told, statement):
            flooded += 1
        elif says_more(told, statement):
            new.append(statement)
    return new, flooded


def _memory(
    memory: Mapping[ShipmentId, Said],
    part: Statement | Estimate | Note,
    origin: Origin,
) -> Told:
    return memory[origin.shipment(part)].by(origin.account, origin.channel)


def _trouble(heard: Heard, flooded: int) -> tuple[str, str] | None:
    if heard.problems:
        something = heard.statements or heard.estimates or heard.notes or heard.answers
        return ("partly_unreadable" if something else "unreadable", "; ".join(heard.problems))
    if flooded:
        return ("flooded", f"{flooded} scans above the {MOST_SCANS} of one number and channel")
    return None
