"""What a batch of statuses needs, found by number and parcel without looking at all the rest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from waymark_events.ids import OrderId, ShipmentId
from waymark_events.messages.orders import OrderState

from notifier.domain.rows import Row
from notifier.store.documents import Leg


class Gathered:
    """The statuses and rows of a batch's numbers and parcels, kept up while it is planned.

    Each look costs what it finds, however many other parcels the batch speaks of. `orders` are
    those the parcels belong to, as far as they were read.
    """

    def __init__(
        self,
        legs: Mapping[ShipmentId, Leg],
        told: Iterable[Row],
        orders: Mapping[OrderId, OrderState],
    ) -> None:
        self.orders = orders
        self._legs: dict[ShipmentId, Leg] = {}
        self._numbers: dict[str, set[ShipmentId]] = defaultdict(set)
        self._rows: list[Row] = []
        self._places: dict[str | None, list[int]] = defaultdict(list)
        for leg in legs.values():
            self.keep(leg)
        self.add(told)

    def leg(self, shipment: ShipmentId) -> Leg | None:
        """A number's newest status; None when none was read before."""
        return self._legs.get(shipment)

    def keep(self, leg: Leg) -> None:
        """Put a newer status in the place of the one before."""
        before = self._legs.get(leg.shipment_id)
        for parcel in before.parcels if before is not None else ():
            self._numbers[parcel].discard(leg.shipment_id)
        for parcel in leg.parcels:
            self._numbers[parcel].add(leg.shipment_id)
        self._legs[leg.shipment_id] = leg

    def legs_beside(self, leg: Leg) -> list[Leg]:
        """The statuses of all numbers of this one's parcels, its own among them."""
        ids = {number for parcel in leg.parcels for number in self._numbers[parcel]}
        return [self._legs[number] for number in sorted(ids)]

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows in the order in which they were planned."""
        for row in rows:
            for about in {row.about.shipment_id, row.about.parcel_id}:
                self._places[about].append(len(self._rows))
            self._rows.append(row)

    def told(self, leg: Leg) -> list[Row]:
        """The rows about a number or its parcels, in the order in which they were planned."""
        about = (leg.shipment_id, *leg.parcels)
        places = {place for name in about for place in self._places.get(name, ())}
        return [self._rows[place] for place in sorted(places)]
