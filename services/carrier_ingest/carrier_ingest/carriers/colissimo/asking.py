"""Asking La Poste: up to ten numbers in the path, the application's key in a header."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from carrier_ingest.carriers.asking import cut, language, with_headers
from carrier_ingest.carriers.dialect import Conventions, PollRequest

HOSTS: Final = {"production": "https://api.laposte.fr"}
NUMBERS_PER_REQUEST: Final = 10
_LANGUAGES: Final = {
    "fr": "fr_FR",
    "en": "en_GB",
    "de": "de_DE",
    "es": "es_ES",
    "it": "it_IT",
    "nl": "nl_NL",
}


def language_of(conventions: Conventions) -> str:
    """The language to ask in; La Poste speaks six, anything else hears English."""
    return language(conventions, _LANGUAGES, _LANGUAGES["en"])


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """Ask for ten numbers at a time, still without the key.

    The header for the address of whoever asks is sent where the account names our own.
    """
    address = conventions.options.get("server_address")
    headers = (
        ("Accept", "application/json"),
        *((("X-Forwarded-For", address),) if address else ()),
    )
    return tuple(
        PollRequest(
            method="GET",
            path=f"/suivi/v2/idships/{','.join(quote(one, safe='') for one in asked)}",
            query=(("lang", language_of(conventions)),),
            headers=headers,
            asked=asked,
        )
        for asked in cut(numbers, NUMBERS_PER_REQUEST)
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put the key in; nothing else is asked for."""
    del token, request_id
    return with_headers(request, ("X-Okapi-Key", credentials["api_key"]))
