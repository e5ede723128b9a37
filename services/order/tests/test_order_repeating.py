"""Whether an order that is asked for again is the one that is there."""

import pytest
from msgspec.structs import replace
from order.domain import commands
from order.domain.commands import Place
from order.domain.facts import Placed
from order.domain.repeating import UNLESS_UNSAID, differences
from order_given import later, line, placing, story
from waymark_events.values import Destination

VIENNA = Destination(country="AT", zone="Europe/Vienna")
AGAIN = placing(line(1), line(2))
ALL = frozenset(UNLESS_UNSAID)
AMENDED = commands.Amend(lines=(line(1, 3),), destination=VIENNA, notify=False)


@pytest.mark.parametrize(
    ("asked", "said", "differs"),
    [
        (AGAIN, ALL, ()),
        (placing(line(1, 3)), ALL, ()),
        (replace(AGAIN, destination=VIENNA, notify=False), ALL, ()),
        (placing(line(1, 2)), frozenset(), ("lines",)),
        (replace(AGAIN, placed_at=later(1)), ALL, ("placed_at",)),
        (replace(AGAIN, placed_at=later(1)), frozenset(), ()),
        (replace(AGAIN, return_period_days=30), ALL, ("return_period_days",)),
    ],
    ids=["placed", "amended", "both", "lines", "said", "unsaid", "period"],
)
def test_a_repeat_is_the_same_order_or_says_in_what_it_differs(
    asked: Place, said: frozenset[str], differs: tuple[str, ...]
) -> None:
    """As it was placed or as it stands now; what the caller left out is not compared."""
    order, (first, *_) = story(AMENDED, lines=(1, 1))
    assert isinstance(first, Placed)

    assert differences(first, order, asked, said) == differs
