"""A database of the projection, for as long as a measurement takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from waymark_events.topics import Service
from waymark_runtime import abreast
from waymark_runtime.migrations import migrate, role_of
from waymark_tools.stack.databases import DatabaseUrls, create_database, drop_database

MIGRATIONS: Final = Path(__file__).parents[1] / "services" / "projection" / "migrations"


@contextmanager
def projection_database(admin_url: str, name: str) -> Iterator[DatabaseUrls]:
    """Freshly made and migrated; dropped at the end."""
    drop_database(admin_url, name)
    urls = create_database(admin_url, Service.PROJECTION, name)
    try:
        service_tables(urls, MIGRATIONS)
        yield urls
    finally:
        drop_database(admin_url, name)


def service_tables(urls: DatabaseUrls, migrations: Path) -> None:
    """A service's tables, in a database that is new and has nothing to catch up with."""
    roles = {"worker_role": role_of(urls.worker), "web_role": role_of(urls.web)}
    migrate(urls.owner, [migrations], **roles)
    with psycopg.connect(urls.worker) as worker:
        abreast.note(worker, abreast.standing(worker).life, None)
