"""Asking DPD: SOAP 1.1, one parcel a question, a token that lives a day and is asked for rarely.

The base URL is the national system's and ends where its services begin; the paths behind it are
the same everywhere. DPD counts logins: ten a day.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from defusedxml.ElementTree import fromstring

from carrier_ingest.carriers.asking import language
from carrier_ingest.carriers.dialect import Conventions, PollRequest, Request
from carrier_ingest.carriers.dpd.document import inside, read_document
from carrier_ingest.carriers.reading import child, text
from carrier_ingest.carriers.tokens import Token

HOSTS: Final = {
    "de": "https://public-ws.dpd.com/services",
    "nl": "https://wsshipper.dpd.nl/soap/services",
    "be": "https://wsshipper.dpd.be/soap/services",
}
_SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_SERVICE: Final = "http://dpd.com/common/service"
_AUTHENTICATION: Final = f"{{{_SERVICE}/types/Authentication/2.0}}authentication"
_LANGUAGES: Final = {"en": "en_EN", "de": "de_DE", "nl": "nl_NL", "fr": "fr_FR"}
_TOKEN_LIVES_S: Final = 24 * 3600


def language_of(conventions: Conventions) -> str:
    """The language to ask in; in each of these DPD prints the day before the month."""
    return language(conventions, _LANGUAGES, _LANGUAGES["en"])


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """One question a number, still without the user and the token."""
    return tuple(
        PollRequest(
            method="POST",
            path="/ParcelLifeCycleService/V2_0",
            headers=_headers("ParcelLifeCycleService/2.0/getTrackingData"),
            body=_question(number, language_of(conventions)),
            asked=(number,),
        )
        for number in numbers
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put the user and the token into the envelope's header."""
    del request_id
    envelope: Element = fromstring(request.body)
    for authentication in envelope.iter(_AUTHENTICATION):
        for place, (name, value) in enumerate(
            (("delisId", credentials["delis_id"]), ("authToken", token or ""))
        ):
            element = Element(name)
            element.text = value
            authentication.insert(place, element)
    return msgspec.structs.replace(request, body=_written(envelope))


def token_request(credentials: Mapping[str, str]) -> Request:
    """Log in. The language is that of DPD's error messages, which nobody reads."""
    envelope, body = _envelope()
    login = SubElement(body, f"{{{_SERVICE}/types/LoginService/2.0}}getAuth")
    SubElement(login, "delisId").text = credentials["delis_id"]
    SubElement(login, "password").text = credentials["password"]
    SubElement(login, "messageLanguage").text = _LANGUAGES["en"]
    return Request(
        method="POST",
        path="/LoginService/V2_0",
        headers=_headers("LoginService/2.0/getAuth"),
        body=_written(envelope),
    )


def read_token(body: bytes) -> Token | None:
    """Read the login's answer; None when it is none.

    Asked again, DPD gives the same token, so it may end earlier than a day from now; then a
    question is answered with a fault that asks for a new one.
    """
    told = child(child(inside(read_document(body)), "getAuthResponse"), "return")
    token = text(told, "authToken")
    return Token(value=token, expires_in_s=_TOKEN_LIVES_S) if token else None


def _question(number: str, spoken: str) -> bytes:
    envelope, body = _envelope()
    head = Element(f"{{{_SOAP}}}Header")
    envelope.insert(0, head)
    SubElement(SubElement(head, _AUTHENTICATION), "messageLanguage").text = spoken
    asked = SubElement(body, f"{{{_SERVICE}/types/ParcelLifeCycleService/2.0}}getTrackingData")
    SubElement(asked, "parcelLabelNumber").text = number
    return _written(envelope)


def _envelope() -> tuple[Element, Element]:
    envelope = Element(f"{{{_SOAP}}}Envelope")
    return envelope, SubElement(envelope, f"{{{_SOAP}}}Body")


def _headers(action: str) -> tuple[tuple[str, str], ...]:
    return (
        ("Content-Type", "text/xml; charset=utf-8"),
        ("SOAPAction", f'"{_SERVICE}/{action}"'),
    )


def _written(envelope: Element) -> bytes:
    written: bytes = tostring(envelope, encoding="utf-8", xml_declaration=True)
    return written
