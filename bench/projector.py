"""The full projector, as a process of its own: the service's worker with its real settings.

`alone` has the projector's consumer group only; `whole` has everything the worker runs, such as
keeping the published statuses for the retailers' streams.
"""

import sys
from collections.abc import Sequence

from projection.inbox.groups import PROJECTOR, project, subscribe
from projection.main import SERVICE
from projection.settings import Settings
from waymark_runtime import logs
from waymark_runtime.consumer import BatchHandler, Budget
from waymark_runtime.consumer.consuming import BUDGET
from waymark_runtime.postgres import make_pool
from waymark_runtime.worker import Worker

from bench.marking import marking


class Marked(Worker):
    """A worker that says when the projector's first batch came."""

    def consume(
        self,
        group: str,
        topics: Sequence[str],
        handler: BatchHandler,
        budget: Budget = BUDGET,
        members: int = 1,
    ) -> None:
        """Register a group as ever."""
        marked = marking(handler) if group == PROJECTOR else handler
        super().consume(group, topics, marked, budget, members)


def main() -> None:
    """Run until told to end."""
    logs.configure(SERVICE, "worker")
    settings = Settings()  # type: ignore[call-arg]  # from the environment
    pool = make_pool(settings.worker_database_url, name="bench", most=settings.pool_size)
    worker = Marked(settings, SERVICE, pool)
    if sys.argv[1] == "whole":
        subscribe(worker, {kid: bytes.fromhex(key) for kid, key in settings.link_keys.items()})
    else:
        project(worker)
    worker.run()


if __name__ == "__main__":
    main()
