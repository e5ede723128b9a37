"""How we speak to Kafka: no default that loses messages is left.

Seen to fail: `ack_policy` left out is ACK_FIRST, and `auto_offset_reset` left out is `latest`.
"""

import asyncio
from typing import Any

import pytest
from faststream import AckPolicy
from faststream.kafka.subscriber.usecase import BatchSubscriber
from waymark_events.topics import DEAD_LETTER_CAP
from waymark_runtime.broker import PRODUCER, make_broker
from waymark_runtime.consumer import Member, consume
from waymark_runtime.postgres import make_pool
from waymark_runtime.producer import Producer
from waymark_runtime.settings import ServiceSettings


@pytest.fixture
def settings() -> ServiceSettings:
    return ServiceSettings(
        kafka_bootstrap_servers="one:1, two:2",  # type: ignore[arg-type]
        owner_database_url="postgresql://o@h/d",
        worker_database_url="postgresql://w@h/d",
        web_database_url="postgresql://e@h/d",
        topic_prefix="t.",
        web_port=1,
        health_port=2,
        key_pepper="p" * 32,
        link_keys={"one": "0" * 64},
        link_kid="one",
        public_url="http://h",
    )


def subscriber(settings: ServiceSettings) -> BatchSubscriber:
    """The one subscriber of a consumer as every service makes it."""

    async def make() -> BatchSubscriber:
        broker = make_broker(settings)
        consume(
            broker,
            Member("projection", "projector", ["shipment.events.v1"]),
            lambda work: None,
            pool=make_pool(settings.worker_database_url, name="none"),
            producer=Producer(settings),
            settings=settings,
        )
        (one,) = broker.subscribers
        assert isinstance(one, BatchSubscriber)
        return one

    return asyncio.run(make())


def test_a_subscriber_loses_nothing_by_default(settings: ServiceSettings) -> None:
    """Policy, group, member, reset, batch and commit of a subscriber."""
    one = subscriber(settings)
    given: dict[str, Any] = one._connection_args

    assert one.ack_policy is AckPolicy.NACK_ON_ERROR
    assert one.group_id == "t.projection.projector"
    assert one.topic_names == ["t.shipment.events.v1"]
    assert given["group_instance_id"] == "projection-0"
    assert given["auto_offset_reset"] == "earliest"
    assert given["enable_auto_commit"] is False
    assert one.max_records == 2_000
    assert one._listener is not None


def test_a_broker_creates_nothing_and_is_given_a_list(settings: ServiceSettings) -> None:
    """No topic is created by asking for it; one text with commas would fail to connect."""
    broker = make_broker(settings)

    assert settings.kafka_bootstrap_servers == ["one:1", "two:2"]
    assert broker.config.allow_auto_create_topics is False
    assert broker.config.consumer_only is True


def test_a_producer_is_idempotent_and_takes_the_largest_dead_letter() -> None:
    """Acknowledged means by all in-sync replicas; a retry writes nothing twice."""
    assert PRODUCER["acks"] == "all"
    assert PRODUCER["enable_idempotence"] is True
    assert PRODUCER["compression_type"] == "zstd"
    assert PRODUCER["max_request_size"] > DEAD_LETTER_CAP
