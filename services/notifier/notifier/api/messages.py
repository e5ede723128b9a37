"""`/v1/messages`: who was told what; of a test mode also what it said."""

import re
from datetime import datetime
from html import escape
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel
from waymark_events.ids import parse_public, public
from waymark_runtime.http import Problem
from waymark_runtime.http.asking import cursor as cursor_of
from waymark_runtime.http.asking import place_of, wrong

from notifier.api.asking import READ_MESSAGES, Asked, asked_with
from notifier.domain.rows import KEPT
from notifier.store.kept import Contents
from notifier.store.listing import Listed

router = APIRouter(prefix="/v1/messages", tags=["messages"])
MOST: Final = 200
USUAL: Final = 50
_ID: Final = re.compile(r"msg_([0-9a-f]{32})")
_ALONE: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PREFIXES: Final = {"order": "ord", "shipment": "shp", "recipient": "rcp"}
AskedBy = Annotated[Asked, Depends(asked_with(READ_MESSAGES))]
AskedForList = Annotated[Asked, Depends(asked_with(READ_MESSAGES, *_PREFIXES, "limit", "cursor"))]


class Said(BaseModel):
    """A message as it would have gone out; `subject` and `html` are a mail's."""

    to: str
    subject: str | None
    text: str
    html: str | None


class Message(BaseModel):
    """One message to one person by one channel.

    `id` is `msg_` and the `ledger_id` of its events. `state` is waiting, due or sending, or its
    end: sent, failed or suppressed, with `detail` for the cause. `kept`: it was kept, not sent.
    """

    id: str
    order_id: str
    shipment_id: str | None
    parcel_id: str | None
    recipient_id: str
    channel: str
    trigger: str
    occasion: str
    state: str
    detail: str | None
    kept: bool
    planned_at: datetime
    changed_at: datetime


class MessageSaid(Message):
    """A message, and what it said; null where nothing was kept of it."""

    contents: Said | None


class MessagePage(BaseModel):
    """A page of messages, newest first; `next` is the cursor of the page after it."""

    items: list[Message]
    next: str | None


@router.get("")
def list_messages(
    asked: AskedForList,
    *,
    order: Annotated[str | None, Query(description="Of this order, `ord_…`")] = None,
    shipment: Annotated[str | None, Query(description="About this shipment, `shp_…`")] = None,
    recipient: Annotated[str | None, Query(description="To this person, `rcp_…`")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many a page has")] = USUAL,
    cursor: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> MessagePage:
    """Who was told what, newest first. Without contents and addresses."""
    given = {"order": order, "shipment": shipment, "recipient": recipient}
    narrowed = {name: _internal(name, text) for name, text in given.items() if text is not None}
    before = None if cursor is None else place_of(cursor)
    page = asked.desk.messages.page(asked.retailer, narrowed, before, limit)
    following = None if page.following is None else cursor_of(page.following)
    return MessagePage(items=[Message(**_shown(one)) for one in page.items], next=following)


@router.get("/{message}.html", response_class=HTMLResponse)
def show_message(asked: AskedBy, message: str) -> Response:
    """What a message of a test mode said, as a page. Nothing in it runs or loads."""
    _, said = _found(asked, message)
    if said is None:
        raise Problem(404, "not_kept", "what a message said is kept for a test mode, for 30 days")
    page = said.html or f"<!doctype html><title>SMS</title><pre>{escape(said.text)}</pre>"
    return HTMLResponse(page, headers=_ALONE)


@router.get("/{message}")
def read_message(asked: AskedBy, message: str) -> MessageSaid:
    """One message. For a test mode with what it said and to whom, for 30 days."""
    row, said = _found(asked, message)
    contents = None
    if said is not None:
        contents = Said(to=said.address, subject=said.subject, text=said.text, html=said.html)
    return MessageSaid(**_shown(row), contents=contents)


def _found(asked: Asked, message: str) -> tuple[Listed, Contents | None]:
    named = _ID.fullmatch(message)
    found = asked.desk.messages.one(asked.retailer, named[1]) if named else None
    if found is None:
        raise Problem(404, "not_found", "there is no message with this id; ids look like msg_…")
    return found


def _shown(row: Listed) -> dict[str, Any]:
    return {
        "id": f"msg_{row.id}",
        "order_id": public("ord", row.order_id),
        "shipment_id": None if row.shipment_id is None else public("shp", row.shipment_id),
        "parcel_id": None if row.parcel_id is None else public("par", row.parcel_id),
        "recipient_id": public("rcp", row.recipient_id),
        "channel": row.channel,
        "trigger": row.trigger,
        "occasion": row.occasion,
        "state": row.state,
        "detail": row.detail,
        "kept": row.detail == KEPT,
        "planned_at": row.planned_at,
        "changed_at": row.changed_at,
    }


def _internal(name: str, text: str) -> str:
    found = parse_public(_PREFIXES[name], text)
    if found is None:
        raise wrong(name, f"must be an id such as {_PREFIXES[name]}_ and 32 hex characters")
    return found
