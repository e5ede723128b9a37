"""What an answer brought for each number that was asked for."""

from collections.abc import Iterable

from carrier_ingest.carriers.heard import Advice, Answer, Heard, Outcome
from carrier_ingest.domain.plan import Result
from carrier_ingest.domain.said import digest_of


def results_of(heard: Heard, asked: Iterable[str]) -> tuple[Result, ...]:
    """One result a number; a number that the answer does not name was not found."""
    answers = {answer.number: answer for answer in heard.answers}
    return tuple(_result(heard, number, answers.get(number)) for number in asked)


def refused(asked: Iterable[str]) -> tuple[Result, ...]:
    """The carrier refused the whole question for good, as for a number of a wrong form."""
    return tuple(Result(number=number, outcome=Outcome.REFUSED, for_good=True) for number in asked)


def _result(heard: Heard, number: str, answer: Answer | None) -> Result:
    if answer is None:
        return Result(number=number, outcome=Outcome.NOT_FOUND)
    return Result(
        number=number,
        outcome=answer.outcome,
        heard=digest_of(heard, number),
        for_good=answer.advice == Advice.STOP_NUMBER,
    )
