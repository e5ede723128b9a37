"""The timeline by example (docs/fold.md, 10), and what the fast path takes and declines."""

from projection.domain import EMPTY, fold, pack, step, timeline
from projection_facts import at, booking, correction, estimate, promise, scan


def test_a_late_scan_is_filed_at_its_own_time_and_marked() -> None:
    """Accepted on day 0 but heard of on day 3: below what happened later, and said so."""
    moving = scan(at(1), "in_transit", ce_id="moving")
    late = scan(at(), "accepted", ce_id="late", known=at(3))

    entries = timeline([late, moving]).journeys[0].entries

    assert [(e.ce_id, e.learned_late) for e in entries] == [("moving", False), ("late", True)]


def test_as_of_shows_what_was_known_then() -> None:
    """Before we learned of the withdrawal, the delivery stood."""
    facts = [scan(at(), "delivered", scan_id="S"), correction(at(2), "S")]

    then, now = timeline(facts, as_of=at(1)), timeline(facts)

    assert then.journeys[0].milestone == "delivered"
    assert then.journeys[0].entries[0].withdrawn_by is None
    assert now.journeys[0].milestone == "unknown"
    assert [entry.kind for entry in now.journeys[0].entries] == ["correction", "event"]
    assert now.journeys[0].entries[1].withdrawn_at == at(2)


def test_revisions_of_promise_and_estimate_stand_in_the_order_they_were_said() -> None:
    """Promised the 3rd, moved to the 5th on the 2nd: both stand, each with its instant."""
    facts = [
        promise(at(1), "2026-03-05", due=at(4)),
        promise(at(), "2026-03-03", due=at(2)),
        estimate(at(1), "2026-03-05"),
    ]

    (journey,) = timeline(facts).journeys

    assert [(r.span and r.span.to, r.observed_at) for r in journey.promises] == [
        ("2026-03-03", at()),
        ("2026-03-05", at(1)),
    ]
    assert [entry.kind for entry in journey.entries].count("promise") == 2


def test_an_event_after_the_end_is_marked() -> None:
    """Delivered, then scanned in a depot: the line stands, marked, and the end holds."""
    facts = [scan(at(), "delivered"), scan(at(1), "in_transit", ce_id="odd")]

    (journey,) = timeline(facts).journeys

    assert [(entry.ce_id == "odd", entry.after_end) for entry in journey.entries] == [
        (True, True),
        (False, False),
    ]


def test_a_plain_history_never_needs_the_slow_path() -> None:
    """Booked, promised, announced, carried, delivered: every fact in order is one cheap step.

    The scans are named here: a name in a hundred is taken for a known one, and costs a look.
    """
    facts = [
        booking(at(-0.5), at(-1)),
        promise(at(-0.4), "2026-03-05", due=at(4)),
        *(scan(at(hours=hour), "in_transit", scan_id=f"way {hour}") for hour in range(30)),
        estimate(at(1), "2026-03-05"),
        scan(at(2), "out_for_delivery", scan_id="out"),
        scan(at(2, 1), "attempt_failed", "recipient.not_home", scan_id="attempt"),
        scan(at(3), "delivered", scan_id="delivered"),
        scan(at(4), "returning", scan_id="back"),
    ]
    state = EMPTY

    for number, fact in enumerate(facts, start=1):
        stepped = step(state, fact)
        assert stepped is not None
        state = stepped
        assert pack(state) == pack(fold(facts[:number]))


def test_a_state_is_bounded_however_long_the_history() -> None:
    """Four hundred scans later the state is as small as after four."""
    facts = [booking(at(), at(-1)), *(scan(at(hours=h), "in_transit") for h in range(1, 400))]

    assert len(pack(fold(facts))) <= len(pack(fold(facts[:5]))) + 8


def test_what_only_history_can_tell_is_declined() -> None:
    """Late, corrected, restated, perhaps paired, perhaps another journey: the caller folds anew."""
    state = fold([scan(at(), "accepted"), scan(at(1), "delivered", scan_id="S")])

    assert step(state, scan(at(hours=1), "in_transit")) is None
    assert step(state, correction(at(2))) is None
    assert step(state, scan(at(2), "delivered", scan_id="S")) is None
    assert step(state, scan(at(1, 0.005), "delivered", dialect="other")) is None
    assert step(state, booking(at(9), placed=at(8))) is None
    assert step(state, scan(at(70), "announced")) is None
