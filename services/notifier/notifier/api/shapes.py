"""The shapes of answers, as the description shows them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field


class EndpointAnswer(BaseModel):
    """An endpoint. `secret` is shown by what made it, and never again.

    `reason` is why it is disabled: `asked`, `gone` (it answered 410), `failing` (five days of
    nothing but failures). `failures` are those in a row.
    """

    id: str
    url: str
    types: list[str]
    description: str
    state: Literal["enabled", "disabled"]
    reason: str | None
    since: datetime
    made_at: datetime
    failing_since: datetime | None
    failures: int
    old_secrets_end_at: datetime | None = None
    secret: str | None = Field(default=None, description="`whsec_…`; keep it, it is shown once")


class EndpointsAnswer(BaseModel):
    """All endpoints, the oldest first."""

    items: list[EndpointAnswer]


class EventAnswer(BaseModel):
    """An event, as it is posted to endpoints."""

    id: str
    type: str
    timestamp: datetime
    subject: str
    sequence: int | None
    data: dict[str, Any]


class EventsAnswer(BaseModel):
    """A page of events. `next` leads to the following page, also when this one was not full."""

    items: list[EventAnswer]
    next: str | None


class DeliveryAnswer(BaseModel):
    """How far an event has come to an endpoint: due, sending, delivered, failed or held."""

    endpoint: str
    state: str
    attempts: int
    next_try: datetime | None


class ToldAnswer(BaseModel):
    """An event and how far it has come."""

    event: EventAnswer
    deliveries: list[DeliveryAnswer]


class AttemptAnswer(BaseModel):
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
    status: int | None
    error: str | None
    duration_ms: int
    answer: str


class AttemptsAnswer(BaseModel):
    """A page of tries, the newest first; `next` is null on the last."""

    items: list[AttemptAnswer]
    next: str | None


class ReplayAnswer(BaseModel):
    """A replay. `queued` events were put in so far; `ended`: its endpoint was disabled."""

    id: str
    endpoint: str
    url: str | None
    types: list[str]
    state: Literal["running", "done", "ended"]
    queued: int
    made_at: datetime


class FoundAnswer(BaseModel):
    """What would be sent: how many, and the first hundred. `capped`: there are more than that."""

    count: int
    capped: bool
    items: list[EventAnswer]
