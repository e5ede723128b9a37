"""The one caller of `KafkaBroker(...)`, and the one declaration of how we speak to Kafka."""

from typing import Any, Final

from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from waymark_events.topics import DEAD_LETTER_CAP

from waymark_runtime.settings import ServiceSettings

GRACEFUL_TIMEOUT_S: Final = 15.0
MAX_RECORDS: Final = 2_000
BATCH_TIMEOUT_MS: Final = 20
_HEADROOM: Final = 65_536

CONNECTION: Final[dict[str, Any]] = {"request_timeout_ms": 15_000, "metadata_max_age_ms": 60_000}
"""For every client of ours."""

PRODUCER: Final[dict[str, Any]] = CONNECTION | {
    "acks": "all",
    "enable_idempotence": True,
    "compression_type": "zstd",
    "linger_ms": 5,
    "max_batch_size": 262_144,
    "max_request_size": DEAD_LETTER_CAP + _HEADROOM,
}
"""For every producer: no acknowledged record is lost, none is written twice by a retry, and the
largest dead letter fits."""

SUBSCRIBER: Final[dict[str, Any]] = {
    "batch": True,
    "max_records": MAX_RECORDS,
    "batch_timeout_ms": BATCH_TIMEOUT_MS,
    "auto_offset_reset": "earliest",
    "session_timeout_ms": 6_000,
    "heartbeat_interval_ms": 2_000,
    "max_partition_fetch_bytes": 2_097_152,
    "isolation_level": "read_uncommitted",
    "no_reply": True,
}
"""For every subscriber. Positions come from PostgreSQL: `earliest` only keeps a new group from
ignoring what is there until they are set."""


def make_broker(settings: ServiceSettings) -> KafkaBroker:
    """A broker for consumers only: what is published goes by `producer.Producer`.

    Nothing of a message is logged, whatever arrives; failures of handlers are redelivered.
    """
    servers = settings.kafka_bootstrap_servers
    if isinstance(servers, str):
        raise TypeError(f"bootstrap servers {servers!r} must be a list, not one text")
    return KafkaBroker(
        list(servers),
        client_id="waymark",
        ack_policy=AckPolicy.NACK_ON_ERROR,
        allow_auto_create_topics=False,
        consumer_only=True,
        graceful_timeout=GRACEFUL_TIMEOUT_S,
        apply_types=False,
        logger=None,
        **CONNECTION,
    )
