"""Whether the log has every event of which it was told: one that was set back has not."""

from collections.abc import Iterable, Sequence

from psycopg_pool import ConnectionPool
from waymark_runtime.catching_up import Published
from waymark_runtime.postgres import transaction
from waymark_runtime.reader import LogReader
from waymark_runtime.records import Arrived

from order.store import recovering
from order.store.remaking import Told, told

BEHIND = (
    "this database was set back: {topic}[{partition}] tells of an event at offset {offset} that is "
    "not in it. Nothing is decided and nothing published on it. Run `waymark recover` (or `python "
    "-m order.main recover`), which takes back what was published since; see docs/restore.md"
)


class Comparing:
    """Reads what was published; on what is missing it says what to do."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    def __call__(self, _: LogReader, published: Published) -> str | None:
        """None where every event is there."""
        for records in published:
            said = told_of(records)
            with transaction(self._pool) as connection:
                known = recovering.numbers(connection, [one.place for one in said])
            for one in said:
                if one.place not in known:
                    at = one.record
                    return BEHIND.format(topic=at.topic, partition=at.partition, offset=at.offset)
        return None


def told_of(records: Iterable[Arrived]) -> Sequence[Told]:
    """What records of ours tell of the log."""
    return [one for record in records if (one := told(record)) is not None]
