"""An answer of Hermes: shipments matched to the numbers that were asked for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Answer, Heard, Note, Outcome, Statement
from carrier_ingest.carriers.hermes.errors import (
    FINE,
    NOT_FOUND,
    answer_from,
    heard_error,
    result_codes,
)
from carrier_ingest.carriers.hermes.events import CARRIER, each_attempt_once, note, statement
from carrier_ingest.carriers.hermes.forecast import estimate
from carrier_ingest.carriers.joining import answering, joined
from carrier_ingest.carriers.reading import children, text, tracking_number
from carrier_ingest.carriers.timeline import in_order


def heard_answer(payload: RawPayload, value: object) -> Heard:
    """Hear every shipment, or the error document that came instead of them."""
    entries = list(children(value, "shipmentinfo"))
    codes = result_codes(value)
    if codes and not entries:
        return heard_error(payload.asked, codes)
    by_number, problems = _by_number(entries)
    told = [_shipment(number, parts, payload) for number, parts in by_number.items()]
    return answering(joined(told, problems), "Hermes", payload.asked)


def _by_number(entries: Sequence[object]) -> tuple[Mapping[str, list[object]], list[str]]:
    """The entries of each number; the parts of a consignment share one."""
    found: defaultdict[str, list[object]] = defaultdict(list)
    problems = [] if entries else ["an answer of Hermes holds no shipmentinfo"]
    for position, entry in enumerate(entries):
        number = tracking_number(CARRIER, text(entry, "shipmentID"))
        if number is None:
            problems.append(f"shipmentinfo[{position}] of Hermes has no readable shipmentID")
        else:
            found[number].append(entry)
    return found, problems


def _shipment(number: str, parts: Sequence[object], payload: RawPayload) -> Heard:
    said: list[Statement] = []
    notes: dict[str, Note] = {}
    unreadable = 0
    for entry in (entry for part in parts for entry in children(part, "status")):
        one = statement(number, entry, payload.conventions)
        if one is None:
            unreadable += 1
            continue
        said.append(one)
        if (beside := note(one, entry)) is not None:
            notes[one.scan_id] = beside
    ordered = tuple(each_attempt_once(in_order(said)))
    planned = [plan for part in parts if (plan := estimate(number, CARRIER, part, ordered))]
    return Heard(
        statements=ordered,
        estimates=tuple(planned[:1]),
        notes=tuple(notes.values()),
        answers=(_answer(number, parts, heard=bool(said)),),
        problems=(f"{unreadable} scans of {number} have no readable time",) if unreadable else (),
    )


def _answer(number: str, parts: Sequence[object], *, heard: bool) -> Answer:
    """News where there are scans, whatever the result says; else what the result says."""
    if heard:
        return Answer(number=number, outcome=Outcome.NEWS)
    codes = [text(part, "result", "code").lower() for part in parts]
    code = next((one for one in codes if one not in FINE), "")
    return answer_from(number, NOT_FOUND if NOT_FOUND in codes else code)
