"""What the API answers about webhooks."""

from datetime import datetime

import msgspec
from msgspec import Struct

from waymark_client.calls import Page, reader
from waymark_client.events import Event, event_from


class Endpoint(Struct, frozen=True, kw_only=True):
    """Where events are posted to. `secret` is shown by what made it, and never again.

    `types` empty: all. `reason` is why it is disabled: `asked`, `gone` (it answered 410) or
    `failing` (five days of nothing but failures). `failures` are those in a row.
    """

    id: str
    url: str
    state: str
    since: datetime
    made_at: datetime
    types: tuple[str, ...] = ()
    description: str = ""
    reason: str | None = None
    failing_since: datetime | None = None
    failures: int = 0
    old_secrets_end_at: datetime | None = None
    secret: str | None = None

    def __repr__(self) -> str:
        """Where and how it is; never the secret."""
        return f"Endpoint(id={self.id!r}, url={self.url!r}, state={self.state!r})"


class Attempt(Struct, frozen=True, kw_only=True):
    """One try: the status, or a word for what went wrong; `answer` begins what was said.

    `kind` is `delivery`, `elsewhere` (a replay to another address) or `test`.
    """

    endpoint: str
    event_id: str
    type: str
    kind: str
    attempt: int
    at: datetime
    delivered: bool
    duration_ms: int
    answer: str = ""
    status: int | None = None
    error: str | None = None


class Delivery(Struct, frozen=True, kw_only=True):
    """How far an event has come to an endpoint: due, sending, delivered, failed or held."""

    endpoint: str
    state: str
    attempts: int
    next_try: datetime | None = None


class Replay(Struct, frozen=True, kw_only=True):
    """A replay. `queued` events were put in so far; `state` is running, done or ended."""

    id: str
    endpoint: str
    state: str
    queued: int
    made_at: datetime
    types: tuple[str, ...] = ()
    url: str | None = None


class ToldEvent(Struct, frozen=True, kw_only=True):
    """An event and how far it has come."""

    event: Event
    deliveries: tuple[Delivery, ...] = ()


class Found(Struct, frozen=True, kw_only=True):
    """What a replay would send: how many, and the first hundred. `capped`: there are more."""

    count: int
    capped: bool
    items: tuple[Event, ...]


class _Endpoints(Struct):
    items: tuple[Endpoint, ...]


class _Events(Struct):
    items: tuple[msgspec.Raw, ...]
    next: str | None = None
    count: int = 0
    capped: bool = False


class _Told(Struct):
    event: msgspec.Raw
    deliveries: tuple[Delivery, ...] = ()


ENDPOINT = reader(Endpoint)
ATTEMPT = reader(Attempt)
ATTEMPTS = reader(Page[Attempt])
REPLAY = reader(Replay)
_ENDPOINTS = reader(_Endpoints)
_EVENTS = reader(_Events)
_TOLD = reader(_Told)


def endpoints(body: bytes) -> tuple[Endpoint, ...]:
    """All endpoints of an answer."""
    return _ENDPOINTS(body).items


def events(body: bytes) -> Page[Event]:
    """A page of events and the cursor to go on from, which is there on the last page too."""
    page = _EVENTS(body)
    return Page(tuple(event_from(one) for one in page.items), page.next)


def events_to_their_end(body: bytes) -> Page[Event]:
    """The same, without a cursor once there is nothing more."""
    page = events(body)
    return page if page.items else Page((), None)


def told(body: bytes) -> ToldEvent:
    """An event and how far it has come."""
    one = _TOLD(body)
    return ToldEvent(event=event_from(one.event), deliveries=one.deliveries)


def found(body: bytes) -> Found:
    """What would be sent."""
    page = _EVENTS(body)
    items = tuple(event_from(one) for one in page.items)
    return Found(count=page.count, capped=page.capped, items=items)
