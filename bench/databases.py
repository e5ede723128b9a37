"""A database of the projection, for as long as a measurement takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from waymark_events.topics import Service
from waymark_runtime.migrations import migrate, role_of
from waymark_tools.stack.databases import DatabaseUrls, create_database, drop_database

MIGRATIONS: Final = Path(__file__).parents[1] / "services" / "projection" / "migrations"


@contextmanager
def projection_database(admin_url: str, name: str) -> Iterator[DatabaseUrls]:
    """Freshly made and migrated; dropped at the end."""
    drop_database(admin_url, name)
    urls = create_database(admin_url, Service.PROJECTION, name)
    try:
        roles = {"worker_role": role_of(urls.worker), "web_role": role_of(urls.web)}
        migrate(urls.owner, [MIGRATIONS], **roles)
        yield urls
    finally:
        drop_database(admin_url, name)
