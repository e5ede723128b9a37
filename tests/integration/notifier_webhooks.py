"""Webhooks on a database of their own: the API as it is served, real endpoints, a clock."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import msgspec
import psycopg
from integration.notifier_said import told
from kit.databases import Databases
from kit.local import LOCAL
from kit.serving import served
from notifier.api.application import make_web
from notifier.app.retailer_events import RetailerEvents, own
from notifier.app.webhooks.dispatching import Dispatcher
from notifier.app.webhooks.fanning import Fanning
from notifier.app.webhooks.keeping import Keeping
from notifier.app.webhooks.replaying import Replaying
from notifier.app.webhooks.settling import Settling
from notifier.app.webhooks.signing import Signing
from notifier.outbox.webhooks.guard import resolver
from notifier.outbox.webhooks.loop import posts
from notifier.outbox.webhooks.opening import opened
from notifier.outbox.webhooks.posting import Poster
from notifier.settings import Settings
from notifier_given import SHOP, order, status
from notifier_receiver import Receiver, receiver
from waymark_events.codec import Envelope
from waymark_events.ids import RetailerId
from waymark_events.messages.orders import OrderConfirmed
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime import keys
from waymark_runtime.postgres import make_pool, transaction
from waymark_tools.stack.databases import DatabaseUrls

OTHER: Final = RetailerId("suedwind")
PEPPER: Final = "p" * 32
HOOKS: Final = "/v1/webhooks/endpoints"
EVENTS: Final = "/v1/webhooks/events"
_TIMEOUT_S: Final = 1.0


class Api:
    """Calls the API as one retailer."""

    def __init__(self, client: httpx.Client, key: str) -> None:
        self.client = client
        self._headers = {"Authorization": f"Bearer {key}"}

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Ask; header names with `_` for `-`."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        content = None if body is None else json.dumps(body)
        if content is not None:
            named["Content-Type"] = "application/json"
        return self.client.request(
            method, path, content=content, headers={**self._headers, **named}
        )

    def got(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """The document of an answer that is good."""
        answer = self.ask(method, path, body, **headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


class Hooks:
    """What the service does with events and endpoints, by a clock that can be put forward."""

    def __init__(
        self, settings: Settings, urls: DatabaseUrls, there: Receiver, stack: ExitStack
    ) -> None:
        self.urls, self.there = urls, there
        self.pool = stack.enter_context(make_pool(urls.worker, name="test", most=16))
        self.ahead = timedelta(0)
        self._stack = stack
        self.events = RetailerEvents([Fanning(self.now)], self.now)
        self.signing = Signing(settings.seal)
        self.keeping = Keeping(self.pool, self.now)
        self.dispatcher = self.new_dispatcher("notifier-0")
        poster = stack.enter_context(opened(self.now, to_loopback=True))
        web = make_pool(urls.web, name="test web")
        address = stack.enter_context(served(make_web(settings, web, poster)))
        self.client = stack.enter_context(httpx.Client(base_url=address, timeout=30, **LOCAL))
        self.key = self.known(SHOP)
        self.api = Api(self.client, self.key)

    def now(self) -> datetime:
        """The clock on the wall, put forward."""
        return datetime.now(UTC) + self.ahead

    def new_dispatcher(self, holder: str, places: int = 128) -> Dispatcher:
        """What one worker process sends with; its time-out is short."""
        threads = self._stack.enter_context(ThreadPoolExecutor(4))
        trust = httpx.create_ssl_context()
        poster = Poster(
            resolver(threads), trust, to_loopback=True, now=self.now, timeout_s=_TIMEOUT_S
        )
        return Dispatcher(
            self.pool,
            self._stack.enter_context(posts(poster)),
            self.signing,
            Settling(self.pool, self.events, now=self.now, chance=lambda: 0.0),
            holder=holder,
            places=places,
            now=self.now,
        )

    def known(self, retailer: RetailerId, *scopes: str) -> str:
        """A retailer and a key as they were read of the topics; the key's text."""
        made = keys.make()
        setting = RetailerSet(retailer=retailer, version=1, name="Nordlicht")
        with psycopg.connect(self.urls.worker) as worker:
            worker.execute(
                "INSERT INTO retailer VALUES (%s, 1, %s) ON CONFLICT DO NOTHING",
                [retailer, msgspec.json.encode(setting)],
            )
            worker.execute(
                "INSERT INTO key (key_id, retailer, version, digest, scopes)"
                " VALUES (%s, %s, 1, %s, %s)",
                [made.id, retailer, keys.digest(made, PEPPER), list(scopes or ("webhooks:admin",))],
            )
        return made.text

    def hook(self, path: str, api: Api | None = None, **more: Any) -> dict[str, Any]:
        """An endpoint at a path of the receiver, as its creation was answered."""
        document: dict[str, Any] = (api or self.api).got(
            "POST", HOOKS, {"url": self.there.url(path), **more}
        )
        return document

    def happen(self, *messages: Envelope) -> list[str]:
        """Take messages as the inbox does; their ids."""
        with transaction(self.pool) as connection:
            self.events.take(connection, [own(one) for one in messages])
        return [message.id for message in messages]

    def moved(self, number: str = "1Z1", version: int = 1) -> Envelope:
        """A status of a parcel, known now."""
        said = status("delivered", number=number, version=version, known_at=self.now())
        return told(said)

    def confirmed(self, version: int = 1) -> Envelope:
        """An order was confirmed now."""
        return told(OrderConfirmed(order=order(version=version), at=self.now()))

    def send(self, after: timedelta = timedelta(0)) -> None:
        """Send what is due, so much later, until nothing is and nothing is on its way."""
        self.ahead += after
        self.dispatcher.step()

    def replay(self) -> None:
        """Turn replays into deliveries until none runs, and send them."""
        replaying = Replaying(self.pool, self.now)
        while self.rows("SELECT 1 FROM webhook_replay WHERE state = 'running'"):
            replaying.step()
            self.send()

    def rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a query as the worker."""
        with transaction(self.pool) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def states(self) -> list[tuple[Any, ...]]:
        """State and tries of every delivery, in order of its event."""
        return self.rows("SELECT state, attempts FROM webhook_delivery ORDER BY number, endpoint")


@contextmanager
def hooks(database: Databases, **settings: Any) -> Iterator[Hooks]:
    """A database, a server of endpoints and the API of one test."""
    with ExitStack() as stack:
        urls = database("notifier")
        there = stack.enter_context(receiver())
        yield Hooks(settings_of(urls, **settings), urls, there, stack)


def settings_of(urls: DatabaseUrls, **more: Any) -> Settings:
    """Settings as the environment would give them."""
    given: dict[str, Any] = {
        "kafka_bootstrap_servers": ["nowhere:9092"],
        "owner_database_url": urls.owner,
        "worker_database_url": urls.worker,
        "web_database_url": urls.web,
        "web_port": 0,
        "health_port": 0,
        "key_pepper": PEPPER,
        "link_keys": {"k1": "00" * 16},
        "link_kid": "k1",
        "public_url": "http://127.0.0.1:8080",
        "smtp_host": "127.0.0.1",
        "smtp_port": 25,
        "mail_from": "post@track.example",
        "seal_key": "5e" * 32,
        "webhooks_to_loopback": True,
    }
    return Settings(**{**given, **more})
