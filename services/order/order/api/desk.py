"""What every route needs: who asks, under which key, and what is done with a refusal."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Header, Request
from msgspec import Struct
from msgspec.structs import replace
from waymark_events.ids import OrderId, RecipientId, parse_public
from waymark_runtime.directory import Directory
from waymark_runtime.faults import Denied
from waymark_runtime.http import ApiKey, Problem, allow_only
from waymark_runtime.http.denying import request_digest

from order.api.receiving import Turns
from order.app.batches import Batches
from order.app.calls import Call
from order.app.orders import Orders
from order.app.people import People
from order.domain.goods_rules import line_pieces
from order.domain.order import Order
from order.domain.parcel_rules import known_parcel
from order.domain.refusal import Refused
from order.requests.asking import Asking

SCOPE: Final = "orders:write"
_KEY: Final = re.compile(r"[!-~]{1,255}")
_VERSION: Final = re.compile(r'"?([1-9]\d{0,8})"?')


class Desk(Struct, frozen=True, kw_only=True):
    """Where routes find the application; `app.state.desk` of the web program."""

    orders: Orders
    batches: Batches
    people: People
    turns: Turns
    directory: Directory
    api_key: ApiKey
    request_key: bytes
    link_keys: Mapping[str, bytes]
    link_kid: str
    public_url: str


class Asked(Asking, frozen=True, kw_only=True):
    """One request of a retailer by HTTP."""

    desk: Desk


async def asked_unread(
    request: Request,
    idempotency_key: Annotated[str | None, Header(description="Does a POST once")] = None,
    if_match: Annotated[str | None, Header(description="The order's version")] = None,
) -> Asked:
    """Who asks and how, the body left unread; 401, 403, or 422 for a header of no sense."""
    desk: Desk = request.app.state.desk
    caller = await desk.api_key.caller(request)
    allow_only(caller, SCOPE)
    retailer = await asyncio.to_thread(desk.directory.retailer, caller.retailer)
    if retailer is None:
        raise Problem(503, "unavailable", "this retailer is not known here yet; try again")
    if idempotency_key is not None and not _KEY.fullmatch(idempotency_key):
        raise Problem(422, "bad_idempotency_key", "an Idempotency-Key is 1 to 255 visible ASCII")
    call = Call(
        retailer=caller.retailer,
        now=datetime.now(UTC),
        key=idempotency_key if request.method == "POST" else None,
        expected=_version(if_match),
    )
    return Asked(desk=desk, call=call, retailer=retailer, link_kid=desk.link_kid)


async def asked(request: Request, who: Annotated[Asked, Depends(asked_unread)]) -> Asked:
    """Who asks, and a digest of what."""
    body = await request.body()
    digest = request_digest(who.desk.request_key, request.method, request.url.path, body)
    return replace(who, call=replace(who.call, request=digest))


AskedBy = Annotated[Asked, Depends(asked)]


def order_of(text: str) -> OrderId:
    """The order of a path; 404 for what is no order's id."""
    internal = parse_public("ord", text)
    if internal is None:
        raise Problem(404, "unknown_order", "there is no order with this id")
    return OrderId(internal)


def recipient_of(text: str) -> RecipientId:
    """The recipient of a path; 404 for what is no recipient's id."""
    internal = parse_public("rcp", text)
    if internal is None:
        raise Problem(404, "unknown_recipient", "there is no recipient with this id")
    return RecipientId(internal)


def has_line(order: Order, line_no: int) -> None:
    """404 for a line of a path that the order does not have; one of a body is refused instead."""
    with _of_path():
        line_pieces(order, line_no)


def has_parcel(order: Order, parcel_no: int) -> None:
    """404 for a parcel of a path that was not booked; one of a body is refused instead."""
    with _of_path():
        known_parcel(order, parcel_no)


@contextmanager
def _of_path() -> Iterator[None]:
    try:
        yield
    except Refused as no:
        raise Denied(404, no.code, str(no)) from None


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise Problem(422, "bad_if_match", 'If-Match is an order\'s version, such as "3"')
    return int(found[1])
