"""How carriers are asked, and how their HTTP answers are judged before they are kept."""

import base64
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree.ElementTree import fromstring

import pytest
from carrier_ingest.carriers import dhl_parcel_de, ups
from carrier_ingest.carriers.dialect import Conventions, Dialect, Polling, PollRequest, RawPayload
from carrier_ingest.carriers.heard import Advice
from dialect_hearing import SAMPLES

ENGLISH = Conventions(zone="Europe/Berlin", locale="en")
NASTY = {
    "api_key": "key",
    "api_secret": "s&cret",
    "user": "zt12345",
    "password": "a&b\"c<d'e f%",
}


def polling(dialect: Dialect) -> Polling:
    assert dialect.polling is not None
    return dialect.polling


UPS_POLLING = polling(ups.DIALECT)
DHL_POLLING = polling(dhl_parcel_de.DIALECT)


def dhl_document(request: PollRequest) -> dict[str, str]:
    (written,) = parse_qs(urlsplit(request.target).query, strict_parsing=True)["xml"]
    element = fromstring(written.encode())
    assert element.tag == "data"
    return dict(element.attrib)


def test_ups_is_asked_for_one_number_at_a_time() -> None:
    """Two numbers are two requests, neither of them for pictures of signatures."""
    first, second = UPS_POLLING.requests(["1ZK7R24W0310048711", "1Z/../x"], ENGLISH)

    assert first.target == (
        "/api/track/v1/details/1ZK7R24W0310048711"
        "?locale=en_US&returnSignature=false&returnMilestones=false&returnPOD=false"
    )
    assert first.asked == ("1ZK7R24W0310048711",)
    assert second.path == "/api/track/v1/details/1Z%2F..%2Fx"


def test_a_request_to_ups_bears_a_token_and_an_id_of_its_own() -> None:
    """UPS refuses a call without the two headers that name the transaction."""
    (request,) = UPS_POLLING.requests(["1ZK7R24W0310048711"], ENGLISH)

    headers = dict(UPS_POLLING.authorise(request, {}, "t0ken", "request-1").headers)

    assert headers["Authorization"] == "Bearer t0ken"
    assert (headers["transId"], headers["transactionSrc"]) == ("request-1", "waymark")
    unnamed = dict(UPS_POLLING.authorise(request, {}, None, "x" * 40).headers)
    assert (unnamed["Authorization"], unnamed["transId"]) == ("Bearer ", "x" * 32)


def test_a_token_of_ups_is_fetched_with_the_apps_secret() -> None:
    """Basic authentication, a form body, the merchant's account where there is one."""
    assert UPS_POLLING.login
    request = UPS_POLLING.login.request(
        {"client_id": "id", "client_secret": "se:cret", "merchant_id": "K7R24W"}
    )

    headers = dict(request.headers)
    assert (request.method, request.path) == ("POST", "/security/v1/oauth/token")
    assert request.body == b"grant_type=client_credentials"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"id:se:cret"
    assert headers["x-merchant-id"] == "K7R24W"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    plain = UPS_POLLING.login.request({"client_id": "id", "client_secret": "se:cret"})
    assert dict(plain.headers).keys() == headers.keys() - {"x-merchant-id"}


def test_a_token_of_ups_is_read_whole() -> None:
    """Tokens are longer than any phrase, and their lifetime is a text."""
    assert UPS_POLLING.login
    token = UPS_POLLING.login.read(
        b'{"access_token": "' + b"a" * 3000 + b'", "expires_in": "14399"}'
    )

    assert token is not None
    assert (len(token.value), token.expires_in_s) == (3000, 14399)


@pytest.mark.parametrize(
    "body",
    [
        '{"access_token": "", "expires_in": "14399"}',
        '{"access_token": 7, "expires_in": "14399"}',
        '{"access_token": "t"}',
        '{"access_token": "t", "expires_in": "soon"}',
        '{"access_token": "t", "expires_in": "٣"}',
        "<html>",
    ],
)
def test_what_is_no_token_of_ups_is_none(body: str) -> None:
    """Whatever is missing, or is no number that a computer writes."""
    assert UPS_POLLING.login
    assert UPS_POLLING.login.read(body.encode()) is None


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (200, b"{}", None),
        (404, b'{"response":{"errors":[{"code":"TW0001"}]}}', None),
        (400, b'{"response":{"errors":[{"code":"TV1002"}]}}', None),
        (404, b"<html>no such page</html>", Advice.RETRY_LATER),
        (401, b'{"response":{"errors":[{"code":"251004"}]}}', Advice.NEW_TOKEN),
        (401, b'{"response":{"errors":[{"code":"250002"}]}}', Advice.STOP_ACCOUNT),
        (401, b"", Advice.STOP_ACCOUNT),
        (403, b"", Advice.STOP_ACCOUNT),
        (429, b'{"response":{"errors":[{"code":"10429"}]}}', Advice.RETRY_LATER),
        (500, b'{"response":{"errors":[{"code":"10004"}]}}', Advice.RETRY_LATER),
        (503, b"", Advice.RETRY_LATER),
    ],
)
def test_an_http_answer_of_ups_is_judged_before_it_is_kept(
    status: int, body: bytes, advice: Advice | None
) -> None:
    """What is about a number is handed on to the dialect; the rest says when to ask again."""
    trouble = UPS_POLLING.judge(status, body)

    assert (trouble.advice if trouble else None) == advice


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (200, None),
        (401, Advice.STOP_ACCOUNT),
        (429, Advice.RETRY_LATER),
        (502, Advice.RETRY_LATER),
    ],
)
def test_an_http_answer_of_dhl_is_the_gateways_word_unless_it_is_200(
    status: int, advice: Advice | None
) -> None:
    """DHL's own errors come with 200."""
    trouble = DHL_POLLING.judge(status, b"")

    assert (trouble.advice if trouble else None) == advice


def test_dhl_is_asked_for_twenty_numbers_at_a_time() -> None:
    """Forty-one numbers are three documents."""
    numbers = [f"003404349000000{n:05d}" for n in range(41)]

    requests = DHL_POLLING.requests(numbers, ENGLISH)

    assert [len(request.asked) for request in requests] == [20, 20, 1]
    assert [n for request in requests for n in request.asked] == numbers
    assert dhl_document(requests[2]) == {
        "request": "d-get-piece-detail",
        "language-code": "en",
        "piece-code": numbers[40],
    }
    assert dhl_document(requests[0])["piece-code"] == ";".join(numbers[:20])
    assert {(request.method, request.path) for request in requests} == {
        ("GET", "/parcel/de/tracking/v0/shipments")
    }


def test_a_password_with_every_odd_character_reaches_dhl_as_it_is() -> None:
    """Written by an XML writer and percent-encoded whole: no `+`, no raw `&`."""
    (request,) = DHL_POLLING.requests(["00340434900000000010"], ENGLISH)

    signed = DHL_POLLING.authorise(request, NASTY, None, "request-1")

    assert dhl_document(signed)["password"] == NASTY["password"]
    assert dhl_document(signed)["appname"] == "zt12345"
    query = urlsplit(signed.target).query
    assert "+" not in query
    assert quote('<?xml version="1.0"') in query
    headers = dict(signed.headers)
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"key:s&cret"
    assert (headers["dhl-api-key"], headers["Accept"]) == ("key", "application/xml")
    assert NASTY["password"] not in str(request)


@pytest.mark.parametrize(("locale", "code"), [("de_DE", "de"), ("en", "en"), ("fr", "en")])
def test_dhl_is_asked_in_a_language_it_speaks(locale: str, code: str) -> None:
    """German or English."""
    (request,) = DHL_POLLING.requests(["1"], Conventions(locale=locale))

    assert dhl_document(request)["language-code"] == code


@pytest.mark.parametrize(
    ("account", "asked", "said"), [("de", "en_US", "en"), ("de_DE", "de_DE", "de")]
)
def test_a_text_is_in_the_language_that_was_asked_for(account: str, asked: str, said: str) -> None:
    """UPS wants a country beside it; without one English is asked for, and so it is called."""
    conventions = Conventions(locale=account)
    (request,) = UPS_POLLING.requests(["1ZK7R24W0310048711"], conventions)
    body = (SAMPLES / "ups_poll_delivered.json").read_bytes()
    heard = ups.parse(
        RawPayload(body=body, channel="poll", asked=request.asked, conventions=conventions)
    )

    assert dict(request.query)["locale"] == asked
    assert {one.text_language for one in heard.statements if one.text} == {said}
