"""Events are sent again: one, a range, all since an instant; to the endpoint or elsewhere."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_runtime.faults import Denied
from waymark_runtime.postgres import tenant, transaction

from notifier.app.calls import Call
from notifier.app.webhooks.endpoints import Endpoints, Wanted
from notifier.domain.webhooks.filters import expanded
from notifier.store import ledger
from notifier.store.webhooks import endpoints, reading, replays
from notifier.store.webhooks.endpoints import Endpoint
from notifier.store.webhooks.reading import Numbered, Span
from notifier.store.webhooks.replays import Replay

MOST_COUNTED: Final = 100_000
MOST_LISTED: Final = 100
MOST_RUNNING: Final = 5
_BATCH: Final = 200
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Again(Struct, frozen=True, kw_only=True):
    """What is to be sent again: one event, or all from an instant on, until another if given.

    `types` None means what the endpoint wants; `url` another address than the endpoint's.
    """

    event_id: str | None = None
    from_at: datetime = _EPOCH
    until_at: datetime | None = None
    types: Sequence[str] | None = None
    url: str | None = None


class Found(Struct, frozen=True):
    """What would be sent: how many, counted to `MOST_COUNTED`, and the first of them."""

    count: int
    first: Sequence[Numbered]


class Replays:
    """Begins replays, by the web role."""

    def __init__(self, pool: ConnectionPool, checking: Endpoints) -> None:
        self._pool = pool
        self._checking = checking

    def find(self, call: Call, name: UUID, again: Again) -> Found:
        """What would be sent; nothing is."""
        self._checking.check(Wanted(url=again.url, types=again.types))
        with transaction(self._pool) as connection:
            tenant(connection, call.retailer)
            one = _endpoint(connection, call, name)
            if again.event_id is not None:
                return Found(1, [_event(connection, call, again.event_id)])
            span = _span(one, again, call.now)
            count = reading.count(connection, span, MOST_COUNTED)
            return Found(count, reading.in_time(connection, span, MOST_LISTED))

    def begin(self, call: Call, name: UUID, again: Again) -> tuple[Replay, str | None]:
        """Let it begin; asked again with its key, the replay that was begun then."""
        self._checking.check(Wanted(url=again.url, types=again.types))
        with transaction(self._pool) as connection:
            ledger.commit_safely(connection)
            tenant(connection, call.retailer)
            one = _endpoint(connection, call, name)
            endpoints.held(connection, call.retailer, name)
            replay = uuid4()
            known = call.done_before(connection, str(replay))
            if known is not None:
                return _known(connection, call, name, UUID(known))
            _check_room(connection, one, again)
            made = self._made(connection, call, one, again, replay)
            replays.add(connection, made)
            return made, again.url

    def get(self, call: Call, name: UUID, replay: UUID) -> tuple[Replay, str | None]:
        """How far a replay has come, and the other address it goes to."""
        with transaction(self._pool) as connection:
            tenant(connection, call.retailer)
            return _known(connection, call, name, replay)

    def _made(
        self, connection: Connection, call: Call, one: Endpoint, again: Again, name: UUID
    ) -> Replay:
        event = _event(connection, call, again.event_id) if again.event_id is not None else None
        span = _span(one, again, call.now)
        return Replay(
            id=name,
            retailer=call.retailer,
            endpoint=one.id,
            target=one.id if again.url is None else _elsewhere(connection, call, one, again.url),
            types=span.types,
            event=event.number if event else None,
            from_at=event.event.at if event else span.from_at,
            until_at=span.until_at,
            upto=reading.last_number(connection, call.retailer),
            made_at=call.now,
        )


def _elsewhere(connection: Connection, call: Call, one: Endpoint, url: str) -> UUID:
    """An endpoint that stands only for a replay to another address; its id."""
    made = Endpoint(
        id=uuid4(),
        retailer=call.retailer,
        url=url,
        types=(),
        description="",
        state="enabled",
        reason=None,
        since=call.now,
        made_at=call.now,
    )
    endpoints.add(connection, made, parent=one.id)
    return made.id


class Replaying:
    """Turns replays into deliveries, by the worker: a few at a time, as fast as they are sent."""

    def __init__(self, pool: ConnectionPool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now

    def step(self) -> None:
        """One batch of each running replay, so that a long one keeps nobody waiting."""
        after = datetime.min.replace(tzinfo=UTC)
        while (made_at := self._one(after)) is not None:
            after = made_at

    def _one(self, after: datetime) -> datetime | None:
        with transaction(self._pool) as connection:
            replay = replays.next_running(connection, after)
            if replay is None:
                return None
            if not replays.is_listening(connection, replay.target):
                replays.end(connection, replay)
            elif not replays.is_full(connection, replay.target, _BATCH):
                replays.queue(connection, replay, _BATCH, self._now())
            return replay.made_at


def _endpoint(connection: Connection, call: Call, name: UUID) -> Endpoint:
    one = endpoints.one(connection, call.retailer, name)
    if one is None:
        raise Denied(404, "unknown_endpoint", "there is no endpoint with this id")
    return one


def _event(connection: Connection, call: Call, name: str) -> Numbered:
    found = reading.event(connection, call.retailer, name)
    if found is None:
        detail = "there is no event with this id; they are kept for 30 days"
        raise Denied(422, "unknown_event", detail, [{"field": "event_id", "detail": detail}])
    return found


def _check_room(connection: Connection, one: Endpoint, again: Again) -> None:
    if one.state != "enabled" and again.url is None:
        detail = "the endpoint is disabled; enable it first, or give another url"
        raise Denied(409, "endpoint_disabled", detail)
    if replays.running(connection, one.id) >= MOST_RUNNING:
        detail = f"{MOST_RUNNING} replays of this endpoint run already; wait until one is done"
        raise Denied(409, "too_many_replays", detail)


def _span(one: Endpoint, again: Again, now: datetime) -> Span:
    return Span(
        retailer=one.retailer,
        types=expanded(one.types if again.types is None else again.types),
        from_at=again.from_at,
        until_at=again.until_at or datetime.max.replace(tzinfo=UTC, year=now.year + 100),
    )


def _known(
    connection: Connection, call: Call, endpoint: UUID, name: UUID
) -> tuple[Replay, str | None]:
    found = replays.one(connection, call.retailer, endpoint, name)
    if found is None:
        raise Denied(404, "unknown_replay", "there is no replay with this id")
    return found
