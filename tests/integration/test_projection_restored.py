"""A read model that was set back, or is new, says nothing again that was said before."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from integration.projection_records import NUMBER, arrived, booked, leg, placed, scanned
from integration.projection_service import Running, service
from integration.projection_worker import DAY, Projecting, in_order, opened
from kit.broker import Broker
from kit.databases import Databases
from kit.restoring import Dumps
from kit.waiting import eventually
from msgspec.structs import replace
from projection.app.restoring import Restoring
from projection.app.saying import message_of
from projection.main import MIGRATIONS
from psycopg import connect
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.topics.names import SHIPMENT_STATUS
from waymark_events.vocabulary import Milestone
from waymark_runtime.migrations import migrate, role_of
from waymark_runtime.reader import LogReader
from waymark_runtime.records import Arrived
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
OTHER = "1Z999AA10123456784"
SHIPMENTS = (
    "SELECT id, retailer, carrier, number, partition, version, generation, fold_version, state,"
    " seen, milestone, flags, orders, order_references, order_versions, document FROM shipment"
)
FACTS = 'SELECT partition, "offset", ce_id, type, known_at, value FROM fact'
ORDERS = "SELECT id, version, state, document FROM order_view"
CHANGES = (
    'SELECT partition, "offset", shipment_id, generation, version, document FROM status_change'
)
Service = tuple[Running, Dumps, DatabaseUrls]


@pytest.fixture
def running(broker: Broker, database: Databases, tmp_path: Path) -> Iterator[Service]:
    urls = database("projection")
    given = cast(Databases, lambda _: urls)
    with service(broker, given, tmp_path, ("worker",)) as made:
        made.add_retailer()
        yield made, database.dumps("projection", urls), urls


def test_what_was_said_since_the_dump_is_not_said_again(running: Service) -> None:
    """Under a running worker: the rows come back, the topic stays, and what is new goes on."""
    made, dumps, urls = running
    made.tell("shipment.events.v1", *DAY[:3])
    eventually(lambda: len(_said(made)) == 3)
    dump = dumps.take()
    made.tell("order.events.v1", placed(leg()))
    made.tell("shipment.events.v1", *DAY[3:], booked(number=OTHER), scanned(2, number=OTHER))
    eventually(lambda: len(_said(made)) == 7 and _is_kept(urls, 7))
    wanted = _rows(urls)

    dumps.put_in_place(dump)

    eventually(lambda: _rows(urls) == wanted, within_s=40)
    eventually(lambda: _count(urls, "SELECT count(*) FROM said") == 0)
    assert _count(urls, "SELECT sum(said) FROM partition_clock") == 0
    made.tell("shipment.events.v1", scanned(9, "out_for_delivery", number=OTHER))
    eventually(lambda: len(_said(made)) == 8)
    assert {generation for generation, _ in _places(made)} == {1}
    _one_content_an_id(made)


def test_a_new_database_on_old_topics_says_nothing_again(running: Service) -> None:
    """All is read from the beginning; nothing goes out until there is something new."""
    made, dumps, urls = running
    made.tell("order.events.v1", placed(leg()))
    made.tell("shipment.events.v1", *DAY, booked(number=OTHER), scanned(2, number=OTHER))
    eventually(lambda: len(_said(made)) == 7 and _is_kept(urls, 7))
    wanted = _rows(urls)
    records = _ids(made)

    dumps.put_in_place(None)
    migrate(
        urls.owner,
        [MIGRATIONS],
        worker_role=role_of(urls.worker),
        web_role=role_of(urls.web),
    )

    eventually(lambda: _rows(urls) == wanted, within_s=40)
    assert _ids(made) == records


def test_what_comes_out_differently_is_said_under_the_next_generation(database: Databases) -> None:
    """Nobody is written to about it; what is new after it is said as ever."""
    first, second = in_order(*DAY[:4]), in_order(*DAY)[4:]
    for pool in opened(database("projection").worker):
        told = Projecting(pool)
        told.take(*first)
        wrong = _as_lost(told.statuses()[-1])
    for pool in opened(database("projection").worker):
        projecting = Projecting(pool)
        Restoring(pool, "projector")(cast(LogReader, None), [[wrong]])

        projecting.take(*first)
        projecting.take(*second)

        said = [(one.generation, one.version, one.cause) for one in projecting.statuses()]
        assert said == [(2, 4, "rebuild"), (2, 5, "scan")]
        assert projecting.rows("SELECT generation, version, milestone FROM shipment") == [
            (2, 5, "delivered")
        ]
        assert projecting.rows("SELECT * FROM said") == []


def test_a_row_that_says_another_thing_than_was_said_is_said_at_once(database: Databases) -> None:
    """A dump in which a fold was wrong that was right when it said so, or the other way round."""
    for pool in opened(database("projection").worker):
        projecting = Projecting(pool)
        projecting.take(*in_order(*DAY))
        right = projecting.statuses()
        wrong = _as_lost(right[-1])

        Restoring(pool, "projector")(cast(LogReader, None), [[wrong]])

        anew = projecting.statuses()[len(right) :]
        assert [(one.generation, one.version, one.cause) for one in anew] == [(2, 5, "rebuild")]
        assert anew[0].status == right[-1].status
        Restoring(pool, "projector")(cast(LogReader, None), [[_record(anew[0], 6)]])
        assert len(projecting.statuses()) == len(right) + 1


def test_a_row_that_an_older_fold_left_does_not_contradict_what_was_said(
    database: Databases,
) -> None:
    """It is folded anew with its next fact, and until then what was said stands."""
    for pool in opened(database("projection").worker):
        projecting = Projecting(pool)
        projecting.take(*in_order(*DAY[:4]))
        right = projecting.statuses()
        projecting.rows("UPDATE shipment SET fold_version = 0 RETURNING 1")

        Restoring(pool, "projector")(cast(LogReader, None), [[_as_lost(right[-1])]])

        assert projecting.statuses() == right
        assert projecting.rows("SELECT generation FROM shipment") == [(1,)]


def _as_lost(said: ShipmentStatusChanged) -> Arrived:
    return _record(replace(said, status=replace(said.status, milestone=Milestone.LOST)), 5)


def _record(said: ShipmentStatusChanged, offset: int) -> Arrived:
    name = leg(NUMBER).shipment_id
    return arrived(message_of(name, said, said.known_at), offset, topic=SHIPMENT_STATUS)


def _rows(urls: DatabaseUrls) -> list[list[tuple[Any, ...]]]:
    with connect(urls.worker) as worker:
        queries = (SHIPMENTS, FACTS, ORDERS, CHANGES)
        return [sorted(worker.execute(query), key=repr) for query in queries]


def _count(urls: DatabaseUrls, query: str) -> object:
    with connect(urls.worker) as worker:
        row = worker.execute(query.encode()).fetchone()
        return row and row[0]


def _is_kept(urls: DatabaseUrls, changes: int) -> bool:
    """All groups have read what there is."""
    kept = _count(urls, "SELECT count(*) FROM status_change") == changes
    return kept and _count(urls, "SELECT count(*) FROM order_view") == 1


def _ids(made: Running) -> list[bytes]:
    return [dict(one.headers)["ce_id"] for one in made.broker.consume_all(SHIPMENT_STATUS)]


def _said(made: Running) -> set[bytes]:
    return set(_ids(made))


def _places(made: Running) -> list[tuple[int, int]]:
    parts = [name.decode().rsplit(":", 2) for name in _ids(made)]
    return [(int(generation), int(version)) for _, generation, version in parts]


def _one_content_an_id(made: Running) -> None:
    contents: dict[bytes, set[Any]] = defaultdict(set)
    for one in made.broker.consume_all(SHIPMENT_STATUS):
        contents[dict(one.headers)["ce_id"]].add((one.key, one.value, tuple(one.headers)))
    assert {len(found) for found in contents.values()} == {1}
