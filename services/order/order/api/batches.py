"""`:batch`: many orders or parcels in one request and one transaction."""

from fastapi import APIRouter, Response
from msgspec.structs import replace
from waymark_runtime.http.denying import answering

from order.api.answers import batch_answer
from order.api.desk import Asked, AskedBy
from order.requests import wanting
from order.requests.many import BatchBody

router = APIRouter(tags=["many at once"])


@router.post("/v1/orders:batch")
def place_many(asked: AskedBy, body: BatchBody) -> Response:
    """Place up to 500 orders. Each has a result of its own, and nobody is told unless `notify`."""
    return _done(asked, body, wanting.order)


@router.post("/v1/shipments:batch")
def track_many(asked: AskedBy, body: BatchBody) -> Response:
    """Track up to 500 numbers. Each has a result of its own, and nobody is told unless `notify`."""
    return _done(asked, body, wanting.shipment)


def _done(asked: Asked, body: BatchBody, read: wanting.Read) -> Response:
    asking = replace(asked, notify=body.notify)
    with answering():
        wanted = [read(asking, item) for item in body.items]
        return batch_answer(asked.desk, asked.desk.batches(asked.call, wanted))
