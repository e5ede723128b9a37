"""An answer of DPD: a bar of milestones, each of which appears once and is brought up to date."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.values import Place
from waymark_events.vocabulary import UNMAPPED, LinkKind, Milestone

from carrier_ingest.carriers.clock import Whereabouts, local_time
from carrier_ingest.carriers.dialect import Conventions, RawPayload
from carrier_ingest.carriers.dpd.asking import language_of
from carrier_ingest.carriers.dpd.codes import CARRIER, NAME, meaning_of
from carrier_ingest.carriers.dpd.document import results, words
from carrier_ingest.carriers.dpd.errors import fault_of, heard_fault
from carrier_ingest.carriers.dpd.forecast import estimate
from carrier_ingest.carriers.dpd.printed import place_of, printed_at
from carrier_ingest.carriers.heard import Answer, Heard, Linked, Note, Outcome, Statement
from carrier_ingest.carriers.meanings import Meaning
from carrier_ingest.carriers.reading import child, children, flag, text, tidy, tracking_number
from carrier_ingest.carriers.timeline import ended, in_order

_SAYS_IT_ITSELF: Final = frozenset({Milestone.DELIVERED, Milestone.ATTEMPT_FAILED})
_LONGEST_STATUS: Final = 64
_LINES: Final = ("description", "normalItems", "importantItems", "errorItems")
_CONSIGNMENT: Final = re.compile(r"(MPS|EXP|B2C)[0-9A-Z]{1,14}20[0-9]{6}")
"""Several parcels sent together; it ends with their day. DPD names no property for it."""


class Step(Struct, frozen=True):
    """A milestone that was reached: as printed, what its status means, and as we say it."""

    entry: object
    meaning: Meaning
    said: Statement

    @property
    def in_a_shop(self) -> bool:
        """Whether it waits in a shop."""
        return self.meaning.milestone == Milestone.AVAILABLE_FOR_PICKUP

    @property
    def hidden(self) -> str:
        """What may be a shop's address: at one, and where nobody knows what the status means."""
        return words(child(self.entry, "location")) if _hides(self.meaning) else ""


def heard_answer(payload: RawPayload, root: object) -> Heard:
    """Hear the bar of the one parcel that was asked for; an answer itself names no number."""
    fault = fault_of(root)
    if fault is not None:
        return heard_fault(payload.asked, fault)
    found = list(results(root))
    if not found:
        return Heard(problems=("an answer of DPD holds neither trackingresult nor a fault",))
    if len(payload.asked) != 1:
        return Heard(problems=(f"an answer of DPD to {len(payload.asked)} numbers names none",))
    (number,) = payload.asked
    return _result(number, found[0], payload.conventions)


def _result(number: str, result: object, conventions: Conventions) -> Heard:
    entries = list(children(result, "statusInfo"))
    steps, problems = _steps(number, entries, conventions)
    said = in_order(step.said for step in steps)
    shipment = child(result, "shipmentInfo")
    sentence = words(child(shipment, "predictInformation"))
    planned = estimate(number, sentence, said, conventions.zone)
    unread = "" if planned or ended(said) else sentence
    outcome = Outcome.NEWS if entries else Outcome.NOT_FOUND
    return Heard(
        statements=said,
        estimates=(planned,) if planned else (),
        notes=tuple(_notes(steps, unread)),
        links=tuple(_links(number, shipment)),
        answers=(Answer(number=number, outcome=outcome),),
        problems=tuple(problems),
    )


def _steps(
    number: str, entries: Sequence[object], conventions: Conventions
) -> tuple[list[Step], list[str]]:
    """The milestones reached; most of a bar lies in the future and is none."""
    steps: dict[str, Step] = {}
    problems: list[str] = []
    for position, entry in enumerate(entries):
        reached = flag(entry, "statusHasBeenReached")
        meaning = meaning_of(_status(entry))
        said = _statement(number, entry, meaning, conventions) if reached else None
        if said is not None:
            steps[said.scan_id] = Step(entry, meaning, said)
        elif reached is not False:
            lost = "statusHasBeenReached" if reached is None else "status or date"
            problems.append(f"statusInfo[{position}] of {number} has no readable {lost}")
    return list(steps.values()), problems


def _status(entry: object) -> str:
    return text(entry, "status")[:_LONGEST_STATUS]


def _statement(
    number: str, entry: object, known: Meaning, conventions: Conventions
) -> Statement | None:
    """Named by its status alone: its date and its words change as the parcel goes on."""
    status = _status(entry)
    printed = printed_at(words(child(entry, "date")))
    if not status or printed is None:
        return None
    meaning = _troubled(known, entry)
    place, phrase = _place(known, entry), words(child(entry, "label"))
    where = Whereabouts(country=place.country if place else None, account_zone=conventions.zone)
    return Statement(
        scan_key=(NAME, CARRIER, number, "status", status.upper()),
        carrier=CARRIER,
        number=number,
        kind=meaning.kind,
        milestone=meaning.milestone,
        reason=meaning.reason,
        when=local_time(printed.day, printed.hour, where),
        code=status,
        place=place,
        text=phrase or None,
        text_language=language_of(conventions)[:2] if phrase else None,
    )


def _troubled(meaning: Meaning, entry: object) -> Meaning:
    """A problem stands under the current milestone, in words alone, for as long as it lasts."""
    troubled = flag(entry, "isCurrentStatus") and words(child(entry, "errorItems"))
    if not troubled or meaning.milestone in _SAYS_IT_ITSELF:
        return meaning
    return msgspec.structs.replace(meaning, milestone=Milestone.EXCEPTION, reason=UNMAPPED)


def _place(meaning: Meaning, entry: object) -> Place | None:
    """The depot's town; of a shop the country alone, for its address is the recipient's affair."""
    place = place_of(words(child(entry, "location")))
    if place is None or not _hides(meaning):
        return place
    return Place(country=place.country) if place.country else None


def _hides(meaning: Meaning) -> bool:
    return meaning.milestone == Milestone.AVAILABLE_FOR_PICKUP or meaning.reason == UNMAPPED


def _notes(steps: Sequence[Step], unread_forecast: str) -> Iterator[Note]:
    """The lines under a milestone, and at the current one a forecast that nobody could read."""
    for step in steps:
        shop, elsewhere = (step.hidden, "") if step.in_a_shop else ("", step.hidden)
        current = unread_forecast if flag(step.entry, "isCurrentStatus") else ""
        told = (words(child(step.entry, key)) for key in _LINES)
        lines = tidy(" ".join((elsewhere, *told, current)))
        if lines or shop:
            yield Note(
                carrier=CARRIER,
                number=step.said.number,
                scan_id=step.said.scan_id,
                pickup_address=shop or None,
                free_text=lines or None,
            )


def _links(number: str, shipment: object) -> Iterator[Linked]:
    """The consignment that a parcel is of, known by its form among the extra values."""
    values = (text(one, "value").upper() for one in children(shipment, "trackingProperty"))
    for value in dict.fromkeys(values):
        consignment = tracking_number(CARRIER, value) if _CONSIGNMENT.fullmatch(value) else None
        if consignment is not None:
            yield Linked(
                carrier=CARRIER,
                number=number,
                successor_carrier=CARRIER,
                successor=consignment,
                kind=LinkKind.PIECE,
            )
