"""Every subscriber of every service, as its worker makes it: no default that loses messages."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import carrier_ingest.main
import carrier_ingest.settings
import notifier.main
import notifier.settings
import order.main
import order.settings
import projection.main
import projection.settings
import pytest
from faststream import AckPolicy
from faststream.kafka.subscriber.usecase import BatchSubscriber
from order.store.orders import OrderStore
from pydantic import SecretStr
from waymark_events.ids import RetailerId
from waymark_events.topics import Service, declaration, declared, read_by, retailer_topics
from waymark_runtime.broker import MAX_RECORDS, make_broker
from waymark_runtime.postgres import make_pool
from waymark_runtime.running import Running
from waymark_runtime.worker import Worker

ROOT = Path(__file__).parents[2]
PREFIX = "t."
SHOP = RetailerId("nordlicht")
GIVEN: dict[str, Any] = {
    "kafka_bootstrap_servers": ["nowhere:9092"],
    "owner_database_url": "postgresql://o@h/d",
    "worker_database_url": "postgresql://w@h/d",
    "web_database_url": "postgresql://e@h/d",
    "topic_prefix": PREFIX,
    "web_port": 1,
    "health_port": 2,
    "key_pepper": "p" * 32,
    "link_keys": {"one": "0" * 64},
    "link_kid": "one",
    "public_url": "http://h",
}
RESTORES = {
    (Service.ORDER, "order.events.v1"),
    (Service.ORDER, "contact.v1"),
    (Service.NOTIFIER, "notification.events.v1"),
}
"""What a service reads by no group: of its own, after its database was set back."""
WITHOUT_GROUP = {"services/projection/projection/inbox/hints.py": "every process needs every hint"}


def of_order() -> None:
    settings = order.settings.Settings(**GIVEN, contact_key="ab" * 16)
    store = cast(OrderStore, SimpleNamespace(recorder=None))
    order.main.make_worker(settings, store, make_pool("postgresql://w@h/d", name="none")).run()


def of_carrier_ingest() -> None:
    carrier_ingest.main.worker(
        carrier_ingest.settings.Settings(**GIVEN, seal_key=SecretStr("5e" * 32))
    )


def of_projection() -> None:
    projection.main.worker(projection.settings.Settings(**GIVEN))


def of_notifier() -> None:
    mail: dict[str, Any] = {"smtp_host": "h", "smtp_port": 25, "mail_from": "a@shop.example"}
    mail["seal_key"] = "5e" * 32
    notifier.main.worker(notifier.settings.Settings(**GIVEN, **mail))


PROGRAMS: dict[Service, Callable[[], None]] = {
    Service.ORDER: of_order,
    Service.CARRIER_INGEST: of_carrier_ingest,
    Service.PROJECTION: of_projection,
    Service.NOTIFIER: of_notifier,
}


@pytest.fixture(params=list(Service))
def service(request: pytest.FixtureRequest) -> Service:
    """Each of the four."""
    return Service(request.param)


@pytest.fixture
def subscribers(service: Service, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The subscribers of a worker's program, which is put together and not run."""
    made: list[Worker] = []

    def put_aside(worker: Worker) -> None:
        made.append(worker)

    monkeypatch.setattr(Worker, "run", put_aside)
    PROGRAMS[service]()
    (worker,) = made

    async def subscribed() -> list[Any]:
        broker = make_broker(worker.plan.settings)
        consumers = Running(worker.plan, asyncio.Event()).consumers
        consumers.subscribe(broker)
        passing = [consumers.member(broker, one.group(SHOP)) for one in worker.plan.families]
        assert set(broker.subscribers) >= {keeper.subscriber for keeper in passing}
        return list(broker.subscribers)

    return asyncio.run(subscribed())


def test_no_subscriber_of_a_service_can_lose_a_record(
    subscribers: list[Any], service: Service
) -> None:
    """Policy, group, member, reset, batch, commit and parser of every one of them."""
    for one in subscribers:
        given: dict[str, Any] = one._connection_args
        assert isinstance(one, BatchSubscriber)
        assert one.ack_policy is AckPolicy.NACK_ON_ERROR
        assert one.group_id is not None
        assert one.group_id.startswith(f"{PREFIX}{service}.")
        assert given["group_instance_id"].startswith(f"{service}-0")
        assert given["auto_offset_reset"] == "earliest"
        assert given["enable_auto_commit"] is False
        assert one.max_records in range(1, MAX_RECORDS + 1)
        assert one._listener is not None

    members = [(one.group_id, one._connection_args["group_instance_id"]) for one in subscribers]
    assert len(members) == len(set(members))


def test_a_service_reads_the_topics_it_is_declared_to_read(
    subscribers: list[Any], service: Service
) -> None:
    """Access rules and boards are made from the declaration: it must be true."""
    groups = {(one.group_id, topic) for one in subscribers for topic in one.topic_names}
    read = [declared(PREFIX, topic) for _, topic in groups]
    named = {topic.name for topic in (*read_by(service), *retailer_topics(SHOP))}
    named = {name for name in named if service in declaration(name).readers}
    restores = {topic for who, topic in RESTORES if who == service}

    assert len(read) == len(set(read))
    assert set(read) == named - restores


def test_nothing_speaks_to_kafka_beside_the_runtime() -> None:
    """One place makes brokers and subscribers; whoever reads without a group is named here."""
    makers = {"KafkaBroker(": "broker.py", ".subscriber(": "consuming.py"}
    for path, text in sources():
        for made, where in makers.items():
            assert made not in text or path.endswith(f"waymark_runtime/{_at(where)}"), path
        if "AIOKafkaConsumer(" in text and path.startswith("services/"):
            assert path in WITHOUT_GROUP


def sources() -> Iterator[tuple[str, str]]:
    for folder in ("libs", "services"):
        for path in (ROOT / folder).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if "/tests/" not in name:
                code = "\n".join(_code(path.read_text().splitlines()))
                yield name, code


def _code(lines: list[str]) -> Iterator[str]:
    return (line for line in lines if '"""' not in line and not line.lstrip().startswith("#"))


def _at(name: str) -> str:
    return f"consumer/{name}" if name == "consuming.py" else name
