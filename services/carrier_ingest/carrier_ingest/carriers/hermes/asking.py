"""Asking Hermes: a hundred numbers a request, with a token that another host hands out."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode, urlsplit

import msgspec

from carrier_ingest.carriers.batches import batches
from carrier_ingest.carriers.dialect import Conventions, PollRequest, Request

HOSTS: Final = {
    "production": "https://de-api.hermesworld.com",
    "test": "https://de-api-int.hermesworld.com",
}
NUMBERS_PER_REQUEST: Final = 100
_NUMBER: Final = re.compile(r"[0-9]{14}|H[0-9]{19}|T[0-9]{16}")
_GRANT: Final = ("client_id", "client_secret", "username", "password")


def language_of(conventions: Conventions) -> str:
    """Hermes speaks German and English; anything else hears English."""
    return "de" if conventions.locale[:2].lower() == "de" else "en"


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """Ask for the whole history of up to a hundred numbers at a time."""
    headers = (
        ("Accept", "application/json"),
        ("Accept-Language", language_of(conventions).upper()),
    )
    return tuple(
        PollRequest(
            method="GET",
            path="/services/hsi/shipmentinfo",
            query=tuple(("shipmentID", number) for number in asked),
            headers=headers,
            asked=asked,
        )
        for asked in batches(numbers, NUMBERS_PER_REQUEST, _NUMBER)
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put in the token."""
    del credentials, request_id
    added = ("Authorization", f"Bearer {token or ''}")
    return msgspec.structs.replace(request, headers=(*request.headers, added))


def token_request(credentials: Mapping[str, str]) -> Request:
    """Ask for a token with the client's and the user's secrets (password grant)."""
    form = (("grant_type", "password"), *((name, credentials[name]) for name in _GRANT))
    return Request(
        method="POST",
        path="/authorization-facade/oauth2/access_token",
        headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        body=urlencode(form).encode(),
    )


def where_tokens_are(base_url: str) -> str:
    """Hermes's own hosts have a host for logins beside them; any other stands for both."""
    host = urlsplit(base_url).hostname or ""
    if not host.endswith(".hermesworld.com"):
        return base_url
    return f"https://authme{'-int' if '-int.' in host else ''}.myhermes.de"
