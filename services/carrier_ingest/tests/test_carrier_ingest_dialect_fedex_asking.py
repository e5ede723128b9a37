"""How FedEx is asked, what its errors advise, and how its push is told from a stranger's."""

from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest
from carrier_ingest.carriers import fedex
from carrier_ingest.carriers.dialect import Conventions, Post
from carrier_ingest.carriers.heard import Advice
from dialect_fedex_payloads import ATTEMPT, NUMBER, SAMPLES, polled

assert fedex.DIALECT.polling
assert fedex.DIALECT.pushing
POLLING, PUSHING = fedex.DIALECT.polling, fedex.DIALECT.pushing
TOKEN = {"security_token": "Wm7Kq2Xr9Tb4Lc6Vn8Pd3Hs5"}
BODY = b'{"trackResults":[]}'
SIGNED = "brMA6VKELWuK9z359hjGHBYulBcjPoZz01+iO7alo5k="
HEX = "6eb300e952842d6b8af73df9f618c61c162e9417233e8673d35fa23bb6a5a399"


def errors(*codes: str) -> dict[str, Any]:
    return {"transactionId": "x", "errors": [{"code": code} for code in codes]}


def test_fedex_is_asked_for_thirty_numbers_at_a_time() -> None:
    """With all their scans, in a language that is always named."""
    numbers = [f"7941200{n:05d}" for n in range(31)]

    first, second = POLLING.requests(numbers, Conventions(locale="de"))

    assert (first.method, first.target) == ("POST", "/track/v1/trackingnumbers")
    assert (first.asked, second.asked) == (tuple(numbers[:30]), (numbers[30],))
    assert msgspec.json.decode(second.body) == {
        "includeDetailedScans": True,
        "trackingInfo": [{"trackingNumberInfo": {"trackingNumber": numbers[30]}}],
    }
    assert dict(first.headers)["X-locale"] == "en_US"
    (in_french,) = POLLING.requests(["1"], Conventions(locale="fr_FR"))
    assert dict(in_french.headers)["X-locale"] == "fr_FR"


def test_a_request_bears_the_token_and_a_name() -> None:
    """Beside what stood in it."""
    (request,) = POLLING.requests([NUMBER], Conventions())

    headers = dict(POLLING.authorise(request, {}, "t0ken", "request-1").headers)

    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["x-customer-transaction-id"] == "request-1"
    assert headers["Content-Type"] == "application/json"


def test_a_token_is_fetched_with_key_and_secret_in_the_form() -> None:
    """Every odd character arrives; nothing stands in a header or in the address."""
    assert POLLING.login
    request = POLLING.login.request({"client_id": "id", "client_secret": "s&cr=t +"})

    assert (request.method, request.target) == ("POST", "/oauth/token")
    assert parse_qs(request.body.decode()) == {
        "grant_type": ["client_credentials"], "client_id": ["id"], "client_secret": ["s&cr=t +"],
    }  # fmt: skip
    token = POLLING.login.read(b'{"access_token": "abc", "expires_in": 3600, "scope": "CXS"}')
    assert token
    assert (token.value, token.expires_in_s) == ("abc", 3600)


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (200, "", None),
        (200, "NOT.AUTHORIZED.ERROR", Advice.NEW_TOKEN),
        (200, "INTERNAL.SERVER.ERROR", Advice.RETRY_LATER),
        (400, "TRACKING.TRACKINGNUMBER.EMPTY", None),
        (400, "", Advice.RETRY_LATER),
        (401, "NOT.AUTHORIZED.ERROR", Advice.NEW_TOKEN),
        (401, "", Advice.STOP_ACCOUNT),
        (403, "FORBIDDEN.ERROR", Advice.STOP_ACCOUNT),
        (404, "NOT.FOUND.ERROR", Advice.RETRY_LATER),
        (429, "", Advice.RETRY_LATER),
        (500, "INTERNAL.SERVER.ERROR", Advice.RETRY_LATER),
        (503, "SERVICE.UNAVAILABLE.ERROR", Advice.RETRY_LATER),
    ],
)
def test_an_http_answer_is_judged_before_it_is_kept(
    status: int, code: str, advice: Advice | None
) -> None:
    """Errors of the whole call come with 200 too."""
    body = msgspec.json.encode(errors(code) if code else {})

    trouble = POLLING.judge(status, body)

    assert (trouble.advice if trouble else None) == advice
    assert not trouble or trouble.alarm == (
        advice == Advice.STOP_ACCOUNT or status == 404 or (status, code) == (400, "")
    )


@pytest.mark.parametrize(
    ("status", "words", "advice"),
    [
        (
            401,
            "The given client credentials were not valid. Please try again.",
            Advice.STOP_ACCOUNT,
        ),
        (401, "Access token expired. Please modify your request.", Advice.NEW_TOKEN),
        (200, "The given client credentials were not valid.", Advice.NEW_TOKEN),
    ],
)
def test_a_wrong_key_is_told_from_a_token_that_ran_out(
    status: int, words: str, advice: Advice
) -> None:
    """FedEx gives both one code; another token would be refused with the key for ever."""
    body = {"errors": [{"code": "NOT.AUTHORIZED.ERROR", "message": words}]}

    trouble = POLLING.judge(status, msgspec.json.encode(body))

    assert trouble
    assert (trouble.advice, trouble.alarm) == (advice, advice == Advice.STOP_ACCOUNT)


def test_an_error_of_the_whole_call_answers_no_number() -> None:
    """Where it is about the account or about FedEx."""
    found = polled(errors("INTERNAL.SERVER.ERROR"), NUMBER)

    assert found.trouble
    assert (found.trouble.advice, found.answers) == (Advice.RETRY_LATER, ())


def test_an_error_that_nobody_knows_is_named() -> None:
    """Every number is asked for again."""
    found = polled(errors("TRACKING.X"), NUMBER)

    assert [(a.number, a.outcome, a.advice) for a in found.answers] == [
        (NUMBER, "refused", "retry_later")
    ]
    assert found.problems == ("FedEx answered with an error we do not know: TRACKING.X",)


@pytest.mark.parametrize(
    ("given", "credentials", "body", "admitted"),
    [
        (SIGNED, TOKEN, BODY, True),
        (SIGNED, TOKEN, BODY + b"\n", False),
        (SIGNED, {"security_token": "another"}, BODY, False),
        (SIGNED, {}, BODY, False),
        ("", TOKEN, BODY, False),
        ("Ünïcode", TOKEN, BODY, False),
        (HEX, TOKEN, BODY, False),
        (HEX, TOKEN | {"signature_form": "hex"}, BODY, True),
        (HEX.upper(), TOKEN | {"signature_form": "hex"}, BODY, True),
        (SIGNED, TOKEN | {"signature_form": "hex"}, BODY, False),
        (HEX, {"signature_form": "hex"}, BODY, False),
    ],
)
def test_a_push_is_signed_over_its_very_bytes(
    given: str, credentials: dict[str, str], body: bytes, *, admitted: bool
) -> None:
    """In Base64; in hexadecimal only where the account says so; never without a token."""
    post = Post(headers={"fdx-signature": given}, body=body)

    assert PUSHING.admits(post, credentials, lambda _: True) is admitted


def test_a_push_without_a_signature_is_a_strangers() -> None:
    """Whatever else it bears."""
    assert not PUSHING.admits(Post(headers={"authorization": "x"}, body=BODY), TOKEN, bool)


@pytest.mark.parametrize(
    ("name", "number"),
    [("push_attempt", ATTEMPT), ("push_customs", "794120066906"), ("poll_delivered", NUMBER)],
)
def test_the_number_of_a_push_is_found_in_either_envelope(name: str, number: str) -> None:
    """It is part of the key under which the raw bytes are kept."""
    assert PUSHING.number((SAMPLES / f"fedex_{name}.json").read_bytes()) == number
    assert PUSHING.number(b"not json") is None
