"""Items of a batch or an import become what is wanted; one that cannot be read is denied alone."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from waymark_runtime.faults import Denied

from order.app.many import Placing, Tracking, Wanted
from order.domain.repeating import UNLESS_UNSAID
from order.requests import reading
from order.requests.asking import Asking
from order.requests.bodies import Body, OrderBody
from order.requests.parcel_bodies import ShipmentBody
from order.requests.tracking import tracking

B = TypeVar("B", bound=Body)
_SAID_BY_US: Final = "Value error, "
"""How pydantic begins a sentence of ours."""
Read = Callable[[Asking, Any], Wanted]
"""Reads an item: a JSON value, or the bytes of one."""


def order(asking: Asking, item: Any) -> Wanted:
    """An order to place, by the body of `POST /v1/orders`."""
    try:
        body = _read(OrderBody, item)
        command, buyer = reading.placing(asking, body)
    except Denied as no:
        return no
    said = {name for name in UNLESS_UNSAID if getattr(body, name) is not None}
    if asking.notify:
        said.add("notify")
    return Placing(command=command, buyer=buyer, said=frozenset(said))


def shipment(asking: Asking, item: Any) -> Wanted:
    """A parcel to track, by the body of `POST /v1/shipments`."""
    try:
        wanted = tracking(asking, _read(ShipmentBody, item))
    except Denied as no:
        return no
    return Tracking(
        command=wanted.command,
        buyer=wanted.buyer,
        booking=wanted.booking,
        warnings=wanted.warnings,
    )


def _read(kind: type[B], item: Any) -> B:
    try:
        if isinstance(item, bytes):
            return kind.model_validate_json(item)
        return kind.model_validate(item)
    except ValidationError as wrong:
        raise Denied(
            422, "invalid", "the item does not fit; see errors", errors=_errors(wrong)
        ) from None


def _errors(wrong: ValidationError) -> list[Mapping[str, str]]:
    """Each field by its path, such as `lines.0.quantity`. What was sent is not echoed."""
    listed = wrong.errors(include_url=False, include_context=False, include_input=False)
    return [
        {
            "field": ".".join(str(part) for part in one["loc"]),
            "detail": one["msg"].removeprefix(_SAID_BY_US),
        }
        for one in listed
    ]
