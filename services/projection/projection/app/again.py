"""What was said before a database was set back, when its facts come again."""

from typing import Self

from msgspec import Struct
from waymark_events.messages.statuses import PublicStatus

from projection.app.saying import digest_of
from projection.store.said import Said
from projection.store.shipments import Row


class Again(Struct, frozen=True):
    """How a fact that is read again stands to what was said.

    `was_said`: it, or something later, was. `is_met`: the row is where it was when that was said.
    What comes out differently there is said under the next generation.
    """

    was_said: bool
    is_met: bool
    generation: int

    @classmethod
    def of(cls, row: Row, said: Said, now: PublicStatus) -> Self:
        """Of a row that has just taken the fact."""
        before = row.version < said.version
        as_said = row.version == said.version and digest_of(now) == said.status
        was_said = before or as_said
        return cls(was_said, not before, row.generation if was_said else said.generation + 1)
