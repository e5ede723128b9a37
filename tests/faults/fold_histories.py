"""Histories for two folds to differ over: those of the laws, and stories.

A story goes on in time, so that ends, pairs, corrections and anchors follow each other closely. It
is heard in no order, some of it twice.
"""

from datetime import timedelta

from faults.fold_carriers import BY_CARRIERS
from faults.fold_retailers import BY_RETAILERS, BY_THE_WATCHMAN
from faults.fold_stories import GAPS, Lot, Story, Telling
from hypothesis import strategies as st
from projection.domain import Fact
from projection_histories import histories

_STEPS = st.tuples(
    st.sampled_from(GAPS),
    st.sampled_from([*BY_CARRIERS, *BY_RETAILERS, *BY_THE_WATCHMAN]),
    st.binary(min_size=12, max_size=12).map(Lot),
)


def told(steps: list[tuple[timedelta, Telling, Lot]]) -> list[Fact]:
    """Let one thing after the other come about."""
    story = Story()
    for gap, telling, lot in steps:
        story.tell(gap, telling, lot)
    return story.facts


@st.composite
def _heard_twice(draw: st.DrawFn) -> list[Fact]:
    """Facts under the id of another one, at its time or at their own."""
    facts = draw(stories)
    again = draw(st.lists(st.tuples(*[st.sampled_from(facts)] * 2, st.booleans()), max_size=3))
    return facts + [
        Fact(one.ce_id, one.known_at if now else other.known_at, other.body)
        for one, other, now in again
    ]


stories = st.lists(_STEPS, min_size=4, max_size=20).map(told)
differing = st.one_of(histories(), stories, stories, stories, _heard_twice())
