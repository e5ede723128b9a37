"""Asking Royal Mail: the newest scan of thirty items at once, or the whole history of one.

Plans count requests, not items, so the summary is what is asked for, unless the account's option
`ask` is `history`; an item that has reached its end is then asked for its history (`histories`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from carrier_ingest.carriers.asking import cut, with_headers
from carrier_ingest.carriers.dialect import Conventions, PollRequest

HOSTS: Final = {"production": "https://api.royalmail.net"}
NUMBERS_PER_REQUEST: Final = 30
_BASE: Final = "/mailpieces/v2"
_HEADERS: Final = (("Accept", "application/json"), ("X-Accept-RMG-Terms", "yes"))


def requests(numbers: Sequence[str], conventions: Conventions) -> tuple[PollRequest, ...]:
    """Summaries of up to thirty items each, or a history for each item."""
    if conventions.options.get("ask") == "history":
        return tuple(history(number, (number,)) for number in numbers)
    return tuple(
        PollRequest(
            method="GET",
            path=f"{_BASE}/summary",
            query=(("mailPieceId", ",".join(asked)),),
            headers=_HEADERS,
            asked=asked,
        )
        for asked in cut(numbers, NUMBERS_PER_REQUEST)
    )


def history(number: str, asked: Iterable[str] = ()) -> PollRequest:
    """Every event of one item."""
    path = f"{_BASE}/{quote(number, safe='')}/events"
    return PollRequest(method="GET", path=path, headers=_HEADERS, asked=tuple(asked))


def authorise(
    request: PollRequest, credentials: Mapping[str, str], token: str | None, request_id: str
) -> PollRequest:
    """Put in the app's id and secret; the terms are accepted in every request."""
    del token, request_id
    return with_headers(
        request,
        ("X-IBM-Client-Id", credentials["client_id"]),
        ("X-IBM-Client-Secret", credentials["client_secret"]),
    )
