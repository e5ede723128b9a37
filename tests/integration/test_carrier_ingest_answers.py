"""What the poller makes of an answer that leaves something out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from carrier_ingest.app.settling import Answered
from carrier_ingest.carriers.heard import Outcome
from carrier_ingest.domain.plan import Result
from carrier_ingest.store import plans
from integration.carrier_ingest_dhl import CREDENTIALS, Event, Parcels, dhl
from integration.carrier_ingest_polling import Polling, polling
from kit.databases import Databases
from kit.waiting import eventually
from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import transaction

pytestmark = pytest.mark.integration
NUMBER, OTHER = "00340434900000000010", "00340434900000000027"
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
SENT: Event = ("12.03.2026 15:04", "PARCV", "NRQRD", "VA")


@pytest.fixture
def parcels() -> Iterator[Parcels]:
    """A carrier that knows what the test tells it."""
    with dhl() as known:
        yield known


@pytest.fixture
def account(database: Databases, parcels: Parcels) -> Iterator[Polling]:
    """An account with it."""
    urls = database("carrier_ingest")
    with polling(urls, "dhl_parcel_de", parcels.url, CREDENTIALS) as made:
        yield made


def test_a_number_left_out_of_a_good_answer_is_unanswered(
    account: Polling, parcels: Parcels
) -> None:
    """No look is told of it, so nobody judges its silence; it is asked for again, after a pause."""
    parcels.events[NUMBER] = [SENT]
    parcels.left_out = {OTHER}
    account.due(NUMBER, OTHER)

    account.look()

    assert parcels.asked == [(NUMBER, OTHER)]
    assert account.looks() == {account.shipment(NUMBER): "news"}
    assert account.health().healthy
    waiting = account.plan(OTHER)
    assert (waiting.outcome, waiting.misses) == (None, 1)
    assert waiting.due_at is not None
    assert waiting.asked_at is not None
    assert waiting.due_at > waiting.asked_at


def test_a_number_that_was_left_out_keeps_its_last_look(account: Polling, parcels: Parcels) -> None:
    """What the carrier answered before stands as it was told, with the time it was answered."""
    parcels.events = {NUMBER: [SENT], OTHER: [SENT]}
    account.due(NUMBER, OTHER)
    account.look()
    before = account.plan(OTHER)
    parcels.left_out = {OTHER}
    for number in (NUMBER, OTHER):
        account.hurry(number)

    account.look()

    after = account.plan(OTHER)
    assert (after.outcome, after.heard) == (before.outcome, before.heard)
    assert (after.published, after.published_at) == (before.published, before.published_at)
    assert account.looks() == {
        account.shipment(NUMBER): "nothing_new",
        account.shipment(OTHER): "news",
    }


def test_plans_are_held_in_order_whatever_was_answered(account: Polling, parcels: Parcels) -> None:
    """Who is answered and who is left out are held together, as a batch of the plan holds them.

    Seen to fail: holding those that are answered first is a deadlock with such a batch.
    """
    low, high = sorted((NUMBER, OTHER), key=account.shipment)
    parcels.events[high] = [SENT]
    parcels.left_out = {low}
    account.due(low, high)

    with ThreadPoolExecutor() as threads:
        with transaction(account.pool) as batch:
            plans.lock(batch, [account.shipment(low)])
            look = threads.submit(account.look)
            eventually(lambda: is_waited_for(account.pool), within_s=10)
            plans.lock(batch, [account.shipment(high)])
        look.result(10)

    assert account.looks() == {account.shipment(high): "news"}


def is_waited_for(pool: ConnectionPool) -> bool:
    """Whether somebody waits for a lock in this database; a transaction would see it once only."""
    with transaction(pool) as connection:
        return connection.execute(WAITING).fetchone() == (1,)


def test_an_answer_for_a_number_that_was_forgotten_tells_nothing(account: Polling) -> None:
    """Asked before the database was set back behind the booking, answered after it.

    Seen to fail: looks of a retailer without a name went out, and the read model parked them.
    """
    (ours,) = account.poller.accounts()
    heard = Answered([Result(number=NUMBER, outcome=Outcome.NEWS)], unread=[OTHER])

    assert account.settler.settle(ours, datetime.now(UTC), 2, heard)

    assert account.looks() == {}
    assert [account.plan(number).due_at for number in (NUMBER, OTHER)] == [None, None]
