"""Asking USPS: thirty-five numbers a request, or one in the older version that is about to end.

Options of an account: `version` (`v3r2`; `v3` is the older one) and `path` (where USPS moves it).
"""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

import msgspec

from carrier_ingest.carriers import tokens
from carrier_ingest.carriers.asking import cut
from carrier_ingest.carriers.dialect import Conventions, PollRequest, Request
from carrier_ingest.carriers.tokens import Token
from carrier_ingest.carriers.usps.errors import lacks_scope

HOSTS: Final = {
    "production": "https://apis.usps.com",
    "test": "https://apis-tem.usps.com",
}
NUMBERS_PER_REQUEST: Final = 35
_ACCEPT: Final = ("Accept", "application/json")
_SENDS: Final = ("Content-Type", "application/json")
_ONE_BY_ONE: Final = "v3"


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """Ask for all events of each number; the summary form is sentences for people."""
    version = conventions.options.get("version", "v3r2")
    path = conventions.options.get("path", f"/tracking/{quote(version, safe='')}/tracking")
    if version == _ONE_BY_ONE:
        return tuple(_about_one(path, number) for number in numbers)
    return tuple(_about_many(path, asked) for asked in cut(numbers, NUMBERS_PER_REQUEST))


def token_request(credentials: Mapping[str, str]) -> Request:
    """Ask for a token with the key and secret of the app; it lives for eight hours."""
    wanted = {
        "grant_type": "client_credentials",
        "client_id": credentials["client_id"],
        "client_secret": credentials["client_secret"],
    }
    return Request(
        method="POST",
        path="/oauth2/v3/token",
        headers=(_ACCEPT, _SENDS),
        body=msgspec.json.encode(wanted),
    )


def read_token(body: bytes) -> Token | None:
    """Read a token; one that may not track is none, for every call would be refused."""
    return None if lacks_scope(body) else tokens.read_token(body)


def _about_one(path: str, number: str) -> PollRequest:
    return PollRequest(
        method="GET",
        path=f"{path}/{quote(number, safe='')}",
        query=(("expand", "DETAIL"),),
        headers=(_ACCEPT,),
        asked=(number,),
    )


def _about_many(path: str, numbers: tuple[str, ...]) -> PollRequest:
    return PollRequest(
        method="POST",
        path=path,
        headers=(_ACCEPT, _SENDS),
        body=msgspec.json.encode([{"trackingNumber": number} for number in numbers]),
        asked=numbers,
    )
