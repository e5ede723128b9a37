"""How Hermes is asked, where its tokens are, and what its errors mean for whom."""

from urllib.parse import parse_qsl

import pytest
from carrier_ingest.carriers import hermes
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Advice, Answer, Outcome
from carrier_ingest.carriers.hermes.asking import where_tokens_are
from dialect_hermes_payloads import NUMBER, UNKNOWN, answer, polled, sample, scan

assert hermes.DIALECT.polling is not None
POLLING = hermes.DIALECT.polling
CREDENTIALS = {"client_id": "id", "client_secret": "s&=", "username": "u", "password": "ä+ %"}


def refusal(*codes: str) -> dict[str, object]:
    return {"listOfResultCodes": [{"code": code, "message": "…"} for code in codes]}


def test_hermes_is_asked_for_a_hundred_numbers_at_a_time() -> None:
    """Each number is a parameter of its own; the language is a header."""
    numbers = [f"{n:014d}" for n in range(101)]

    first, second = POLLING.requests(numbers, Conventions(locale="de_DE"))

    assert (len(first.asked), second.asked) == (100, (numbers[100],))
    assert second.target == f"/services/hsi/shipmentinfo?shipmentID={numbers[100]}"
    assert dict(first.headers)["Accept-Language"] == "DE"
    assert len(first.query) == 100


def test_a_number_of_an_odd_form_is_asked_for_alone() -> None:
    """Hermes refuses a whole question for one number that it cannot read."""
    asked = [request.asked for request in POLLING.requests([NUMBER, "ABC", UNKNOWN], Conventions())]

    assert asked == [(NUMBER, UNKNOWN), ("ABC",)]


def test_a_request_bears_the_token() -> None:
    """And nothing else of the account."""
    (request,) = POLLING.requests([NUMBER], Conventions())

    signed = POLLING.authorise(request, CREDENTIALS, "t0ken", "request-1")

    assert dict(signed.headers)["Authorization"] == "Bearer t0ken"
    assert dict(signed.headers)["Accept-Language"] == "EN"


def test_a_token_is_fetched_with_client_and_user() -> None:
    """In a form, so that every odd character of a password survives; the lifetime is a text."""
    assert POLLING.login is not None
    request = POLLING.login.request(CREDENTIALS)

    assert dict(parse_qsl(request.body.decode(), strict_parsing=True)) == {
        "grant_type": "password",
        **CREDENTIALS,
    }
    assert (request.method, request.path) == (
        "POST",
        "/authorization-facade/oauth2/access_token",
    )
    token = POLLING.login.read(b'{"access_token": "' + b"a" * 8000 + b'", "expires_in": "3600"}')
    assert token is not None
    assert (len(token.value), token.expires_in_s) == (8000, 3600)


@pytest.mark.parametrize(
    ("asked", "login"),
    [
        ("https://de-api-int.hermesworld.com", "https://authme-int.myhermes.de"),
        ("https://de-api.hermesworld.com/", "https://authme.myhermes.de"),
        ("https://hermesworld.com.example.org", "https://hermesworld.com.example.org"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_tokens_are_at_a_host_of_their_own(asked: str, login: str) -> None:
    """Beside Hermes's own hosts alone: secrets go nowhere that nobody named."""
    assert where_tokens_are(asked) == login


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (200, b"{}", None),
        (400, b'{"listOfResultCodes":[{"code":"e902"}]}', None),
        (400, b"<html>", Advice.RETRY_LATER),
        (400, b'{"error":"invalid_grant"}', Advice.STOP_ACCOUNT),
        (401, b'{"error":"invalid_client"}', Advice.STOP_ACCOUNT),
        (401, b'{"listOfResultCodes":[{"code":"e900"}]}', Advice.NEW_TOKEN),
        (403, b"", Advice.NEW_TOKEN),
        (429, b"", Advice.RETRY_LATER),
        (500, b'{"listOfResultCodes":[{"code":"e999"}]}', Advice.RETRY_LATER),
    ],
)
def test_an_http_answer_is_judged_before_it_is_kept(
    status: int, body: bytes, advice: Advice | None
) -> None:
    """A new token where it may help, a halt where the login itself was refused."""
    trouble = POLLING.judge(status, body)

    assert (trouble.advice if trouble else None) == advice


@pytest.mark.parametrize(
    ("code", "advice", "alarm"),
    [
        ("e900", Advice.NEW_TOKEN, False),
        ("e999", Advice.RETRY_LATER, False),
    ],
)
def test_an_error_document_with_200_is_trouble(code: str, advice: Advice, *, alarm: bool) -> None:
    """It answers no number."""
    heard = polled(refusal(code), NUMBER, UNKNOWN)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (advice, alarm)
    assert (heard.answers, heard.problems) == ((), ())


def test_a_question_that_hermes_cannot_read_refuses_each_number_for_now() -> None:
    """It has to be seen, and the same numbers must not be asked for first for ever."""
    heard = polled(refusal("e902"), NUMBER, UNKNOWN)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (Advice.RETRY_LATER, True)
    assert [(one.number, one.outcome, one.advice, one.code) for one in heard.answers] == [
        (number, Outcome.REFUSED, Advice.ASK_APART, "e902") for number in (NUMBER, UNKNOWN)
    ]


def test_the_sample_of_a_refusal_asks_for_a_new_token() -> None:
    """As Hermes words it."""
    heard = polled(sample("hermes_refused.json"), NUMBER)

    assert heard.trouble is not None
    assert heard.trouble.advice == Advice.NEW_TOKEN


def test_a_refused_question_about_one_number_is_about_that_number() -> None:
    """It will never be answered."""
    (said,) = polled(refusal("e005"), "ABC").answers

    assert (said.outcome, said.advice, said.code) == (Outcome.REFUSED, Advice.STOP_NUMBER, "e005")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("e000", Outcome.NEWS),
        ("", Outcome.NEWS),
        ("OK", Outcome.REFUSED),
        ("E001", Outcome.NOT_FOUND),
        ("e999", Outcome.REFUSED),
    ],
)
def test_a_result_without_scans_is_told_by_its_code(code: str, outcome: Outcome) -> None:
    """Only e001 says that nothing is known."""
    (said,) = polled(answer(result={"code": code}), NUMBER).answers

    assert said.outcome == outcome


def test_a_result_with_scans_is_news_whatever_its_code() -> None:
    """The word for success is not written down anywhere."""
    heard = polled(answer(scan("50-1-3"), result={"code": "OK"}), NUMBER)

    assert heard.answers == (Answer(number=NUMBER, outcome=Outcome.NEWS),)


def test_what_an_answer_leaves_out_is_told_in_a_sentence() -> None:
    """A number that is missing is not "not found"."""
    heard = polled(answer(scan("50-1-3"), shipmentID=None), NUMBER)

    assert heard.problems == (
        "shipmentinfo[0] of Hermes has no readable shipmentID",
        f"the answer of Hermes says nothing about {NUMBER}",
    )
    assert polled(b"<html>").problems == ("a payload of Hermes is not JSON",)
    assert polled({}).problems == ("an answer of Hermes holds no shipmentinfo",)
