"""What the projector keeps in memory between batches, on a real PostgreSQL."""

from uuid import uuid4

import pytest
from integration.projection_records import (
    arrived,
    booked,
    scanned,
    shipment_of,
)
from integration.projection_worker import DAY, Projecting, in_order
from projection.app.hot import Hot
from projection.app.projecting import Projector
from psycopg_pool import ConnectionPool
from waymark_runtime.faults import TransientFault

pytestmark = pytest.mark.integration


def test_what_one_owner_keeps_in_memory_is_void_once_another_moved_on(
    projecting: Projecting,
) -> None:
    """A partition goes away and comes back: the shipment is read anew, not remembered.

    Seen to fail: trusting what was kept whatever the position loses the other owner's fact.
    """
    other = Projecting(projecting.pool)
    first, second, third, fourth, last = in_order(*DAY)

    projecting.take(first, second)
    other.take(third)
    projecting.take(fourth)
    other.take(last)

    assert [one.version for one in projecting.statuses()] == [1, 2, 3, 4, 5]
    assert projecting.rows("SELECT version, milestone FROM shipment") == [(5, "delivered")]
    assert projecting.rows("SELECT count(*) FROM fact") == [(5,)]


def test_what_is_kept_in_memory_is_bounded(projection_pool: ConnectionPool) -> None:
    """The longest untouched goes first; it is read again when it is spoken of."""
    hot = Hot(most=1)
    projecting = Projecting(projection_pool, projector=Projector(hot))
    numbers = ("1Z999AA10123456784", "1ZK7R24W0310048711", "1Z999AA10123456784")

    projecting.take(*in_order(*(booked(number) for number in numbers[:2])))
    projecting.take(arrived(scanned(1, number=numbers[0]), 2))

    assert hot.count == 1
    assert projecting.rows("SELECT version FROM shipment ORDER BY no") == [(2,), (1,)]


def test_what_is_remembered_of_a_lost_commit_is_never_written(projecting: Projecting) -> None:
    """A crashed server may give a surrogate to another shipment; then the row is read anew.

    Seen to fail: an update by the surrogate alone writes into the other shipment's row.
    """
    first, second, *_ = in_order(*DAY)
    projecting.take(first)
    renamed = "UPDATE shipment SET id = %s WHERE id = %s RETURNING version"
    other = uuid4()
    projecting.rows(renamed, [other, shipment_of()])

    with pytest.raises(TransientFault):
        projecting.take(second)

    assert projecting.rows(renamed, [shipment_of(), other]) == [(1,)]
    projecting.take(second)
    assert projecting.rows("SELECT version FROM shipment") == [(2,)]
