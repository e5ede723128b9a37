"""Rows that another build's fold left: an older one's are folded anew, a newer one's are not taken.

Seen to fail: without the refold the wrong milestone stands; without the check a row of a newer
fold is overwritten.
"""

from collections.abc import Iterator

import msgspec
import pytest
from integration.projection_records import arrived, scanned
from integration.projection_worker import DAY, Projecting, in_order, opened
from kit.databases import Databases
from psycopg import Connection
from psycopg_pool import ConnectionPool
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.vocabulary import Milestone
from waymark_runtime.faults import Outdated
from waymark_runtime.postgres import transaction

pytestmark = pytest.mark.integration
LATER = 4
"""The offset of the day's last fact: the others were folded by the other build."""


@pytest.fixture
def pool(database: Databases) -> Iterator[ConnectionPool]:
    yield from opened(database("projection").worker)


def left_by(pool: ConnectionPool, fold_version: int, milestone: str | None = None) -> Projecting:
    """The day but for its end as that fold left it, with another milestone said if it was wrong."""
    Projecting(pool).take(*in_order(*DAY[:LATER]))
    with transaction(pool) as connection:
        connection.execute("UPDATE shipment SET fold_version = %s", [fold_version])
        if milestone is not None:
            _say_wrongly(connection, milestone)
    return Projecting(pool)


def _say_wrongly(connection: Connection, milestone: str) -> None:
    (document,) = connection.execute("SELECT document FROM shipment").fetchone() or (b"",)
    said = msgspec.json.decode(document, type=ShipmentStatusChanged)
    wrong = msgspec.structs.replace(said.status, milestone=Milestone(milestone))
    connection.execute(
        "UPDATE shipment SET state = '', milestone = %s, document = %s",
        [milestone, msgspec.json.encode(msgspec.structs.replace(said, status=wrong))],
    )


def told(projecting: Projecting) -> list[tuple[int, int, str, str]]:
    """What was said: generation, version, milestone, cause."""
    return [
        (one.generation, one.version, str(one.status.milestone), one.cause)
        for one in projecting.statuses()
    ]


def test_a_difference_is_said_before_what_happened_since(pool: ConnectionPool) -> None:
    """Under the next generation, as a rebuild's; then the new fact, as ever, in it."""
    projecting = left_by(pool, 0, "in_transit")

    projecting.take(arrived(DAY[LATER], LATER))

    assert told(projecting)[LATER:] == [
        (2, 4, "out_for_delivery", "rebuild"),
        (2, 5, "delivered", "scan"),
    ]
    assert projecting.rows("SELECT generation, version, fold_version FROM shipment") == [(2, 5, 1)]


def test_where_nothing_differs_nothing_is_said(pool: ConnectionPool) -> None:
    """The row is this fold's from then on, in its generation."""
    projecting = left_by(pool, 0)

    projecting.take(arrived(DAY[LATER], LATER))

    assert told(projecting)[LATER:] == [(1, 5, "delivered", "scan")]
    assert projecting.rows("SELECT generation, fold_version FROM shipment") == [(1, 1)]


def test_a_repeat_corrects_nothing_and_the_next_fact_does(pool: ConnectionPool) -> None:
    """A row that takes nothing is not written; what it owes is said with the fact that comes."""
    projecting = left_by(pool, 0, "in_transit")
    projecting.take(arrived(DAY[1], LATER))
    assert len(told(projecting)) == LATER

    projecting.take(arrived(DAY[LATER], LATER + 1))

    assert [cause for *_, cause in told(projecting)[LATER:]] == ["rebuild", "scan"]


def test_a_row_of_a_newer_fold_waits_for_its_build(pool: ConnectionPool) -> None:
    """While builds are exchanged the older one takes nothing of it and parks nothing."""
    projecting = left_by(pool, 2)
    before = projecting.everything()

    with pytest.raises(Outdated, match="newer build"):
        projecting.take(arrived(scanned(30), LATER))

    assert projecting.everything() == before
