"""The normaliser alone, as a process of its own: the service's handler with its real settings."""

from carrier_ingest.app.hearing import Hearing
from carrier_ingest.app.normalising import Normaliser
from carrier_ingest.app.planning import Planner
from carrier_ingest.app.settling import Settler
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.inbox import Inbox
from carrier_ingest.main import SERVICE
from carrier_ingest.settings import Settings
from waymark_runtime import logs
from waymark_runtime.clock import SharedClock
from waymark_runtime.postgres import make_pool
from waymark_runtime.worker import Worker

from bench.marking import marking


def main() -> None:
    """Run until told to end."""
    logs.configure(SERVICE, "worker")
    settings = Settings.model_validate({})  # from the environment
    pool = make_pool(settings.worker_database_url, name="bench", most=8)
    hearing = Hearing(pool, Settler(pool, SharedClock(pool), holder="bench", scale=1.0))
    inbox = Inbox(Normaliser(DIALECTS), Planner(1.0), hearing)
    worker = Worker(settings, SERVICE, pool)
    worker.consume("normaliser", ["carrier.payloads.v1"], marking(inbox.on_payloads))
    worker.run()


if __name__ == "__main__":
    main()
