"""What the doorkeeper is shown of a post."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import cast

import httpx
import pytest
from carrier_ingest.api import Intake
from carrier_ingest.app.admitting import Doorkeeper
from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.turnstile import Turnstile
from starlette.applications import Starlette
from waymark_events.codec import Envelope


class Watching:
    """Lets nobody in, and keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[Post] = []

    async def admit(self, dialect: str, retailer: str, account: str, post: Post) -> None:
        self.shown.append(post)


async def _never(envelope: Envelope) -> None:
    raise AssertionError(f"{envelope.subject} was kept")


@pytest.mark.parametrize(("dialect", "body"), [("fedex", b"signed"), ("ups", b""), ("moon", b"")])
def test_a_strangers_body_is_read_only_where_it_is_what_is_signed(
    dialect: str, body: bytes
) -> None:
    """Headers come with all; so does the time, for a carrier that signs its own."""
    door = Watching()
    intake = Intake(cast(Doorkeeper, door), DIALECTS, _never, Turnstile(10))
    app = Starlette(routes=intake.routes())

    async def pushed() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://waymark") as client:
            path = f"/carriers/{dialect}/shop/main"
            return await client.post(path, content=b"signed", headers={"X-Hook": "given"})

    answer = asyncio.run(pushed())

    (post,) = door.shown
    assert answer.status_code == 401
    assert (post.body, post.headers["x-hook"]) == (body, "given")
    assert post.received_at is not None
    assert datetime.now(UTC) - post.received_at < timedelta(minutes=1)
