"""What becomes of deliveries, in numbers; no address, no secret and no event in the log."""

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from prometheus_client import Counter, Gauge
from waymark_events.ids import public

DELIVERIES: Final = Counter(
    "waymark_notifier_webhook_tries",
    "Tries by what came of them: delivered, again, failed",
    ("outcome",),
)
DISABLED: Final = Counter("waymark_notifier_webhook_disabled", "Endpoints disabled", ("reason",))
OLDEST: Final = Gauge(
    "waymark_notifier_webhook_oldest_seconds", "Age of the oldest delivery that is open"
)
_LOG: Final = logging.getLogger(__name__)
_WORDS: Final = {"due": "again"}


def tried(state: str) -> None:
    """Count a try by where its delivery went."""
    DELIVERIES.labels(_WORDS.get(state, state)).inc()


def disabled(endpoint: UUID, reason: str) -> None:
    """Say that an endpoint is sent nothing any more."""
    DISABLED.labels(reason).inc()
    _LOG.warning("webhook endpoint %s is disabled: %s", public("whk", str(endpoint)), reason)


def oldest(since: datetime | None, now: datetime) -> None:
    """Measure how long the oldest open delivery has waited."""
    OLDEST.set((now - since).total_seconds() if since is not None else 0)
