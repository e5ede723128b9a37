"""Whether an account answers: down after two failures, stopped at a refused login, then healed."""

from datetime import UTC, datetime, timedelta

import pytest
from carrier_ingest.carriers import dhl_parcel_de
from carrier_ingest.carriers.heard import Advice, Trouble
from carrier_ingest.carriers.quota import Quota
from carrier_ingest.domain import health
from carrier_ingest.domain.health import Health, Limits

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
LIMITS = Limits(credentials_version=1)
BUSY = Trouble(advice=Advice.RETRY_LATER, code="http 503", detail="busy")
REFUSED = Trouble(advice=Advice.STOP_ACCOUNT, code="5", detail="login failed", alarm=True)


def fail(state: Health, trouble: Trouble = BUSY, minutes: int = 0) -> Health:
    at = NOW + timedelta(minutes=minutes)
    return health.failed(state, trouble, at, credentials_version=1, scale=1.0)


def test_one_time_out_is_no_outage() -> None:
    """An account is said to be down after two failures in a row."""
    once = fail(Health())
    twice = fail(once, minutes=1)

    assert once.healthy
    assert not twice.healthy
    assert twice.since == NOW + timedelta(minutes=1)


def test_failures_make_pauses_that_grow() -> None:
    """Between failures the account rests, twice as long each time, ten minutes at most."""
    state, pauses = Health(), []
    for _ in range(8):
        state = fail(state)
        assert state.not_before is not None
        pauses.append((state.not_before - NOW).total_seconds())

    assert pauses[:3] == [15, 30, 60]
    assert pauses[-1] == 600
    assert not health.may_ask(state, NOW, LIMITS)


def test_a_refused_login_stops_until_there_are_other_credentials() -> None:
    """Asking on with a wrong password locks the user at the carrier."""
    stopped = fail(Health(), REFUSED)

    assert not stopped.healthy
    assert not health.may_ask(stopped, NOW + timedelta(days=3), LIMITS)
    assert health.may_ask(stopped, NOW + timedelta(days=3), Limits(credentials_version=2))


def test_an_answer_heals() -> None:
    """The first answer makes the account healthy again, since that moment."""
    later = NOW + timedelta(hours=1)

    healed = health.answered(fail(fail(Health())), later)

    assert healed.healthy
    assert healed.since == later
    assert health.may_ask(healed, later, LIMITS)


@pytest.mark.parametrize("per_day", [Quota(requests=2), Quota(numbers=40), Quota(2, 40)])
def test_the_quota_of_a_day_ends_with_the_day(per_day: Quota) -> None:
    """When a day's requests or numbers are used up the account rests until the next day."""
    limits = Limits(credentials_version=1, per_day=per_day)
    once = health.asked(Health(), NOW, 20)
    twice = health.asked(once, NOW, 20)
    tomorrow = NOW + timedelta(days=1)

    assert health.may_ask(once, NOW, limits)
    assert not health.may_ask(twice, NOW, limits)
    assert health.may_ask(twice, tomorrow, limits)
    assert health.left(health.asked(twice, tomorrow, 5), tomorrow, Quota(10, 100)) == Quota(9, 95)


def test_a_number_counts_each_time_it_is_asked_for() -> None:
    """A request costs as many numbers as it names; what would cost more than is left waits."""
    left = Quota(requests=3, numbers=45).without(requests=1, numbers=20)

    assert left == Quota(requests=2, numbers=25)
    assert left.covers(20)
    assert not left.without(requests=1, numbers=20).covers(20)
    assert left.without(requests=1, numbers=20).at_most(20) == 5
    assert not left.without(requests=2, numbers=2).covers(1)
    assert left.without(requests=9, numbers=99) == Quota(requests=0, numbers=0)
    assert Quota().covers(20)


def test_the_quota_of_dhl_is_a_thousand_requests_and_ten_thousand_numbers() -> None:
    """Full requests reach the numbers' limit after half of the requests."""
    polling = dhl_parcel_de.DIALECT.polling
    assert polling is not None
    left, sent = polling.a_day, 0
    while left.covers(20):
        left, sent = left.without(requests=1, numbers=20), sent + 1

    assert sent == 500
    assert left == Quota(requests=500, numbers=0)


def test_a_state_is_published_when_it_changes_or_hourly() -> None:
    """Down is told once, not at every try; an unchanged state is told once an hour."""
    down = health.told(fail(fail(Health())), NOW)

    assert not health.has_to_be_told(fail(down, minutes=5), NOW + timedelta(minutes=5), 3_600)
    assert health.has_to_be_told(down, NOW + timedelta(hours=1), 3_600)
    assert health.has_to_be_told(health.answered(down, NOW), NOW, 3_600)
