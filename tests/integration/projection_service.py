"""The projection's two programs as processes, and what the other services would have written."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from integration import projection_records as records
from integration.projection_worker import LINK_KEY
from kit.broker import Broker
from kit.databases import Databases
from kit.local import LOCAL
from kit.programs import Program
from kit.waiting import eventually
from waymark_events.codec import Envelope, encode
from waymark_events.ids import KeyId, RetailerId
from waymark_events.links import token
from waymark_events.messages.retailers import KeySet, RetailerSet
from waymark_events.topics import TOPICS, Service
from waymark_runtime import keys
from waymark_runtime.keys import ApiKey

PEPPER = "p" * 32
_ENDS_WITHIN_S = 20.0


@dataclass
class Running:
    """The service while it runs. `url` is its web program's, `worker_url` its worker's."""

    url: str
    worker_url: str
    broker: Broker
    log: Path
    database: str
    processes: dict[str, Program]

    def end(self, program: str) -> None:
        """Tell a program to end, and wait until it has."""
        self.processes[program].terminate()
        self.processes[program].wait(_ENDS_WITHIN_S)

    def tell(self, topic: str, *messages: Envelope) -> None:
        """Publish messages as another service does."""
        for one in messages:
            encoded = encode(one)
            self.broker.send(topic, encoded.key, encoded.value, encoded.headers)

    def get(self, path: str, key: ApiKey | None = None, **more: Any) -> httpx.Response:
        """Ask the read API."""
        headers = {"Authorization": f"Bearer {key.text}"} if key else {}
        headers |= more.pop("headers", {})
        return httpx.get(f"{self.url}{path}", headers=headers, timeout=20, **LOCAL, **more)

    def add_retailer(
        self,
        retailer: RetailerId = records.SHOP,
        scopes: tuple[str, ...] = ("shipments:read",),
        **more: Any,
    ) -> ApiKey:
        """Announce a retailer with a key, as a rule one that may read."""
        key = keys.make()
        settings = RetailerSet(retailer=retailer, version=1, name=retailer.title(), **more)
        self.tell("retailer.v1", records.message("order", retailer, settings, f"r-{retailer}"))
        issued = KeySet(
            key_id=KeyId(key.id),
            retailer=retailer,
            version=1,
            digest=keys.digest(key, PEPPER),
            scopes=scopes,
        )
        self.tell("key.v1", records.message("order", key.id, issued, f"k-{key.id}"))
        # asked for before it is known, a key counts as a wrong one, and only so many may be tried
        eventually(lambda: self._knows(key), within_s=30)
        return key

    def _knows(self, key: ApiKey) -> bool:
        with psycopg.connect(self.database) as connection:
            asked = connection.execute("SELECT FROM key WHERE key_id = %s", [key.id])
            return asked.fetchone() is not None


def page_token(retailer: RetailerId = records.SHOP, reference: str = "SO-1") -> str:
    """The buyer's link of an order."""
    order = records.order_of(retailer, reference)
    return token(LINK_KEY, order, records.buyer_of(retailer), "buyer", 1)


@contextmanager
def service(
    broker: Broker, database: Databases, folder: Path, programs: tuple[str, ...] = ("worker", "web")
) -> Iterator[Running]:
    """Run the programs until the block ends, then see that they end by themselves."""
    read = [name for name, topic in TOPICS.items() if Service.PROJECTION in topic.readers]
    broker.create_topics(*read, "projection.dead-letters.v1")
    ports = {program: _free_port() for program in ("web", "worker")}
    environment = _environment(broker, database, ports)
    log = folder / "service.log"
    with ExitStack() as stack:
        processes = {
            program: stack.enter_context(_process(program, environment, log))
            for program in programs
        }
        for process in processes.values():
            stack.callback(process.terminate)  # all end at once, before each is waited for
        for program in programs:
            processes[program].wait_for(f"http://127.0.0.1:{ports[program]}/ready")
        web, worker = (f"http://127.0.0.1:{ports[program]}" for program in ("web", "worker"))
        database_url = environment["WAYMARK_PROJECTION_WORKER_DATABASE_URL"]
        yield Running(web, worker, broker, log, database_url, processes)


def _environment(broker: Broker, database: Databases, ports: dict[str, int]) -> dict[str, str]:
    urls = database("projection")
    own = {
        "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap,
        "OWNER_DATABASE_URL": urls.owner,
        "WORKER_DATABASE_URL": urls.worker,
        "WEB_DATABASE_URL": urls.web,
        "WEB_PORT": str(ports["web"]),
        "HEALTH_PORT": str(ports["worker"]),
        "WATCH_EVERY_S": "0.2",
        "WATCH_AGAIN_S": "1",
    }
    return {f"WAYMARK_PROJECTION_{name}": value for name, value in own.items()} | {
        "WAYMARK_TOPIC_PREFIX": broker.prefix,
        "WAYMARK_KEY_PEPPER": PEPPER,
        "WAYMARK_LINK_KEYS": json.dumps({"k1": LINK_KEY.hex()}),
        "WAYMARK_LINK_KID": "k1",
        "WAYMARK_PUBLIC_URL": "http://127.0.0.1:8080",
    }


@contextmanager
def _process(program: str, environment: dict[str, str], log: Path) -> Iterator[Program]:
    process = Program("projection.main", program, environment=environment, log=log)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN_S)
        finally:
            process.kill()
            process.wait()
    assert process.returncode in {0, -15}, f"{program} ended with {process.returncode}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
