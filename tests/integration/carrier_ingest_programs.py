"""The two programs of carrier_ingest as processes of a test, and what goes in and out of them."""

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Final
from unittest.mock import patch

from carrier_ingest.main import main
from kit.broker import Broker
from kit.programs import Program
from waymark_events.codec import Envelope, decode, encode, envelope
from waymark_events.ids import OrderId, ParcelId, RetailerId, ShipmentId, shipment_id
from waymark_events.messages.retailers import RetailerSet
from waymark_events.messages.shipments import ShipmentBooked
from waymark_events.topics import Service
from waymark_events.values import Destination, Value
from waymark_events.vocabulary import Direction, Way
from waymark_tools.stack.databases import DatabaseUrls

SERVICE: Final = "carrier_ingest.main"
RETAILER: Final = RetailerId("nordlicht")
TOPICS: Final = (
    "carrier.payloads.v1",
    "shipment.events.v1",
    "shipment.status.v1",
    "shipment.private.v1",
    "carrier.looks.v1",
    "retailer.v1",
    "key.v1",
    "carrier_ingest.dead-letters.v1",
)
_STOPS_WITHIN_S: Final = 25.0


@dataclass
class Programs:
    """The service as a test sees it: addresses, topics, commands."""

    broker: Broker
    urls: DatabaseUrls
    web_port: int
    health_port: int
    running: dict[str, Program] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where carriers push to."""
        return f"http://127.0.0.1:{self.web_port}"

    def start(
        self, program: str, *, bootstrap: str | None = None, path: str = "/ready", **more: str
    ) -> None:
        """Start `web` or `worker` and wait until it is ready, or whatever `path` says.

        `more` are further settings, as `pushes_a_second="2"`.
        """
        environment = self._environment()
        for name, value in more.items():
            environment[f"WAYMARK_CARRIER_INGEST_{name.upper()}"] = value
        environment["WAYMARK_CARRIER_INGEST_KAFKA_BOOTSTRAP_SERVERS"] = (
            bootstrap or self.broker.bootstrap
        )
        started = self.running[program] = Program(SERVICE, program, environment=environment)
        port = self.web_port if program == "web" else self.health_port
        started.wait_for(f"http://127.0.0.1:{port}{path}")

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

    def add_account(self, *arguments: str) -> dict[str, str]:
        """Run the operator's command in this process and read its answer."""
        command = [SERVICE, "accounts-add", "--retailer", RETAILER, "--json", *arguments]
        with (
            patch.dict(os.environ, self._environment()),
            patch.object(sys, "argv", command),
            redirect_stdout(StringIO()) as said,
        ):
            assert main() == 0
        answer: dict[str, str] = json.loads(said.getvalue())
        return answer

    def tell(self, topic: str, service: Service, body: Value, key: str) -> None:
        """Write a message of another service."""
        now = datetime.now(UTC)
        encoded = encode(envelope(service, f"{key}:{now.isoformat()}", now, key, body))
        self.broker.send(topic, encoded.key, encoded.value, encoded.headers)

    def book(self, carrier: str, number: str) -> ShipmentId:
        """Write the booking of a number; its shipment."""
        now = datetime.now(UTC)
        shipment = shipment_id(RETAILER, carrier, number)
        body = ShipmentBooked(
            retailer=RETAILER,
            carrier=carrier,
            number=number,
            entered=number,
            order_id=OrderId("31d4ff98-9466-52ca-bfbc-d8dcb58802ce"),
            order_version=1,
            order_reference="SO-1",
            parcel_id=ParcelId("8c21eecf-be16-59ff-a05f-217d5dc6c8e4"),
            parcel_no=1,
            recipients=(),
            direction=Direction.OUTBOUND,
            way=Way.HOME,
            destination=Destination(country="DE", zone="Europe/Berlin"),
            placed_at=now,
            booked_at=now,
            hand_over_by=now + timedelta(days=1),
        )
        self.tell("shipment.events.v1", Service.ORDER, body, shipment)
        return shipment

    def heard(self, topic: str) -> list[Envelope]:
        """The messages on a topic now."""
        records = self.broker.consume_all(topic)
        messages = [decode(one.key, one.value, one.headers) for one in records]
        return [one for one in messages if isinstance(one, Envelope)]

    def parked(self) -> list[str]:
        """Why records lie in the dead letters."""
        letters = self.broker.consume_all("carrier_ingest.dead-letters.v1")
        return sorted(dict(one.headers)["dl_reason"].decode() for one in letters)

    def _environment(self) -> dict[str, str]:
        own = {
            "KAFKA_BOOTSTRAP_SERVERS": self.broker.bootstrap,
            "OWNER_DATABASE_URL": self.urls.owner,
            "WORKER_DATABASE_URL": self.urls.worker,
            "WEB_DATABASE_URL": self.urls.web,
            "WEB_PORT": str(self.web_port),
            "HEALTH_PORT": str(self.health_port),
            "SEAL_KEY": "5e" * 32,
            "POLL_SCALE": "0.00001",
            "POLL_TICK_S": "0.2",
        }
        shared = {
            "TOPIC_PREFIX": self.broker.prefix,
            "KEY_PEPPER": "pepper" * 8,
            "LINK_KEYS": '{"k1": "' + "ab" * 16 + '"}',
            "LINK_KID": "k1",
            "PUBLIC_URL": self.url,
        }
        return {f"WAYMARK_CARRIER_INGEST_{name}": text for name, text in own.items()} | {
            f"WAYMARK_{name}": text for name, text in shared.items()
        }


@contextmanager
def programs(broker: Broker, urls: DatabaseUrls) -> Iterator[Programs]:
    """The service with its topics and a retailer; what was started is stopped at the end."""
    broker.create_topics(*TOPICS)
    made = Programs(broker, urls, _free_port(), _free_port())
    made.tell(
        "retailer.v1",
        Service.ORDER,
        RetailerSet(retailer=RETAILER, version=1, name="Nordlicht"),
        RETAILER,
    )
    try:
        yield made
    finally:
        for started in made.running.values():
            started.terminate()
        for program in list(made.running):
            made.stop(program)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
