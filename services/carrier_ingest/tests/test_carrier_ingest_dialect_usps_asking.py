"""How USPS is asked, what its errors advise, and how its push is told from a stranger's."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from carrier_ingest.carriers import usps
from carrier_ingest.carriers.dialect import Conventions, Post
from carrier_ingest.carriers.heard import Advice
from dialect_usps_payloads import NUMBER, OTHER, SAMPLES, polled, sample

assert usps.DIALECT.polling
assert usps.DIALECT.pushing
POLLING, PUSHING = usps.DIALECT.polling, usps.DIALECT.pushing
SECRET = {"subscription_secret": "0123456789abcdefghijABCDEFGHIJ_-"}
STAMP = "2026-03-12T22:11:00Z"
INNER = '{"trackingNumber":"9400109205556004123457"}'
BODY = msgspec.json.encode({"subscriptionId": "s", "timestamp": STAMP, "payload": INNER})
SIGNED = "dfRDUDgUtcVImAZ8FTEx2QilOUVCWchCFGSpaieP9Ms="


def error(code: str, message: str = "") -> dict[str, Any]:
    return {"apiVersion": "/tracking/v3", "error": {"code": code, "message": message}}


def test_usps_is_asked_for_thirty_five_numbers_at_a_time() -> None:
    """A list with nothing but numbers in it."""
    numbers = [f"94001092055560041{n:05d}" for n in range(36)]

    first, second = POLLING.requests(numbers, Conventions())

    assert (first.method, first.target) == ("POST", "/tracking/v3r2/tracking")
    assert (first.asked, second.asked) == (tuple(numbers[:35]), (numbers[35],))
    assert msgspec.json.decode(second.body) == [{"trackingNumber": numbers[35]}]
    assert dict(first.headers)["Content-Type"] == "application/json"


def test_usps_is_asked_once_a_minute() -> None:
    """Users counted sixty calls an hour; what a day of such calls leaves is for tokens."""
    a_day = POLLING.a_second * 24 * 60 * 60

    assert POLLING.a_second * 60 * 60 == pytest.approx(60)
    assert POLLING.a_day.requests == 1_400 <= a_day


def test_the_older_version_is_asked_for_one_number_at_a_time() -> None:
    """With every event, and wherever USPS has moved it."""
    one, two = POLLING.requests([NUMBER, "a/b"], Conventions(options={"version": "v3"}))
    (moved,) = POLLING.requests([NUMBER], Conventions(options={"path": "/t/v4"}))

    assert (one.method, one.asked) == ("GET", (NUMBER,))
    assert one.target == f"/tracking/v3/tracking/{NUMBER}?expand=DETAIL"
    assert two.path == "/tracking/v3/tracking/a%2Fb"
    assert moved.path == "/t/v4"


def test_a_request_bears_the_token() -> None:
    """Beside what stood in it."""
    (request,) = POLLING.requests([NUMBER], Conventions())

    headers = dict(POLLING.authorise(request, {}, "t0ken", "request-1").headers)

    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["Accept"] == "application/json"


def test_a_token_is_fetched_with_the_apps_secret() -> None:
    """In the body, as JSON."""
    assert POLLING.login
    request = POLLING.login.request({"client_id": "id", "client_secret": "s"})

    assert (request.method, request.target) == ("POST", "/oauth2/v3/token")
    assert msgspec.json.decode(request.body) == {
        "grant_type": "client_credentials", "client_id": "id", "client_secret": "s",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "is_good"),
    [("addresses tracking", True), ("addresses subscriptions-tracking", False), (None, True)],
)
def test_a_token_that_may_not_track_is_none(scope: str | None, *, is_good: bool) -> None:
    """A new app has no such scope; somebody has to ask USPS for it."""
    assert POLLING.login
    body = msgspec.json.encode({"access_token": "jwt", "expires_in": 28799, "scope": scope})

    token, trouble = POLLING.login.read(body), POLLING.judge(200, body)

    assert (token is not None) is is_good
    assert (trouble is None) is is_good
    if trouble:
        assert (trouble.advice, trouble.alarm) == (Advice.STOP_ACCOUNT, True)


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (200, {"trackingNumber": NUMBER}, None),
        (207, [], None),
        (404, error("404"), None),
        (200, error("404"), None),
        (200, error("odd"), None),
        (400, error("400"), None),
        (404, "<html>", Advice.RETRY_LATER),
        (401, error("401", "Expired."), Advice.NEW_TOKEN),
        (401, error("401", "Client application identifier is invalid"), Advice.STOP_ACCOUNT),
        (401, {"error": "invalid_client"}, Advice.STOP_ACCOUNT),
        (401, "", Advice.STOP_ACCOUNT),
        (200, error("429"), Advice.RETRY_LATER),
        (429, error("429"), Advice.RETRY_LATER),
        (503, {"error": "Service Unavailable"}, Advice.RETRY_LATER),
        (503, "", Advice.RETRY_LATER),
    ],
)
def test_an_http_answer_is_judged_before_it_is_kept(
    status: int, body: object, advice: Advice | None
) -> None:
    """By its status, or by the one that an error states."""
    trouble = POLLING.judge(status, msgspec.json.encode(body))

    assert (trouble.advice if trouble else None) == advice


def test_a_number_that_usps_does_not_know_is_not_found() -> None:
    """A fresh label is not known either."""
    found = polled(sample("poll_not_found"), NUMBER)

    assert [(a.outcome, a.advice, a.code) for a in found.answers] == [
        ("not_found", "carry_on", "404")
    ]
    assert found.problems == ()


def test_an_error_states_its_status_beside_its_details_too() -> None:
    """Where its code is a word."""
    body = error("NOT_FOUND") | {}
    body["error"]["errors"] = [{"status": "404"}]

    assert [a.outcome for a in polled(body, NUMBER).answers] == ["not_found"]


def test_other_errors_refuse_every_number_or_none() -> None:
    """An odd one is named; one about the account answers no number."""
    odd, busy = polled(error("odd", "Odd."), NUMBER, OTHER), polled(error("503"), NUMBER)

    assert [(a.outcome, a.advice, a.detail) for a in odd.answers] == [
        ("refused", "retry_later", "Odd.")
    ] * 2
    assert odd.problems == ("USPS answered with an error we do not know: odd",)
    assert busy.trouble
    assert (busy.trouble.advice, busy.answers) == (Advice.RETRY_LATER, ())


def signed(message: bytes) -> str:
    mac = hmac.new(SECRET["subscription_secret"].encode(), message, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode()


@pytest.mark.parametrize(
    ("given", "credentials", "body", "admitted"),
    [
        (SIGNED, SECRET, BODY, True),
        (SIGNED, SECRET, BODY + b" ", True),
        (signed(STAMP.encode() + BODY), SECRET, BODY, True),
        (signed(BODY), SECRET, BODY, False),
        (SIGNED, SECRET, BODY.replace(b"22:11", b"22:12"), False),
        (SIGNED, SECRET, BODY.replace(b"23457", b"23458"), False),
        (SIGNED, {"subscription_secret": "another"}, BODY, False),
        (SIGNED, {}, BODY, False),
        ("", SECRET, BODY, False),
        ("Ünïcode", SECRET, BODY, False),
        (signed(b"[]"), SECRET, b"[]", False),
        (signed(b"no json"), SECRET, b"no json", False),
    ],
)
def test_a_push_is_signed_over_its_time_and_its_text(
    given: str, credentials: dict[str, str], body: bytes, *, admitted: bool
) -> None:
    """As the text decodes, however the envelope is written; or over the whole body."""
    post = Post(headers={"x-hmac": given}, body=body)

    assert PUSHING.admits(post, credentials, lambda _: True) is admitted


@pytest.mark.parametrize(
    ("stamp", "later", "admitted"),
    [
        (STAMP, None, True),
        (STAMP, timedelta(0), True),
        (STAMP, timedelta(hours=24), True),
        (STAMP, timedelta(hours=24, seconds=1), False),
        (STAMP, -timedelta(days=2), True),
        ("2026-03-12T22:11:00", timedelta(days=2), False),
        ("soon", timedelta(days=2), True),
        ("0001-01-01T00:00:00+14:00", timedelta(days=2), True),
    ],
)
def test_a_push_is_let_in_for_a_day(stamp: str, later: timedelta | None, *, admitted: bool) -> None:
    """Its time is signed, so that whoever has seen a post cannot send it for ever."""
    body = msgspec.json.encode({"timestamp": stamp, "payload": INNER})
    at = datetime(2026, 3, 12, 22, 11, tzinfo=UTC) + later if later is not None else None
    post = Post(headers={"x-hmac": signed(f"{stamp}{INNER}".encode())}, body=body, received_at=at)

    assert PUSHING.admits(post, SECRET, lambda _: True) is admitted


def test_the_number_of_a_push_is_found_inside() -> None:
    """It is part of the key under which the raw bytes are kept."""
    assert PUSHING.number(BODY) == NUMBER
    assert PUSHING.number((SAMPLES / "usps_push_attempt.json").read_bytes()) == OTHER
    assert PUSHING.number(b"not json") is None
