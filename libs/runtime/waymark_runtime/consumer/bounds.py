"""Whether a stored position can be trusted: it counts in this log and lies within it."""

from msgspec import Struct

from waymark_runtime.faults import Halted
from waymark_runtime.positions import Position
from waymark_runtime.records import Place


class Span(Struct, frozen=True):
    """What the log of a partition holds: from `begin` up to, not including, `end`."""

    begin: int
    end: int


class Log(Struct, frozen=True):
    """A partition as the broker has it; `first` is where a consumer without position starts."""

    first: Position
    span: Span


def check_span(place: Place, following: int, span: Span) -> None:
    """Halted when the next offset lies outside the log."""
    where = f"{place[0]}[{place[1]}]"
    if following < span.begin:
        raise Halted(
            f"{where}: records from {following} to {span.begin - 1} were deleted before they were "
            f"read; decide what they were worth, then set the position to {span.begin}"
        )
    if following > span.end:
        raise Halted(
            f"{where}: the position {following} is above the log's end {span.end}; the topic was "
            "cut or restored from before, or this database belongs to another cluster"
        )


def check(place: Place, stored: Position, log: Log) -> None:
    """Halted unless the stored position counts in this log and lies within it."""
    where, here = f"{place[0]}[{place[1]}]", log.first
    if stored.cluster_id != here.cluster_id:
        raise Halted(
            f"{where}: the position was stored for cluster {stored.cluster_id}, this is cluster "
            f"{here.cluster_id}; point the service at its own cluster or database"
        )
    if stored.topic_id != here.topic_id:
        raise Halted(
            f"{where}: the position was stored for topic id {stored.topic_id}, the topic now has "
            f"id {here.topic_id}: it was deleted and made anew; its old offsets mean nothing"
        )
    check_span(place, stored.next, log.span)
