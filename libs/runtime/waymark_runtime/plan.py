"""What a worker consists of, before anything of it is opened."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct
from psycopg_pool import ConnectionPool

from waymark_runtime.broker import MAX_RECORDS
from waymark_runtime.catching_up import CatchUp
from waymark_runtime.consumer import BatchHandler, Budget
from waymark_runtime.consumer.consuming import BUDGET
from waymark_runtime.directory import Directory
from waymark_runtime.health import Health
from waymark_runtime.lanes import LaneQueue
from waymark_runtime.relay import Source
from waymark_runtime.settings import ServiceSettings
from waymark_runtime.timers import Timer


class Group(Struct, frozen=True):
    """A consumer group as it was asked for; `members` of it are in this process.

    `most` records are in a batch; `passing`: it comes and goes while the process runs.
    """

    name: str
    topics: Sequence[str]
    handler: BatchHandler
    budget: Budget = BUDGET
    members: int = 1
    most: int = MAX_RECORDS
    passing: bool = False


class Family(Struct, frozen=True):
    """One group for each name that is `wanted`; the names are asked for again and again.

    A group is called `<family>.<name>`; its positions are kept under that while it is away.
    `most` records are in a batch.
    """

    name: str
    wanted: Callable[[], Collection[str]]
    topics: Callable[[str], Sequence[str]]
    handler: Callable[[str], BatchHandler]
    most: int = MAX_RECORDS

    def group(self, name: str) -> Group:
        """The group of one name."""
        topics, handler = self.topics(name), self.handler(name)
        return Group(f"{self.name}.{name}", topics, handler, most=self.most, passing=True)


class Plan(Struct):
    """What a worker consists of."""

    settings: ServiceSettings
    service: str
    pool: ConnectionPool
    directory: Directory
    health: Health
    groups: list[Group]
    families: list[Family]
    timers: list[Timer]
    sources: list[Source]
    queues: list[LaneQueue]
    catch_up: CatchUp | None = None
