"""The service's programs, `web`, `worker`, `migrate`, and the operator's command `rebuild`."""

import argparse
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

from waymark_events.topics.names import SHIPMENT_STATUS
from waymark_runtime import logs
from waymark_runtime.http import serve
from waymark_runtime.migrations import migrate_own
from waymark_runtime.postgres import make_pool
from waymark_runtime.worker import Worker

from projection import commands
from projection.api.application import make_web
from projection.app.board import Board
from projection.app.flooding import FloodWatch
from projection.app.restoring import Restoring
from projection.app.watching import Watchman
from projection.inbox.groups import CHANGES, LOOKS_GROUP, PROJECTOR, subscribe
from projection.inbox.hints import Hints
from projection.inbox.tides import Tides
from projection.settings import Settings

SERVICE: Final = "projection"
MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"

_LOOK_FOR_FLOODS_S: Final = 15.0


def web(settings: Settings) -> None:
    """Serve queries, live updates and the tracking page until told to end."""
    pool = make_pool(settings.web_database_url, name="projection-web", most=settings.pool_size)
    board = Board()
    hints = Hints(settings, board)
    serve(make_web(settings, pool, board, hints, CHANGES), settings.http_host, settings.web_port)


def worker(settings: Settings) -> None:
    """Fold the stream, keep what is joined to it, and watch time pass, until told to end."""
    make_worker(settings).run()


def make_worker(settings: Settings) -> Worker:
    """The worker, put together."""
    pool = make_pool(
        settings.worker_database_url, name="projection-worker", most=settings.pool_size
    )
    running = Worker(settings, SERVICE, pool)
    running.catch_up(SHIPMENT_STATUS, Restoring(pool, PROJECTOR))
    subscribe(running, settings.links)
    watchman = Watchman(
        pool,
        Tides(settings.kafka_bootstrap_servers, settings.topic_prefix, running.clock),
        consumer=PROJECTOR,
        looks=LOOKS_GROUP,
        again_after=timedelta(seconds=settings.watch_again_s),
    )
    running.every(settings.watch_every_s, watchman.watch)
    flood = FloodWatch(pool, running.clock)
    running.every(_LOOK_FOR_FLOODS_S, flood.look)
    running.health.remark("flood", flood.remark)
    return running


def migrated(settings: Settings) -> None:
    """Bring the database up to date."""
    migrate_own(settings, MIGRATIONS)


_PROGRAMS: Final = {"web": web, "worker": worker, "migrate": migrated}


def main() -> int:
    """Run the program or command that is named; the exit code."""
    parser = argparse.ArgumentParser(prog="projection", description=__doc__)
    programs = parser.add_subparsers(dest="program", required=True)
    for name, program in _PROGRAMS.items():
        programs.add_parser(name, help=program.__doc__)
    commands.add_arguments(programs)
    given = parser.parse_args()
    settings = Settings()  # type: ignore[call-arg]  # from the environment
    if given.program == "rebuild":
        return commands.rebuild(settings, given)
    logs.configure(SERVICE, given.program)
    _PROGRAMS[given.program](settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
