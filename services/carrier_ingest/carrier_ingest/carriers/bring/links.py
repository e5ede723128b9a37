"""The other numbers of a parcel: the one before it was labelled anew, and its shipment's."""

from collections.abc import Iterator

from waymark_events.vocabulary import LinkKind

from carrier_ingest.carriers.bring.events import CARRIER
from carrier_ingest.carriers.heard import Linked
from carrier_ingest.carriers.reading import text, tracking_number


def links(
    package: str | None, former_package: str, shipment: str, former_shipment: str
) -> Iterator[Linked]:
    """Relabelled numbers lead to the new one; a parcel is a piece of its shipment."""
    whole = tracking_number(CARRIER, shipment)
    pairs = (
        (tracking_number(CARRIER, former_package), package, LinkKind.RELABEL),
        (tracking_number(CARRIER, former_shipment), whole, LinkKind.RELABEL),
        (package, whole, LinkKind.PIECE),
    )
    for number, successor, kind in pairs:
        if number and successor and number != successor:
            yield Linked(
                carrier=CARRIER,
                number=number,
                successor_carrier=CARRIER,
                successor=successor,
                kind=kind,
            )


def of_answer(package: str | None, shipment_node: object, package_node: object) -> Iterator[Linked]:
    """The links that a poll tells."""
    return links(
        package,
        text(package_node, "previousPackageNumber"),
        text(shipment_node, "consignmentId"),
        text(shipment_node, "previousConsignmentId"),
    )
