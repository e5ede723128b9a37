"""How far a contestant has come, told from outside: by its database, or its group's positions."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Final, NamedTuple

import psycopg
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError
from waymark_tools.stack.databases import DatabaseUrls

from bench.checks import Expected


class Seen(NamedTuple):
    """Records whose effects are committed, and whether nothing is left to do."""

    records: int
    done: bool


Look = Callable[[], Seen]
Observing = Callable[[Expected, DatabaseUrls], AbstractContextManager[Look]]
_ENDS: Final = 'unnest(%(partitions)s::int[], %(ends)s::bigint[]) AS log(partition, "end")'
_FAR: Final = (
    "coalesce(sum(next), 0)::bigint,"
    ' count(*) FILTER (WHERE next = "end") = cardinality(%(partitions)s::int[])'
)
BARE: Final = f"SELECT {_FAR} FROM position JOIN {_ENDS} USING (partition)"
PROJECTOR: Final = f"""
SELECT {_FAR} AND NOT EXISTS (SELECT FROM outbox)
FROM position JOIN {_ENDS} USING (partition) WHERE consumer = 'projector'
"""
WORKER: Final = f"""
SELECT {_FAR} AND NOT EXISTS (SELECT FROM outbox)
    AND (SELECT sum(next) >= %(statuses)s FROM position WHERE consumer = 'changes')
FROM position JOIN {_ENDS} USING (partition) WHERE consumer = 'projector'
"""


def by_query(query: str) -> Observing:
    """A query that answers the records and whether all is done."""

    @contextmanager
    def observing(wanted: Expected, urls: DatabaseUrls) -> Iterator[Look]:
        ends = wanted.ends
        log = {"partitions": list(ends), "ends": list(ends.values()), "statuses": wanted.statuses}
        with psycopg.connect(urls.worker, autocommit=True) as connection:

            def look() -> Seen:
                row = connection.execute(query, log).fetchone()
                return Seen(int(row[0]), bool(row[1])) if row else Seen(0, done=False)

            yield look

    return observing


def by_group(bootstrap: str, topic: str, group: Callable[[], str]) -> Observing:
    """The positions that a consumer group has committed; those of open transactions do not count.

    `group` is asked when a run begins.
    """

    @contextmanager
    def observing(wanted: Expected, _urls: DatabaseUrls) -> Iterator[Look]:
        name = group()
        places = [TopicPartition(topic, number) for number in wanted.ends]
        with asyncio.Runner() as runner:
            admin = runner.run(_admin(bootstrap))
            try:
                yield lambda: _seen(runner.run(_positions(admin, name, places)), wanted.ends)
            finally:
                runner.run(admin.close())

    return observing


async def _admin(bootstrap: str) -> AIOKafkaAdminClient:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    return admin


async def _positions(
    admin: AIOKafkaAdminClient, group: str, places: list[TopicPartition]
) -> dict[int, int]:
    try:
        found = await admin.list_consumer_group_offsets(group, partitions=places)
    except GroupCoordinatorNotAvailableError:  # nobody has joined any group here yet
        return {}
    return {place.partition: max(at.offset, 0) for place, at in found.items()}


def _seen(at: Mapping[int, int], ends: Mapping[int, int]) -> Seen:
    return Seen(sum(at.values()), all(at.get(number) == end for number, end in ends.items()))
