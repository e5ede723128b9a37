"""Streams kept in memory between batches, so that a moving parcel is not read and unpacked anew."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

from msgspec import Struct
from waymark_events.ids import ShipmentId
from waymark_runtime.records import Arrived

from projection.app.streams import Stream
from projection.store.clocks import Clock

MOST: Final = 2_000
"""Of one partition; 2 to 6 kB each, the more facts the more."""
Streams = dict[ShipmentId, Stream]


class Kept(Struct):
    """A partition's streams, longest untouched first, as they are when `following` comes next,
    unless a rebuild has put other rows in since the `rebuilds`-th.
    """

    following: int
    rebuilds: int
    streams: Streams


class Hot:
    """What is kept counts only while nobody else has moved the partition.

    That is proved, not hoped: a batch begins at the position that its transaction holds locked,
    and what was kept at another position is dropped. Who takes it out puts it back after the
    commit; whatever fails meanwhile leaves nothing behind.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[int, Kept] = {}

    @property
    def count(self) -> int:
        """How many streams are kept."""
        return sum(len(kept.streams) for kept in self._kept.values())

    def taken(self, records: Iterable[Arrived], clocked: Mapping[int, Clock]) -> dict[int, Kept]:
        """What is kept of the partitions of a batch, by partition; the batch is in log order."""
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for record in records:
            first.setdefault(record.partition, record.offset)
            last[record.partition] = record.offset
        turns = {partition: clock.rebuilds for partition, clock in clocked.items()}
        return {
            partition: self._standing(partition, offset, last[partition], turns.get(partition, 0))
            for partition, offset in first.items()
        }

    def keep(self, taken: Mapping[int, Kept], touched: Iterable[Stream]) -> None:
        """Put back what was taken, with the streams that the batch touched."""
        for stream in touched:
            stream.rest()
            # of a partition that was not in the batch only a foreign record spoke
            if kept := taken.get(stream.row.partition):
                kept.streams[stream.row.id] = stream
        for partition, kept in taken.items():
            for name in list(islice(kept.streams, max(len(kept.streams) - self._most, 0))):
                del kept.streams[name]
            self._kept[partition] = kept

    def _standing(self, partition: int, first: int, last: int, rebuilds: int) -> Kept:
        kept = self._kept.pop(partition, None)
        stands = kept is not None and (kept.following, kept.rebuilds) == (first, rebuilds)
        return Kept(last + 1, rebuilds, kept.streams if kept is not None and stands else {})
