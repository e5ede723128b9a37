"""An answer of DHL: pieces matched to the numbers that were asked for, and codes for the rest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import structs

from carrier_ingest.carriers.dhl_parcel_de import events as piece_events
from carrier_ingest.carriers.dhl_parcel_de.document import Node
from carrier_ingest.carriers.dhl_parcel_de.errors import (
    Fault,
    answer_from,
    fault_of,
    trouble_from,
)
from carrier_ingest.carriers.dhl_parcel_de.events import CARRIER
from carrier_ingest.carriers.dhl_parcel_de.forecast import estimate
from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome
from carrier_ingest.carriers.joining import answering, joined, to_each
from carrier_ingest.carriers.reading import tracking_number


def heard_answer(payload: RawPayload, root: Node) -> Heard:
    """Hear every piece, and say for each asked number what came of it.

    An answer that failed as a whole is told as that, and not once more for each number it leaves.
    """
    by_number, problems = _by_number(root, payload.asked)
    told = [_piece(number, found, payload) for number, found in by_number.items()]
    whole = _whole(payload.asked, root, by_number)
    heard = joined((*told, whole), problems)
    answered = answering(heard, "DHL", payload.asked)
    if fault_of(root["code"]) is None:
        return answered
    return structs.replace(answered, problems=heard.problems)


def _by_number(root: Node, asked: Sequence[str]) -> tuple[Mapping[str, list[Node]], list[str]]:
    """The pieces under the number each was asked by; that is the stream they belong to."""
    found: defaultdict[str, list[Node]] = defaultdict(list)
    problems: list[str] = []
    for position, piece in enumerate(root.pieces()):
        number = _number(piece, asked)
        if number is None:
            problems.append(f"piece[{position}] of an answer of DHL names no readable number")
        else:
            found[number].append(piece)
    return found, problems


def _number(piece: Node, asked: Sequence[str]) -> str | None:
    """The number a piece answers: the one asked for, however DHL writes it back."""
    written = (piece["searched-piece-code"], piece["piece-code"], piece["upu"])
    read = [number for one in written if (number := tracking_number(CARRIER, one))]
    return next((number for number in read if number in asked), read[0] if read else None)


def _whole(asked: Sequence[str], root: Node, heard: Mapping[str, object]) -> Heard:
    """What the outer code says of every number that no piece answered."""
    code = root["code"]
    fault = fault_of(code)
    if fault is None:
        return Heard()
    rest = (number for number in asked if number not in heard)
    answers = (answer_from(number, code, fault) for number in rest)
    return Heard(
        trouble=trouble_from(code, fault),
        answers=tuple(answer for answer in answers if answer is not None),
    )


def _piece(number: str, found: Sequence[Node], payload: RawPayload) -> Heard:
    piece = found[0] if len(found) == 1 else _exact(number, found)
    if piece is None:
        answer = Answer(
            number=number,
            outcome=Outcome.REFUSED,
            advice=Advice.RETRY_LATER,
            detail="the number means several parcels",
        )
        problem = f"{number} means {len(found)} pieces and none is called exactly that"
        return Heard(answers=(answer,), problems=(problem,))
    fault = fault_of(piece["error-status"])
    heard = _events(number, piece, payload)
    if fault is not None and not heard.statements:
        return _refused(number, piece["error-status"], fault)
    return heard


def _exact(number: str, found: Sequence[Node]) -> Node | None:
    """Of several pieces the one that bears the number itself; None where that is none or two."""
    called = [p for p in found if tracking_number(CARRIER, p["piece-code"]) == number]
    return called[0] if len(called) == 1 else None


def _events(number: str, piece: Node, payload: RawPayload) -> Heard:
    events, unreadable = piece_events.read_events(piece)
    said = piece_events.statements(number, piece, events, payload.conventions)
    planned = estimate(number, piece, said, payload.conventions)
    lost = f"{unreadable} events of {number} have no readable time"
    return Heard(
        statements=tuple(said),
        estimates=(planned,) if planned else (),
        notes=tuple(piece_events.notes(piece, events, said)),
        answers=to_each([number], Outcome.NEWS),
        problems=(lost,) if unreadable else (),
    )


def _refused(number: str, code: str, fault: Fault) -> Heard:
    answer = answer_from(number, code, fault)
    return Heard(
        trouble=trouble_from(code, fault),
        answers=(answer,) if answer else (),
    )
