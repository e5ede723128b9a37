"""Whether an order that is asked for is there already: as it was placed, or as it is now."""

from collections.abc import Set as AbstractSet
from typing import Final

from order.domain.commands import Place
from order.domain.facts import Placed
from order.domain.order import Order

UNLESS_UNSAID: Final = ("placed_at", "destination", "return_period_days", "notify")
"""What is not compared where the caller did not say it; lines always are."""


def differences(
    first: Placed, now: Order, command: Place, said: AbstractSet[str]
) -> tuple[str, ...]:
    """What a repeat of an order asks for otherwise; nothing: it is the same order.

    Lines that were amended since are no difference, whether the repeat has them as they were
    placed or as they stand now. Whom it is for is not compared: people change, and are forgotten.
    """
    names = ("lines", *(name for name in UNLESS_UNSAID if name in said))
    return tuple(
        name
        for name in names
        if getattr(command, name) not in (getattr(first, name), getattr(now, name))
    )
