"""The order service on a database of its own: its API in this process, its log read back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import msgspec
import psycopg
from kit.broker import Broker
from kit.local import LOCAL
from kit.serving import served
from order.app.retailers import Retailers
from order.main import make_web
from order.settings import Settings
from order.store.orders import OrderStore
from order.store.recorder import make_recorder
from order.store.rows import Rows
from waymark_events.ids import RetailerId
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime import keys
from waymark_runtime.postgres import make_pool
from waymark_tools.stack.databases import DatabaseUrls

SHOP: Final = RetailerId("nordlicht")
OTHER: Final = RetailerId("suedwind")
PEPPER: Final = "p" * 32
LINK_KEY: Final = "00112233445566778899aabbccddeeff"
UPS: Final = "1ZWMK42E0300000008"
_SOON: Final = "nowhere:9092"


def settings_of(urls: DatabaseUrls, broker: Broker | None = None, **more: Any) -> Settings:
    """Settings as the environment would give them."""
    given = {
        "kafka_bootstrap_servers": [broker.bootstrap if broker else _SOON],
        "topic_prefix": broker.prefix if broker else "",
        "owner_database_url": urls.owner,
        "worker_database_url": urls.worker,
        "web_database_url": urls.web,
        "web_port": 0,
        "health_port": 0,
        "key_pepper": PEPPER,
        "link_keys": {"k1": LINK_KEY},
        "link_kid": "k1",
        "public_url": "http://shop.test",
        "contact_key": "ab" * 16,
    }
    return Settings(**{**given, **more})


@contextmanager
def store_on(url: str) -> Iterator[OrderStore]:
    """A store of its own connections."""
    store = OrderStore(make_recorder(url, 8))
    try:
        yield store
    finally:
        store.close()


def known_retailer(urls: DatabaseUrls, retailer: RetailerId, scopes: tuple[str, ...]) -> str:
    """A retailer and a key as the service would have read them of its topics; the key's text."""
    setting = RetailerSet(
        retailer=retailer, version=1, name="Nordlicht", carriers=("ups", "dhl_parcel_de")
    )
    with (
        store_on(urls.worker) as store,
        make_pool(urls.worker, name="rig") as pool,
        psycopg.connect(urls.worker) as worker,
    ):
        retailers = Retailers(store, Rows(pool), PEPPER)
        retailers.set(setting, datetime.now(UTC))
        issued = retailers.issue(retailer, scopes, None, datetime.now(UTC))
        worker.execute(
            "INSERT INTO retailer VALUES (%s, 1, %s) ON CONFLICT DO NOTHING",
            [retailer, msgspec.json.encode(setting)],
        )
        made = keys.parse(issued.text)
        assert made is not None
        worker.execute(
            "INSERT INTO key (key_id, retailer, version, digest, scopes) VALUES (%s,%s,1,%s,%s)",
            [made.id, retailer, keys.digest(made, PEPPER), list(scopes)],
        )
    return issued.text


class Api:
    """Calls the API as a retailer."""

    def __init__(self, client: httpx.Client, key: str) -> None:
        self.client = client
        self.key = key

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        """Post JSON; header names with `_` for `-`."""
        content = b"" if body is None else json.dumps(body).encode()
        given = self.headers(Content_Type="application/json", **headers)
        return self.client.post(path, content=content, headers=given)

    def put(self, path: str, body: object) -> Any:
        """Put JSON."""
        return self.client.put(path, json=body, headers=self.headers())

    def headers(self, **more: str) -> dict[str, str]:
        """The key, and what else is given."""
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"Authorization": f"Bearer {self.key}", **named}

    def placed(self, reference: str = "SO-1", **more: object) -> dict[str, Any]:
        """An order with two pieces of line 1 and one of line 2."""
        lines = [
            {"sku": "LAMP", "title": "Lamp", "quantity": 2},
            {"sku": "BULB", "title": "Bulb", "quantity": 1},
        ]
        answer = self.post("/v1/orders", {"reference": reference, "lines": lines, **more})
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document


@contextmanager
def api_on(urls: DatabaseUrls, **more: Any) -> Iterator[Api]:
    """The web program's application in this process, called by a retailer who may write.

    `more` are settings.
    """
    key = known_retailer(urls, SHOP, ("orders:write",))
    pool = make_pool(urls.web, name="order-web")
    with store_on(urls.web) as store:
        app = make_web(settings_of(urls, **more), store, pool)
        with served(app) as address, httpx.Client(base_url=address, timeout=30, **LOCAL) as client:
            yield Api(client, key)
