"""A delay is told when the day told last is no longer true by a day or more, and not for ever."""

import pytest
from notifier.domain.triggers import State
from notifier_given import Ledger, estimated, promised, status
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_events.vocabulary import Flag

MON, TUE, WED, THU, FRI = (f"2026-03-{day}" for day in (16, 17, 18, 19, 20))
LATE = (Flag.LATE,)


def coming(
    day: str | None, hours: float = 0, milestone: str = "in_transit"
) -> ShipmentStatusChanged:
    return status(milestone, hours, estimate=estimated(day))


def delays(ledger: Ledger) -> list[str]:
    return [line.split()[1] for line in ledger.says() if line.startswith("delayed")]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ([TUE], []),
        ([TUE, TUE], []),
        ([TUE, MON], []),
        ([TUE, WED], [WED]),
        ([TUE, WED, WED], [WED]),
        ([TUE, WED, TUE, WED], [WED]),
        ([TUE, WED, THU], [WED, THU]),
        ([MON, TUE, WED, THU, FRI], [TUE, WED, THU]),
    ],
)
def test_a_day_that_is_no_longer_true_is_told(days: list[str], told: list[str]) -> None:
    """The day of the first message counts, then that of each delay; at most three a journey."""
    statuses = [coming(day, hours) for hours, day in enumerate(days)]

    assert delays(Ledger().told(*statuses)) == told


def test_the_promise_is_the_day_told_first() -> None:
    """Before anything was told, the retailer's own promise is what people believe."""
    announced = coming(WED, milestone="announced")

    assert delays(Ledger(first_day=TUE).told(announced)) == [WED]
    assert delays(Ledger(first_day=WED).told(announced)) == []
    assert delays(Ledger().told(announced)) == []


def test_other_hours_of_the_same_day_are_no_delay() -> None:
    """A window that moves within its day is told by the page alone."""
    assert delays(Ledger(first_day=TUE).told(coming(TUE), coming(TUE, 2))) == []


def test_a_missed_promise_without_a_new_day_is_told_once() -> None:
    """Nobody knows when it comes: that is said once, and the new day as soon as there is one."""
    missed = status("in_transit", 240, promise=promised(MON), flags=LATE)
    ledger = Ledger(first_day=MON).told(status("in_transit", promise=promised(MON)))

    ledger.told(missed, missed, coming("2026-03-25", 250))

    assert delays(ledger) == ["unknown", "2026-03-25"]


@pytest.mark.parametrize(
    "milestone", ["out_for_delivery", "attempt_failed", "available_for_pickup", "delivered", "lost"]
)
def test_a_parcel_that_came_so_far_is_not_called_delayed(milestone: str) -> None:
    """Once it is on the vehicle or further, its own message says what is so."""
    assert delays(Ledger(first_day=MON).told(coming(WED, milestone=milestone))) == []


def test_a_delay_that_never_went_out_does_not_count() -> None:
    """The limit is on what people were told; what was suppressed is told when it is so again."""
    ledger = Ledger(first_day=MON).told(status("in_transit"))
    ledger.after(coming(WED, 1)).ended(State.SUPPRESSED, "no_longer_true")
    ledger.after(coming(WED, 2)).ended(State.SENT)

    assert delays(ledger) == [WED, f"{WED}+1"]


def test_a_new_journey_has_three_delays_of_its_own() -> None:
    """What was told of an earlier journey neither counts nor names a day here."""
    days = enumerate([MON, TUE, WED, THU, FRI])
    ledger = Ledger(first_day=FRI).told(*(coming(day, hours) for hours, day in days))
    new = status("announced", 900, journey="j-2", estimate=estimated("2026-05-01"))

    assert len(delays(ledger)) == 3
    assert len(delays(ledger.told(new))) == 4
