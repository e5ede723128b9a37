"""Asking UPS: one number a request, a bearer token that is fetched rarely and kept."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from carrier_ingest.carriers.asking import basic, bearer, form, locale, with_headers
from carrier_ingest.carriers.dialect import Conventions, PollRequest, Request

HOSTS: Final = {
    "production": "https://onlinetools.ups.com",
    "test": "https://wwwcie.ups.com",
}
_SOURCE: Final = "waymark"


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """One question a number; no signatures and no proof, which would be personal data."""
    query = (
        ("locale", locale(conventions)),
        ("returnSignature", "false"),
        ("returnMilestones", "false"),
        ("returnPOD", "false"),
    )
    return tuple(
        PollRequest(
            method="GET",
            path=f"/api/track/v1/details/{quote(number, safe='')}",
            query=query,
            headers=(("Accept", "application/json"),),
            asked=(number,),
        )
        for number in numbers
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put in the token and the two headers UPS wants of every request."""
    del credentials
    named = (("transId", request_id[:32]), ("transactionSrc", _SOURCE))
    return with_headers(request, bearer(token), *named)


def token_request(credentials: Mapping[str, str]) -> Request:
    """Ask for a token with the client id and secret of the account."""
    pair = basic(credentials["client_id"], credentials["client_secret"])
    merchant = credentials.get("merchant_id")
    named = (("x-merchant-id", merchant),) if merchant else ()
    return form("/security/v1/oauth/token", {"grant_type": "client_credentials"}, pair, *named)
