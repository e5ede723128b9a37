"""Who asks for messages."""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request
from msgspec import Struct
from waymark_events.ids import RetailerId
from waymark_runtime.http import Problem, allow_only

from notifier.api.desk import Desk

READ_MESSAGES: Final = "messages:read"


class Asked(Struct, frozen=True):
    """One request of a retailer."""

    desk: Desk
    retailer: RetailerId


def asked_with(scope: str, *known: str) -> Callable[[Request], Awaitable[Asked]]:
    """A dependency: who asks; 401, 403 without the scope, 422 for a parameter that is not known.

    A misspelt filter would show everything.
    """

    async def asked(request: Request) -> Asked:
        desk: Desk = request.app.state.desk
        caller = await desk.api_key.caller(request)
        allow_only(caller, scope)
        for name in request.query_params:
            if name not in known:
                listed = ", ".join(sorted(known)) or "none"
                raise wrong(name, f"is no parameter here; known are: {listed}")
        return Asked(desk, caller.retailer)

    return asked


def wrong(field: str, detail: str) -> Problem:
    """Problem 422 about one parameter."""
    errors = [{"field": field, "detail": detail}]
    return Problem(422, "invalid", f"{field} {detail}", errors=errors)
