"""The oracle's fold does what docs/fold.md says, by examples worked out by hand from the page."""

from faults.fold_examples import (
    SHIPMENT,
    booked,
    cancelled,
    corrected,
    fact,
    moment,
    promised,
    scanned,
)
from faults.oracle.fold import Fact, Folded, fold, public_status


def folded(*facts: Fact) -> Folded:
    return fold(facts, SHIPMENT)


def ids(state: Folded) -> list[tuple[str, ...]]:
    return [journey.ids for journey in state.timeline]


def test_no_facts_are_the_empty_state() -> None:
    """The fold of no facts is the empty state."""
    assert public_status(folded()) == {
        "milestone": "unknown",
        "reason": "unstated",
        "journey": SHIPMENT,
    }


def test_the_newest_statement_speaks_for_a_scan() -> None:
    """Statements with one scan_id are one scan; the highest is its face."""
    first = scanned("s", "in_transit", 1, ce_id="s1")
    revised = scanned("s", "accepted", 1, ce_id="s2", mapping_version=2)

    state = folded(revised, first, first)

    assert (state.milestone, ids(state), state.facts) == ("accepted", [("s2",)], 2)


def test_a_scan_that_strikes_itself_moves_nothing() -> None:
    """Its face is what it said before, and it stays on the timeline."""
    said = scanned("s", "delivered", 2, ce_id="s1")
    struck = corrected("s", 2, ce_id="s2", withdraws="s", mapping_version=2)

    state = folded(scanned("a", "accepted", 1), said, struck)

    assert (state.milestone, ids(state)) == ("accepted", [("s1", "a")])


def test_of_a_pair_the_one_known_first_leads() -> None:
    """One scan heard in two dialects counts once and is shown once."""
    here = {"city": "Köln ", "country": "DE"}
    first = scanned("a", "attempt_failed", 1.001, dialect="ups", place=here)
    second = scanned("b", "attempt_failed", 1, dialect="x", place={"city": "köln"}, known=0.5)

    state = folded(first, second)

    assert (state.attempts, ids(state)) == (1, [("b",)])


def test_a_correction_without_a_name_takes_the_last_of_its_dialect() -> None:
    """It takes back the last event before it whose code it lists."""
    failed = scanned("f", "attempt_failed", 2)
    state = folded(
        scanned("a", "accepted", 1),
        failed,
        scanned("t", "in_transit", 3),
        corrected("c", 4, withdraws_codes=["attempt_failed"]),
    )

    assert (state.milestone, state.attempts) == ("in_transit", 0)
    assert ids(state) == [("c", "t", "f", "a")]


def test_a_correction_may_come_before_what_it_names() -> None:
    """With a name it takes the scan wherever that stands."""
    state = folded(corrected("c", 1, withdraws="d"), scanned("d", "delivered", 2))

    assert (state.milestone, state.ended) == ("unknown", False)


def test_an_end_is_left_only_by_a_row_of_the_table() -> None:
    """Delivered is left for out_for_delivery only on a later printed day."""
    end = scanned("d", "delivered", 10, reason="delivered.signed")
    same_day = folded(end, scanned("o", "out_for_delivery", 12))
    next_day = folded(end, scanned("o", "out_for_delivery", 30))

    assert (same_day.milestone, same_day.flags) == ("delivered", ("after_end",))
    assert (next_day.milestone, next_day.flags, next_day.ended) == ("out_for_delivery", (), False)


def test_a_way_back_says_why() -> None:
    """Returning without a cause takes the one remembered."""
    state = folded(
        scanned("f", "attempt_failed", 1, reason="recipient.refused"),
        scanned("r", "returning", 2, reason="progress.update"),
    )

    assert (state.milestone, state.reason) == ("returning", "recipient.refused")


def test_a_later_order_on_the_number_begins_a_new_journey() -> None:
    """A booking placed after the end opens one, and what was promised just before moves to it."""
    state = folded(
        scanned("d", "delivered", 10, reason="delivered.signed"),
        promised("p", 20, "2026-03-05", 120),
        scanned("l", "lost", 21),
        booked("b", 30),
    )

    assert (state.journey, state.milestone, state.flags) == (
        "b",
        "unknown",
        ("number_used_before",),
    )
    assert ids(state) == [("b", "p"), ("l", "d")]
    assert state.action == {"by": "retailer", "what": "hand_over"}


def test_a_lost_anchor_opens_no_journey() -> None:
    """A scan sixty days after the end opens one, unless it is taken back."""
    end, anew = scanned("d", "delivered", 0), scanned("a", "accepted", 1441)
    taken = corrected("c", 1442)

    assert folded(end, anew).journey == "a"
    assert folded(scanned("e", "delivered", 1), scanned("a", "accepted", 1441)).journey == SHIPMENT
    assert ids(folded(end, anew, taken)) == [("c", "a", "d")]


def test_collecting_says_where_and_until_when() -> None:
    """A later event that states no place leaves the one that was stated."""
    state = folded(
        booked("b", 0),
        scanned(
            "w",
            "available_for_pickup",
            1,
            reason="pickup.counter",
            place={"name": "Corner shop"},
            pickup_until="2026-03-19",
        ),
        scanned("l", "available_for_pickup", 2, reason="pickup.last_call"),
    )

    assert state.action == {
        "by": "recipient",
        "what": "collect",
        "until": "2026-03-19",
        "where": {"name": "Corner shop"},
    }


def test_the_watchmans_facts_count_where_they_name_something() -> None:
    """A missed promise is late, a silence ends with the next word of the carrier."""
    said = [booked("b", 0), promised("p", 0, "2026-03-02", 48), scanned("t", "in_transit", 1)]
    missed = fact("m", "promise_missed", 48, promise_id="p", due=moment(48), zone="UTC")
    silent = fact("q", "fell_silent", 121, fact_id="t", since=moment(1), due=moment(121))
    lost = fact("e", "expired", 1500, fact_id="nothing here", due=moment(1500))

    assert folded(*said, missed, silent, lost).flags == ("late", "silent")
    assert folded(*said, missed, silent, scanned("u", "in_transit", 122)).flags == ("late",)
    assert ids(folded(*said, missed, silent, lost)) == [("q", "m", "t", "p", "b")]


def test_a_day_alone_counts_from_its_end_in_its_zone() -> None:
    """An event of the evening comes before the day that ends after it."""
    day = {"local": "2026-03-01", "certainty": "none", "zone": "America/Los_Angeles"}
    state = folded(scanned("d", "out_for_delivery", 0, when=day), scanned("t", "in_transit", 31.9))

    assert ids(state) == [("d", "t")]
    assert ids(folded(scanned("d", "accepted", 0, when=day), scanned("t", "lost", 32))) == [
        ("t", "d")
    ]


def test_a_cancellation_says_since_when() -> None:
    """The retailer's own time is exact, to the second, in UTC."""
    when = {
        "local": "2026-03-01T01:00:00",
        "certainty": "exact",
        "instant": "2026-03-01T01:00:00Z",
        "zone": "UTC",
    }

    assert folded(cancelled("x", 1)).since == when


def test_a_pattern_of_codes_leaves_slots_open() -> None:
    """A correction means a code of as many slots, each equal or left open."""
    said = scanned("a", "accepted", 1), scanned("f", "attempt_failed", 2, code="X/1/Z")

    assert folded(*said, corrected("c", 3, withdraws_codes=["X/*/Z"])).attempts == 0
    assert folded(*said, corrected("c", 3, withdraws_codes=["X/*", "Y/*/Z"])).attempts == 1
