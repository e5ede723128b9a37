"""The order as a write answers it: as of the version the write made, contacts as they are now."""

from collections.abc import Sequence
from typing import Final

import msgspec
from fastapi import Response
from msgspec.structs import asdict
from waymark_events.ids import OrderId, ShipmentId, public
from waymark_events.links import token
from waymark_events.messages.orders import LinkGrant
from waymark_events.messages.people import ContactSet
from waymark_events.numbers import tracking_url
from waymark_events.values import Leg
from waymark_runtime.http.describing import ProblemDetails
from waymark_runtime.http.problems import problem_document

from order.api.desk import Asked, Desk
from order.api.documents import (
    BatchDocument,
    BatchItem,
    ContactDocument,
    ContactFields,
    ItemResult,
    LegDocument,
    OrderDocument,
    ParcelDocument,
    RecipientDocument,
    ShipmentDocument,
)
from order.app.calls import Outcome
from order.app.many import Result
from order.domain.order import Order, Parcel
from order.domain.standing import public_state

_ENCODE: Final = msgspec.json.Encoder().encode


def answer(asked: Asked, outcome: Outcome) -> Response:
    """The whole resource with its version as ETag."""
    order, desk = outcome.order, asked.desk
    contacts = desk.people.contacts(order.retailer, order.recipients)
    document = OrderDocument(
        id=public("ord", order.order_id),
        version=order.version,
        updated_at=order.last_at,
        order=public_state(order),
        parcels=tuple(_parcel(order, parcel) for parcel in order.parcels),
        recipients=tuple(
            _recipient(desk, order, link, contacts.get(link.recipient_id)) for link in order.links
        ),
        shipment=None if outcome.shipment is None else _shipment(desk, order, outcome.shipment),
        warnings=outcome.warnings,
    )
    headers = {
        "ETag": f'"{order.version}"',
        "Cache-Control": "no-store",
        "Location": f"/v1/orders/{document.id}",
    }
    return Response(_ENCODE(document), outcome.status, headers, media_type="application/json")


def contact_answer(contact: ContactSet) -> Response:
    """A contact as it is kept now."""
    document = ContactDocument(id=public("rcp", contact.recipient_id), **asdict(_fields(contact)))
    headers = {"ETag": f'"{contact.version}"', "Cache-Control": "no-store"}
    return Response(_ENCODE(document), 200, headers, media_type="application/json")


def batch_answer(desk: Desk, results: Sequence[Result]) -> Response:
    """A result for each item; 200 whatever became of them."""
    items = [
        BatchItem(index=no, **asdict(item_result(desk, one))) for no, one in enumerate(results)
    ]
    document = BatchDocument(
        items=tuple(items),
        made=sum(one.status == 201 for one in items),
        unchanged=sum(one.status == 200 for one in items),
        refused=sum(one.problem is not None for one in items),
    )
    headers = {"Cache-Control": "no-store"}
    return Response(_ENCODE(document), 200, headers, media_type="application/json")


def item_result(desk: Desk, result: Result) -> ItemResult:
    """What became of one of many."""
    denial, shipment = result.denial, result.shipment
    return ItemResult(
        status=result.status,
        id=None if result.order_id is None else public("ord", result.order_id),
        version=result.version,
        reference=result.reference,
        shipment_id=None if shipment is None else public("shp", shipment),
        tracking_url=_page_of(desk, result),
        warnings=result.warnings,
        problem=None
        if denial is None
        else msgspec.convert(
            problem_document(result.status, denial.code, denial.detail, denial.errors),
            ProblemDetails,
        ),
    )


def page_url(desk: Desk, order: OrderId, link: LinkGrant) -> str | None:
    """The tracking page of a link; None when its key is not configured any more."""
    key = desk.link_keys.get(link.kid)
    if key is None:
        return None
    text = token(key, order, link.recipient_id, link.role, link.link_version)
    return f"{desk.public_url}/t/{text}"


def _page_of(desk: Desk, result: Result) -> str | None:
    if result.order_id is None or result.link is None:
        return None
    return page_url(desk, result.order_id, result.link)


def _recipient(
    desk: Desk, order: Order, link: LinkGrant, contact: ContactSet | None
) -> RecipientDocument:
    return RecipientDocument(
        id=public("rcp", link.recipient_id),
        role=link.role,
        tracking_url=page_url(desk, order.order_id, link),
        contact=None if contact is None else _fields(contact),
    )


def _fields(contact: ContactSet) -> ContactFields:
    return ContactFields(**{name: getattr(contact, name) for name in _SAID})


def _parcel(order: Order, parcel: Parcel) -> ParcelDocument:
    return ParcelDocument(
        id=public("par", order.parcel_id(parcel.parcel_no)),
        parcel_no=parcel.parcel_no,
        legs=tuple(_leg(label.leg) for label in parcel.labels),
        cancelled=parcel.cancelled,
    )


def _leg(leg: Leg) -> LegDocument:
    return LegDocument(
        id=public("shp", leg.shipment_id),
        carrier=leg.carrier,
        number=leg.number,
        carrier_url=tracking_url(leg.carrier, leg.number),
    )


def _shipment(desk: Desk, order: Order, shipment: ShipmentId) -> ShipmentDocument:
    """The number this write was about, with the page to send people to."""
    legs = (label.leg for parcel in order.parcels for label in parcel.labels)
    leg = next(leg for leg in legs if leg.shipment_id == shipment)
    page = page_url(desk, order.order_id, order.links[0]) if order.links else None
    return ShipmentDocument(**asdict(_leg(leg)), tracking_url=page)


_SAID: Final = ContactFields.__struct_fields__
