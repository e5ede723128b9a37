"""A carrier_ingest with one account of UPS: its tables, and the client that its pushes show."""

import json
import os
import subprocess
import sys
from typing import Final

from carrier_ingest.main import MIGRATIONS
from waymark_events.topics import Service
from waymark_tools.stack.databases import DatabaseUrls

from bench.databases import service_tables
from bench.load import RETAILER
from bench.stage import Place

ACCOUNT: Final = "ups-main"


def tables(urls: DatabaseUrls) -> None:
    """The service's, in a database that is new."""
    service_tables(urls, MIGRATIONS)


def add(place: Place, urls: DatabaseUrls) -> dict[str, str]:
    """Add the account as an operator does; what the command told."""
    command = [sys.executable, "-m", "carrier_ingest.main", "accounts-add", "--json"]
    what = ["--retailer", RETAILER, "--account", ACCOUNT, "--carrier", "ups"]
    environment = os.environ | place.environment(urls, 0, Service.CARRIER_INGEST)
    done = subprocess.run(
        [*command, *what], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found
