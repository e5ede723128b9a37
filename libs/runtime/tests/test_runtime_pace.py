"""How often a key may ask: told on every answer, refused beyond."""

import asyncio
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI
from waymark_events.ids import RetailerId
from waymark_runtime import keys
from waymark_runtime.directory import Key
from waymark_runtime.health import Health
from waymark_runtime.http import ApiKey, Caller, Pace, Problem, make_application

PEPPER = "p" * 32
MINE, THEIRS = keys.make(), keys.make()


class Keys:
    """Knows two keys, as a directory would."""

    def key_at_hand(self, digest: str) -> Key | None:
        """Remembers nothing."""

    def key(self, digest: str) -> Key | None:
        """Found by digest alone."""
        known = {
            keys.digest(one, PEPPER): Key(one.id, RetailerId("shop"), frozenset(), None, None)
            for one in (MINE, THEIRS)
        }
        return known.get(digest)


@pytest.fixture
def app() -> FastAPI:
    app = make_application("trial", Health())
    guard = ApiKey(Keys(), PEPPER, pace=Pace(2))  # type: ignore[arg-type]  # asked as a directory

    @app.get("/here")
    async def here(caller: Annotated[Caller, Depends(guard.caller)]) -> str:
        return caller.retailer

    @app.get("/gone")
    async def gone(_: Annotated[Caller, Depends(guard.caller)]) -> None:
        raise Problem(404, "unknown_order", "there is none")

    return app


def ask(app: FastAPI, path: str, key: keys.ApiKey) -> httpx.Response:
    """One GET with a key."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            return await client.get(path, headers={"X-Api-Key": key.text})

    return asyncio.run(asked())


def test_every_answer_tells_what_is_left(app: FastAPI) -> None:
    """Also an error's: `r` falls with each request, `t` is within the minute."""
    first, second = ask(app, "/here", MINE), ask(app, "/gone", MINE)

    assert (first.status_code, second.status_code) == (200, 404)
    assert first.headers["RateLimit-Policy"] == '"requests";q=2;w=60'
    name, left, seconds = first.headers["RateLimit"].split(";")
    assert (name, left) == ('"requests"', "r=1")
    assert 1 <= int(seconds.removeprefix("t=")) <= 60
    assert second.headers["RateLimit"].split(";")[1] == "r=0"


def test_a_key_that_asks_too_often_waits(app: FastAPI) -> None:
    """It is told for how long; another key is not held up.

    Seen to fail: counting by retailer holds up the other key.
    """
    for _ in range(2):
        ask(app, "/here", MINE)

    refused = ask(app, "/here", MINE)

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit"].split(";")[1] == "r=0"
    assert ask(app, "/here", THEIRS).status_code == 200
