"""The programs of `notifier`: `web`, `worker`, `migrate`."""

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from waymark_runtime import logs
from waymark_runtime.http import serve
from waymark_runtime.migrations import migrate_own
from waymark_runtime.postgres import make_pool

from notifier.api.application import make_web
from notifier.outbox.webhooks.opening import opened
from notifier.settings import Settings
from notifier.worker import SERVICE, make_worker

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"


def web(settings: Settings) -> None:
    """Answer what retailers ask of their webhooks, and health."""
    pool = make_pool(settings.web_database_url, name="notifier web")
    now = partial(datetime.now, UTC)
    with opened(now, to_loopback=settings.webhooks_to_loopback) as poster:
        serve(make_web(settings, pool, poster), settings.http_host, settings.web_port)


def worker(settings: Settings) -> None:
    """Plan messages, send them, publish what became of them; post webhooks."""
    with make_worker(settings) as program:
        program.run()


def migrations(settings: Settings) -> None:
    """Bring the database up to date."""
    migrate_own(settings, MIGRATIONS)


PROGRAMS: Final[Mapping[str, Callable[[Settings], None]]] = {
    "web": web,
    "worker": worker,
    "migrate": migrations,
}


def main() -> int:
    """Run the program that is named."""
    parser = argparse.ArgumentParser(prog="notifier", description=__doc__)
    named = parser.add_subparsers(dest="program", required=True)
    for name, program in PROGRAMS.items():
        named.add_parser(name, help=program.__doc__)
    program_name = parser.parse_args().program
    settings = Settings.model_validate({})  # from the environment
    logs.configure(SERVICE, program_name)
    PROGRAMS[program_name](settings)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
