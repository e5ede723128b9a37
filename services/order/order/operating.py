"""Carries out the operator's commands, on a database that is not behind what was published."""

import argparse
import sys

from waymark_runtime.postgres import make_pool

from order import commands, recover
from order.app.retailers import Retailers
from order.settings import Settings
from order.store.orders import store_on
from order.store.rows import Rows


def operate(settings: Settings, given: argparse.Namespace, relay: str) -> int:
    """Carry a command out; the exit code. `relay` publishes the log."""
    url = settings.worker_database_url
    with make_pool(url, name="order-command", most=2) as pool, store_on(url, 2) as store:
        if given.command == "recover":
            return recover.run(settings, store, relay, given)
        trouble = recover.compared(settings, pool)
        if trouble is not None:
            sys.stderr.write(f"{trouble}\n")
            return 1
        return commands.run(Retailers(store, Rows(pool), settings.key_pepper), given)
