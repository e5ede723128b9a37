"""What an answer brought for each number that was asked for."""

from collections.abc import Iterable

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome
from carrier_ingest.domain.plan import Result
from carrier_ingest.domain.said import digest_of


def results_of(heard: Heard, asked: Iterable[str]) -> tuple[Result, ...]:
    """One result for each number that the answer says something of, and none for the others.

    A number that is left out is not "not found": the carrier did not answer for it, so its silence
    must not be judged by this look.
    """
    answers = {answer.number: answer for answer in heard.answers}
    return tuple(_result(heard, answers[number]) for number in asked if number in answers)


def refused(asked: Iterable[str]) -> tuple[Result, ...]:
    """The carrier refused the whole question for good, as for a number of a wrong form."""
    return tuple(Result(number=number, outcome=Outcome.REFUSED, for_good=True) for number in asked)


def _result(heard: Heard, answer: Answer) -> Result:
    return Result(
        number=answer.number,
        outcome=answer.outcome,
        heard=digest_of(heard, answer.number),
        for_good=answer.advice == Advice.STOP_NUMBER,
    )
