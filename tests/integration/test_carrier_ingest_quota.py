"""The quota of a day: what a carrier counts is counted, and nothing is asked beyond it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.domain.health import Health
from integration.carrier_ingest_dhl import CREDENTIALS, Parcels, dhl
from integration.carrier_ingest_polling import NO_QUOTA, Polling, polling
from kit.databases import Databases

pytestmark = pytest.mark.integration
NUMBERS = [f"003404349000000{n:05d}" for n in range(50)]


@pytest.fixture
def parcels() -> Iterator[Parcels]:
    """A carrier that knows no number yet."""
    with dhl() as known:
        yield known


@pytest.fixture
def account(
    request: pytest.FixtureRequest, database: Databases, parcels: Parcels
) -> Iterator[Polling]:
    """An account with the quota that the test names, and fifty numbers due."""
    urls, per_day = database("carrier_ingest"), getattr(request, "param", NO_QUOTA)
    with polling(urls, "dhl_parcel_de", parcels.url, CREDENTIALS, per_day) as made:
        made.due(*NUMBERS)
        yield made


@pytest.mark.parametrize(
    ("account", "asked"),
    [
        (Quota(requests=100, numbers=25), [20, 5]),
        (Quota(requests=100, numbers=40), [20, 20]),
        (Quota(requests=1, numbers=1_000), [20]),
        (NO_QUOTA, [20, 20, 10]),
    ],
    indirect=["account"],
)
def test_no_account_asks_beyond_its_quota(
    account: Polling, parcels: Parcels, asked: list[int]
) -> None:
    """Neither a request nor a number more than the day allows, within a look and after it."""
    account.look()
    account.look()

    assert [len(numbers) for numbers in parcels.asked] == asked
    state = account.health()
    assert (state.requests, state.numbers) == (len(asked), sum(asked))
    assert state.healthy


def test_an_account_without_a_quota_of_its_own_has_the_carriers(
    account: Polling, parcels: Parcels
) -> None:
    """Ten thousand numbers a day at DHL; yesterday's do not count."""
    today = datetime.now(UTC).date()
    account.fares(Health(day=str(today), requests=500, numbers=9_988))
    account.look()
    account.look()
    account.fares(Health(day=str(today - timedelta(days=1)), requests=999, numbers=10_000))
    account.look()

    assert [len(numbers) for numbers in parcels.asked] == [12, 20, 18]


def test_a_question_that_was_not_answered_counts(account: Polling, parcels: Parcels) -> None:
    """The carrier counts what it refuses or fails to answer as well."""
    parcels.down = True

    account.look()

    state = account.health()
    assert (state.requests, state.numbers, state.failures) == (1, 20, 1)
