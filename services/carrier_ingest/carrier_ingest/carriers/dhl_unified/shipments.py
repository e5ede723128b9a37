"""One shipment, heard alike from a push and from a poll."""

from collections.abc import Iterator

from waymark_events.vocabulary import LinkKind, Milestone

from carrier_ingest.carriers.dhl_unified.events import Parcel, notes, read_events, statements
from carrier_ingest.carriers.dhl_unified.forecast import estimate
from carrier_ingest.carriers.dhl_unified.moments import moment_of, when, whereabouts
from carrier_ingest.carriers.dhl_unified.services import carrier_of
from carrier_ingest.carriers.dialect import Conventions
from carrier_ingest.carriers.heard import Heard, Linked, Proof, Statement
from carrier_ingest.carriers.reading import child, flag, text, tracking_number
from carrier_ingest.carriers.timeline import ended, newest


def heard_shipment(parcel: Parcel, shipment: object, conventions: Conventions) -> Heard:
    """Its events, forecast, proof and pieces; of people's names only who took it."""
    zone = conventions.zone
    events, unreadable = read_events(shipment, parcel.service, zone)
    said = list(statements(parcel, shipment, events))
    planned = None if ended(said) else estimate(parcel, shipment, said, zone)
    proof = _proof(parcel, shipment, newest(said, Milestone.DELIVERED), zone)
    lost = f"{unreadable} events of {parcel.number} have no readable timestamp"
    return Heard(
        statements=tuple(said),
        estimates=(planned,) if planned else (),
        notes=tuple(notes(events, said, _taker(shipment))),
        proofs=(proof,) if proof else (),
        links=tuple(_links(parcel, shipment)),
        problems=(lost,) if unreadable else (),
    )


def pieces(carrier: str, shipment: object) -> Iterator[str]:
    """The numbers of the parcels that a shipment holds."""
    listed = child(child(shipment, "details"), "pieceIds")
    for one in listed if isinstance(listed, list) else [listed]:
        number = tracking_number(carrier, one) if isinstance(one, str) else None
        if number is not None:
            yield number


def _taker(shipment: object) -> str:
    signed = child(child(child(shipment, "details"), "proofOfDelivery"), "signed")
    if isinstance(signed, str):
        return text({"name": signed}, "name")
    parts = (text(signed, "givenName"), text(signed, "familyName"))
    return text(signed, "name") or " ".join(filter(None, parts))


def _proof(
    parcel: Parcel, shipment: object, delivery: Statement | None, account_zone: str | None
) -> Proof | None:
    """That there is one. The addresses of its pictures open for whoever has them: not kept."""
    details = child(shipment, "details")
    shown = child(details, "proofOfDelivery")
    signed = text(shown, "signatureUrl") or flag(details, "proofOfDeliverySignedAvailable")
    means = (
        *(("signature",) if signed or _taker(shipment) else ()),
        *(("document",) if text(shown, "documentUrl") else ()),
    )
    moment = moment_of(text(shown, "timestamp"))
    if delivery is None or not (means or moment):
        return None
    where = whereabouts(child(child(shipment, "destination"), "address"), account_zone)
    return Proof(
        carrier=parcel.carrier,
        number=parcel.number,
        means=means,
        when=when(moment, where) if moment else None,
        scan_id=delivery.scan_id,
    )


def _links(parcel: Parcel, shipment: object) -> Iterator[Linked]:
    """Each parcel is a piece of the shipment; so is one that was asked for and answered by it.

    The division's way to write numbers decides which are the same one.
    """
    own = carrier_of(parcel.service)
    whole = tracking_number(own, text(shipment, "id")) or parcel.number
    for number in dict.fromkeys((*pieces(parcel.carrier, shipment), parcel.number)):
        if tracking_number(own, number) != whole:
            yield Linked(
                carrier=parcel.carrier,
                number=number,
                successor_carrier=parcel.carrier,
                successor=whole,
                kind=LinkKind.PIECE,
            )
