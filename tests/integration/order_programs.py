"""The two programs of order as processes of a test, its commands, and what it says on topics."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final
from unittest.mock import patch

import httpx
import psycopg
from integration.order_rig import LINK_KEY, PEPPER, SHOP, Api
from kit.broker import Broker
from kit.local import LOCAL
from kit.programs import Program
from kit.waiting import eventually
from order.main import main
from waymark_events.codec import Envelope, decode, encode
from waymark_tools.stack.databases import DatabaseUrls

TOPICS: Final = (
    "order.events.v1",
    "shipment.events.v1",
    "shipment.status.v1",
    "contact.v1",
    "contact.keys.v1",
    "retailer.v1",
    "key.v1",
    "order.dead-letters.v1",
)
CONTACT_KEY: Final = "cd" * 16
_STOPS_WITHIN_S: Final = 25.0


@dataclass
class Programs:
    """The service as a retailer, an operator and the other services see it."""

    broker: Broker
    urls: DatabaseUrls
    web_port: int
    health_port: int
    running: dict[str, Program] = field(default_factory=dict)

    def start(self, *programs: str) -> None:
        """Start `web` and `worker`, or one of them, and wait until they are ready."""
        ports = {"web": self.web_port, "worker": self.health_port}
        for program in programs:
            self.running[program] = Program("order.main", program, environment=self.environment())
        for program in programs:
            url = f"http://127.0.0.1:{ports[program]}/ready"
            self.running[program].wait_for(url)

    def stop(self, program: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End a program and wait for it."""
        process = self.running.pop(program)
        process.send_signal(how)
        try:
            process.wait(_STOPS_WITHIN_S)
        except TimeoutError:
            process.kill()
            process.wait()
            raise

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run an operator's command in this process and read its answer, which is one line."""
        code, said, complaint = self.commanded(*arguments)
        assert code == 0, complaint
        (line,) = said.splitlines()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def commanded(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of a command."""
        with (
            patch.dict(os.environ, self._environment()),
            redirect_stdout(StringIO()) as said,
            redirect_stderr(StringIO()) as complaint,
        ):
            code = main([*arguments, "--json"])
        return code, said.getvalue(), complaint.getvalue()

    def learn(self, key_id: str) -> None:
        """Wait until the service has read a key of its topic."""
        query = "SELECT 1 FROM key WHERE key_id = %s"
        with psycopg.connect(self.urls.worker, autocommit=True) as worker:
            eventually(lambda: worker.execute(query, [key_id]).fetchone())

    def api(self, key: str) -> Api:
        """The API as its caller with this key sees it."""
        url = f"http://127.0.0.1:{self.web_port}"
        return Api(httpx.Client(base_url=url, timeout=30, **LOCAL), key)

    def tell(self, topic: str, message: Envelope) -> None:
        """Write a message of another service."""
        encoded = encode(message)
        self.broker.send(topic, encoded.key, encoded.value, encoded.headers)

    def heard(self, topic: str) -> list[Envelope]:
        """The messages on a topic now, by partition, then offset."""
        records = self.broker.consume_all(topic)
        messages = [decode(one.key, one.value, one.headers) for one in records]
        return [one for one in messages if isinstance(one, Envelope)]

    def environment(self) -> dict[str, str]:
        """What a program of the service is started with."""
        return {**os.environ, **self._environment()}

    def parked(self) -> list[str]:
        """Why records lie in the dead letters."""
        letters = self.broker.consume_all("order.dead-letters.v1")
        return sorted(dict(one.headers)["dl_reason"].decode() for one in letters)

    def _environment(self) -> dict[str, str]:
        own = {
            "KAFKA_BOOTSTRAP_SERVERS": self.broker.bootstrap,
            "OWNER_DATABASE_URL": self.urls.owner,
            "WORKER_DATABASE_URL": self.urls.worker,
            "WEB_DATABASE_URL": self.urls.web,
            "WEB_PORT": str(self.web_port),
            "HEALTH_PORT": str(self.health_port),
            "COMPLETION_INTERVAL_S": "0.2",
        }
        shared = {
            "TOPIC_PREFIX": self.broker.prefix,
            "KEY_PEPPER": PEPPER,
            "LINK_KEYS": json.dumps({"k1": LINK_KEY}),
            "LINK_KID": "k1",
            "PUBLIC_URL": "http://shop.test",
            "CONTACT_KEY": CONTACT_KEY,
        }
        return {f"WAYMARK_ORDER_{name}": text for name, text in own.items()} | {
            f"WAYMARK_{name}": text for name, text in shared.items()
        }


@contextmanager
def programs(broker: Broker, urls: DatabaseUrls) -> Iterator[tuple[Programs, Api]]:
    """Both programs, a retailer added and a key issued by command; all stopped at the end."""
    broker.create_topics(*TOPICS)
    made = Programs(broker, urls, _free_port(), _free_port())
    carriers = "ups,dhl_parcel_de"
    made.command("retailers-add", "--id", SHOP, "--name", "Nordlicht", "--carriers", carriers)
    issued = made.command("keys-issue", "--retailer", SHOP, "--scopes", "orders:write")
    api = made.api(issued["key"])
    try:
        made.start("worker", "web")
        made.learn(issued["key_id"])
        yield made, api
    finally:
        api.client.close()
        for started in made.running.values():
            started.terminate()
        for program in list(made.running):
            made.stop(program)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
