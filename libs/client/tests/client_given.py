"""A service that answers as it is told, and what it was asked; pure parts are tested with it."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
import msgspec
from waymark_client import AsyncWaymark, Retry, Waymark

Answer = TypeVar("Answer")
URL = "https://waymark.test"
KEY = "wm_live_k_hush"
QUICK = Retry(attempts=3, first_wait_s=0.001, most_wait_s=0.01)
Said = httpx.Response | Exception


class Service:
    """Answers requests one after the other; the last answer is repeated."""

    def __init__(self, *said: Said) -> None:
        self._said = list(said)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        said = self._said.pop(0) if len(self._said) > 1 else self._said[0]
        if isinstance(said, Exception):
            raise said
        return httpx.Response(said.status_code, headers=said.headers, content=said.content)

    def client(self, retry: Retry = QUICK) -> Waymark:
        """A client of it."""
        return Waymark(URL, KEY, retry=retry, transport=httpx.MockTransport(self))

    def async_client(self, retry: Retry = QUICK) -> AsyncWaymark:
        """An async client of it."""
        return AsyncWaymark(URL, KEY, retry=retry, transport=httpx.MockTransport(self))


def answer(body: object, status: int = 200, **headers: str) -> httpx.Response:
    """JSON; header names with `_` for `-`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx.Response(status, headers=named, content=msgspec.json.encode(body))


def problem(status: int, code: str, detail: str = "no", **more: Any) -> httpx.Response:
    """A problem as the services write it."""
    errors = more.pop("errors", None)
    body: dict[str, Any] = {"status": status, "code": code, "detail": detail, "title": "Title"}
    return answer(body | ({"errors": errors} if errors else {}), status, **more)


def written(version: int = 1, **more: Any) -> dict[str, Any]:
    """What a write answers."""
    order = {
        "retailer": "nordlicht",
        "order_id": "0b3d9f0e-0000-5000-8000-000000000001",
        "reference": "SO-1",
        "version": version,
        "state": "placed",
        "placed_at": "2026-03-12T09:00:00Z",
        "destination": {"country": "DE", "zone": "Europe/Berlin"},
    }
    return {
        "id": "ord_0b3d9f0e000050008000000000000001",
        "version": version,
        "updated_at": "2026-03-12T09:00:00Z",
        "order": order,
        **more,
    }


def shipment(number: int) -> dict[str, Any]:
    """A shipment of a list."""
    return {
        "id": f"shp_{number:032x}",
        "carrier": "ups",
        "number": f"1Z{number:016d}",
        "generation": 1,
        "version": 2,
        "status": {"milestone": "in_transit", "reason": "progress.update", "journey": "j"},
        "updated_at": "2026-03-12T09:00:00Z",
    }


def awaited(make: Callable[[], Any]) -> Any:
    """Run a coroutine to its end."""

    async def run() -> Any:
        return await make()

    return asyncio.run(run())
