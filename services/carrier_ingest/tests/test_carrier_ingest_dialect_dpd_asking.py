"""DPD is asked in SOAP, with a token; its faults are told apart by the name of their element."""

from xml.etree.ElementTree import fromstring

import pytest
from carrier_ingest.carriers import dpd
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Advice, Outcome
from dialect_dpd_payloads import NUMBER, answer, fault, polled, sample, step

assert dpd.DIALECT.polling
assert dpd.DIALECT.polling.login
POLLING, LOGIN = dpd.DIALECT.polling, dpd.DIALECT.polling.login
NASTY = {"delis_id": "a&b", "password": "p\"<'>&w"}
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
HEAD = f"{SOAP}Header/{{http://dpd.com/common/service/types/Authentication/2.0}}authentication"
ASKED = (
    f"{SOAP}Body/{{http://dpd.com/common/service/types/ParcelLifeCycleService/2.0}}getTrackingData"
)
LOGGED_IN = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
<n:getAuthResponse xmlns:n="http://dpd.com/common/service/types/LoginService/2.0"><return>
<delisId>a</delisId><customerUid>a</customerUid><authToken>{}</authToken><depot>0519</depot>
</return></n:getAuthResponse></s:Body></s:Envelope>"""


def test_dpd_is_asked_for_one_parcel_at_a_time() -> None:
    """Two numbers are two envelopes, each to the same service."""
    first, second = POLLING.requests([NUMBER, "05190000000024"], Conventions())

    assert (first.method, first.target) == ("POST", "/ParcelLifeCycleService/V2_0")
    assert dict(first.headers)["SOAPAction"] == (
        '"http://dpd.com/common/service/ParcelLifeCycleService/2.0/getTrackingData"'
    )
    assert (first.asked, second.asked) == ((NUMBER,), ("05190000000024",))
    assert fromstring(first.body).findtext(f"{ASKED}/parcelLabelNumber") == NUMBER


def test_a_question_to_dpd_bears_the_user_and_the_token() -> None:
    """In the envelope's header, in DPD's order, with whatever characters they have."""
    (request,) = POLLING.requests([NUMBER], Conventions())

    signed = POLLING.authorise(request, NASTY, "t0<ken", "request-1")

    head = fromstring(signed.body).find(HEAD)
    assert head is not None
    assert [(one.tag, one.text) for one in head] == [
        ("delisId", "a&b"),
        ("authToken", "t0<ken"),
        ("messageLanguage", "en_EN"),
    ]
    assert b"delisId" not in request.body
    assert signed.asked == (NUMBER,)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de_DE"), ("nl_BE", "nl_NL"), ("fr_FR", "fr_FR"), ("en_US", "en_EN"), ("pl", "en_EN")],
)
def test_dpd_is_asked_in_a_language_whose_dates_can_be_read(locale: str, language: str) -> None:
    """English is asked for in its European form, which has the day first."""
    (request,) = POLLING.requests([NUMBER], Conventions(locale=locale))

    assert fromstring(request.body).findtext(f"{HEAD}/messageLanguage") == language


def test_a_token_of_dpd_is_fetched_with_the_password() -> None:
    """By the service for logins."""
    request = LOGIN.request(NASTY)

    assert (request.method, request.target) == ("POST", "/LoginService/V2_0")
    assert dict(request.headers)["SOAPAction"] == (
        '"http://dpd.com/common/service/LoginService/2.0/getAuth"'
    )
    asked = fromstring(request.body)[0][0]
    assert asked.tag == "{http://dpd.com/common/service/types/LoginService/2.0}getAuth"
    assert [one.text for one in asked] == [*NASTY.values(), "en_EN"]


def test_a_token_of_dpd_lives_a_day() -> None:
    """Ten logins a day are all there are."""
    token = LOGIN.read(LOGGED_IN.format("f" * 64).encode())

    assert token is not None
    assert (token.value, token.expires_in_s) == ("f" * 64, 86_400)


@pytest.mark.parametrize(
    "body", [LOGGED_IN.format(""), fault("authenticationFault"), "<html/>", "", '{"a": 1}']
)
def test_what_is_no_token_of_dpd_is_none(body: str) -> None:
    """Whatever else was answered."""
    assert LOGIN.read(body.encode()) is None


@pytest.mark.parametrize(
    ("status", "body", "advice", "alarm"),
    [
        (200, answer(step("ON_THE_ROAD")), None, False),
        (500, sample("dpd_unknown.xml"), None, False),
        (500, fault("DataFault"), None, False),
        (500, fault("authenticationFault", "ERR_DELICOM_TOKEN_EXPIRED"), Advice.NEW_TOKEN, True),
        (
            200,
            fault("authenticationFault", "", "ERR_DELICOM_TOKEN_INCORRECT"),
            Advice.NEW_TOKEN,
            True,
        ),
        (
            500,
            fault("authenticationFault", "DELICOM_ERR_AUTHENTICATION"),
            Advice.STOP_ACCOUNT,
            True,
        ),
        (500, fault("SystemFault"), Advice.RETRY_LATER, False),
        (500, fault("otherFault"), Advice.RETRY_LATER, True),
        (500, "", Advice.RETRY_LATER, False),
        (429, "", Advice.RETRY_LATER, False),
        (403, "<html/>", Advice.STOP_ACCOUNT, True),
    ],
)
def test_an_http_answer_of_dpd_is_judged_by_its_fault(
    status: int, body: str, advice: Advice | None, *, alarm: bool
) -> None:
    """Whatever status it comes with; the codes differ by country."""
    trouble = POLLING.judge(status, body.encode())

    assert (trouble.advice if trouble else None) == advice
    assert bool(trouble and trouble.alarm) == alarm


def test_a_number_that_dpd_does_not_know_is_asked_for_as_planned() -> None:
    """With the code that says so."""
    heard = polled(sample("dpd_unknown.xml"))

    (one,) = heard.answers
    assert (one.number, one.outcome, one.advice) == (NUMBER, Outcome.NOT_FOUND, Advice.CARRY_ON)
    assert (one.code, heard.trouble, heard.problems) == ("PARCEL_NOT_FOUND", None, ())


def test_a_bar_without_a_milestone_is_a_number_not_known_yet() -> None:
    """DPD says nothing of it, and that nicely."""
    assert [one.outcome for one in polled(answer()).answers] == [Outcome.NOT_FOUND]


def test_a_fault_that_comes_with_200_is_heard_as_well() -> None:
    """Credentials that are refused refuse the number too; a fault of DPD answers none."""
    refused = polled(fault("authenticationFault", "DELICOM_ERR_AUTHENTICATION"))
    broken = polled(fault("SystemFault"))

    assert refused.trouble is not None
    assert refused.trouble.code == "DELICOM_ERR_AUTHENTICATION"
    assert [one.outcome for one in refused.answers] == [Outcome.REFUSED]
    assert broken.trouble is not None
    assert (broken.trouble.advice, broken.answers) == (Advice.RETRY_LATER, ())


def test_what_cannot_be_read_of_dpd_is_told_in_a_sentence() -> None:
    """Nothing is skipped in silence; an answer names no number, so it can be about one only."""
    two = polled(answer(step("ON_THE_ROAD")), NUMBER, "05190000000024")

    assert polled("<html>").problems == ("a payload of DPD is neither XML nor JSON",)
    assert polled("<html/>").problems == (
        "an answer of DPD holds neither trackingresult nor a fault",
    )
    assert (two.statements, two.problems) == ((), ("an answer of DPD to 2 numbers names none",))


@pytest.mark.parametrize(
    "body",
    [
        b"<a>" * 50_000 + b"</a>" * 50_000,
        b'{"Body":' * 900 + b"1" + b"}" * 900,
        b"\xff\xfe<\x00",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
)
def test_payloads_of_dpd_made_to_hurt_are_problems(body: bytes) -> None:
    """Depth, broken encodings, entities."""
    assert polled(body).problems
