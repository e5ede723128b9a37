"""What a worker consists of, before anything of it is opened."""

from collections.abc import Sequence

from msgspec import Struct
from psycopg_pool import ConnectionPool

from waymark_runtime.consumer import BatchHandler, Budget
from waymark_runtime.consumer.consuming import BUDGET
from waymark_runtime.directory import Directory
from waymark_runtime.health import Health
from waymark_runtime.relay import Source
from waymark_runtime.settings import ServiceSettings
from waymark_runtime.timers import Timer


class Group(Struct, frozen=True):
    """A consumer group as it was asked for; `members` of it are in this process."""

    name: str
    topics: Sequence[str]
    handler: BatchHandler
    budget: Budget = BUDGET
    members: int = 1


class Plan(Struct):
    """What a worker consists of."""

    settings: ServiceSettings
    service: str
    pool: ConnectionPool
    directory: Directory
    health: Health
    groups: list[Group]
    timers: list[Timer]
    sources: list[Source]
