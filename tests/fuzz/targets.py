"""What is fuzzed: each description that is served, over its application in this process.

A new description is a new row of `TARGETS`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Final
from unittest.mock import patch

import msgspec
import psycopg
from integration import notifier_webhooks, order_rig
from integration.notifier_kept import kept_message
from integration.projection_records import (
    NUMBER,
    SHOP,
    arrived,
    booked,
    leg,
    placed,
    scanned,
    shipment_of,
)
from integration.projection_service import PEPPER
from integration.projection_worker import LINK_KEY, Projecting, in_order
from kit.databases import Databases
from kit.serving import served
from projection.api import reads
from projection.api.application import make_web
from projection.app.board import Board
from projection.settings import Settings
from waymark_events.ids import order_id, public
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime import keys
from waymark_runtime.postgres import make_pool
from waymark_tools.stack.databases import DatabaseUrls

_ENOUGH: Final = 10_000_000
"""Requests a minute: what a key may ask is told and tested elsewhere."""


@dataclass(frozen=True)
class Reached:
    """A served application. `known` are values that a parameter may well have, by its name."""

    url: str
    key: str
    known: Mapping[str, Sequence[str | int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """A description and how to serve what it describes."""

    name: str
    description: str
    opened: Callable[[Databases], AbstractContextManager[Reached]]


@contextmanager
def order_api(database: Databases) -> Iterator[Reached]:
    """Writes, with a few orders to change."""
    with order_rig.api_on(database("order"), requests_a_minute=_ENOUGH) as api:
        made = [api.placed(f"SO-{n}", recipient={"reference": f"r{n}"}) for n in range(20)]
        for one in made[:10]:
            api.post(f"/v1/orders/{one['id']}/parcels", {"carrier": "own"})
        yield Reached(
            str(api.client.base_url),
            api.key,
            {
                "order": [one["id"] for one in made],
                "recipient": [one["recipients"][0]["id"] for one in made],
                "line_no": [1, 2],
                "parcel_no": [1],
                "if-match": ["*"],
            },
        )


@contextmanager
def projection_api(database: Databases) -> Iterator[Reached]:
    """Reads, of two orders; who waits for a version is told soon that it is not there."""
    urls = database("projection")
    key = _known_here(urls)
    with make_pool(urls.worker, name="fuzz-worker") as pool:
        projecting = Projecting(pool)
        projecting.take(*in_order(booked(), scanned(1, "accepted"), booked("1ZK7R24W0310048720")))
        projecting.take(arrived(placed(leg()), 0, topic="order.events.v1"))
    board = Board()
    board.close()  # streams end after their first words
    web = make_pool(urls.web, name="fuzz-web", most=12)
    app = make_web(_settings(urls), web, board, _Silent(), "changes")
    ids = {"id": [public("shp", shipment_of()), public("ord", order_id(SHOP, "SO-1"))]}
    with patch.object(reads, "_WAITS_S", 0.02), served(app) as url:
        yield Reached(url, key, {**ids, "number": [NUMBER], "reference": ["SO-1"]})


@contextmanager
def notifier_api(database: Databases) -> Iterator[Reached]:
    """Webhooks and messages: a few of each; what is tested is sent to this machine."""
    with notifier_webhooks.hooks(database, requests_a_minute=_ENOUGH) as rig:
        made = [rig.hook("/good") for _ in range(3)]
        events = rig.happen(rig.moved(), rig.confirmed())
        rig.send()
        known = {"endpoint": [one["id"] for one in made], "event": events}
        known["message"] = [kept_message(rig.pool)]
        key = rig.known(SHOP, "webhooks:admin", "messages:read")
        yield Reached(str(rig.client.base_url), key, known)


TARGETS: Final = (
    Target("order", "/v1/openapi.json", order_api),
    Target("projection", "/v1/openapi/reads.json", projection_api),
    Target("webhooks", "/v1/webhooks/openapi.json", notifier_api),
    Target("messages", "/v1/messages/openapi.json", notifier_api),
)


class _Silent:
    """Hints of a broker that says nothing."""

    problem: str | None = None

    async def run(self) -> None:
        """Hear nothing."""


def _settings(urls: DatabaseUrls) -> Settings:
    return Settings(
        kafka_bootstrap_servers=["nowhere:9092"],
        owner_database_url=urls.owner,
        worker_database_url=urls.worker,
        web_database_url=urls.web,
        web_port=0,
        health_port=0,
        key_pepper=PEPPER,
        link_keys={"k1": LINK_KEY.hex()},
        link_kid="k1",
        public_url="http://shop.test",
        requests_a_minute=_ENOUGH,
    )


def _known_here(urls: DatabaseUrls) -> str:
    """A key that may read, as the service would have learned it."""
    key = keys.make()
    setting = RetailerSet(retailer=SHOP, version=1, name="Nordlicht")
    with psycopg.connect(urls.worker) as worker:
        worker.execute(
            "INSERT INTO retailer VALUES (%s, 1, %s)", [SHOP, msgspec.json.encode(setting)]
        )
        worker.execute(
            "INSERT INTO key (key_id, retailer, version, digest, scopes) VALUES (%s,%s,1,%s,%s)",
            [key.id, SHOP, keys.digest(key, PEPPER), ["shipments:read"]],
        )
    return key.text
