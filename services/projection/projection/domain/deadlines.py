"""What time passing will mean if nothing more is heard: for the watchman."""

from datetime import datetime

from msgspec import Struct
from waymark_events.messages.shipments import ShipmentFact

from projection.domain.state import State


class Deadline(Struct, frozen=True, kw_only=True):
    """A fact to append once `due` has passed and the stream was read beyond it.

    `kind` is `promise_missed`, `fell_silent`, `never_seen` or `expired`. `ce_id` and `body` depend
    on the named fact alone, so that two watchmen say the same; one whose `ce_id` is stored already
    is not to be appended again.
    """

    kind: str
    due: datetime
    ce_id: str
    body: ShipmentFact


def deadlines(state: State) -> tuple[Deadline, ...]:
    """The deadlines that stand, earliest first."""
    raise NotImplementedError(state)
