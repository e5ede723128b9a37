"""The naive way with the library eventsourcing: for each scan get the aggregate, give it the
command, save it. Its recorder is PostgreSQL's. The group's positions are committed after each
batch, so it is at least once.

Arguments: bootstrap servers, consumer group, topic, output topic, folder (both unused), and the
database as JSON.
"""

import json
import sys
import time
from datetime import datetime
from uuid import UUID

import msgspec
from confluent_kafka import Consumer
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate, event

_AT_ONCE = 500


class When(msgspec.Struct):
    """The time that a carrier gave."""

    instant: datetime | None = None


class Scan(msgspec.Struct):
    """What the fold needs of a scan."""

    milestone: str
    when: When
    observed_at: datetime


class Shipment(Aggregate):
    """The latest scan by its own time. A repeat counts again."""

    def __init__(self, id: UUID) -> None:  # noqa: A002 - the library's name
        self._id = id
        self.at = ""
        self.milestone = ""

    @event("Received")
    def receive(self, at: str, milestone: str) -> None:
        """Keep what is newer."""
        if at >= self.at:
            self.at, self.milestone = at, milestone


class Shipments(Application):
    """The shipments of the log."""

    name = "shipments"

    def receive(self, name: UUID, scan: Scan) -> None:
        """Get, command, save."""
        try:
            shipment = self.repository.get(name)
        except AggregateNotFoundError:
            shipment = Shipment(id=name)
        at = scan.when.instant or scan.observed_at
        shipment.receive(at=at.isoformat(), milestone=scan.milestone)
        self.save(shipment)


def settings(database: dict[str, str]) -> dict[str, str]:
    """What the library wants to know."""
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": database["dbname"],
        "POSTGRES_HOST": database["host"],
        "POSTGRES_PORT": database["port"],
        "POSTGRES_USER": database["user"],
        "POSTGRES_PASSWORD": database["password"],
    }


def main() -> None:
    """Read until told to end."""
    bootstrap, group, source = sys.argv[1:4]
    shipments = Shipments(env=settings(json.loads(sys.argv[6])))
    reading = {"group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False}
    consumer = Consumer({"bootstrap.servers": bootstrap, **reading})
    consumer.subscribe([source])
    decode = msgspec.json.Decoder(Scan).decode
    begun = False
    while True:
        batch = consumer.consume(_AT_ONCE, timeout=0.2)
        if batch and not begun:
            begun = True
            print(json.dumps({"begun": time.monotonic(), "cpu_s": time.process_time()}), flush=True)
        for one in batch:
            shipments.receive(UUID(one.key().decode()), decode(one.value()))
        if batch:
            consumer.commit(asynchronous=False)


if __name__ == "__main__":
    main()
