"""What a rebuild found."""

from collections.abc import Callable

from msgspec import Struct, field
from waymark_events.messages.statuses import PublicStatus

MOST_NAMED = 100
"""Shipments that a report names; it counts all."""


class Difference(Struct, frozen=True):
    """A shipment whose public status was not what its facts say. `was` is None without a row.

    `generation` is the one under which it is said now.
    """

    shipment: str
    carrier: str
    number: str
    generation: int
    was: PublicStatus | None
    now: PublicStatus


class Report(Struct, kw_only=True):
    """Counts over everything that was built. `alike` rows were left alone; `mended` rows were
    wrong where nobody sees it; `changed` says another status now; `vanished` are not in the log.
    """

    facts: int = 0
    shipments: int = 0
    alike: int = 0
    mended: int = 0
    changed: int = 0
    vanished: list[str] = field(default_factory=list)
    facts_mended: int = 0
    orders_mended: int = 0
    links_mended: int = 0
    switched: bool = False
    differences: list[Difference] = field(default_factory=list)
    seconds: float = 0.0


class Progress(Struct, frozen=True):
    """How far a rebuild is: records read of those to read."""

    what: str
    done: int
    of: int


Tell = Callable[[Progress], None]
