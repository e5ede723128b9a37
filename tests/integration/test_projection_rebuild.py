"""The read model built anew from a real log, compared with the live one and put in."""

from collections.abc import Iterator

import pytest
from integration.projection_rebuilding import ORDERS, Model, schemas
from integration.projection_records import booked, leg, placed, scanned
from integration.projection_worker import DAY, Projecting
from kit.broker import Broker
from kit.databases import Databases
from projection.store import shadow
from waymark_events.vocabulary import Kind
from waymark_runtime.faults import Halted
from waymark_runtime.postgres import make_pool

pytestmark = pytest.mark.integration
OTHER = "1Z999AA10123456784"
LATE = [scanned(hour, number=OTHER) for hour in range(1, 70)]


@pytest.fixture
def model(broker: Broker, database: Databases) -> Iterator[Model]:
    """Two parcels, one with more facts than its row names, one of them said twice; an order."""
    broker.create_topics("shipment.events.v1", "order.events.v1")
    urls = database("projection")
    with make_pool(urls.worker, name="live") as pool:
        made = Model(broker, urls, Projecting(pool))
        made.say(placed(leg()), *DAY, DAY[2], booked(number=OTHER), *reversed(LATE))
        made.catch_up()
        yield made


def test_a_rebuild_of_what_is_right_changes_nothing_and_says_nothing(model: Model) -> None:
    """Every row stands byte for byte, nothing waits to go out, and the shadow is gone."""
    before = model.rows()
    waiting = len(model.projecting.waiting())

    report = model.rebuilt()

    assert (report.shipments, report.alike, report.changed, report.mended) == (2, 2, 0, 0)
    assert report.facts == 6 + 70
    assert model.rows() == before
    assert len(model.projecting.waiting()) == waiting
    assert schemas(model.urls) == ["public"]


def test_what_was_lost_or_wrong_is_mended_and_said_under_the_next_generation(model: Model) -> None:
    """A status that was wrong is said once more, its cause a rebuild; the rest in silence."""
    before = model.rows()
    model.do("DELETE FROM fact WHERE ctid IN (SELECT ctid FROM fact LIMIT 3)")
    model.do("DELETE FROM fact_index")
    model.do("UPDATE order_view SET state = 'cancelled'")
    model.do("DELETE FROM link")
    model.do("UPDATE shipment SET seen = '' WHERE number = %s", [OTHER])
    model.do(
        "UPDATE shipment SET milestone = 'lost', document = %s WHERE number = %s",
        [_as_lost(model), NUMBER],
    )

    report = model.rebuilt()

    assert (report.changed, report.mended, report.facts_mended) == (1, 1, 3)
    assert (report.orders_mended, report.links_mended) == (1, 1)
    (message,) = [one for one in model.projecting.statuses() if one.cause == "rebuild"]
    assert (message.generation, message.version) == (2, 5)
    assert message.status.milestone == "delivered"
    assert [row[:7] for row in model.rows()] == [row[:7] for row in before]


def test_a_comparison_names_the_differences_and_changes_nothing(model: Model) -> None:
    """Who changed the fold sees first whom it would touch."""
    model.do("UPDATE shipment SET document = %s WHERE number = %s", [_as_lost(model), NUMBER])
    before = model.rows()

    report = model.rebuilt(exchanges=False)

    (difference,) = report.differences
    assert (difference.number, difference.generation) == (NUMBER, 2)
    assert difference.was is not None
    assert (difference.was.milestone, difference.now.milestone) == ("lost", "delivered")
    assert model.rows() == before


def test_what_comes_while_it_builds_is_in_both(model: Model) -> None:
    """The live model goes on meanwhile; the exchange is at one position, and nothing is lost.

    What the projector remembers of the rows before is void: the next fact is of generation 2.
    """
    model.do("UPDATE shipment SET document = %s WHERE number = %s", [_as_lost(model), NUMBER])
    with model.rebuild() as (rebuild, _):
        rebuild.build()
        model.say(scanned(71, number=OTHER))
        model.catch_up()
        report = rebuild.exchange(exchanges=True)
    model.say(scanned(24, kind=Kind.CORRECTION), scanned(72, number=OTHER))
    model.catch_up()

    assert (report.changed, report.mended) == (1, 0)
    (last,) = [
        one for one in model.projecting.statuses() if (one.number, one.version) == (NUMBER, 6)
    ]
    assert (last.generation, last.status.milestone) == (2, "out_for_delivery")
    rows = "SELECT version, generation FROM shipment ORDER BY version"
    assert model.projecting.rows(rows) == [(6, 2), (72, 1)]


def test_a_row_that_was_lost_comes_back_above_what_was_said(model: Model) -> None:
    """The kept changes tell how far it had come; a shipment nobody knows of is taken out."""
    model.do(
        "INSERT INTO status_change SELECT partition, 0, retailer, id, 3, 5, updated_at, document"
        " FROM shipment WHERE number = %s",
        [NUMBER],
    )
    model.do("DELETE FROM shipment WHERE number = %s", [NUMBER])
    model.do("INSERT INTO shipment_key (id) VALUES (%s)", [STRANGER])
    model.do(
        "INSERT INTO shipment SELECT k.no, k.id, retailer, carrier, 'X', partition, version,"
        " generation, fold_version, state, seen, milestone, flags, orders, order_references,"
        " order_versions, document, updated_at, check_at FROM shipment, shipment_key k"
        " WHERE k.id = %s",
        [STRANGER],
    )

    report = model.rebuilt()

    assert (report.changed, report.vanished) == (1, [STRANGER])
    rows = model.projecting.rows("SELECT number, generation FROM shipment ORDER BY no")
    assert rows == [(NUMBER, 4), (OTHER, 1)]


def test_another_log_or_one_that_lost_its_beginning_is_refused(model: Model) -> None:
    """Nothing is thrown away for a log that cannot give it back."""
    before = model.rows()
    with model.rebuild() as (rebuild, _):
        model.do("UPDATE position SET topic_id = 'another' WHERE topic = 'shipment.events.v1'")
        with pytest.raises(Halted, match="another log"):
            rebuild.build()
    with model.rebuild() as (rebuild, _):
        model.do("UPDATE position SET consumer = 'gone' WHERE consumer = %s", [ORDERS])
        with pytest.raises(Halted, match=r"\[0\] was never opened by order"):
            rebuild.build()
        model.do("UPDATE position SET consumer = %s WHERE consumer = 'gone'", [ORDERS])
    with model.rebuild() as (rebuild, _):
        model.broker.truncate("shipment.events.v1", 1)
        with pytest.raises(Halted, match=r"begins at 1: what came before is not in the log"):
            rebuild.build()

    with (
        shadow.hold(model.urls.owner),
        pytest.raises(shadow.BusyError),
        shadow.hold(model.urls.owner),
    ):
        raise AssertionError

    assert model.rows() == before


NUMBER = DAY[0].body.number  # type: ignore[attr-defined]  # a booking's
STRANGER = "00000000-0000-5000-8000-000000000000"


def _as_lost(model: Model) -> bytes:
    """The document of the first parcel as an older fold might have had it."""
    ((document,),) = model.projecting.rows(
        "SELECT document FROM shipment WHERE number = %s", [NUMBER]
    )
    return bytes(document).replace(b'"milestone":"delivered"', b'"milestone":"lost"')
