"""The order as a write answers it: as of the version the write made, contacts as they are now."""

from typing import Any

import msgspec
from fastapi import Response
from msgspec.structs import asdict
from waymark_events.ids import public
from waymark_events.links import token
from waymark_events.messages.orders import LinkGrant
from waymark_events.messages.people import ContactSet
from waymark_events.numbers import tracking_url
from waymark_events.values import Leg

from order.api.desk import Asked
from order.app.calls import Outcome
from order.domain.order import Order
from order.domain.standing import public_state

_UNSAID = ("retailer", "recipient_id", "version")
_ENCODER = msgspec.json.Encoder()


def answer(asked: Asked, outcome: Outcome) -> Response:
    """The whole resource with its version as ETag."""
    order = outcome.order
    contacts = asked.desk.people.contacts(order.retailer, order.recipients)
    document: dict[str, Any] = {
        "id": public("ord", order.order_id),
        "version": order.version,
        "updated_at": order.last_at,
        "order": public_state(order),
        "parcels": [_parcel(order, parcel.parcel_no) for parcel in order.parcels],
        "recipients": [
            _recipient(asked, order, link, contacts.get(link.recipient_id)) for link in order.links
        ],
    }
    if outcome.shipment is not None:
        document["shipment"] = _shipment(asked, order, outcome.shipment)
    if outcome.warnings:
        document["warnings"] = list(outcome.warnings)
    headers = {
        "ETag": f'"{order.version}"',
        "Cache-Control": "no-store",
        "Location": f"/v1/orders/{document['id']}",
    }
    body = _ENCODER.encode(document)
    return Response(body, outcome.status, headers, media_type="application/json")


def contact_answer(contact: ContactSet) -> Response:
    """A contact as it is kept now."""
    document = {"id": public("rcp", contact.recipient_id), **_said(contact)}
    headers = {"ETag": f'"{contact.version}"', "Cache-Control": "no-store"}
    return Response(_ENCODER.encode(document), 200, headers, media_type="application/json")


def page_url(asked: Asked, order: Order, link: LinkGrant) -> str | None:
    """The tracking page of a link; None when its key is not configured any more."""
    key = asked.desk.link_keys.get(link.kid)
    if key is None:
        return None
    text = token(key, order.order_id, link.recipient_id, link.role, link.link_version)
    return f"{asked.desk.public_url}/t/{text}"


def _recipient(
    asked: Asked, order: Order, link: LinkGrant, contact: ContactSet | None
) -> dict[str, Any]:
    return {
        "id": public("rcp", link.recipient_id),
        "role": link.role,
        "tracking_url": page_url(asked, order, link),
        "contact": None if contact is None else _said(contact),
    }


def _parcel(order: Order, parcel_no: int) -> dict[str, Any]:
    parcel = order.parcels[parcel_no - 1]
    return {
        "id": public("par", order.parcel_id(parcel_no)),
        "parcel_no": parcel_no,
        "legs": [_leg(label.leg) for label in parcel.labels],
        "cancelled": parcel.cancelled,
    }


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "id": public("shp", leg.shipment_id),
        "carrier": leg.carrier,
        "number": leg.number,
        "carrier_url": tracking_url(leg.carrier, leg.number),
    }


def _shipment(asked: Asked, order: Order, shipment: str) -> dict[str, Any]:
    """The number this write was about, with the page to send people to."""
    legs = (label.leg for parcel in order.parcels for label in parcel.labels)
    leg = next(leg for leg in legs if leg.shipment_id == shipment)
    page = page_url(asked, order, order.links[0]) if order.links else None
    return {**_leg(leg), "tracking_url": page}


def _said(contact: ContactSet) -> dict[str, Any]:
    return {name: said for name, said in asdict(contact).items() if name not in _UNSAID}
