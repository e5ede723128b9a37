"""Whether an account answers: down after two failures, stopped at a refused login, then healed."""

from datetime import UTC, datetime, timedelta

from carrier_ingest.carriers.heard import Advice, Trouble
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


def test_the_quota_of_a_day_ends_with_the_day() -> None:
    """When a day's requests are used up the account rests until the next day."""
    limits = Limits(credentials_version=1, requests_per_day=2)
    state = health.asked(health.asked(Health(), NOW), NOW)

    assert not health.may_ask(state, NOW, limits)
    assert health.may_ask(state, NOW + timedelta(days=1), limits)


def test_a_state_is_published_when_it_changes_or_hourly() -> None:
    """Down is told once, not at every try; an unchanged state is told once an hour."""
    down = health.told(fail(fail(Health())), NOW)

    assert not health.has_to_be_told(fail(down, minutes=5), NOW + timedelta(minutes=5), 3_600)
    assert health.has_to_be_told(down, NOW + timedelta(hours=1), 3_600)
    assert health.has_to_be_told(health.answered(down, NOW), NOW, 3_600)
