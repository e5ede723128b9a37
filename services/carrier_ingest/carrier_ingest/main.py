"""The programs of this service: `web`, `worker`, `migrate`, and the command `accounts-add`."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from waymark_events.topics import Service
from waymark_events.topics.names import CARRIER_PAYLOADS, SHIPMENT_EVENTS, SHIPMENT_STATUS
from waymark_runtime import logs
from waymark_runtime.health import Health, broker, database
from waymark_runtime.health import producer as producing
from waymark_runtime.http import make_application, serve
from waymark_runtime.migrations import migrate_own
from waymark_runtime.postgres import make_pool
from waymark_runtime.producer import Producer
from waymark_runtime.worker import Worker

from carrier_ingest import commands, outbox, rounds
from carrier_ingest.api import Intake
from carrier_ingest.app.adding import Accounts
from carrier_ingest.app.admitting import Doorkeeper
from carrier_ingest.app.hearing import Hearing
from carrier_ingest.app.normalising import Normaliser
from carrier_ingest.app.planning import Planner
from carrier_ingest.app.playing import Player
from carrier_ingest.app.polling import Poller
from carrier_ingest.app.questions import Asker
from carrier_ingest.app.restoring import Restoring
from carrier_ingest.app.settling import Settler
from carrier_ingest.app.tidying import Tidying
from carrier_ingest.asking import Line
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.inbox import Inbox
from carrier_ingest.open_intake import OpenIntake
from carrier_ingest.settings import Settings
from carrier_ingest.turnstile import Turnstile

SERVICE: Final = Service.CARRIER_INGEST
MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"
_TICKS_A_HEARING: Final = 5
_OUTAGES_S: Final = 15.0
_TIDYING_S: Final = 3_600.0


def web(settings: Settings) -> None:
    """Take pushes in and hand out the tokens for them."""
    pool = make_pool(settings.web_database_url, name="carrier_ingest web")
    producer = Producer(settings)
    health = Health()
    health.ready_when("database", database(pool))
    health.ready_when("broker", broker(producer))
    health.live_while("producer", producing(producer))
    lifespan = OpenIntake(pool, producer)
    turnstile = Turnstile(settings.pushes_a_second)
    intake = Intake(Doorkeeper(pool, DIALECTS, settings.seal), DIALECTS, lifespan.append, turnstile)
    app = make_application(
        "carrier_ingest", health, routes=intake.routes(), lifespan=lifespan.opened
    )
    serve(app, settings.http_host, settings.web_port)


def worker(settings: Settings) -> None:
    """Turn payloads into facts, keep the plan, ask carriers, play the test carrier's journeys."""
    with make_worker(settings) as program:
        program.run()


@contextmanager
def make_worker(settings: Settings) -> Iterator[Worker]:
    """The worker, put together; what it asks carriers with is open meanwhile."""
    pool = make_pool(settings.worker_database_url, name="carrier_ingest worker", most=16)
    holder, scale = f"{SERVICE}-{settings.instance}", settings.poll_scale
    program = Worker(settings, SERVICE, pool)
    settler = Settler(pool, program.clock, holder=holder, scale=scale)
    hearing = Hearing(pool, settler)
    inbox = Inbox(Normaliser(DIALECTS), Planner(scale), hearing)
    tidying = Tidying(pool)
    player = Player(pool, timedelta(seconds=settings.test_journey_s), program.clock)
    program.catch_up(CARRIER_PAYLOADS, Restoring(pool, DIALECTS))
    program.consume("normaliser", [CARRIER_PAYLOADS], inbox.on_payloads)
    program.consume("plan", [SHIPMENT_EVENTS, SHIPMENT_STATUS], inbox.on_changes)
    program.relay(outbox.polled(pool))
    program.every(settings.poll_tick_s, player.step)
    program.every(_TICKS_A_HEARING * settings.poll_tick_s, hearing.step)
    program.every(_OUTAGES_S, tidying.watch_intake)
    program.every(_TIDYING_S, tidying.forget_tokens)
    with closing(Line()) as line:
        asker = Asker(line, settings.seal)
        poller = Poller(pool, DIALECTS, asker, settler, holder=holder, scale=scale)
        program.add(rounds.every(settings.poll_tick_s, rounds.Rounds(poller)))
        yield program


def migrations(settings: Settings) -> None:
    """Bring the database up to date."""
    migrate_own(settings, MIGRATIONS)


def add_account(settings: Settings, arguments: argparse.Namespace) -> int:
    """Add or change an account with a carrier."""
    with make_pool(settings.worker_database_url, name="carrier_ingest accounts-add") as pool:
        accounts = Accounts(pool, DIALECTS, settings.seal)
        return commands.add_account(accounts, arguments, settings.public_url)


PROGRAMS: Final[Mapping[str, Callable[[Settings], None]]] = {
    "web": web,
    "worker": worker,
    "migrate": migrations,
}


def main() -> int:
    """Run the program that is named."""
    parser = argparse.ArgumentParser(prog="carrier_ingest", description=__doc__)
    named = parser.add_subparsers(dest="program", required=True)
    for name, program in PROGRAMS.items():
        named.add_parser(name, help=program.__doc__)
    commands.add_arguments(named.add_parser("accounts-add", help=add_account.__doc__))
    arguments = parser.parse_args()
    settings = Settings.model_validate({})  # from the environment
    if arguments.program == "accounts-add":
        return add_account(settings, arguments)
    logs.configure(SERVICE, arguments.program)
    PROGRAMS[arguments.program](settings)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
