"""What every route needs: who asks, under which key, and what is done with a refusal."""

import base64
from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Header, Query, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from msgspec import Struct
from waymark_events.ids import parse_public
from waymark_runtime.http import ApiKey, Problem, allow_only
from waymark_runtime.http.denying import request_digest

from notifier.app.calls import Call
from notifier.app.messages import Messages
from notifier.app.webhooks.endpoints import Endpoints
from notifier.app.webhooks.events import Events
from notifier.app.webhooks.replaying import Replays
from notifier.app.webhooks.trying import Poster, Trying

SCOPE: Final = "webhooks:admin"
TESTS_A_MINUTE: Final = 30
LIMIT: Final = 100
MOST_LIMIT: Final = 500
_MOST_NUMBER: Final = 1 << 62


class Tests:
    """Test events a retailer may ask for in a minute: each makes us connect to somewhere."""

    def __init__(self) -> None:
        self._item = RateLimitItemPerMinute(TESTS_A_MINUTE)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def take(self, retailer: str) -> None:
        """Count one; Problem 429 when the minute's are spent."""
        if not self._limiter.hit(self._item, retailer):
            detail = f"{TESTS_A_MINUTE} test events a minute are sent; wait"
            raise Problem(429, "too_many_tests", detail, headers={"Retry-After": "60"})


class Desk(Struct, frozen=True, kw_only=True):
    """Where routes find the application; `app.state.desk` of the web program."""

    api_key: ApiKey
    request_key: bytes
    endpoints: Endpoints
    trying: Trying
    replays: Replays
    events: Events
    poster: Poster
    tests: Tests
    messages: Messages


class Asked(Struct, frozen=True, kw_only=True):
    """One request of a retailer."""

    desk: Desk
    call: Call

    @property
    def retailer(self) -> str:
        """Who asks."""
        return self.call.retailer


async def asked(
    request: Request,
    idempotency_key: Annotated[
        str | None, Header(description="Does a POST once", pattern=r"^[!-~]{1,255}$")
    ] = None,
) -> Asked:
    """Who asks and how; 401, 403, or 422 for a header that cannot be read."""
    desk: Desk = request.app.state.desk
    caller = await desk.api_key.caller(request)
    allow_only(caller, SCOPE)
    path, body = request.url.path, await request.body()
    call = Call(
        retailer=caller.retailer,
        now=datetime.now(UTC),
        key=idempotency_key if request.method == "POST" else None,
        request=request_digest(desk.request_key, request.method, path, body),
    )
    return Asked(desk=desk, call=call)


AskedBy = Annotated[Asked, Depends(asked)]
Limit = Annotated[int, Query(ge=1, le=MOST_LIMIT, description="How many at most")]
Cursor = Annotated[
    str | None, Query(max_length=40, description="Where to go on: `next` of the answer before")
]


def endpoint_of(text: str) -> UUID:
    """The endpoint of a path; 404 for what is no endpoint's id."""
    internal = parse_public("whk", text)
    if internal is None:
        raise Problem(404, "unknown_endpoint", "there is no endpoint with this id")
    return UUID(internal)


def replay_of(text: str) -> UUID:
    """The replay of a path; 404 for what is no replay's id."""
    internal = parse_public("rpl", text)
    if internal is None:
        raise Problem(404, "unknown_replay", "there is no replay with this id")
    return UUID(internal)


def cursor(number: int) -> str:
    """A place in a list, for its next page."""
    return base64.urlsafe_b64encode(b"n" + str(number).encode()).decode().rstrip("=")


def place_of(text: str | None, otherwise: int) -> int:
    """The place of a cursor; 422 for one that is none of ours."""
    if text is None:
        return otherwise
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        raw = b""
    if raw[:1] != b"n" or not raw[1:].isdigit() or not 0 <= int(raw[1:]) < _MOST_NUMBER:
        raise Problem(422, "bad_cursor", "`after` is the `next` of an answer before, as it was")
    return int(raw[1:])
