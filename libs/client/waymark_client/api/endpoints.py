"""`/v1/webhooks/endpoints`: where events are posted to, with which secret, and how that goes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from waymark_client.api import hooks
from waymark_client.api.hooks import Attempt, Endpoint, Found, Replay
from waymark_client.calls import Call, Page, get, nothing, patch, place, post
from waymark_client.events import Event
from waymark_client.methods import Listing, Method, Part, Side

_AT = ("webhooks", "endpoints")


def create(
    url: str,
    *,
    types: Sequence[str] | None = None,
    description: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Endpoint]:
    """Add an endpoint; the answer's `secret` is shown this once. Without types: all of them.

    `order.*` means all that begin so.
    """
    body = {
        "url": url,
        "types": None if types is None else tuple(types),
        "description": description,
    }
    return post(place(*_AT), hooks.ENDPOINT, body, idempotency_key=idempotency_key)


def list_endpoints() -> Call[tuple[Endpoint, ...]]:
    """All endpoints, the oldest first."""
    return get(place(*_AT), hooks.endpoints)


def get_endpoint(endpoint: str) -> Call[Endpoint]:
    """An endpoint and how it is doing."""
    return get(place(*_AT, endpoint), hooks.ENDPOINT)


def change(
    endpoint: str,
    *,
    url: str | None = None,
    types: Sequence[str] | None = None,
    description: str | None = None,
    state: Literal["enabled", "disabled"] | None = None,
) -> Call[Endpoint]:
    """Change, disable or enable an endpoint; what is not given stays."""
    body = {
        "url": url,
        "types": None if types is None else tuple(types),
        "description": description,
        "state": state,
    }
    return patch(place(*_AT, endpoint), hooks.ENDPOINT, body)


def delete(endpoint: str) -> Call[None]:
    """Delete an endpoint, what was to be sent to it, and its log."""
    return Call(method="DELETE", path=place(*_AT, endpoint), read=nothing)


def rotate_secret(
    endpoint: str, *, overlap_hours: int | None = None, idempotency_key: str | None = None
) -> Call[Endpoint]:
    """Give it a new secret, shown this once; the ones before sign too until the overlap ends."""
    path = place(*_AT, endpoint, "rotate-secret")
    body = {"overlap_hours": overlap_hours}
    return post(path, hooks.ENDPOINT, body, idempotency_key=idempotency_key)


def send_test(endpoint: str, *, idempotency_key: str | None = None) -> Call[Attempt]:
    """Send a test event of type `webhook.test.v1` now; the answer says what came of it."""
    path = place(*_AT, endpoint, "test")
    return post(path, hooks.ATTEMPT, idempotency_key=idempotency_key)


def list_attempts(
    endpoint: str, *, limit: int | None = None, after: str | None = None
) -> Call[Page[Attempt]]:
    """The tries of an endpoint, the newest first, for 30 days."""
    path = place(*_AT, endpoint, "attempts")
    return get(path, hooks.ATTEMPTS, limit=limit, after=after).paged_by("after")


def missed(
    endpoint: str,
    *,
    state: Literal["held", "failed"] | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> Call[Page[Event]]:
    """The events that an endpoint has not: `failed` for good, or `held` while it is disabled."""
    path = place(*_AT, endpoint, "missed")
    call = get(path, hooks.events_to_their_end, state=state, limit=limit, after=after)
    return call.paged_by("after")


def replay(
    endpoint: str,
    *,
    event: str | None = None,
    since: datetime | None = None,
    start: datetime | None = None,
    until: datetime | None = None,
    types: Sequence[str] | None = None,
    url: str | None = None,
    idempotency_key: str | None = None,
) -> Call[Replay]:
    """Send events again: one `event`, all `since` an instant, or from `start` `until` another.

    With `url` they go there instead, each once, and the endpoint knows nothing of it.
    """
    body = _again(event, since, start, until, types) | {"url": url}
    path = place(*_AT, endpoint, "replay")
    return post(path, hooks.REPLAY, body, idempotency_key=idempotency_key)


def preview_replay(
    endpoint: str,
    *,
    event: str | None = None,
    since: datetime | None = None,
    start: datetime | None = None,
    until: datetime | None = None,
    types: Sequence[str] | None = None,
) -> Call[Found]:
    """What a replay would send; nothing is sent."""
    body = _again(event, since, start, until, types) | {"dry_run": True}
    return post(place(*_AT, endpoint, "replay"), hooks.found, body)


def get_replay(endpoint: str, replay: str) -> Call[Replay]:
    """How far a replay has come."""
    return get(place(*_AT, endpoint, "replays", replay), hooks.REPLAY)


class Endpoints(Part[Side]):
    """Where webhooks go."""

    create = Method(create)
    list = Method(list_endpoints)
    get = Method(get_endpoint)
    change = Method(change)
    delete = Method(delete)
    rotate_secret = Method(rotate_secret)
    send_test = Method(send_test)
    attempts = Listing(list_attempts)
    missed = Listing(missed)
    replay = Method(replay)
    preview_replay = Method(preview_replay)
    get_replay = Method(get_replay)


def _again(
    event: str | None,
    since: datetime | None,
    start: datetime | None,
    until: datetime | None,
    types: Sequence[str] | None,
) -> dict[str, object]:
    return {
        "event_id": event,
        "since": since,
        "from": start,
        "until": until,
        "types": None if types is None else tuple(types),
    }
