"""Who asks for messages."""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request
from msgspec import Struct
from waymark_events.ids import RetailerId
from waymark_runtime.http import allow_only
from waymark_runtime.http.asking import allow_only_parameters

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
        allow_only_parameters(request, known)
        return Asked(desk, caller.retailer)

    return asked
