"""Errors, told so that somebody can act: the code, the sentence, the alarm, each number's fate."""

from typing import Any

import pytest
from carrier_ingest.carriers import dhl_parcel_de, ups
from carrier_ingest.carriers.dialect import Dialect
from carrier_ingest.carriers.heard import Advice, Answer, Outcome, Trouble
from dialect_dhl_payloads import NUMBER as PIECE
from dialect_dhl_payloads import answer as dhl_answer
from dialect_dhl_payloads import polled as asked_of_dhl
from dialect_ups_payloads import NUMBER, polled

STOP, LATER = Advice.STOP_ACCOUNT, Advice.RETRY_LATER


@pytest.mark.parametrize("dialect", [ups.DIALECT, dhl_parcel_de.DIALECT], ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("status", "advice", "alarm"),
    [(401, STOP, True), (418, LATER, True), (429, LATER, False), (500, LATER, False),
     (502, LATER, False)],
)  # fmt: skip
def test_a_status_without_a_document_is_told_as_it_is(
    dialect: Dialect, status: int, advice: Advice, *, alarm: bool
) -> None:
    """A carrier that is busy or down rings nobody; a status that nobody expected does."""
    assert dialect.polling is not None

    trouble = dialect.polling.judge(status, b"")

    assert trouble is not None
    assert (trouble.advice, trouble.alarm) == (advice, alarm)
    assert trouble.code == f"http {status}"
    assert str(status) in trouble.detail or "API key and secret of this account" in trouble.detail


def errors_of_ups(*codes: str) -> Any:
    return {"response": {"errors": [{"code": code} for code in codes]}}


def test_credentials_that_ups_refuses_refuse_every_number() -> None:
    """Somebody has to see it; nothing was wrong with the numbers."""
    heard = polled(errors_of_ups("250002"), NUMBER)

    assert heard.trouble == Trouble(
        advice=STOP,
        code="250002",
        detail="UPS refuses the client id and secret of this account",
        alarm=True,
    )
    assert heard.answers == (
        Answer(number=NUMBER, outcome=Outcome.REFUSED, advice=STOP, code="250002"),
    )


def test_a_fault_at_ups_answers_no_number() -> None:
    """They are asked for again."""
    assert polled(errors_of_ups("10004"), NUMBER).answers == ()


def test_a_number_that_ups_does_not_know_is_asked_for_as_planned() -> None:
    """With the code that says so."""
    assert polled(errors_of_ups("TW0001"), NUMBER).answers == (
        Answer(number=NUMBER, outcome=Outcome.NOT_FOUND, advice=Advice.CARRY_ON, code="TW0001"),
    )


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        (errors_of_ups("X77"), "X77", "X77"),
        ({"response": {"errors": [{}]}}, None, "without a code"),
    ],
)
def test_an_error_of_ups_that_nobody_knows_is_named(
    body: Any, code: str | None, named: str
) -> None:
    """By its code, or that it has none."""
    heard = polled(body, NUMBER)

    assert heard.answers == (
        Answer(number=NUMBER, outcome=Outcome.REFUSED, advice=LATER, code=code),
    )
    assert heard.problems == (f"UPS answered with an error we do not know: {named}",)


def test_a_code_of_dhl_is_told_with_its_sentence() -> None:
    """On a piece: to the number, and to the account where it is about that."""
    heard = asked_of_dhl(dhl_answer(error_status="62"), PIECE)

    sentence = "the tracking user lacks the right to see this"
    assert heard.trouble == Trouble(advice=LATER, code="62", detail=sentence, alarm=True)
    assert heard.answers == (
        Answer(number=PIECE, outcome=Outcome.REFUSED, advice=LATER, code="62", detail=sentence),
    )


def test_a_code_of_dhl_about_its_own_services_answers_no_number() -> None:
    """It is told only when it stays: three such answers in a row."""
    heard = asked_of_dhl(dhl_answer(error_status="58"), PIECE)

    assert heard.trouble is not None
    assert (heard.trouble.patience, heard.answers) == (3, ())


def test_a_number_that_dhl_does_not_know_is_no_trouble() -> None:
    """It may be known tomorrow."""
    assert asked_of_dhl(dhl_answer(error_status="100"), PIECE).trouble is None
