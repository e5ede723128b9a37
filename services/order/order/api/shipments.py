"""`POST /v1/shipments`: track a parcel in one call."""

from fastapi import APIRouter, Response
from waymark_events.ids import AccountId

from order.api import reading
from order.api.answers import answer
from order.api.bodies import OrderBody, Recipient
from order.api.desk import AskedBy, answering
from order.api.parcel_bodies import ShipmentBody
from order.app import labels
from order.app.orders import warned
from order.domain.commands import Book

router = APIRouter(prefix="/v1/shipments", tags=["shipments"])
_PERSONAL = {"name", "email", "phone", "language", "postcode"}


@router.post("", status_code=201)
def track(asked: AskedBy, body: ShipmentBody) -> Response:
    """Track a number; its order is made if there is none. Repeated: 200 with what is there."""
    with answering():
        to = reading.destination(asked, body.destination)
        account = body.carrier_account
        typed = labels.Typed(
            number=body.number,
            carrier=body.carrier,
            carrier_account=None if account is None else AccountId(account),
            destination_country=to.country,
        )
        checked = labels.checked(typed, asked.retailer, asked.call.now)
        leg = checked.label.leg
        given = body.model_dump(include=_PERSONAL, exclude_none=True)
        order = OrderBody(
            reference=body.reference or f"{leg.carrier}:{leg.number}",
            recipient=Recipient(**given) if given else None,
            destination=body.destination,
        )
        command, buyer = reading.placing(asked, order)
        booking = Book(label=checked.label, destination=to)
        outcome = asked.desk.orders.track(asked.call, command, buyer, booking)
        return answer(asked, warned(outcome, *checked.warnings))
