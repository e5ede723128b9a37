"""How GLS is asked, and what its errors mean for whom."""

import base64

import pytest
from carrier_ingest.carriers import gls
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Advice, Outcome
from carrier_ingest.carriers.quota import Quota
from dialect_gls_payloads import NUMBER, TRACK_ID, UNKNOWN, answer, parcel, polled, sample

assert gls.DIALECT.polling is not None
POLLING = gls.DIALECT.polling


def fault(code: str) -> dict[str, object]:
    return {"fault": {"faultstring": "…", "detail": {"errorcode": code}}}


def problem(detail: str) -> dict[str, object]:
    return {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": detail}


def test_gls_is_asked_for_ten_numbers_at_a_time() -> None:
    """They stand in the path; the language is a header; five hundred questions a day."""
    numbers = [f"{n:011d}" for n in range(11)]

    first, second = POLLING.requests(numbers, Conventions(locale="de"))

    assert (len(first.asked), second.asked) == (10, (numbers[10],))
    assert first.path.endswith("/trackids/" + ",".join(numbers[:10]))
    assert second.target == (
        f"/track-and-trace-v1/tracking/simple/trackids/{numbers[10]}"
        "?showEvents=true&showLinks=false"
    )
    assert dict(first.headers)["Accept-Language"] == "DE"
    assert POLLING.a_day == Quota(requests=500)


def test_numbers_of_different_lengths_are_asked_for_apart() -> None:
    """One parcel is not asked for twice in a question; an unreadable number spoils none."""
    numbers = [TRACK_ID, NUMBER, "A/B", f"{NUMBER}9", UNKNOWN]

    requests = POLLING.requests(numbers, Conventions())

    assert [request.asked for request in requests] == [
        ("A/B",), (TRACK_ID,), (NUMBER, UNKNOWN), (f"{NUMBER}9",),
    ]  # fmt: skip
    assert requests[0].path.endswith("/A%2FB")


def test_a_token_is_fetched_with_id_and_secret_and_sent_along() -> None:
    """Basic authentication at the second version of the token's address."""
    assert POLLING.login is not None
    request = POLLING.login.request({"client_id": "id", "client_secret": "se:cret"})

    pair = dict(request.headers)["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(pair) == b"id:se:cret"
    assert (request.method, request.path) == ("POST", "/oauth2/v2/token")
    assert request.body == b"grant_type=client_credentials"
    (question,) = POLLING.requests([NUMBER], Conventions())
    signed = POLLING.authorise(question, {}, "t0ken", "request-1")
    assert dict(signed.headers)["Authorization"] == "Bearer t0ken"


@pytest.mark.parametrize(
    ("status", "body", "advice", "alarm"),
    [
        (200, b'{"parcels": []}', None, False),
        (400, b'{"title": "Bad Request", "detail": "E_400_01"}', None, False),
        (400, b"", Advice.RETRY_LATER, True),
        (401, b"<html>Unauthorized</html>", Advice.NEW_TOKEN, False),
        (
            401,
            b'{"fault": {"detail": {"errorcode": "steps.jwt.TokenExpired"}}}',
            Advice.NEW_TOKEN,
            False,
        ),
        (401, b'{"error": "invalid_client"}', Advice.STOP_ACCOUNT, True),
        (
            429,
            b'{"fault": {"detail": {"errorcode": "policies.ratelimit.QuotaViolation"}}}',
            Advice.RETRY_LATER,
            True,
        ),
        (429, b"", Advice.RETRY_LATER, False),
        (500, b'{"title": "E_500_01"}', Advice.RETRY_LATER, False),
        (500, b'{"fault": {}}', Advice.RETRY_LATER, False),
    ],
)
def test_an_http_answer_is_judged_before_it_is_kept(
    status: int, body: bytes, advice: Advice | None, *, alarm: bool
) -> None:
    """A body is never taken for JSON; a used-up quota has to be seen when it lasts."""
    trouble = POLLING.judge(status, body)

    assert (trouble.advice if trouble else None) == advice
    assert (trouble is not None and trouble.alarm) is alarm


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        (sample("gls_quota.json"), Advice.RETRY_LATER),
        (fault("steps.jwt.InvalidToken"), Advice.NEW_TOKEN),
        (problem("E_500_01"), Advice.RETRY_LATER),
    ],
)
def test_an_error_with_200_is_trouble_and_answers_no_number(body: object, advice: Advice) -> None:
    """Whatever its status, it is heard for what it says."""
    heard = polled(body, NUMBER, UNKNOWN)

    assert heard.trouble is not None
    assert heard.trouble.advice == advice
    assert (heard.answers, heard.problems) == ((), ())


def test_a_problem_is_named_by_its_code() -> None:
    """Wherever in the document it stands."""
    heard = polled(problem("urn:gls/E_400_02: more than 10"), NUMBER, UNKNOWN)

    assert heard.trouble is not None
    assert (heard.trouble.code, heard.trouble.alarm) == ("E_400_02", True)


@pytest.mark.parametrize("detail", ["E_400_02: more than 10", "something"])
def test_a_question_that_gls_cannot_read_is_to_be_asked_apart(detail: str) -> None:
    """Otherwise the same numbers would be asked for first for ever, and no other ever."""
    heard = polled(problem(detail), NUMBER, UNKNOWN)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (Advice.RETRY_LATER, True)
    assert [(one.number, one.outcome, one.advice) for one in heard.answers] == [
        (number, Outcome.REFUSED, Advice.ASK_APART) for number in (NUMBER, UNKNOWN)
    ]


@pytest.mark.parametrize(
    ("detail", "advice"),
    [("E_400_01", Advice.STOP_NUMBER), ("no such form", Advice.RETRY_LATER)],
)
def test_a_refused_question_about_one_number_is_about_that_number(
    detail: str, advice: Advice
) -> None:
    """It will never be answered, if GLS says so by its code; the account is well."""
    heard = polled(problem(detail), "A")

    assert [(one.outcome, one.advice) for one in heard.answers] == [(Outcome.REFUSED, advice)]
    assert heard.trouble is None


@pytest.mark.parametrize(
    ("code", "outcome", "advice"),
    [
        ("E_404_01", Outcome.NOT_FOUND, Advice.CARRY_ON),
        ("E_400_01", Outcome.REFUSED, Advice.STOP_NUMBER),
        ("E_500_01", Outcome.REFUSED, Advice.RETRY_LATER),
    ],
)
def test_an_error_on_a_number_is_that_numbers(code: str, outcome: Outcome, advice: Advice) -> None:
    """It comes with 200."""
    entry = {"requested": NUMBER, "errorCode": code, "errorMessage": "…"}

    (said,) = polled(answer(entry), NUMBER).answers

    assert (said.outcome, said.advice, said.code) == (outcome, advice, code)


def test_what_an_answer_leaves_out_is_told_in_a_sentence() -> None:
    """Nothing is skipped in silence."""
    assert polled(b"<html>").problems == ("a payload of GLS is not JSON",)
    assert polled({"parcels": []}, NUMBER).problems == ("an answer of GLS holds no parcels",)
    assert polled(answer(parcel(requested="", unitno="")), NUMBER).problems == (
        "parcels[0] of GLS names no readable number",
        f"the answer of GLS says nothing about {NUMBER}",
    )
    assert polled(answer(parcel(status="PLANNEDPICKUP")), NUMBER).problems == (
        f"GLS calls {NUMBER} PLANNEDPICKUP and tells no event of it",
    )
