"""`POST /v1/shipments`: track a parcel in one call."""

from fastapi import APIRouter, Response
from waymark_runtime.http.denying import answering

from order.api.answers import answer
from order.api.desk import AskedBy
from order.app.orders import warned
from order.requests.parcel_bodies import ShipmentBody
from order.requests.tracking import tracking

router = APIRouter(prefix="/v1/shipments", tags=["shipments"])


@router.post("", status_code=201)
def track(asked: AskedBy, body: ShipmentBody) -> Response:
    """Track a number; its order is made if there is none. Repeated: 200 with what is there."""
    with answering():
        wanted = tracking(asked, body)
        outcome = asked.desk.orders.track(asked.call, wanted.command, wanted.buyer, wanted.booking)
        return answer(asked, warned(outcome, *wanted.warnings))
