"""The two programs of order as processes of a test, its commands, and what it says on topics."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from integration.order_rig import LINK_KEY, PEPPER, SHOP, Api
from kit.broker import Broker
from kit.waiting import eventually
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
_READY_WITHIN_S: Final = 40.0
_STOPS_WITHIN_S: Final = 25.0


@dataclass
class Programs:
    """The service as a retailer, an operator and the other services see it."""

    broker: Broker
    urls: DatabaseUrls
    web_port: int
    health_port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, program: str) -> None:
        """Start `web` or `worker` and wait until it is ready."""
        self.running[program] = subprocess.Popen(_command(program), env=self.environment())
        port = self.web_port if program == "web" else self.health_port
        eventually(
            lambda: self._answers(program, f"http://127.0.0.1:{port}/ready"),
            within_s=_READY_WITHIN_S,
        )

    def stop(self, program: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End a program and wait for it."""
        process = self.running.pop(program)
        process.send_signal(how)
        try:
            process.wait(_STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run an operator's command and read its answer, which is one line."""
        done = subprocess.run(
            _command(*arguments, "--json"), env=self.environment(), check=True, capture_output=True
        )
        (line,) = done.stdout.decode().splitlines()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def api(self, key: str) -> Api:
        """The API as its caller with this key sees it."""
        return Api(httpx.Client(base_url=f"http://127.0.0.1:{self.web_port}", timeout=30), key)

    def tell(self, topic: str, message: Envelope) -> None:
        """Write a message of another service."""
        encoded = encode(message)
        self.broker.send(topic, encoded.key, encoded.value, encoded.headers)

    def heard(self, topic: str) -> list[Envelope]:
        """The messages on a topic now, by partition, then offset."""
        records = self.broker.consume_all(topic)
        messages = [decode(one.key, one.value, one.headers) for one in records]
        return [one for one in messages if isinstance(one, Envelope)]

    def parked(self) -> list[str]:
        """Why records lie in the dead letters."""
        letters = self.broker.consume_all("order.dead-letters.v1")
        return sorted(dict(one.headers)["dl_reason"].decode() for one in letters)

    def environment(self) -> Mapping[str, str]:
        """What the programs are configured by."""
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
        return (
            dict(os.environ)
            | {f"WAYMARK_ORDER_{name}": text for name, text in own.items()}
            | {f"WAYMARK_{name}": text for name, text in shared.items()}
        )

    def _answers(self, program: str, url: str) -> bool:
        ended = self.running[program].poll()
        if ended is not None:
            raise RuntimeError(f"{program} ended with {ended}")
        with suppress(httpx.HTTPError):
            return httpx.get(url, timeout=2).status_code == 200
        return False


@contextmanager
def programs(broker: Broker, urls: DatabaseUrls) -> Iterator[tuple[Programs, Api]]:
    """Both programs, a retailer added and a key issued by command; all stopped at the end."""
    broker.create_topics(*TOPICS)
    made = Programs(broker, urls, _free_port(), _free_port())
    carriers = "ups,dhl_parcel_de"
    made.command("retailers-add", "--id", SHOP, "--name", "Nordlicht", "--carriers", carriers)
    key = made.command("keys-issue", "--retailer", SHOP, "--scopes", "orders:write")["key"]
    api = made.api(key)
    try:
        made.start("worker")
        made.start("web")
        yield made, api
    finally:
        api.client.close()
        for program in list(made.running):
            made.stop(program)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "order.main", *arguments]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
