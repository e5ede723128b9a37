"""The notifier's programs as processes, on real topics, towards real servers."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
from integration.notifier_rig import KEY
from integration.notifier_said import Said, told, topic_of
from integration.notifier_servers import Post, Texts, free_port, post_office, sms_provider
from kit.broker import Broker
from kit.databases import Databases
from kit.programs import Program
from notifier_given import SHOP
from waymark_events.codec import Envelope, decode, encode
from waymark_events.messages.retailers import RetailerSet
from waymark_tools.stack.databases import DatabaseUrls

TOPICS: Final = (
    "shipment.status.v1",
    "order.events.v1",
    "contact.v1",
    "retailer.v1",
    "key.v1",
    "notification.events.v1",
    "notifier.dead-letters.v1",
)
_ENDS_WITHIN_S: Final = 20.0


@dataclass
class Programs:
    """The service as it runs; `log` is what its processes print."""

    broker: Broker
    urls: DatabaseUrls
    post: Post
    texts: Texts
    log: Path
    public_url: str = "https://track.example"
    ports: dict[str, int] = field(default_factory=lambda: {"web": 0, "worker": 0})
    running: dict[str, Program] = field(default_factory=dict)

    def start(self, program: str = "worker") -> None:
        """Start a program and wait until it is ready."""
        self.ports |= {name: free_port() for name in self.ports if name not in self.running}
        started = self.running[program] = Program(
            "notifier.main", program, environment=self._environment(), log=self.log
        )
        started.wait_for(f"http://127.0.0.1:{self.ports[program]}/ready")

    def kill(self, program: str = "worker") -> None:
        """End a program without a word."""
        process = self.running.pop(program)
        process.kill()
        process.wait()

    def end(self, program: str = "worker") -> int:
        """Tell a program to end; its exit code."""
        process = self.running.pop(program)
        process.terminate()
        try:
            return process.wait(_ENDS_WITHIN_S)
        finally:
            process.kill()
            process.wait()

    def tell(self, *said: Said) -> None:
        """Write what other services say to its topics."""
        for one in said:
            message = told(one)
            encoded = encode(message)
            self.broker.send(topic_of(message), encoded.key, encoded.value, encoded.headers)

    def heard(self) -> list[Envelope]:
        """The notifications on the topic."""
        records = self.broker.consume_all("notification.events.v1")
        found = [decode(one.key, one.value, one.headers) for one in records]
        assert all(isinstance(one, Envelope) for one in found)
        return [one for one in found if isinstance(one, Envelope)]

    def parked(self) -> list[str]:
        """Why records lie in the dead letters."""
        letters = self.broker.consume_all("notifier.dead-letters.v1")
        return sorted(dict(one.headers)["dl_reason"].decode() for one in letters)

    def rows(self, columns: str) -> list[tuple[Any, ...]]:
        """The ledger in the order in which it was planned."""
        with psycopg.connect(self.urls.worker) as worker:
            query = f"SELECT {columns} FROM ledger ORDER BY number"
            return worker.execute(query.encode()).fetchall()

    def _environment(self) -> dict[str, str]:
        own = {
            "KAFKA_BOOTSTRAP_SERVERS": self.broker.bootstrap,
            "OWNER_DATABASE_URL": self.urls.owner,
            "WORKER_DATABASE_URL": self.urls.worker,
            "WEB_DATABASE_URL": self.urls.web,
            "WEB_PORT": str(self.ports["web"]),
            "HEALTH_PORT": str(self.ports["worker"]),
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.post.port),
            "SMTP_SECURITY": "none",
            "SMS_URL": self.texts.url,
            "SMS_TOKEN": "secret-token",
            "MAIL_FROM": "post@track.example",
            "FIRST_PAUSE_S": "0.1",
            "TICK_S": "0.05",
            "SEAL_KEY": "5e" * 32,
        }
        shared = {
            "TOPIC_PREFIX": self.broker.prefix,
            "KEY_PEPPER": "p" * 32,
            "LINK_KEYS": json.dumps({"k1": KEY.hex()}),
            "LINK_KID": "k1",
            "PUBLIC_URL": self.public_url,
        }
        if self.public_url.startswith("http://127.0.0.1"):
            own["WEBHOOKS_TO_LOOPBACK"] = "true"
        return {f"WAYMARK_NOTIFIER_{name}": text for name, text in own.items()} | {
            f"WAYMARK_{name}": text for name, text in shared.items()
        }


@contextmanager
def programs(broker: Broker, database: Databases, folder: Path) -> Iterator[Programs]:
    """A database, topics with one retailer, and the servers; what still runs ends at the end."""
    broker.create_topics(*TOPICS)
    with ExitStack() as stack:
        post, texts = stack.enter_context(post_office()), stack.enter_context(sms_provider())
        made = Programs(broker, database("notifier"), post, texts, folder / "notifier.log")
        made.tell(RetailerSet(retailer=SHOP, version=1, name="Nordlicht", sms=True))
        try:
            yield made
        finally:
            post.released.set()
            for started in made.running.values():
                started.terminate()
            for program in list(made.running):
                made.end(program)
