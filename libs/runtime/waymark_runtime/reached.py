"""Whether a consumer group has read what lay in its topics when this process began."""

from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from psycopg_pool import ConnectionPool
from waymark_events.topics import TOPICS, named

from waymark_runtime import peeking
from waymark_runtime.consumer.standing import StoredPositions
from waymark_runtime.records import Place


class Reached:
    """Asked until it has. Whichever process reads: the stored positions of `group` tell.

    That the topics were read to their ends once, ever, is not enough: what was said while nobody
    read has to be known before anything is done that depends on it. `kafka` answers a consumer that
    is started, of any group.
    """

    def __init__(
        self,
        pool: ConnectionPool,
        group: str,
        topics: Sequence[str],
        prefix: str,
        kafka: Callable[[], AIOKafkaConsumer],
    ) -> None:
        self._standing = StoredPositions(group, pool)
        self._kafka = kafka
        self._places: dict[Place, TopicPartition] = {
            (topic, number): TopicPartition(named(prefix, topic), number)
            for topic in topics
            for number in range(TOPICS[topic].partitions)
        }
        self._ends: dict[TopicPartition, int] = {}

    async def look(self) -> bool:
        """Whether it has by now; a KafkaError or a fault of psycopg when one cannot be asked."""
        kafka = self._kafka()
        if not self._ends:
            self._ends = await kafka.end_offsets(list(self._places.values()))
        stored = await self._standing.load(list(self._places))
        if len(stored) < len(self._places):
            return False
        following = {self._places[place]: one.next for place, one in stored.items()}
        behind = {one: at for one, at in following.items() if at < self._ends[one]}
        # a compacted log may end in a hole: nothing lies there that could be read
        oldest = await peeking.appended(kafka._client, behind)
        return all(one in oldest and oldest[one] is None for one in behind)
