"""The vocabulary: closed, ranked, and checkable."""

from itertools import product

import pytest
from waymark_events.vocabulary import RANK, REASONS, TERMINAL, Milestone, family, fits


def test_delivered_takes_its_own_reasons_and_no_other_milestone_does() -> None:
    """A code table cannot say "delivered, not at home"."""
    for milestone, reason in product(Milestone, REASONS):
        allowed = (milestone == "delivered") == reason.startswith("delivered.")

        assert (fits(milestone, reason) is None) == allowed


@pytest.mark.parametrize(
    ("milestone", "reason", "named"),
    [
        ("arrived", "unstated", "arrived"),
        ("in_transit", "carrier.asleep", "carrier.asleep"),
        ("delivered", "unstated", "delivered"),
    ],
)
def test_what_does_not_fit_is_named(milestone: str, reason: str, named: str) -> None:
    """The sentence says which word of the row is wrong."""
    sentence = fits(milestone, reason)

    assert sentence is not None
    assert named in sentence


def test_ends_rank_behind_what_leads_to_them() -> None:
    """At the same instant a parcel is out for delivery first and delivered then."""
    assert set(RANK) == set(Milestone)
    assert max(RANK[m] for m in Milestone if m not in TERMINAL) < min(RANK[m] for m in TERMINAL)


def test_families_are_what_stands_before_the_dot() -> None:
    """`unstated` and `unmapped` are families of one."""
    assert {family(reason) for reason in REASONS} == {
        "progress",
        "delivered",
        "pickup",
        "carrier",
        "recipient",
        "retailer",
        "customs",
        "external",
        "unstated",
        "unmapped",
    }
