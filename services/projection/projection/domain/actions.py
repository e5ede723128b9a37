"""What somebody has to do now, from the table and what the scans told."""

from functools import lru_cache

from waymark_events.values import Action, Where
from waymark_events.vocabulary import Deed, Direction, Milestone, Party, Way

from projection.domain.duties import ROWS, Row
from projection.domain.state import State


def action_of(state: State) -> Action | None:
    """The action of the present milestone; None when nobody must act, or nothing is booked."""
    bookings = state.booked.bookings
    if not bookings:
        return None
    course, services = state.course, state.booked.services
    row = duty(
        course.milestone,
        course.reason,
        "cash" if services.cash_on_delivery is not None else "",
        "id" if services.age_check is not None or services.identity_check else "",
        bookings[-1].direction,
        bookings[-1].way,
        "never_seen" if state.watch.unseen_booking and not course.seen else "",
    )
    return _detailed(state, row) if row.what else None


@lru_cache(maxsize=4096)
def duty(  # noqa: PLR0917 (the table's columns, in its order)
    milestone: Milestone,
    reason: str,
    cash: str,
    identity: str,
    direction: Direction,
    way: Way,
    flag: str,
) -> Row:
    """The first row of the table that fits; the last row fits everything."""
    services = {cash, identity}
    return next(
        row
        for row in ROWS
        if row.milestone in {"*", milestone}
        and _fits(row.reason, reason)
        and (row.service == "*" or row.service in services)
        and row.direction in {"*", direction}
        and row.way in {"*", way}
        and row.flag in {"*", flag}
    )


def _fits(pattern: str, reason: str) -> bool:
    if pattern.endswith(".*"):
        return reason.startswith(pattern[:-1])
    return pattern in {"*", reason}


def _detailed(state: State, row: Row) -> Action:
    course, what = state.course, Deed(row.what)
    amount = None
    if what == Deed.PAY_DUTIES:
        amount = course.duties
    elif what == Deed.HAVE_CASH_READY:
        amount = state.booked.services.cash_on_delivery
    collects = what == Deed.COLLECT
    return Action(
        by=Party(row.by),
        what=what,
        until=course.until if collects else None,
        where=_where(state) if collects else None,
        amount=amount,
    )


def _where(state: State) -> Where | None:
    place = state.course.place
    name = place and (place.name or place.city)
    return Where(name=name) if name else None
