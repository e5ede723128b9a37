"""`/v1/webhooks/events`: what is posted, for whoever would rather ask, or has missed something."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from waymark_runtime.http.denying import answering

from notifier.api import answers
from notifier.api.bodies import VISIBLE
from notifier.api.desk import LIMIT, AskedBy, Cursor, Limit, place_of
from notifier.api.shapes import AttemptsAnswer, EventsAnswer, ToldAnswer

router = APIRouter(prefix="/v1/webhooks/events", tags=["events"])
_LAST = 1 << 62
Kinds = Annotated[
    list[str],
    Query(
        alias="type",
        max_length=50,
        description="Only these types; `order.*` means all that begin so",
    ),
]
Subject = Annotated[
    str | None,
    Query(pattern=r"^[a-z]{3}_[0-9a-f]{32}$", description="Such as `shp_…` or `ord_…`"),
]
EventId = Annotated[str, Path(max_length=200, pattern=VISIBLE, description="The event's id")]


@router.get("", response_model=EventsAnswer)
def listed(
    asked: AskedBy,
    kinds: Kinds = [],  # noqa: B006 (FastAPI copies it)
    subject: Subject = None,
    after: Cursor = None,
    limit: Limit = LIMIT,
) -> Response:
    """List the events of the last 30 days, the oldest first. Asked again with `next`, what is new.

    Events come in an order that does not change: whoever goes on with `next` misses none.
    """
    place = place_of(after, 0)
    with answering():
        page = asked.desk.events.page(asked.retailer, kinds, subject, place, limit)
        return answers.events(page, place)


@router.get("/{event}", response_model=ToldAnswer)
def get(asked: AskedBy, event: EventId) -> Response:
    """Show an event by its id, and how far it has come to each endpoint."""
    with answering():
        return answers.told(asked.desk.events.get(asked.retailer, event))


@router.get("/{event}/attempts")
def attempts(
    asked: AskedBy, event: EventId, after: Cursor = None, limit: Limit = LIMIT
) -> AttemptsAnswer:
    """List the tries of an event, the newest first, test events too."""
    page = asked.desk.events.attempts(asked.retailer, event, place_of(after, _LAST), limit)
    return answers.attempts(page, limit)
