"""`/v1/webhooks/events`: what is posted, for who would rather ask, or has missed something."""

from collections.abc import Callable, Sequence

from waymark_client.api import hooks
from waymark_client.api.hooks import Attempt, ToldEvent
from waymark_client.calls import Call, Page, get, place
from waymark_client.events import Event
from waymark_client.methods import Listing, Method, Part, Side

_AT = ("webhooks", "events")


def get_event(event: str) -> Call[ToldEvent]:
    """An event by its id, and how far it has come to each endpoint."""
    return get(place(*_AT, event), hooks.told)


def page_of_events(
    *,
    types: Sequence[str] = (),
    subject: str | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> Call[Page[Event]]:
    """Events of the last 30 days, the oldest first, and `next`: asked again with it, what is new.

    Who goes on with `next` misses none. `order.*` means all types that begin so.
    """
    return _asked(hooks.events, types, subject, limit, after)


def list_events(
    *,
    types: Sequence[str] = (),
    subject: str | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> Call[Page[Event]]:
    """All events of the last 30 days up to now, the oldest first; `limit` is the size of a page."""
    return _asked(hooks.events_to_their_end, types, subject, limit, after)


def list_attempts(
    event: str, *, limit: int | None = None, after: str | None = None
) -> Call[Page[Attempt]]:
    """The tries of an event, the newest first, test events too."""
    path = place(*_AT, event, "attempts")
    return get(path, hooks.ATTEMPTS, limit=limit, after=after).paged_by("after")


def _asked(
    read: Callable[[bytes], Page[Event]],
    types: Sequence[str],
    subject: str | None,
    limit: int | None,
    after: str | None,
) -> Call[Page[Event]]:
    call = get(place(*_AT), read, subject=subject, limit=limit, after=after)
    return call.asking(*(("type", one) for one in types)).paged_by("after")


class Events(Part[Side]):
    """What happened, as webhooks tell it."""

    get = Method(get_event)
    page = Method(page_of_events)
    list = Listing(list_events)
    attempts = Listing(list_attempts)
