"""The planner: bookings and statuses to the polling plan, one transaction a batch."""

from collections.abc import Container, Sequence

from msgspec import Struct, structs
from waymark_events.ids import ShipmentId
from waymark_events.messages.shipments import ShipmentBooked
from waymark_events.numbers import TEST
from waymark_runtime.consumer import Work
from waymark_runtime.records import Arrived

from carrier_ingest.domain import looking
from carrier_ingest.domain.plan import Change, Plan, changed
from carrier_ingest.store import accounts, plans


class Learned(Struct, frozen=True):
    """Something that changes a plan, and the record that carried it."""

    record: Arrived
    shipment: ShipmentId
    change: Change


class Planner:
    """Keeps the plan. `scale` below 1 plays a day in minutes."""

    def __init__(self, scale: float) -> None:
        self._scale = scale

    def take(self, work: Work, learned: Sequence[Learned]) -> None:
        """Apply what was learned, in order, in one query and one update."""
        if not learned:
            return
        pushing = accounts.pushing(work.connection)
        planned = plans.lock(work.connection, {one.shipment for one in learned})
        for one in learned:
            planned[one.shipment] = self._after(planned[one.shipment], one, pushing)
        plans.save(work.connection, planned)

    def _after(self, plan: Plan, one: Learned, pushing: Container[tuple[str, str]]) -> Plan:
        at = one.record.appended_at
        after = changed(plan, one.change, at, one.shipment)
        if after.carrier == TEST:
            return after  # a booking begins its journey, which has its own times
        if isinstance(one.change, ShipmentBooked) and looking.is_wanted(after):
            return after
        rarely = (after.retailer, after.carrier) in pushing
        due = looking.hurried(after, at, rarely=rarely, scale=self._scale)
        return structs.replace(after, due_at=due)
