"""`/v1/orders/…/parcels`: book, book again, promise, take back."""

from collections.abc import Sequence
from datetime import datetime

from waymark_events.vocabulary import Direction, Way

from waymark_client.answers import Written
from waymark_client.api.deciding import WRITTEN
from waymark_client.bodies import Content, Destination, Promise, Services, promise_body
from waymark_client.calls import Call, place, post
from waymark_client.methods import Method, Part, Side


def book(
    order: str,
    number: str | None = None,
    *,
    carrier: str | None = None,
    carrier_account: str | None = None,
    hand_over_by: datetime | None = None,
    contents: Sequence[Content] | None = None,
    direction: Direction | None = None,
    way: Way | None = None,
    services: Services | None = None,
    destination: Destination | None = None,
    promise: Promise | None = None,
    replaces: int | None = None,
    returns: int | None = None,
    notify: bool | None = None,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Book a parcel: to send, to replace a lost one (`replaces`), or to come back (`returns`).

    Without a carrier it is told by the number; `own` and `store` need no number. Without
    contents: all that is still open, lost or delivered, as fits. `notify`: whether people are told
    of it; left out, as of its order.
    """
    body = {
        "number": number,
        "carrier": carrier,
        "carrier_account": carrier_account,
        "hand_over_by": hand_over_by,
        "contents": None if contents is None else tuple(contents),
        "direction": direction,
        "way": way,
        "services": services,
        "destination": destination,
        "promise": None if promise is None else promise_body(promise),
        "replaces": replaces,
        "returns": returns,
        "notify": notify,
    }
    path = place("orders", order, "parcels")
    return post(path, WRITTEN, body, if_version=if_version, idempotency_key=idempotency_key)


def rebook(
    order: str,
    parcel_no: int,
    number: str | None = None,
    *,
    carrier: str | None = None,
    carrier_account: str | None = None,
    hand_over_by: datetime | None = None,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Give a parcel another tracking number, such as one that was mistyped."""
    body = {
        "number": number,
        "carrier": carrier,
        "carrier_account": carrier_account,
        "hand_over_by": hand_over_by,
    }
    path = place("orders", order, "parcels", int(parcel_no), "rebook")
    return post(path, WRITTEN, body, if_version=if_version, idempotency_key=idempotency_key)


def change_promise(
    order: str,
    parcel_no: int,
    promise: Promise,
    *,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Promise another day."""
    path = place("orders", order, "parcels", int(parcel_no), "promise")
    call = post(path, WRITTEN, {}, if_version=if_version, idempotency_key=idempotency_key)
    return call.saying(promise_body(promise))


def cancel(
    order: str,
    parcel_no: int,
    *,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Take a parcel back before the carrier has it; its pieces are open again."""
    path = place("orders", order, "parcels", int(parcel_no), "cancel")
    return post(path, WRITTEN, if_version=if_version, idempotency_key=idempotency_key)


class Parcels(Part[Side]):
    """Parcels of an order, by the order's id and the parcel's number in it."""

    book = Method(book)
    rebook = Method(rebook)
    change_promise = Method(change_promise)
    cancel = Method(cancel)
