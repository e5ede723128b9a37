"""The test carrier on a real database: each look once, whoever looks, whatever dies."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from carrier_ingest.app.adding import Accounts
from carrier_ingest.app.playing import Player
from carrier_ingest.app.wanted import Wanted
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.domain.plan import Plan, Play
from carrier_ingest.store import plans, queue
from carrier_ingest.store.accounts import find
from kit.databases import Databases
from msgspec.structs import replace
from psycopg_pool import ConnectionPool
from waymark_events.codec import Envelope, decode
from waymark_events.ids import RetailerId, ShipmentId, for_tests, shipment_id
from waymark_events.messages.carriers import CarrierLooked, PayloadReceived
from waymark_runtime.faults import Refused
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.seal import Seal

pytestmark = pytest.mark.integration
BEGUN = datetime(2026, 3, 12, 9, tzinfo=UTC)
LENGTH = timedelta(seconds=60)
LIVE = RetailerId("nordlicht")
SHOP = for_tests(LIVE)


class Stage:
    """Numbers that are booked, an hour to turn, and what was committed to go out."""

    def __init__(self, pool: ConnectionPool) -> None:
        self.pool = pool
        self.now = BEGUN
        self.player = Player(pool, LENGTH, lambda: self.now)

    def book(self, *numbers: str, retailer: RetailerId = SHOP, **more: Any) -> None:
        """Plan them as a booking does."""
        given: dict[str, Any] = {"orders": ("o",), "play": Play(begun_at=BEGUN, zone="UTC")}
        given |= {"carrier": "test"} | more
        for number in numbers:
            plan = Plan(retailer=retailer, number=number, due_at=BEGUN, **given)
            shipment = shipment_id(retailer, plan.carrier, number)
            with transaction(self.pool) as connection:
                plans.lock(connection, [shipment])
                plans.save(connection, {shipment: plan})

    def at(self, seconds: float) -> None:
        """Play what is due so long after the booking."""
        self.now = BEGUN + timedelta(seconds=seconds)
        self.player.step()

    def plan(self, number: str, retailer: RetailerId = SHOP) -> Plan:
        """What is planned for a number now."""
        shipment = shipment_of(number, retailer)
        with transaction(self.pool) as connection:
            return plans.lock(connection, [shipment])[shipment]

    def said(self) -> list[Any]:
        """The bodies that wait to be published, in order."""
        with transaction(self.pool) as connection:
            entries = queue.waiting(connection, 1_000)
        waiting = [message for entry in entries for message in entry.messages]
        read = [decode(one.key, one.value, one.headers) for one in waiting]
        return [one.body for one in read if isinstance(one, Envelope)]

    def payloads(self, number: str) -> list[int]:
        """How many scans each history of a number held, in order."""
        bodies = [one for one in self.said() if isinstance(one, PayloadReceived)]
        return [one.body.count(b'"code"') for one in bodies if one.asked == (number,)]


def shipment_of(number: str, retailer: RetailerId = SHOP) -> ShipmentId:
    return shipment_id(retailer, "test", number)


@pytest.fixture
def stage(database: Databases) -> Iterator[Stage]:
    with make_pool(database("carrier_ingest").worker, name="test") as pool:
        yield Stage(pool)


def test_a_journey_is_looked_at_step_by_step_to_its_end(stage: Stage) -> None:
    """Raw histories and looks, each at its time; then nothing is due, and it may be booked anew."""
    stage.book("TEST-LOST")
    for second in (0, 5, 9, 21, 36, 54, 300):
        stage.at(second)

    assert stage.payloads("TEST-LOST") == [1, 2, 3, 4, 5]
    looks = [one for one in stage.said() if isinstance(one, CarrierLooked)]
    assert [one.outcome for one in looks] == ["news"] * 5
    assert looks[0].next_look_at == BEGUN + timedelta(seconds=9)
    assert looks[-1].next_look_at is None
    plan = stage.plan("TEST-LOST")
    assert (plan.due_at, plan.play) == (None, None)


def test_whoever_was_away_says_all_that_was_said_meanwhile(stage: Stage) -> None:
    """A worker that comes back after the journey tells it whole, in one history."""
    stage.book("TEST-LOST")

    stage.at(1_000)

    assert stage.payloads("TEST-LOST") == [5]


def test_a_look_without_news_is_told_too(stage: Stage) -> None:
    """Whether a parcel is silent rests on who was asked, and when."""
    stage.book("TEST-SILENT")
    for second in (0, 3, 15, 24):
        stage.at(second)

    looks = [one for one in stage.said() if isinstance(one, CarrierLooked)]
    assert [one.outcome for one in looks] == ["news", "news", "nothing_new", "nothing_new"]


def test_two_instances_play_each_look_once(stage: Stage) -> None:
    """Whoever looks holds the rows, and the other passes them by."""
    numbers = [f"TEST-DELIVERED-{n}" for n in range(150)]
    stage.book(*numbers)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: stage.player.step(), range(4)))

    assert all(stage.payloads(number) == [1] for number in numbers)


def test_a_process_that_dies_in_a_look_leaves_it_to_the_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it was committed; the next one says the same, once."""
    stage.book("TEST-LOST")

    def dies(*_: object) -> None:
        raise ConnectionAbortedError

    with monkeypatch.context() as dying:
        dying.setattr(plans, "save", dies)
        with pytest.raises(ConnectionAbortedError):
            stage.player.step()
    assert stage.said() == []

    stage.at(0)
    stage.at(0)

    assert stage.payloads("TEST-LOST") == [1]


def test_a_live_account_asks_for_no_number_of_the_test_mode(stage: Stage) -> None:
    """Accounts are a retailer's own, and a test mode can be given none."""
    accounts = Accounts(stage.pool, DIALECTS, Seal(bytes(32)))
    wanted = Wanted(retailer=LIVE, account="ups-main", dialect="ups")
    accounts.add(wanted)
    for retailer in (LIVE, SHOP):
        stage.book("1ZWMK42E0300000008", retailer=retailer, carrier="ups")

    with transaction(stage.pool) as connection:
        account = find(connection, LIVE, "ups-main")
        assert account is not None
        assert len(plans.due(connection, account, stage.now, 10)) == 1
    for more, says in (({"retailer": SHOP}, "is a test mode"), ({"dialect": "test"}, "no account")):
        with pytest.raises(Refused, match=says):
            accounts.add(replace(wanted, **more))


def test_nobody_but_a_test_mode_has_anything_played(stage: Stage) -> None:
    """Should such a number ever be planned for a live retailer, it is put aside unplayed."""
    stage.book("TEST-LOST", retailer=LIVE)
    stage.book("TEST-LATE", orders=())

    stage.at(60)

    assert stage.said() == []
    assert stage.plan("TEST-LOST", LIVE).due_at is None
    assert stage.plan("TEST-LATE").due_at is None
