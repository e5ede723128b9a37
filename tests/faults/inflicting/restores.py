"""A service's database is set back to an older dump of it while everything runs (F16)."""

import time
from typing import Any, Final

import psycopg
from faults.fleet import Member
from faults.stage import Stage
from kit.restoring import Dumps
from waymark_events.topics import Service
from waymark_tools.stack.waiting import wait_until

Told = dict[str, Any]
_PUBLISHED_WITHIN_S: Final = 30.0
_LEFT: Final = (
    "SELECT count(*) FROM order_events"
    " WHERE notification_id > (SELECT max(published) FROM relay_position)"
)


def restore(stage: Stage, told: Told) -> None:
    """F16: PostgreSQL restored to a dump from some seconds before.

    Of `order` only what was published can come back, so its web program ends and the log is
    published to its end before that, and an operator's `recover` follows.
    """
    service = Service(told["service"])
    dumps = Dumps(stage.postgres.admin_url, service, stage.wiring.databases[service], [])
    dump = dumps.take()
    time.sleep(told["for_s"])
    if service != Service.ORDER:
        dumps.put_in_place(dump)
        return
    web = Member(service, "web")
    stage.fleet.terminate(web)
    try:
        wait_until(
            lambda: _unpublished(stage) == 0,
            within_s=_PUBLISHED_WITHIN_S,
            otherwise=lambda: f"{_unpublished(stage)} events of order were not published",
        )
        dumps.put_in_place(dump)
        stage.fleet.command(service, "recover", "--json")
    finally:
        stage.fleet.start(web)


def _unpublished(stage: Stage) -> int:
    with psycopg.connect(stage.wiring.databases[Service.ORDER].worker) as connection:
        row = connection.execute(_LEFT).fetchone()
        return int(row[0]) if row else 0
