"""An answer of GLS: a flat list of parcels, each beside the number that was asked for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from carrier_ingest.carriers.dialect import RawPayload
from carrier_ingest.carriers.gls.errors import answer_from, fault_of, heard_problem, problem_code
from carrier_ingest.carriers.gls.events import CARRIER, statement, statements
from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Statement
from carrier_ingest.carriers.joining import answering, joined
from carrier_ingest.carriers.reading import children, text, tracking_number


def heard_answer(payload: RawPayload, value: object) -> Heard:
    """Hear every parcel, or the error that came instead of them."""
    entries = list(children(value, "parcels"))
    if not entries:
        return _without_parcels(payload, value)
    by_number, problems = _by_number(entries)
    told = [_parcel(number, found, payload) for number, found in by_number.items()]
    return answering(joined(told, problems), "GLS", payload.asked)


def _without_parcels(payload: RawPayload, value: object) -> Heard:
    if (fault := fault_of(value)) is not None:
        return Heard(trouble=fault)
    if code := problem_code(value):
        return heard_problem(payload.asked, code)
    return Heard(problems=("an answer of GLS holds no parcels",))


def _by_number(entries: Sequence[object]) -> tuple[Mapping[str, list[object]], list[str]]:
    """The parcels of each number that was asked for, each once; that is their stream."""
    found: defaultdict[str, dict[str, object]] = defaultdict(dict)
    problems: list[str] = []
    for position, entry in enumerate(entries):
        number = tracking_number(CARRIER, text(entry, "requested") or text(entry, "unitno"))
        if number is None:
            problems.append(f"parcels[{position}] of GLS names no readable number")
        else:
            found[number][text(entry, "unitno")] = entry
    return {number: list(parcels.values()) for number, parcels in found.items()}, problems


def _parcel(number: str, found: Sequence[object], payload: RawPayload) -> Heard:
    entry = found[0] if len(found) == 1 else _exact(number, found)
    if entry is None:
        answer = Answer(
            number=number,
            outcome=Outcome.REFUSED,
            advice=Advice.RETRY_LATER,
            detail="the number means several parcels",
        )
        problem = f"{number} means {len(found)} parcels and none is called exactly that"
        return Heard(answers=(answer,), problems=(problem,))
    code = text(entry, "errorCode").upper()
    heard = _events(number, entry, payload)
    if code and not heard.statements:
        return Heard(answers=(answer_from(number, code),))
    return heard


def _exact(number: str, found: Sequence[object]) -> object | None:
    """Of several parcels the one that bears the number itself; None where that is none or two."""
    called = [one for one in found if tracking_number(CARRIER, text(one, "unitno")) == number]
    return called[0] if len(called) == 1 else None


def _events(number: str, entry: object, payload: RawPayload) -> Heard:
    parcel = tracking_number(CARRIER, text(entry, "unitno")) or number
    newest_first = [
        statement(number, parcel, event, payload.conventions) for event in children(entry, "events")
    ]
    oldest_first = [said for said in reversed(newest_first) if said is not None]
    status = text(entry, "status")
    return Heard(
        statements=statements(oldest_first, status),
        answers=(Answer(number=number, outcome=Outcome.NEWS),),
        problems=_problems(number, status, oldest_first, len(newest_first)),
    )


def _problems(number: str, status: str, said: Sequence[Statement], events: int) -> tuple[str, ...]:
    unreadable = events - len(said)
    if unreadable:
        return (f"{unreadable} events of {number} have no readable time",)
    return (f"GLS calls {number} {status} and tells no event of it",) if status and not said else ()
