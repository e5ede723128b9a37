"""How Canada Post is asked, and how its messages are told apart."""

import base64

import pytest
from carrier_ingest.carriers import canada_post
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Advice, Outcome
from dialect_canada_post_payloads import CARDED, NUMBER, detail, messages, polled, sample

assert canada_post.DIALECT.polling is not None
POLLING = canada_post.DIALECT.polling
SLOW = messages("Server", description="Rejected by SLM Monitor")


@pytest.mark.parametrize(
    ("locale", "spoken"), [("en", "en-CA"), ("fr_CA", "fr-CA"), ("de", "en-CA")]
)
def test_each_parcel_is_asked_for_by_itself(locale: str, spoken: str) -> None:
    """The form is named, the language is one of two."""
    first, second = POLLING.requests([NUMBER, "A/B"], Conventions(locale=locale))

    assert (first.method, first.target) == ("GET", f"/vis/track/pin/{NUMBER}/detail")
    assert (first.asked, second.path) == ((NUMBER,), "/vis/track/pin/A%2FB/detail")
    assert dict(first.headers) == {
        "Accept": "application/vnd.cpc.track-v2+xml",
        "Accept-language": spoken,
    }


def test_a_request_bears_the_key_pair() -> None:
    """Basic authentication; there is no token."""
    (request,) = POLLING.requests([NUMBER], Conventions())

    signed = POLLING.authorise(request, {"user": "k", "password": "p:w"}, None, "request-1")

    basic = dict(signed.headers)["Authorization"]
    assert base64.b64decode(basic.removeprefix("Basic ")) == b"k:p:w"
    assert (POLLING.login, POLLING.a_second) == (None, 1.0)


@pytest.mark.parametrize(
    ("status", "body", "advice", "alarm"),
    [
        (200, sample("delivered"), None, False),
        (404, sample("not_found"), None, False),
        (500, sample("not_found"), None, False),
        (200, sample("not_found"), None, False),
        (400, messages("7292"), None, False),
        (500, messages("7292"), Advice.RETRY_LATER, False),
        (500, SLOW, Advice.RETRY_LATER, False),
        (200, SLOW, Advice.RETRY_LATER, False),
        (401, messages("AA002"), Advice.STOP_ACCOUNT, True),
        (200, messages("AA006"), Advice.STOP_ACCOUNT, True),
        (401, "", Advice.STOP_ACCOUNT, True),
        (404, "<html/>", Advice.RETRY_LATER, True),
        (406, "", Advice.RETRY_LATER, True),
        (503, "", Advice.RETRY_LATER, False),
    ],
)
def test_an_http_answer_is_judged_by_its_document_first(
    status: int, body: str | bytes, advice: Advice | None, *, alarm: bool
) -> None:
    """Messages come with 4xx, 5xx and at times with 200."""
    trouble = POLLING.judge(status, body if isinstance(body, bytes) else body.encode())

    assert (trouble and trouble.advice, bool(trouble and trouble.alarm)) == (advice, alarm)


@pytest.mark.parametrize("code", ["004", "4", "016"])
def test_a_parcel_that_is_not_known_yet_is_asked_for_as_planned(code: str) -> None:
    """Nothing was scanned, or the number is wrong: Canada Post says the same of both."""
    heard = polled(messages(code), NUMBER)

    (one,) = heard.answers
    assert (one.number, one.outcome, one.advice) == (NUMBER, Outcome.NOT_FOUND, Advice.CARRY_ON)
    assert (one.code, heard.trouble, heard.problems) == (code.zfill(3), None, ())


@pytest.mark.parametrize("code", [f"AA00{n}" for n in range(1, 7)])
def test_a_key_that_does_not_fit_stops_the_account(code: str) -> None:
    """Somebody has to see it; nothing was wrong with the number."""
    heard = polled(messages("004", code), NUMBER)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (Advice.STOP_ACCOUNT, True)
    assert [(one.outcome, one.code) for one in heard.answers] == [(Outcome.REFUSED, code)]


def test_a_throttle_and_a_fault_answer_no_number() -> None:
    """They are asked for again, and nobody is rung."""
    slow, broken = polled(SLOW, NUMBER), polled(messages("Server"), NUMBER)

    assert slow.trouble is not None
    assert broken.trouble is not None
    assert (slow.answers, slow.trouble.detail) == ((), "Canada Post wants fewer requests")
    assert (broken.answers, broken.trouble.alarm) == ((), False)


@pytest.mark.parametrize(("document", "named"), [(messages("X77"), "X77"), (messages(), "no code")])
def test_a_message_that_nobody_knows_is_named(document: str, named: str) -> None:
    """The number is asked for again."""
    heard = polled(document, NUMBER)

    assert [(one.outcome, one.advice) for one in heard.answers] == [
        (Outcome.REFUSED, Advice.RETRY_LATER)
    ]
    assert heard.problems == (f"Canada Post answered with a message we do not know: {named}",)


def test_a_parcel_without_events_is_known() -> None:
    """The list may be missing altogether."""
    (one,) = polled(f"<tracking-detail><pin>{NUMBER}</pin></tracking-detail>", NUMBER).answers

    assert one.outcome == Outcome.NEWS


def test_a_detail_belongs_to_the_number_that_was_asked_for() -> None:
    """Asked for several, to the one it names, and the rest are told."""
    assert [one.number for one in polled(detail(), CARDED).answers] == [CARDED]
    heard = polled(detail(), CARDED, NUMBER)
    assert [one.number for one in heard.answers] == [NUMBER]
    assert heard.problems == (f"the answer of Canada Post says nothing about {CARDED}",)
    assert polled("<tracking-detail/>").problems == ("a detail of Canada Post has no readable pin",)


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("<pin-summary/>", "neither tracking-detail nor messages"),
        ("no", "is not XML"),
        ('<!DOCTYPE d [<!ENTITY a "a">]><messages>&a;</messages>', "is not XML"),
    ],
)
def test_what_is_no_answer_is_a_problem(document: str, what: str) -> None:
    """In a sentence."""
    heard = polled(document, NUMBER)

    assert what in heard.problems[0]
    assert heard.answers == ()
