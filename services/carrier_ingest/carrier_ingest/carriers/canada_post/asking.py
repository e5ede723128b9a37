"""Asking Canada Post: the whole history of one parcel a request, in English or French."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from carrier_ingest.carriers.asking import basic, language, with_headers
from carrier_ingest.carriers.dialect import Conventions, PollRequest

HOSTS: Final = {
    "production": "https://soa-gw.canadapost.ca",
    "test": "https://ct.soa-gw.canadapost.ca",
}
_FORM: Final = "application/vnd.cpc.track-v2+xml"


def language_of(conventions: Conventions) -> str:
    """Canada Post speaks English and French; anything else hears English."""
    return language(conventions, {"fr": "fr"}, "en")


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """One question a number. The form must be named: `*/*` is refused."""
    return tuple(
        PollRequest(
            method="GET",
            path=f"/vis/track/pin/{quote(number, safe='')}/detail",
            headers=(("Accept", _FORM), ("Accept-language", f"{language_of(conventions)}-CA")),
            asked=(number,),
        )
        for number in numbers
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put in the API key pair."""
    del token, request_id
    return with_headers(request, basic(credentials["user"], credentials["password"]))
