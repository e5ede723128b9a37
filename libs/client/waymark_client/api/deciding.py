"""`/v1/orders/{order}/…`: what a retailer decides about an order."""

from collections.abc import Mapping, Sequence
from datetime import date

from waymark_client.answers import Written
from waymark_client.bodies import Content, Destination, Line, Money
from waymark_client.calls import Call, place, post, reader

WRITTEN = reader(Written)


def confirm(
    order: str, *, if_version: int | None = None, idempotency_key: str | None = None
) -> Call[Written]:
    """Accept the order."""
    return _deed(order, "confirm", if_version, idempotency_key)


def process(
    order: str, *, if_version: int | None = None, idempotency_key: str | None = None
) -> Call[Written]:
    """Say that the warehouse works on it."""
    return _deed(order, "process", if_version, idempotency_key)


def cancel(
    order: str, *, if_version: int | None = None, idempotency_key: str | None = None
) -> Call[Written]:
    """Cancel the whole order before hand-over; again changes nothing."""
    return _deed(order, "cancel", if_version, idempotency_key)


def amend(
    order: str,
    *,
    lines: Sequence[Line] | None = None,
    destination: Destination | None = None,
    notify: bool | None = None,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Change lines or destination before hand-over, or whether people are told; the rest stays."""
    body = {
        "lines": None if lines is None else tuple(lines),
        "destination": destination,
        "notify": notify,
    }
    return _deed(order, "amend", if_version, idempotency_key, body)


def delay_line(
    order: str,
    line_no: int,
    *,
    until: date | str | None = None,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Say that a line comes later; without a day: not known when."""
    deed = f"lines/{int(line_no)}/delay"
    return _deed(order, deed, if_version, idempotency_key, {"until": until})


def cancel_line(
    order: str,
    line_no: int,
    *,
    quantity: int | None = None,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Cancel pieces of a line that are in no parcel; without a quantity all of them."""
    deed = f"lines/{int(line_no)}/cancel"
    return _deed(order, deed, if_version, idempotency_key, {"quantity": quantity})


def record_return(
    order: str,
    contents: Sequence[Content],
    *,
    parcel_no: int | None = None,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Record that goods are back; with `parcel_no`, those of that return parcel."""
    body = {"contents": tuple(contents), "parcel_no": parcel_no}
    return _deed(order, "returns", if_version, idempotency_key, body)


def record_refund(
    order: str,
    amount: Money,
    *,
    contents: Sequence[Content] | None = None,
    if_version: int | None = None,
    idempotency_key: str | None = None,
) -> Call[Written]:
    """Record a refund. Without contents: for what is lost; with an empty list: goodwill."""
    body = {"amount": amount, "contents": None if contents is None else tuple(contents)}
    return _deed(order, "refunds", if_version, idempotency_key, body)


def _deed(
    order: str,
    deed: str,
    if_version: int | None,
    idempotency_key: str | None,
    body: Mapping[str, object] | None = None,
) -> Call[Written]:
    path = f"{place('orders', order)}/{deed}"
    return post(path, WRITTEN, body, idempotency_key=idempotency_key, if_version=if_version)
