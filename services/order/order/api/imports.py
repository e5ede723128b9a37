"""`:import`: a file of orders or parcels, taken in whole, then done in chunks and answered so."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Annotated, BinaryIO, Final

from fastapi import APIRouter, Depends, Query, Request
from msgspec import Struct
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from waymark_runtime.http.denying import answering

from order.api.desk import Asked, asked_unread
from order.api.importing import Import
from order.api.receiving import MOST_BYTES, Form, HeldResponse, form_of, received
from order.requests import wanting
from order.requests.importing import grouping, json_lines
from order.requests.importing.columns import ORDERS, SHIPMENTS, Column
from order.requests.importing.items import Item
from order.requests.importing.tables import Table, table_of
from order.requests.many import ImportQuery

router = APIRouter(tags=["many at once"])
Unread = Annotated[Asked, Depends(asked_unread)]
Wanted = Annotated[ImportQuery, Query()]
CAPS: Final = {"/v1/orders:import": MOST_BYTES, "/v1/shipments:import": MOST_BYTES}
"""Their own caps, in place of that of every other body."""
_ANSWERED: Final = "application/x-ndjson"


class Kind(Struct, frozen=True):
    """What a file holds: how its items are read, and its columns where it is a table."""

    read: wanting.Read
    columns: Sequence[Column]
    grouped: Callable[[BinaryIO, Table], Iterator[Item]]


_ORDERS: Final = Kind(wanting.order, ORDERS, grouping.orders)
_SHIPMENTS: Final = Kind(wanting.shipment, SHIPMENTS, grouping.shipments)


@router.post("/v1/orders:import")
async def import_orders(asked: Unread, request: Request, query: Wanted) -> StreamingResponse:
    """Place a file of orders, as JSON Lines or CSV. The answer is JSON Lines too: a result for each
    order, how far it is, and at the end a summary. A repeated import changes nothing.
    """
    return await _imported(asked, request, query, _ORDERS)


@router.post("/v1/shipments:import")
async def import_shipments(asked: Unread, request: Request, query: Wanted) -> StreamingResponse:
    """Track a file of numbers, as JSON Lines or CSV. The answer is JSON Lines too: a result for
    each number, how far it is, and at the end a summary. A repeated import changes nothing.
    """
    return await _imported(asked, request, query, _SHIPMENTS)


async def _imported(
    asked: Asked, request: Request, query: ImportQuery, kind: Kind
) -> StreamingResponse:
    """Nothing is done before the file is here: few callers read while they still send."""
    form = form_of(request)
    with ExitStack() as held:
        asked.desk.turns.take(asked.call.retailer)
        held.callback(asked.desk.turns.give_back, asked.call.retailer)
        file = held.enter_context(await received(request))
        with answering():
            items = await run_in_threadpool(_items, file, form, kind)
        records = Import(replace(asked, notify=query.notify), kind.read).records(items)
        return HeldResponse(records, held.pop_all(), media_type=_ANSWERED)


def _items(file: BinaryIO, form: Form, kind: Kind) -> Iterator[Item]:
    """The file's items; Denied for a table that is none, before anything of it is done."""
    if not form.is_table:
        return json_lines.items(file)
    table = table_of(file, kind.columns, form.encoding)
    grouping.check(file, table)
    return kind.grouped(file, table)
