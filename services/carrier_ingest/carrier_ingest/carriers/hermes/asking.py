"""Asking Hermes: a hundred numbers a request, with a token that another host hands out."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from carrier_ingest.carriers.asking import form, language
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
    return language(conventions, {"de": "de"}, "en")


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


def token_request(credentials: Mapping[str, str]) -> Request:
    """Ask for a token with the client's and the user's secrets (password grant)."""
    secrets = {name: credentials[name] for name in _GRANT}
    path = "/authorization-facade/oauth2/access_token"
    return form(path, {"grant_type": "password", **secrets})


def where_tokens_are(base_url: str) -> str:
    """Hermes's own hosts have a host for logins beside them; any other stands for both."""
    host = urlsplit(base_url).hostname or ""
    if not host.endswith(".hermesworld.com"):
        return base_url
    return f"https://authme{'-int' if '-int.' in host else ''}.myhermes.de"
