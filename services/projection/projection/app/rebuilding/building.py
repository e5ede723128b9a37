"""Reads a topic from its beginning into the shadow tables, never beyond where the live ones are."""

import asyncio
from collections.abc import Callable, Mapping

from psycopg_pool import ConnectionPool
from waymark_events.topics import declaration
from waymark_runtime import positions
from waymark_runtime.consumer import BatchHandler, Budget
from waymark_runtime.consumer.applying import Applier, by_place, together
from waymark_runtime.consumer.retrying import Retrier
from waymark_runtime.faults import Halted
from waymark_runtime.positions import Position
from waymark_runtime.postgres import transaction

from projection.app.rebuilding.log import Log
from projection.app.rebuilding.report import Progress, Tell

_SERVICE = "projection"
_AT_ONCE = Budget(tries=1, seconds=0.0)
"""The live consumer has waited for what was to come; what fails now is parked as it was then."""


class Build:
    """One consumer's rows, built anew. What it parks stays in the shadow's outbox."""

    def __init__(
        self,
        pool: ConnectionPool,
        log: Log,
        handler: BatchHandler,
        *,
        consumer: str,
        topic: str,
        known: Callable[[str], bool],
    ) -> None:
        self.consumer = consumer
        self.topic = topic
        self._pool = pool
        self._log = log
        self._retrier = Retrier(
            Applier(
                pool,
                handler,
                service=_SERVICE,
                consumer=consumer,
                compacted=frozenset(),
                known=known,
            ),
            _AT_ONCE,
        )
        self._following: dict[int, int] = {}

    def following(self, partition: int) -> int:
        """The next offset of a partition that is not in the shadow yet."""
        return self._following[partition]

    @property
    def applied(self) -> int:
        """How many records were read into the shadow."""
        return sum(self._following.values())

    def begin(self, live: Mapping[int, Position]) -> None:
        """Start at the beginning of the log that the live positions count in; Halted otherwise."""
        unread = sorted(set(range(declaration(self.topic).partitions)) - set(live))
        if unread:
            raise Halted(
                f"{self.topic}[{unread[0]}] was never opened by {self.consumer}: "
                "let the worker run until it is ready, then rebuild"
            )
        ids = self._log.ids([self.topic])
        here = (ids.cluster, ids.topics.get(self.topic, ""))
        for partition, position in live.items():
            if (position.cluster_id, position.topic_id) != here:
                raise Halted(
                    f"{self.topic}[{partition}] was read from another log than this broker has; "
                    "point the service at its own broker, or begin with an empty database"
                )
        begins = self._log.begins(self.topic)
        for partition, first in begins.items():
            if first > 0:
                raise Halted(
                    f"{self.topic}[{partition}] begins at {first}: what came before is not in the "
                    "log any more, and a rebuild would lose it"
                )
        start = {(self.topic, partition): Position(0, *here) for partition in live}
        with transaction(self._pool) as connection:
            positions.establish(connection, self.consumer, start)
        self._following = dict.fromkeys(live, 0)

    def follow(self, upto: Mapping[int, int], tell: Tell, go_on: Callable[[], None]) -> None:
        """Read these partitions to these next offsets, and no record beyond."""
        while behind := {n: self._following[n] for n in upto if self._following[n] < upto[n]}:
            go_on()
            records = [
                record
                for record in self._log.read(self.topic, behind)
                if record.offset < upto[record.partition]
            ]
            if records:
                applied = together(asyncio.run(self._retrier.apply(by_place(records))))
                if applied.gaps:
                    raise Halted(f"records of {self.topic} are missing before {applied.gaps}")
                self._following |= {place[1]: at for place, at in applied.following.items()}
            tell(Progress(self.topic, self.applied, sum(upto.values())))
