"""Asking GLS: ten numbers a request, in the path, with a token that lives four hours."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from carrier_ingest.carriers.asking import basic, form, language
from carrier_ingest.carriers.batches import batches
from carrier_ingest.carriers.dialect import Conventions, PollRequest, Request

HOSTS: Final = {
    "production": "https://api.gls-group.net",
    "test": "https://api-sandbox.gls-group.net",
}
NUMBERS_PER_REQUEST: Final = 10
_NUMBER: Final = re.compile(r"[0-9]{11,12}|[0-9A-Z]{8}")


def language_of(conventions: Conventions) -> str:
    """GLS is asked in German or English; anything else hears English."""
    return language(conventions, {"de": "de"}, "en")


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """Ask for all events of up to ten numbers at a time.

    Numbers of different lengths apart: a Track ID and a parcel number without and with its check
    digit may name one parcel, and its scans, which are the same by each, are said once an answer.
    """
    headers = (
        ("Accept", "application/json"),
        ("Accept-Language", language_of(conventions).upper()),
    )
    return tuple(
        PollRequest(
            method="GET",
            path="/track-and-trace-v1/tracking/simple/trackids/"
            + ",".join(quote(number, safe="") for number in asked),
            query=(("showEvents", "true"), ("showLinks", "false")),
            headers=headers,
            asked=asked,
        )
        for length in sorted({len(number) for number in numbers})
        for asked in batches(
            [number for number in numbers if len(number) == length], NUMBERS_PER_REQUEST, _NUMBER
        )
    )


def token_request(credentials: Mapping[str, str]) -> Request:
    """Ask for a token with the app's id and secret."""
    pair = basic(credentials["client_id"], credentials["client_secret"])
    return form("/oauth2/v2/token", {"grant_type": "client_credentials"}, pair)
