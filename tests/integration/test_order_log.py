"""The log on a real database: nothing missed, nothing doubled, nothing half written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from integration.order_rig import SHOP, store_on
from kit.databases import Databases
from order.app.completing import Completing
from order.domain import commands
from order.domain.decide import decide, place
from order.domain.evolve import fold
from order.domain.facts import Fact, Label, Line
from order.domain.standing import state_of
from order.outbox import Telling
from order.store.beside import Answered, Beside
from order.store.orders import Change, OrderStore, OvertakenError
from order.store.rows import Rows
from waymark_events.ids import OrderId, order_id, recipient_id, shipment_id
from waymark_events.values import Destination, Leg
from waymark_events.vocabulary import Milestone
from waymark_runtime.postgres import make_pool
from waymark_runtime.relay import LogSource
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRITERS = 8
EACH = 40


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    return database("order")


@pytest.fixture
def store(urls: DatabaseUrls) -> Iterator[OrderStore]:
    with store_on(urls.worker) as made:
        yield made


def placed(reference: str) -> tuple[Fact, ...]:
    command = commands.Place(
        retailer=SHOP,
        order_id=order_id(SHOP, reference),
        reference=reference,
        destination=Destination(country="DE", zone="Europe/Berlin"),
        placed_at=NOW,
        recipients=(recipient_id(SHOP, "anna"),),
        links=(),
        return_period_days=0,
        lines=(Line(line_no=1, sku="A", title="A", quantity=1),),
    )
    return place(None, command, NOW)


def save(store: OrderStore, change: Change, **beside: object) -> OrderId:
    rows = Beside(at=NOW, retailer=SHOP, due=(change.due,), **beside)  # type: ignore[arg-type]
    store.save(change.entries, rows)
    return change.after.order_id


def test_a_follower_of_the_log_misses_nothing(urls: DatabaseUrls, store: OrderStore) -> None:
    """Eight writers at once, one reader tailing: every fact is read once, none appears late.

    Seen to fail: without the log's lock the reader passes over what becomes visible late.
    """
    with make_pool(urls.worker, name="tail") as pool, ThreadPoolExecutor(WRITERS) as writers:
        telling = Telling(store.recorder, Rows(pool), b"k" * 16)
        writing = [writers.submit(_write, store, writer) for writer in range(WRITERS)]
        read: list[int] = []
        with pool.connection() as connection:
            while True:
                done = all(one.done() for one in writing)
                page = telling.read(connection, read[-1] if read else 0, 50)
                read += [entry.number for entry in page]
                if done and not page:
                    break
    for one in writing:
        one.result()

    with psycopg.connect(urls.owner) as owner:
        stored = owner.execute("SELECT notification_id FROM order_events ORDER BY 1").fetchall()
    assert read == [number for (number,) in stored]
    assert len(read) == WRITERS * EACH


def test_a_relay_that_dies_repeats_and_never_skips(urls: DatabaseUrls, store: OrderStore) -> None:
    """What was sent but not marked is sent again with the same ids and bytes."""
    for number in range(5):
        save(store, Change.of(None, placed(f"SO-{number}")))
    with make_pool(urls.worker, name="relay") as pool:
        telling = Telling(store.recorder, Rows(pool), b"k" * 16)
        source = LogSource("order", pool, telling.read)
        first = source.pending(3)
        again = source.pending(3)
        source.published(first[:2])
        after = source.pending(10)

    assert again == first
    assert after[0] == first[2]
    assert len(after) == 3


def test_of_two_writers_one_is_overtaken(store: OrderStore) -> None:
    """A decision on what is no longer so is refused by the database, rows and all."""
    order = save(store, Change.of(None, placed("SO-1")))
    before = store.load(order)
    assert before is not None
    confirmed = Change.of(before, decide(before, commands.Confirm(), NOW))
    save(store, confirmed)

    with pytest.raises(OvertakenError):
        save(store, Change.of(before, decide(before, commands.Process(), NOW)))

    after = store.load(order)
    assert after is not None
    assert (after.version, after.stage) == (2, "confirmed")


def test_events_rows_and_answer_commit_together(urls: DatabaseUrls, store: OrderStore) -> None:
    """An Idempotency-Key that was answered stops a second deed, with all it would have stored."""
    first, second = Change.of(None, placed("SO-1")), Change.of(None, placed("SO-2"))
    save(store, first, answered=_answered(first))

    with pytest.raises(OvertakenError):
        save(store, second, answered=_answered(second))

    assert store.load(second.after.order_id) is None
    with psycopg.connect(urls.owner) as owner:
        owner.execute("SELECT set_config('app.retailer', %s, true)", [SHOP])
        count = owner.execute("SELECT count(*) FROM order_events").fetchone()
    assert count == (1,)


def test_facts_cannot_be_changed(urls: DatabaseUrls, store: OrderStore) -> None:
    """Not by the programs, not by whoever may migrate."""
    save(store, Change.of(None, placed("SO-1")))

    for url in (urls.web, urls.worker, urls.owner):
        for deed in ("UPDATE order_events SET state = ''", "DELETE FROM order_events"):
            with psycopg.connect(url) as connection, pytest.raises(psycopg.Error):
                connection.execute(deed)


def test_a_fact_too_large_to_send_is_not_stored(store: OrderStore) -> None:
    """256 KiB are the most; the database refuses what code would let through."""
    large = StoredEvent(uuid4(), 1, "order.placed.v1", b" " * 262_145)

    with pytest.raises(Exception, match="order_events_state_check"):
        store.recorder.insert_events([large])


def test_many_orders_are_read_in_one_call(store: OrderStore) -> None:
    """Unknown ones are absent, each known one is whole."""
    ids = [save(store, Change.of(None, placed(f"SO-{number}"))) for number in range(3)]

    found = store.load_many([*ids, order_id(SHOP, "never")])

    assert set(found) == set(ids)
    assert found[ids[0]] == store.load(ids[0]) == fold(placed("SO-0"))


def test_orders_complete_when_they_fall_due(urls: DatabaseUrls, store: OrderStore) -> None:
    """The timer completes what is due, once, and not a second before."""
    order = save(store, Change.of(None, placed("SO-1")))
    leg = Leg(shipment_id=shipment_id(SHOP, "own", "1"), carrier="own", number="1")
    label = Label(leg=leg, entered="1", hand_over_by=NOW)
    arrived = commands.Move(
        shipment_id=leg.shipment_id,
        generation=1,
        status_version=1,
        milestone=Milestone.DELIVERED,
        happened_at=NOW,
    )
    for command in (commands.Book(label=label), arrived):
        before = store.load(order)
        assert before is not None
        save(store, Change.of(before, decide(before, command, NOW)))

    with make_pool(urls.worker, name="timer") as pool:
        completing = Completing(store, Rows(pool))
        completed = [completing.step(NOW + timedelta(seconds=after)) for after in (-1, 0, 1)]

    assert completed == [0, 1, 0]
    after = store.load(order)
    assert after is not None
    assert state_of(after) == "completed"


def _write(store: OrderStore, writer: int) -> None:
    for number in range(EACH):
        save(store, Change.of(None, placed(f"SO-{writer}-{number}")))


def _answered(change: Change) -> Answered:
    order = change.after
    return Answered(
        key="k-1", request=b"r", status=201, order_id=order.order_id, version=order.version
    )
