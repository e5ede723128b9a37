"""What came of tries is recorded: deliveries, the log of tries, how endpoints are doing."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope, envelope, instant_text
from waymark_events.ids import EndpointId, RetailerId
from waymark_events.messages.webhooks import WebhookEndpointDisabled
from waymark_events.topics import Service
from waymark_runtime.postgres import transaction

from notifier.app.retailer_events import Heard, RetailerEvents, own
from notifier.app.webhooks import noting
from notifier.domain.webhooks.health import Health, after, verdict
from notifier.domain.webhooks.pace import Answer, next_try
from notifier.store import ledger, queue
from notifier.store.webhooks import attempts, deliveries, endpoints
from notifier.store.webhooks.deliveries import Settled, Taken
from notifier.store.webhooks.endpoints import Sick


class Tried(Struct, frozen=True):
    """A delivery that was tried, when, and the answer."""

    taken: Taken
    at: datetime
    answer: Answer


class Settling:
    """Records tries in batches. `chance` spreads what failed together."""

    def __init__(
        self,
        pool: ConnectionPool,
        events: RetailerEvents,
        *,
        now: Callable[[], datetime],
        chance: Callable[[], float],
    ) -> None:
        self._pool = pool
        self._events = events
        self._now = now
        self._chance = chance

    def settle(self, tried: Sequence[Tried]) -> None:
        """Record them in one transaction; endpoints first, in one order for all."""
        now = self._now()
        with transaction(self._pool) as connection:
            ledger.commit_safely(connection)
            names = sorted({one.taken.endpoint for one in tried})
            sick = endpoints.sick(connection, names)
            settled = [self._settled(one, sick, now) for one in tried]
            deliveries.settle(connection, settled)
            attempts.add(connection, [_attempt(one) for one in tried])
            over = self._heal(connection, sick, tried, now)
            queue_all(connection, over)
            self._events.take(connection, over)
        for one in settled:
            noting.tried(one.state)
        for message in (ended.message for ended in over):
            noting.disabled(UUID(message.subject), message.body.reason)  # type: ignore[attr-defined]

    def _settled(self, tried: Tried, sick: Mapping[UUID, Sick], now: datetime) -> Settled:
        """A replay to another address tries each event once."""
        if tried.answer.is_taken:
            return Settled(tried.taken, "delivered", None)
        endpoint = sick.get(tried.taken.endpoint)
        if endpoint is None or endpoint.health.elsewhere:
            return Settled(tried.taken, "failed", None)
        again = next_try(tried.taken.attempts, tried.answer, self._chance(), now)
        return Settled(tried.taken, "failed" if again is None else "due", again)

    def _heal(
        self,
        connection: Connection,
        sick: Mapping[UUID, Sick],
        tried: Sequence[Tried],
        now: datetime,
    ) -> list[Heard]:
        """Note how endpoints are doing; what is to be said of those that are disabled by it."""
        answers: dict[UUID, list[Answer]] = defaultdict(list)
        for one in tried:
            answers[one.taken.endpoint].append(one.answer)
        said = []
        for endpoint in sick.values():
            health, why = _course(endpoint.health, answers[endpoint.id], now)
            if health != endpoint.health:
                endpoints.set_health(connection, endpoint.id, health)
            if why is None or endpoint.state != "enabled":
                continue
            endpoints.disable(connection, endpoint.id, why, now)
            if not health.elsewhere:
                last = answers[endpoint.id][-1]
                said.append(own(_disabled(endpoint, health, why, last, now)))
        return said


def queue_all(connection: Connection, messages: Sequence[Heard]) -> None:
    """Let them be published, if there are any."""
    if messages:
        queue.enqueue(connection, [(message.record, None) for message in messages])


def _course(health: Health, answers: Sequence[Answer], now: datetime) -> tuple[Health, str | None]:
    """The health after all answers, and the verdict after the last of them."""
    why = None
    for answer in answers:
        health = after(health, answer, now)
        why = verdict(health, answer, now)
        if why is not None:
            break
    return health, why


def _attempt(tried: Tried) -> tuple[str, attempts.Attempt]:
    taken = tried.taken
    return taken.event.retailer, attempts.tried(
        tried.answer,
        endpoint=taken.owner,
        event_id=taken.event.id,
        type=taken.event.type,
        kind="delivery" if taken.parent is None else "elsewhere",
        attempt=taken.attempts,
        at=tried.at,
    )


def _disabled(endpoint: Sick, health: Health, why: str, last: Answer, now: datetime) -> Envelope:
    name = str(endpoint.id)
    body = WebhookEndpointDisabled(
        retailer=RetailerId(endpoint.retailer),
        endpoint_id=EndpointId(name),
        reason=why,
        at=now,
        failing_since=health.failing_since,
        last_error=last.error or str(last.status),
    )
    message_id = f"{name}:disabled:{instant_text(now)}"
    return envelope(Service.NOTIFIER, message_id, now, name, body)
