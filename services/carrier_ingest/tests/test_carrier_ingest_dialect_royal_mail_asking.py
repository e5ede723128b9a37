"""How Royal Mail is asked, how its errors are told apart, and which histories are fetched."""

import msgspec
import pytest
from carrier_ingest.carriers import royal_mail
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Advice, Outcome
from dialect_royal_mail_payloads import NUMBER, TRIED, UNKNOWN, polled, sample

assert royal_mail.DIALECT.polling is not None
POLLING = royal_mail.DIALECT.polling
assert POLLING.pages is not None
PAGES = POLLING.pages
KEYS = {"client_id": "id", "client_secret": "s3cret"}


def error(code: str | None, status: str = "404") -> dict[str, object]:
    errors = [{"errorCode": code, "errorDescription": "…"}] if code else None
    return {"httpCode": status, "httpMessage": "…", "errors": errors}


def summary(*codes: str) -> bytes:
    items = [
        {"mailPieceId": f"AA{n:09d}GB", "summary": {"lastEventCode": code}}
        for n, code in enumerate(codes)
    ]
    return msgspec.json.encode({"mailPieces": items})


def test_royal_mail_is_asked_for_thirty_summaries_at_a_time() -> None:
    """Plans count requests."""
    numbers = [f"AA{n:09d}GB" for n in range(31)]

    requests = POLLING.requests(numbers, Conventions())

    assert [len(one.asked) for one in requests] == [30, 1]
    assert requests[1].target == "/mailpieces/v2/summary?mailPieceId=AA000000030GB"
    assert dict(requests[0].query)["mailPieceId"] == ",".join(numbers[:30])
    assert POLLING.a_day.requests == 50


def test_an_account_with_a_large_plan_asks_for_histories() -> None:
    """One item a request, by an option of the account."""
    requests = POLLING.requests([NUMBER, "A/B"], Conventions(options={"ask": "history"}))

    assert [(one.target, one.asked) for one in requests] == [
        (f"/mailpieces/v2/{NUMBER}/events", (NUMBER,)),
        ("/mailpieces/v2/A%2FB/events", ("A/B",)),
    ]


@pytest.mark.parametrize("ask", ["summary", "history"])
def test_every_request_accepts_the_terms_and_names_the_app(ask: str) -> None:
    """Without the terms Royal Mail answers 400."""
    (request,) = POLLING.requests([NUMBER], Conventions(options={"ask": ask}))

    assert dict(POLLING.authorise(request, KEYS, None, "request-1").headers) == {
        "Accept": "application/json",
        "X-Accept-RMG-Terms": "yes",
        "X-IBM-Client-Id": "id",
        "X-IBM-Client-Secret": "s3cret",
    }


def test_an_item_that_has_ended_is_asked_for_its_history_once() -> None:
    """On the way the newest scan does; whatever came of one history, the next is asked for."""
    first = summary("EVIMC", "EVKOP", "EVKNA", "EVRTS")
    (question,) = POLLING.requests([NUMBER], Conventions())

    assert [PAGES.missing([first, *pages]) for pages in ([], [b""], [b"", b"{}"])] == [2, 1, 0]
    one, two, three = (PAGES.request(question, [first, *[b""] * n]) for n in range(3))
    assert one is not None
    assert two is not None
    assert (one.target, one.asked) == ("/mailpieces/v2/AA000000001GB/events", ())
    assert (two.path, three) == ("/mailpieces/v2/AA000000003GB/events", None)


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"mailPieces": 7}', summary("EVIMC")])
def test_where_nothing_has_ended_no_history_is_missing(answer: bytes) -> None:
    """Nor where an answer is none."""
    assert PAGES.missing([answer]) == 0


def test_a_history_misses_no_other() -> None:
    """It holds all there is."""
    assert PAGES.missing([msgspec.json.encode(sample("delivered"))]) == 0


def test_a_history_that_was_fetched_besides_belongs_to_the_number_it_names() -> None:
    """It answers no question of its own."""
    heard = polled(sample("delivered"))

    assert {one.number for one in heard.statements} == {NUMBER}
    assert heard.answers == ()


@pytest.mark.parametrize(
    ("status", "body", "advice", "alarm"),
    [
        (200, sample("delivered"), None, False),
        (200, {}, None, False),
        (404, error("E1142"), None, False),
        (404, error("E9999"), None, False),
        (503, error("E1307", "503"), None, False),
        (400, error(None, "400"), Advice.RETRY_LATER, True),
        (404, error(None), Advice.RETRY_LATER, True),
        (401, error("E0001", "401"), Advice.STOP_ACCOUNT, True),
        (401, {}, Advice.STOP_ACCOUNT, True),
        (429, sample("too_many"), Advice.RETRY_LATER, False),
        (200, sample("too_many"), Advice.RETRY_LATER, False),
        (500, {}, Advice.RETRY_LATER, False),
    ],
)
def test_an_http_answer_is_judged_before_it_is_kept(
    status: int, body: object, advice: Advice | None, *, alarm: bool
) -> None:
    """An E code is about an item; a status in the body counts before the one of HTTP."""
    trouble = POLLING.judge(status, msgspec.json.encode(body))

    assert (trouble and trouble.advice, bool(trouble and trouble.alarm)) == (advice, alarm)


@pytest.mark.parametrize(
    ("code", "outcome", "advice"),
    [
        ("E1142", Outcome.NOT_FOUND, Advice.CARRY_ON),
        ("E1283", Outcome.REFUSED, Advice.STOP_NUMBER),
        ("E1284", Outcome.NOT_FOUND, Advice.CARRY_ON),
        ("E1307", Outcome.REFUSED, Advice.RETRY_LATER),
        ("E1308", Outcome.REFUSED, Advice.RETRY_LATER),
        ("E9999", Outcome.REFUSED, Advice.RETRY_LATER),
    ],
)
def test_an_error_code_answers_the_number_alone_or_in_a_list(
    code: str, outcome: Outcome, advice: Advice
) -> None:
    """A document of its own for one item, an entry among others for many."""
    entry = {"mailPieceId": NUMBER, "status": "404", "error": {"errorCode": code.lower()}}

    alone, listed = polled(error(code), NUMBER), polled({"mailPieces": [entry]}, NUMBER)

    assert alone.answers == listed.answers
    (one,) = alone.answers
    assert (one.number, one.outcome, one.advice, one.code) == (NUMBER, outcome, advice, code)
    assert (alone.trouble, alone.statements) == (None, ())


def test_an_item_that_failed_without_a_code_is_asked_for_again() -> None:
    """Told by its status alone, or by an error that says nothing."""
    for failed in ({"status": "500"}, {"error": {"errorCause": "…"}}):
        (one,) = polled({"mailPieces": {"mailPieceId": NUMBER} | failed}, NUMBER).answers

        assert (one.outcome, one.advice, one.code) == (Outcome.REFUSED, Advice.RETRY_LATER, None)


def test_refused_credentials_with_200_stop_the_account() -> None:
    """And refuse every number; a plan that is used up answers none."""
    stopped = polled(error(None, "401"), NUMBER, TRIED)

    assert stopped.trouble is not None
    assert stopped.trouble.advice == Advice.STOP_ACCOUNT
    assert [one.outcome for one in stopped.answers] == [Outcome.REFUSED, Outcome.REFUSED]
    assert polled(sample("too_many"), NUMBER).answers == ()


def test_what_is_missing_in_an_answer_is_told() -> None:
    """A number without an item, an item without a number, an answer without either."""
    nameless = {"mailPieces": [{"status": "200"}, {"mailPieceId": TRIED}]}

    assert polled(sample("summary"), TRIED, UNKNOWN, NUMBER).problems == (
        f"the answer of Royal Mail says nothing about {NUMBER}",
    )
    assert polled(nameless, NUMBER, TRIED).problems[0].endswith("no readable mailPieceId")
    assert polled({}, NUMBER).problems == (
        "an answer of Royal Mail holds neither mailPieces nor errors",
    )
    assert polled(b"<html>", NUMBER).problems == ("a payload of Royal Mail is not JSON",)
