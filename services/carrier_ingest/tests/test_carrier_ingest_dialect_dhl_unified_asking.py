"""How DHL Unified is asked, and what its problem documents mean."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from carrier_ingest.carriers import dhl_unified
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Advice, Outcome
from dialect_dhl_unified_payloads import GERMAN, NUMBER, polled, sample

assert dhl_unified.DIALECT.polling is not None
POLLING = dhl_unified.DIALECT.polling
KEY = {"api_key": "k3y"}


def problem(status: object) -> dict[str, Any]:
    return {"type": "about:blank", "title": "No", "status": status, "detail": "No."}


def test_dhl_is_asked_for_one_number_of_one_division_at_a_time() -> None:
    """In the account's language; a number that is a query stays a number."""
    first, second = POLLING.requests([NUMBER, "1&service=x"], Conventions(options=GERMAN))

    url = urlsplit(first.target)
    assert (first.method, url.path, first.asked) == ("GET", "/track/shipments", (NUMBER,))
    assert parse_qs(url.query) == {
        "trackingNumber": [NUMBER], "service": ["parcel-de"], "language": ["en"],
    }  # fmt: skip
    assert parse_qs(urlsplit(second.target).query)["trackingNumber"] == ["1&service=x"]


def test_without_a_division_dhl_is_left_to_guess() -> None:
    """An account that names none, or nothing that could be one."""
    for options in ({}, {"service": "all of them"}):
        (request,) = POLLING.requests([NUMBER], Conventions(locale="de_DE", options=options))
        assert dict(request.query) == {"trackingNumber": NUMBER, "language": "de"}


@pytest.mark.parametrize(
    ("options", "right"),
    [
        ({"service": "parcel-de"}, "carrier=dhl_parcel_de"),
        ({"service": "SVB", "carrier": "dhl"}, "carrier=dhl_parcel_de"),
        ({"service": "post-de", "carrier": "dhl_parcel-de"}, "carrier=dhl_parcel_de"),
        ({"service": "express", "carrier": "dhl_parcel_de"}, "carrier=dhl"),
        (GERMAN, None),
        ({"service": "parcel-nl"}, None),
        ({"service": "parcel-nl", "carrier": "dhl"}, None),
        ({"carrier": "dhl_parcel_de"}, None),
        ({}, None),
    ],
)
def test_an_account_asks_for_the_numbers_its_division_pushes(
    options: dict[str, str], right: str | None
) -> None:
    """Else one parcel would be told in two streams, half of it by push and half by poll."""
    assert dhl_unified.DIALECT.refuses is not None

    refused = dhl_unified.DIALECT.refuses(options)

    assert (refused is None) == (right is None)
    assert right is None or (refused or "").endswith(right)


def test_a_question_bears_the_key_of_the_app() -> None:
    """And nothing else that is secret; there is no token to fetch."""
    (request,) = POLLING.requests([NUMBER], Conventions())

    headers = dict(POLLING.authorise(request, KEY, None, "id").headers)

    assert headers == {"Accept": "application/json", "DHL-API-Key": "k3y"}
    assert POLLING.login is None


def test_a_new_key_may_ask_250_times_a_day() -> None:
    """One question in five seconds, the slower of DHL's two statements."""
    assert (POLLING.a_day.requests, POLLING.a_second) == (250, 0.2)
    assert POLLING.numbers_per_request == 1


@pytest.mark.parametrize(
    ("status", "body", "advice", "alarm"),
    [
        (200, b"{}", None, False),
        (404, msgspec.json.encode(problem(404)), None, False),
        (400, msgspec.json.encode(problem(400)), None, False),
        (404, b"<html>no such page</html>", Advice.RETRY_LATER, True),
        (401, msgspec.json.encode(problem(401)), Advice.STOP_ACCOUNT, True),
        (429, msgspec.json.encode(problem(429)), Advice.RETRY_LATER, False),
        (503, b"", Advice.RETRY_LATER, False),
    ],
)
def test_an_http_answer_is_judged_before_it_is_kept(
    status: int, body: bytes, advice: Advice | None, *, alarm: bool
) -> None:
    """What is about the number is handed on; the rest says when to ask again."""
    trouble = POLLING.judge(status, body)

    assert (trouble.advice if trouble else None) == advice
    assert (trouble.alarm if trouble else False) is alarm


@pytest.mark.parametrize(
    "body", [sample("dhl_unified_not_found.json"), problem("404"), {"shipments": []}]
)
def test_not_found_is_not_an_error(body: object) -> None:
    """A number DHL does not know yet, whichever way it says so and whatever the HTTP status."""
    heard = polled(body, NUMBER)

    assert [(one.number, one.outcome) for one in heard.answers] == [(NUMBER, Outcome.NOT_FOUND)]
    assert (heard.statements, heard.trouble, heard.problems) == ((), None, ())


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, Advice.STOP_ACCOUNT), (429, Advice.RETRY_LATER), (500, Advice.RETRY_LATER)],
)
def test_an_error_that_comes_with_200_is_the_accounts(status: int, advice: Advice) -> None:
    """It is not laid on the number."""
    heard = polled(problem(status), NUMBER)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.answers) == (advice, ())


def test_a_refused_question_is_tried_again_and_told() -> None:
    """It may be the number or the question; one number never stops the others."""
    heard = polled(problem(400), NUMBER)

    (answer,) = heard.answers
    assert (answer.outcome, answer.advice) == (Outcome.REFUSED, Advice.RETRY_LATER)
    assert (heard.trouble, heard.problems) == (None, ("DHL refuses the question with status 400",))


@pytest.mark.parametrize("body", [{}, [], {"shipments": "none"}, {"status": "delivered"}])
def test_an_answer_that_is_none_is_told(body: object) -> None:
    """Nothing is skipped in silence, and nothing is said of the number."""
    heard = polled(body, NUMBER)

    assert heard.problems == ("an answer of DHL holds neither shipments nor a problem",)
    assert heard.answers == ()


def test_what_is_not_json_is_told() -> None:
    """A page of the gateway, for one."""
    heard = polled(msgspec.Raw(b"<html>"), NUMBER)

    assert heard.problems == ("a payload of DHL is not JSON",)
