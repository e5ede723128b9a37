"""The web edge: whatever comes, a caller gets a problem with a sentence, never a traceback."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from psycopg import OperationalError
from pydantic import BaseModel
from waymark_events.ids import KeyId, RetailerId
from waymark_runtime import keys
from waymark_runtime.directory import Key
from waymark_runtime.faults import Refused
from waymark_runtime.health import Health
from waymark_runtime.http import ApiKey, Problem, allow_only, make_application

PEPPER = "p" * 32
KEY = keys.make()


class Client:
    """Calls an application without a network."""

    def __init__(self, app: FastAPI) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def get(self, path: str, **given: Any) -> httpx.Response:
        """One GET."""
        return asyncio.run(self._ask("GET", path, **given))

    def post(self, path: str, **given: Any) -> httpx.Response:
        """One POST."""
        return asyncio.run(self._ask("POST", path, **given))

    async def _ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://t") as client:
            return await client.request(method, path, **given)


async def halves() -> AsyncIterator[bytes]:
    """A body that comes in parts and announces no length."""
    for _ in range(2):
        yield b"x" * 60


class Keys:
    """Knows one key, as a directory would."""

    def key_at_hand(self, digest: str) -> Key | None:
        """Remembers nothing."""

    def key(self, digest: str) -> Key | None:
        """Found by digest alone."""
        scopes = frozenset({"orders:write"})
        known = Key(KEY.id, RetailerId("shop"), scopes, None, None)
        return known if digest == keys.digest(KEY, PEPPER) else None


class Wanted(BaseModel):
    count: int


@pytest.fixture
def app() -> FastAPI:
    app = make_application("trial", Health(), caps={"/raw": 100, "/wanted": 100})
    guard = ApiKey(Keys(), PEPPER, failures="3 per minute")  # type: ignore[arg-type]

    @app.get("/mine")
    async def mine(request: Request) -> str:
        return await retailer(request, "orders:write")

    @app.get("/theirs")
    async def theirs(request: Request) -> str:
        return await retailer(request, "keys:admin")

    async def retailer(request: Request, scope: str) -> str:
        caller = await guard.caller(request)
        allow_only(caller, scope)
        return caller.retailer

    @app.get("/t/{token}")
    async def page(token: str) -> str:
        raise RAISED[token]()

    @app.post("/wanted")
    async def wanted(body: Wanted) -> int:
        return body.count

    @app.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    return app


RAISED: dict[str, Callable[[], Exception]] = {
    "gone": lambda: Problem(404, "unknown_link", "this link is not known"),
    "no": lambda: Refused("an order that was shipped cannot be cancelled", "shipped"),
    "away": lambda: OperationalError("password of 10.0.0.1"),
    "bug": lambda: ZeroDivisionError("Erika Mustermann"),
}


@pytest.fixture
def client(app: FastAPI) -> Client:
    return Client(app)


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        ("gone", 404, "unknown_link"),
        ("no", 409, "shipped"),
        ("away", 503, "unavailable"),
        ("bug", 500, "internal"),
    ],
)
def test_errors_are_problems(client: Client, token: str, status: int, code: str) -> None:
    """RFC 9457, with nothing of an exception that was not meant for the caller."""
    answer = client.get(f"/t/{token}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "password" not in answer.text
    assert "Mustermann" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)


def test_a_body_that_does_not_fit_says_which_field(client: Client) -> None:
    """422 names the field; what was sent is not echoed."""
    answer = client.post("/wanted", json={"count": "Erika"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body.count"
    assert "Erika" not in answer.text


@pytest.mark.parametrize("path", ["/raw", "/wanted"])
def test_a_large_body_is_refused(client: Client, path: str) -> None:
    """413 by its announced length, and by what really comes when none was announced."""
    announced = client.post(path, content=b"x" * 101)
    streamed = client.post(path, content=halves())

    assert [announced.status_code, streamed.status_code] == [413, 413]
    assert announced.json()["code"] == "too_large"


def test_a_key_names_the_retailer(client: Client) -> None:
    """By either header; a scope that the key lacks is 403."""
    bearer = {"Authorization": f"Bearer {KEY.text}"}

    assert client.get("/mine", headers=bearer).json() == "shop"
    assert client.get("/mine", headers={"X-Api-Key": KEY.text}).json() == "shop"
    assert client.get("/theirs", headers=bearer).status_code == 403


def test_every_bad_key_gets_the_same_answer(client: Client) -> None:
    """None, nonsense and a well-made unknown one cannot be told apart; then the address waits."""
    bad = [{}, {"X-Api-Key": "nonsense"}, {"X-Api-Key": keys.make().text}]

    answers = [client.get("/mine", headers=headers) for headers in bad]
    after = client.get("/mine", headers={"X-Api-Key": KEY.text})

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert len({answer.content for answer in answers}) == 1
    assert after.status_code == 429


def test_the_access_log_has_patterns_only(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """A path may be a token; neither it nor an unknown path is written."""
    caplog.set_level(logging.INFO, logger="waymark.access")

    client.get("/t/gone")
    client.get("/secret-token")

    written = [record.getMessage() for record in caplog.records]
    assert written[0].startswith("GET /t/{token} 404")
    assert written[1].startswith("GET unmatched 404")


def test_readiness_says_what_is_missing() -> None:
    """503 with the check's own sentence; life is another question."""
    health = Health()

    async def missing() -> str | None:
        return "retailers are not read yet"

    health.ready_when("directory", missing)
    client = Client(make_application("trial", health))

    assert client.get("/live").status_code == 200
    assert client.get("/ready").json()["troubles"] == {"directory": "retailers are not read yet"}
    assert "waymark_http_requests" in client.get("/metrics").text


def test_no_page_of_the_framework_is_served(client: Client) -> None:
    """They load scripts from elsewhere; what is described is described by the service itself."""
    assert {client.get(page).status_code for page in ("/docs", "/redoc", "/openapi.json")} == {404}


def test_a_key_id_alone_opens_nothing() -> None:
    """The digest covers id and secret."""
    other = keys.ApiKey("live", KeyId(KEY.id), keys.make().secret)

    assert Keys().key(keys.digest(other, PEPPER)) is None
