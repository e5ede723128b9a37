"""What is counted and measured; FastStream's own middleware has no lag, dead letters or retries."""

from collections.abc import Sequence
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_SOURCE: Final = ("consumer", "topic", "partition")
_SECONDS: Final[Sequence[float]] = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60)
_SIZES: Final[Sequence[float]] = (1, 5, 20, 100, 500, 1_000, 2_000)

LAG: Final = Gauge("waymark_consumer_lag_records", "Records not applied yet", _SOURCE)
LAG_SECONDS: Final = Gauge(
    "waymark_consumer_lag_seconds", "Age of the oldest record not applied yet", _SOURCE
)
EVENT_AGE: Final = Histogram(
    "waymark_event_age_seconds", "From append to commit", ("consumer",), buckets=_SECONDS
)
BATCH: Final = Histogram("waymark_batch_records", "Records a batch", ("consumer",), buckets=_SIZES)
BATCH_SECONDS: Final = Histogram(
    "waymark_batch_seconds", "One transaction", ("consumer",), buckets=_SECONDS
)
APPLIED: Final = Counter("waymark_records_applied", "Records applied", ("consumer",))
REPEATED: Final = Counter("waymark_records_repeated", "Sliced off: applied before", ("consumer",))
REWINDS: Final = Counter("waymark_rewinds", "Gaps refused and read again", ("consumer",))
UNKNOWN_TYPES: Final = Counter("waymark_unknown_types", "Stored and not folded", ("consumer",))
DEAD_LETTERS: Final = Counter("waymark_dead_letters", "Records parked", ("consumer", "reason"))
RETRIES: Final = Counter("waymark_retries", "Batches tried again", ("consumer", "cause"))
COMMIT_FAILURES: Final = Counter(
    "waymark_commit_failures", "Positions not told to Kafka", ("consumer",)
)
HALTED: Final = Gauge("waymark_consumer_halted", "1: waits for a person", ("consumer",))
OUTBOX: Final = Gauge("waymark_outbox_messages", "Committed, not yet published", ("consumer",))
PUBLISHED: Final = Counter("waymark_messages_published", "Acknowledged by the broker")
PUBLISH_FAILURES: Final = Counter("waymark_publish_failures", "Calls that the broker refused")
RELAYED: Final = Counter("waymark_relayed", "Messages relayed from a log", ("relay",))
RELAY_LEADS: Final = Gauge("waymark_relay_leads", "1: this process relays", ("relay",))
STEP_FAILURES: Final = Counter("waymark_timer_failures", "Timer steps that raised", ("step",))


def exposition() -> bytes:
    """Everything, in Prometheus' text format."""
    return generate_latest()
