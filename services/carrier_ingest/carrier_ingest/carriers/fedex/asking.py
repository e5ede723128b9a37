"""Asking FedEx: thirty numbers a request, a bearer token that lives an hour."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from carrier_ingest.carriers.asking import bearer, cut, form, locale, with_headers
from carrier_ingest.carriers.dialect import Conventions, PollRequest, Request

HOSTS: Final = {
    "production": "https://apis.fedex.com",
    "test": "https://apis-sandbox.fedex.com",
}
NUMBERS_PER_REQUEST: Final = 30


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """Ask for all scans; the language is always named, else it would be the account's."""
    headers = (
        ("Accept", "application/json"),
        ("Content-Type", "application/json"),
        ("X-locale", locale(conventions)),
    )
    return tuple(
        PollRequest(
            method="POST",
            path="/track/v1/trackingnumbers",
            headers=headers,
            body=_question(asked),
            asked=asked,
        )
        for asked in cut(numbers, NUMBERS_PER_REQUEST)
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put in the token, and a name by which FedEx can find the call."""
    del credentials
    return with_headers(request, bearer(token), ("x-customer-transaction-id", request_id))


def token_request(credentials: Mapping[str, str]) -> Request:
    """Ask for a token; FedEx wants key and secret in the form, not in a header."""
    fields = {
        "grant_type": "client_credentials",
        "client_id": credentials["client_id"],
        "client_secret": credentials["client_secret"],
    }
    return form("/oauth/token", fields)


def _question(numbers: Sequence[str]) -> bytes:
    wanted = [{"trackingNumberInfo": {"trackingNumber": number}} for number in numbers]
    return msgspec.json.encode({"includeDetailedScans": True, "trackingInfo": wanted})
