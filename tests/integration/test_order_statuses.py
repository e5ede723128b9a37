"""Statuses move orders on: a batch is one transaction with the position, whatever is in it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from integration.order_rig import SHOP, store_on
from kit.databases import Databases
from order.app.moving import Moving
from order.domain import commands
from order.domain.decide import decide, place
from order.domain.evolve import fold
from order.domain.facts import Label, Line
from order.domain.standing import state_of
from order.inbox.statuses import Inbox
from order.store.beside import Beside
from order.store.orders import Change, OrderStore
from psycopg_pool import ConnectionPool
from waymark_events.codec import encode, envelope
from waymark_events.ids import OrderId, order_id, parcel_id, recipient_id, shipment_id
from waymark_events.messages.statuses import PublicStatus, ShipmentStatusChanged
from waymark_events.topics import Service
from waymark_events.values import BookingRef, Destination, Leg
from waymark_events.vocabulary import Direction, Milestone, Way
from waymark_runtime import positions
from waymark_runtime.consumer import Work
from waymark_runtime.consumer.applying import Applier, by_place
from waymark_runtime.positions import Position
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.records import Arrived
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOPIC = "shipment.status.v1"
CONSUMER = "statuses"


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    return database("order")


@pytest.fixture
def store(urls: DatabaseUrls) -> Iterator[OrderStore]:
    with store_on(urls.worker) as made:
        yield made


@pytest.fixture
def pool(urls: DatabaseUrls) -> Iterator[ConnectionPool]:
    with make_pool(urls.worker, name="statuses") as made:
        with transaction(made) as connection:
            opened = {(TOPIC, 0): Position(0, "cluster", "topic")}
            positions.establish(connection, CONSUMER, opened)
        yield made


def sent_order(store: OrderStore, number: int) -> OrderId:
    """An order of one piece, in a parcel."""
    placing = commands.Place(
        retailer=SHOP,
        order_id=order_id(SHOP, f"SO-{number}"),
        reference=f"SO-{number}",
        destination=Destination(country="DE", zone="Europe/Berlin"),
        placed_at=NOW,
        recipients=(recipient_id(SHOP, "anna"),),
        links=(),
        return_period_days=14,
        lines=(Line(line_no=1, sku="A", title="A", quantity=1),),
    )
    facts = place(None, placing, NOW)
    order = fold(facts)
    assert order is not None
    booking = commands.Book(label=Label(leg=leg_of(number), entered="x", hand_over_by=NOW))
    change = Change.of(None, (*facts, *decide(order, booking, NOW)))
    store.save(change.entries, Beside(at=NOW, due=(change.due,)))
    return order.order_id


def leg_of(number: int) -> Leg:
    shipment = shipment_id(SHOP, "own", f"N{number}")
    return Leg(shipment_id=shipment, carrier="own", number=f"N{number}")


def arrived(offset: int, number: int, milestone: Milestone, version: int) -> Arrived:
    """The status record of an order's parcel."""
    order, leg = order_id(SHOP, f"SO-{number}"), leg_of(number)
    booking = BookingRef(
        order_id=order,
        order_reference=f"SO-{number}",
        parcel_id=parcel_id(order, 1),
        recipients=(),
        direction=Direction.OUTBOUND,
        way=Way.HOME,
    )
    body = ShipmentStatusChanged(
        retailer=SHOP,
        carrier=leg.carrier,
        number=leg.number,
        generation=1,
        version=version,
        status=PublicStatus(
            milestone=milestone, reason="unstated", journey="j", bookings=(booking,)
        ),
        cause="scan",
        caused_by="f",
        known_at=NOW,
    )
    subject = leg.shipment_id
    told = encode(envelope(Service.PROJECTION, f"{subject}:1:{version}", NOW, subject, body))
    return Arrived(TOPIC, 0, offset, NOW, told.key, told.value, told.headers)


def apply(pool: ConnectionPool, store: OrderStore, *records: Arrived, dies: bool = False) -> None:
    inbox = Inbox(Moving(store), lambda: NOW)

    def handler(work: Work) -> None:
        inbox.on_statuses(work)
        if dies:
            raise ConnectionAbortedError

    applier = Applier(
        pool, handler, service="order", consumer=CONSUMER, compacted=frozenset(), known=None
    )
    applier.apply(by_place(records), {})


def states(store: OrderStore, ids: list[OrderId]) -> list[str]:
    return [state_of(order) for order in store.load_many(ids).values()]


def test_a_batch_is_saved_in_one_call(
    urls: DatabaseUrls, store: OrderStore, pool: ConnectionPool
) -> None:
    """Thirty orders, three statuses each: two facts each, all of one transaction."""
    ids = [sent_order(store, number) for number in range(30)]
    way = (Milestone.ACCEPTED, Milestone.IN_TRANSIT, Milestone.DELIVERED)
    records = [
        arrived(0, number, milestone, version)
        for number in range(30)
        for version, milestone in enumerate(way, start=1)
    ]
    batch = [record._replace(offset=offset) for offset, record in enumerate(records)]

    apply(pool, store, *batch)

    assert states(store, ids) == ["delivered"] * 30
    with psycopg.connect(urls.owner) as owner:
        row = owner.execute(
            "SELECT count(*), count(DISTINCT xmin::text) FROM order_events"
            " WHERE topic = 'order.parcel_moved.v1'"
        ).fetchone()
    assert row == (60, 1)


def test_a_batch_that_dies_leaves_nothing_and_is_applied_again(
    store: OrderStore, pool: ConnectionPool
) -> None:
    """Facts and position commit together: once more is once."""
    ids = [sent_order(store, 1)]
    record = arrived(0, 1, Milestone.DELIVERED, 3)

    with pytest.raises(ConnectionAbortedError):
        apply(pool, store, record, dies=True)
    assert states(store, ids) == ["placed"]
    apply(pool, store, record)
    apply(pool, store, record)

    order = store.load(ids[0])
    assert order is not None
    assert (state_of(order), order.version) == ("delivered", 3)


def test_an_older_status_that_comes_again_moves_nothing(
    store: OrderStore, pool: ConnectionPool
) -> None:
    """`1 3 2` is never applied: the highest (generation, version) stands."""
    ids = [sent_order(store, 1)]
    apply(pool, store, arrived(0, 1, Milestone.DELIVERED, 3))
    apply(pool, store, arrived(1, 1, Milestone.IN_TRANSIT, 2))

    assert states(store, ids) == ["delivered"]


def test_a_status_of_an_unknown_order_moves_nothing(
    store: OrderStore, pool: ConnectionPool
) -> None:
    """It is applied, moves nothing, and the position goes on."""
    ids = [sent_order(store, 1)]

    apply(pool, store, arrived(0, 99, Milestone.DELIVERED, 1))
    apply(pool, store, arrived(1, 1, Milestone.DELIVERED, 1))

    assert states(store, ids) == ["delivered"]
