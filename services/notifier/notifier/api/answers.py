"""What is answered: endpoints, events, tries and replays as callers see them."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from fastapi import Response
from waymark_events.ids import public

from notifier.api.desk import cursor
from notifier.api.shapes import AttemptAnswer, AttemptsAnswer, EndpointAnswer, ReplayAnswer
from notifier.app.webhooks.endpoints import Shown
from notifier.app.webhooks.events import Told
from notifier.app.webhooks.replaying import MOST_COUNTED, Found
from notifier.domain.webhooks.messages import retailer_message
from notifier.store.webhooks.attempts import Attempt
from notifier.store.webhooks.reading import Numbered
from notifier.store.webhooks.replays import Replay

_ENCODE = msgspec.json.Encoder().encode


def hook(endpoint: UUID) -> str:
    """An endpoint's public id."""
    return public("whk", str(endpoint))


def endpoint(shown: Shown) -> EndpointAnswer:
    """An endpoint as it is answered."""
    one = shown.endpoint
    return EndpointAnswer(
        id=hook(one.id),
        url=one.url,
        types=list(one.types),
        description=one.description,
        state="enabled" if one.state == "enabled" else "disabled",
        reason=one.reason,
        since=one.since,
        made_at=one.made_at,
        failing_since=one.failing_since,
        failures=one.failures,
        old_secrets_end_at=shown.old_secrets_end_at,
        secret=shown.secret,
    )


def attempt(one: Attempt) -> AttemptAnswer:
    """A try as it is answered."""
    return AttemptAnswer(
        endpoint=hook(one.endpoint),
        event_id=one.event_id,
        type=one.type,
        kind=one.kind,
        attempt=one.attempt,
        at=one.at,
        delivered=one.status is not None and 200 <= one.status < 300,
        status=one.status,
        error=one.error,
        duration_ms=one.duration_ms,
        answer=one.answer,
    )


def attempts(page: Sequence[Attempt], most: int) -> AttemptsAnswer:
    """A page of tries."""
    following = cursor(page[-1].number) if len(page) == most else None
    return AttemptsAnswer(items=[attempt(one) for one in page], next=following)


def replay(one: Replay, url: str | None) -> ReplayAnswer:
    """A replay as it is answered."""
    return ReplayAnswer(
        id=public("rpl", str(one.id)),
        endpoint=hook(one.endpoint),
        url=url,
        types=list(one.types),
        state="running" if one.state == "running" else "done" if one.state == "done" else "ended",
        queued=one.queued,
        made_at=one.made_at,
    )


def events(page: Sequence[Numbered], after: int) -> Response:
    """A page of events, their data byte for byte; `next` is there always, to go on asking."""
    last = page[-1].number if page else after
    return _json({"items": _messages(page), "next": cursor(last)})


def told(one: Told) -> Response:
    """An event, its data byte for byte, and how far it has come."""
    deliveries = [
        {
            "endpoint": hook(delivery.endpoint),
            "state": delivery.state,
            "attempts": delivery.attempts,
            "next_try": delivery.next_try,
        }
        for delivery in one.deliveries
    ]
    return _json({"event": retailer_message(one.event.event), "deliveries": deliveries})


def found(one: Found) -> Response:
    """What a replay would send."""
    capped = one.count >= MOST_COUNTED
    return _json({"count": one.count, "capped": capped, "items": _messages(one.first)})


def _messages(page: Sequence[Numbered]) -> list[object]:
    return [retailer_message(one.event) for one in page]


def _json(document: dict[str, object]) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(_ENCODE(document), headers=headers, media_type="application/json")
