"""What was heard of several parcels of one payload, as one."""

from collections.abc import Iterable, Sequence

from msgspec import structs

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome, Trouble
from carrier_ingest.carriers.timeline import in_order


def joined(told: Sequence[Heard], problems: Iterable[str] = ()) -> Heard:
    """All of it: scans in the total order, a link once, one trouble; `problems` come first."""
    troubles = (one.trouble for one in told if one.trouble is not None)
    return Heard(
        statements=in_order(said for one in told for said in one.statements),
        estimates=tuple(value for one in told for value in one.estimates),
        notes=tuple(note for one in told for note in one.notes),
        proofs=tuple(proof for one in told for proof in one.proofs),
        links=tuple(dict.fromkeys(link for one in told for link in one.links)),
        answers=tuple(answer for one in told for answer in one.answers),
        trouble=next(troubles, None),
        problems=(*problems, *(problem for one in told for problem in one.problems)),
    )


def answering(heard: Heard, carrier: str, asked: Sequence[str]) -> Heard:
    """The same, answering those who asked: with a sentence for each number nothing is said of.

    An answer to a number that nobody asked for is none. `carrier` is its name in the sentence.
    """
    answers = tuple(answer for answer in heard.answers if answer.number in asked)
    answered = {answer.number for answer in answers}
    silent = (f"the answer of {carrier} says nothing about {n}" for n in asked if n not in answered)
    return structs.replace(heard, answers=answers, problems=(*heard.problems, *silent))


def to_each(
    asked: Iterable[str], outcome: Outcome, advice: Advice = Advice.CARRY_ON, code: str = ""
) -> tuple[Answer, ...]:
    """The same answer to every number that was asked for."""
    return tuple(
        Answer(number=number, outcome=outcome, advice=advice, code=code or None) for number in asked
    )


def in_trouble(asked: Iterable[str], trouble: Trouble) -> Heard:
    """Nothing but trouble; one that stops the account refuses every number too."""
    refused = trouble.advice == Advice.STOP_ACCOUNT
    answers = to_each(asked, Outcome.REFUSED, trouble.advice, trouble.code) if refused else ()
    return Heard(trouble=trouble, answers=answers)
