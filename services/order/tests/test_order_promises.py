"""When a promise is missed, and which days count."""

from datetime import date

from order.domain.promises import reckon, working_days
from order_given import BERLIN
from waymark_events.values import Span


def test_a_promise_is_missed_at_the_end_of_its_local_day() -> None:
    """29 March 2026 has 23 hours in Berlin; a window ends at its minute; grace is added."""
    day = Span(from_="2026-03-29", to="2026-03-29", precision="day", zone=BERLIN.zone)
    window = Span(
        from_="2026-03-29T10:00", to="2026-03-29T12:00", precision="window", zone=BERLIN.zone
    )

    assert reckon(day, 0).due.isoformat() == "2026-03-29T21:59:59.999999+00:00"
    assert reckon(window, 2).due.isoformat() == "2026-03-29T12:00:00+00:00"


def test_working_days_leave_out_holidays_and_days_without_delivery() -> None:
    """From Thursday before Easter, two to three working days are Wednesday and Thursday."""
    easter = {date(2026, 4, 3), date(2026, 4, 6)}

    span = working_days(date(2026, 4, 2), 2, 3, zone=BERLIN.zone, holidays=easter)

    assert (span.from_, span.to) == ("2026-04-08", "2026-04-09")
