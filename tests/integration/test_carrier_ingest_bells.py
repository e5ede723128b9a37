"""A push that only rings has its parcel asked for at once."""

from datetime import timedelta

import msgspec
import pytest
from carrier_ingest.domain.plan import Plan
from carrier_ingest.store import plans
from integration.carrier_ingest_normalising import NOON, Normalising, add_bring, bell
from kit.databases import Databases
from waymark_events.ids import RetailerId, shipment_id
from waymark_runtime.postgres import make_pool, transaction

pytestmark = pytest.mark.integration
RUNG, OTHER = "370730000000000015", "370730000000000039"


def test_who_is_rung_for_is_due_at_once_and_nobody_else(database: Databases) -> None:
    """The scan itself comes by the poll; a number that ended, or that nobody booked, is not asked.

    Seen to fail: without `_ring` the number is asked for tomorrow.
    """
    body = msgspec.json.encode({"package": RUNG, "status": "READY_FOR_PICKUP"})
    unknown = msgspec.json.encode({"package": "370730000000000053", "status": "DELIVERED"})
    tomorrow = NOON + timedelta(days=1)
    with make_pool(database("carrier_ingest").worker, name="test") as pool:
        add_bring(pool)
        ids = {one: shipment_id(RetailerId("nordlicht"), "bring", one) for one in (RUNG, OTHER)}
        plan = Plan(retailer="nordlicht", carrier="bring", due_at=tomorrow)
        with transaction(pool) as connection:
            plans.lock(connection, ids.values())
            planned = {ids[n]: msgspec.structs.replace(plan, number=n) for n in ids}
            plans.save(connection, planned)

        Normalising(pool).take([bell(0, body), bell(1, unknown)])

        with transaction(pool) as connection:
            kept = plans.lock(connection, ids.values())
    assert kept[ids[RUNG]].due_at == NOON + timedelta(minutes=1)
    assert kept[ids[OTHER]].due_at == tomorrow
