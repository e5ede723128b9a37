"""Asking DHL: an XML document of one empty element, percent-encoded into the query."""

from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring
from msgspec import structs

from carrier_ingest.carriers.asking import basic, cut, language, with_headers
from carrier_ingest.carriers.dialect import Conventions, PollRequest

HOSTS: Final = {
    "production": "https://api-eu.dhl.com",
    "test": "https://api-sandbox.dhl.com",
}
NUMBERS_PER_REQUEST: Final = 20
_PATH: Final = "/parcel/de/tracking/v0/shipments"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'


def language_of(conventions: Conventions) -> str:
    """DHL speaks German and English; anything else hears English."""
    return language(conventions, {"de": "de"}, otherwise="en")


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """Ask for all events of up to twenty numbers at a time, still without the tracking user."""
    return tuple(
        PollRequest(
            method="GET",
            path=_PATH,
            query=(("xml", _question(asked, conventions)),),
            headers=(("Accept", "application/xml"),),
            asked=asked,
        )
        for asked in cut(numbers, NUMBERS_PER_REQUEST)
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put the tracking user into the document and the gateway's key into the headers."""
    del token, request_id
    ((name, document),) = request.query
    question: Element = fromstring(document.encode())
    question.set("appname", credentials["user"])
    question.set("password", credentials["password"])
    return with_headers(
        structs.replace(request, query=((name, _written(question)),)),
        basic(credentials["api_key"], credentials["api_secret"]),
        ("dhl-api-key", credentials["api_key"]),
    )


def _question(numbers: Sequence[str], conventions: Conventions) -> str:
    return _written(
        Element(
            "data",
            {
                "request": "d-get-piece-detail",
                "language-code": language_of(conventions),
                "piece-code": ";".join(numbers),
            },
        )
    )


def _written(question: Element) -> str:
    return _DECLARATION + tostring(question, encoding="unicode")
