"""Asking Bring: one number a question, the key of a user in the headers."""

from collections.abc import Mapping, Sequence
from typing import Final

from carrier_ingest.carriers.asking import language, with_headers
from carrier_ingest.carriers.dialect import Conventions, PollRequest

HOSTS: Final = {"production": "https://api.bring.com"}
_PATH: Final = "/tracking/api/v2/tracking.json"
_LANGUAGES: Final = {"no": "no", "nb": "no", "nn": "no", "sv": "sv", "da": "da"}
_WHO_ASKS: Final = "waymark"


def language_of(conventions: Conventions) -> str:
    """Bring speaks Norwegian, Swedish, Danish and English; anything else hears English."""
    return language(conventions, _LANGUAGES, otherwise="en")


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """One question a number, still without the user."""
    return tuple(
        PollRequest(
            method="GET",
            path=_PATH,
            query=(("q", number), ("lang", language_of(conventions))),
            headers=(("Accept", "application/json"),),
            asked=(number,),
        )
        for number in numbers
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put in the user, the user's key, and who asks: any text, but there has to be one."""
    del token, request_id
    return with_headers(
        request,
        ("X-MyBring-API-Uid", credentials["api_uid"]),
        ("X-MyBring-API-Key", credentials["api_key"]),
        ("X-Bring-Client-URL", credentials.get("client_url") or _WHO_ASKS),
    )
