"""How an endpoint is after its tries, to the instant; and who is asked for how much."""

from datetime import timedelta
from uuid import UUID

import pytest
from notifier.domain.webhooks.health import FAILING, PATIENCE, Health, after, verdict
from notifier.domain.webhooks.pace import Answer, wait_asked_for
from notifier.domain.webhooks.sharing import Waiting, share
from notifier_given import NOW

FAILED = Answer(duration_ms=5, status=503)
MINUTE = timedelta(minutes=1)


def test_patience_ends_to_the_instant() -> None:
    """Five days after the first failure in a row, and not a moment sooner."""
    sick = Health(failing_since=NOW, failures=20)

    assert verdict(sick, FAILED, NOW + PATIENCE) == FAILING
    assert verdict(sick, FAILED, NOW + PATIENCE - timedelta(microseconds=1)) is None
    assert verdict(Health(), FAILED, NOW) is None


def test_an_endpoint_rests_as_long_as_it_asks_or_as_its_failures_call_for() -> None:
    """Whichever is longer; a first failure that asks for nothing calls for no rest."""
    asks = Answer(duration_ms=5, status=429, retry_after=MINUTE)

    assert after(Health(), FAILED, NOW).not_before is None
    assert after(Health(), asks, NOW).not_before == NOW + MINUTE
    assert after(Health(failures=4), FAILED, NOW).not_before == NOW + timedelta(seconds=4)
    assert after(Health(failures=4), asks, NOW).not_before == NOW + MINUTE


def test_a_rest_that_was_asked_for_is_not_forgotten_by_a_failure_that_asks_for_none() -> None:
    """Another delivery's answer, which came meanwhile, shortens nothing."""
    resting = Health(failing_since=NOW, failures=1, not_before=NOW + MINUTE)

    assert after(resting, FAILED, NOW).not_before == NOW + MINUTE


@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0000"])
def test_a_date_of_retry_after_may_leave_its_zone_open(zone: str) -> None:
    """Mail's dates have a way to say no zone: it is taken for UTC."""
    assert wait_asked_for(f"Tue, 10 Mar 2026 09:01:00 {zone}", NOW) == MINUTE


def test_a_date_of_retry_after_is_read_in_its_zone() -> None:
    """Who writes local time gets what it means."""
    assert wait_asked_for("Tue, 10 Mar 2026 10:01:00 +0100", NOW) == MINUTE


def hook(number: int, *, failing: bool = False) -> Waiting:
    return Waiting(endpoint=UUID(int=number), in_flight=0, failing=failing)


def test_one_that_fails_is_still_asked() -> None:
    """Else nobody would notice that it is back."""
    given = share([hook(1, failing=True), hook(2)], 4, 2)

    assert given == {UUID(int=1): 1, UUID(int=2): 3}


def test_those_that_fail_take_no_more_than_their_part() -> None:
    """Whoever waits longest of them comes first."""
    given = share([hook(1, failing=True), hook(2, failing=True), hook(3)], 4, 1)

    assert given == {UUID(int=1): 1, UUID(int=3): 3}
