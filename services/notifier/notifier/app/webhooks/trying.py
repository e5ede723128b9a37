"""A test event, sent at once and answered with what came of it."""

from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from msgspec import Struct
from psycopg_pool import ConnectionPool
from waymark_events.webhooks import TEST_TYPE, message_bytes
from waymark_runtime.faults import Denied
from waymark_runtime.postgres import tenant, transaction

from notifier.app.calls import Call
from notifier.app.webhooks.signing import Posting, Signing
from notifier.domain.webhooks.messages import trial_message
from notifier.domain.webhooks.pace import Answer
from notifier.store.webhooks import attempts, endpoints, secrets
from notifier.store.webhooks.attempts import Attempt


class Poster(Protocol):
    """Posts and waits for the answer."""

    async def post(self, posting: Posting) -> Answer:
        """Post once, within the time-out."""


class Trial(Struct, frozen=True):
    """A test event on its way."""

    endpoint: UUID
    event_id: str
    at: datetime
    posting: Posting


class Trying:
    """Sends test events, by the web role. They change nothing of how an endpoint is doing."""

    def __init__(self, pool: ConnectionPool, signing: Signing) -> None:
        self._pool = pool
        self._signing = signing

    def begin(self, call: Call, name: UUID) -> Trial | Attempt:
        """Make a test event; asked again with its key, the try that was made then."""
        event_id = f"test-{uuid4().hex}"
        with transaction(self._pool) as connection:
            tenant(connection, call.retailer)
            one = endpoints.one(connection, call.retailer, name)
            if one is None:
                raise Denied(404, "unknown_endpoint", "there is no endpoint with this id")
            known = call.done_before(connection, event_id)
            if known is not None:
                tried = attempts.of_event(connection, call.retailer, known, 1 << 62, 1)
                if not tried:
                    detail = "a test with this Idempotency-Key is under way; ask again in a second"
                    raise Denied(409, "idempotency_key_in_flight", detail)
                return tried[0]
            valid = secrets.valid(connection, [name], call.now).get(name, ())
        body = message_bytes(trial_message(name, event_id, call.now))
        posting = self._signing.posting(one.url, event_id, body, valid, call.now)
        return Trial(name, event_id, call.now, posting)

    def end(self, call: Call, trial: Trial, answer: Answer) -> Attempt:
        """Note what came of it."""
        tried = attempts.tried(
            answer,
            endpoint=trial.endpoint,
            event_id=trial.event_id,
            type=TEST_TYPE,
            kind="test",
            attempt=1,
            at=trial.at,
        )
        with transaction(self._pool) as connection:
            tenant(connection, call.retailer)
            attempts.add(connection, [(call.retailer, tried)])
        return tried
