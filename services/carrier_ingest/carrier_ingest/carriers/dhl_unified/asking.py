"""Asking DHL: one number a request, and of which division, so that DHL need not guess."""

from collections.abc import Mapping, Sequence
from typing import Final

from carrier_ingest.carriers.asking import with_headers
from carrier_ingest.carriers.dhl_unified.services import asked_service
from carrier_ingest.carriers.dialect import Conventions, PollRequest

HOSTS: Final = {"production": "https://api-eu.dhl.com"}
"""DHL has no test system for questions."""


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """One question a number. Without `service` DHL may answer with a namesake's parcel."""
    service = asked_service(conventions)
    asked_of = (("service", service),) if service else ()
    language = ("language", conventions.locale[:2].lower())
    return tuple(
        PollRequest(
            method="GET",
            path="/track/shipments",
            query=(("trackingNumber", number), *asked_of, language),
            headers=(("Accept", "application/json"),),
            asked=(number,),
        )
        for number in numbers
    )


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put in the key of the developer app."""
    del token, request_id
    return with_headers(request, ("DHL-API-Key", credentials["api_key"]))
