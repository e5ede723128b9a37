"""Asking Canada Post: the whole history of one parcel a request, in English or French."""

import base64
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

import msgspec

from carrier_ingest.carriers.dialect import Conventions, PollRequest

HOSTS: Final = {
    "production": "https://soa-gw.canadapost.ca",
    "test": "https://ct.soa-gw.canadapost.ca",
}
_FORM: Final = "application/vnd.cpc.track-v2+xml"


def language_of(conventions: Conventions) -> str:
    """Canada Post speaks English and French; anything else hears English."""
    return "fr" if conventions.locale[:2].lower() == "fr" else "en"


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
    pair = f"{credentials['user']}:{credentials['password']}".encode()
    basic = ("Authorization", f"Basic {base64.b64encode(pair).decode()}")
    return msgspec.structs.replace(request, headers=(*request.headers, basic))
