"""Fresh migrated databases, as copies of one template per service and run."""

import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import psycopg
from kit.restoring import Dumps
from waymark_events.topics import Service
from waymark_runtime import abreast
from waymark_runtime.migrations import migrate, role_of
from waymark_tools.stack.databases import (
    DatabaseUrls,
    copy_database,
    create_database,
    drop_database,
)

_SERVICES: Final = Path(__file__).parents[2] / "services"
_TEMPLATES_LOCK: Final = 0x7465_6D70  # "temp"


@dataclass
class Databases:
    """Makes databases on one server for one test and removes them after it."""

    admin_url: str
    run: str
    _made: list[str] = field(default_factory=list)

    def __call__(self, service: Service | str) -> DatabaseUrls:
        """A fresh database of a service, migrated, by its three roles."""
        service = Service(service)
        template = _template(self.admin_url, self.run, service)
        name = f"t_{self.run}_{service}_{uuid.uuid4().hex[:8]}"
        self._made.append(name)
        urls = copy_database(self.admin_url, service, name, template)
        _is_abreast(urls)
        return urls

    def dumps(self, service: Service | str, urls: DatabaseUrls) -> Dumps:
        """Takes dumps of one of these databases, and sets it back to them."""
        return Dumps(self.admin_url, Service(service), urls, self._made)

    def drop_all(self) -> None:
        """Remove what was made."""
        while self._made:
            drop_database(self.admin_url, self._made.pop())


def _is_abreast(urls: DatabaseUrls) -> None:
    """Nothing was published of it yet, which a worker finds out as it starts; not every test
    starts one."""
    with psycopg.connect(urls.worker) as worker:
        abreast.note(worker, abreast.standing(worker).life, None)


@cache
def _template(admin_url: str, run: str, service: Service) -> str:
    """The migrated template of a run, made by whoever is first."""
    name = f"t_{run}_{service}"
    with psycopg.connect(admin_url, autocommit=True) as turn:
        turn.execute("SELECT pg_advisory_lock(%s)", (_TEMPLATES_LOCK,))
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not turn.execute(query, (f"{name}_done",)).fetchone():
            _migrate(admin_url, service, name)
    return f"{name}_done"


def _migrate(admin_url: str, service: Service, name: str) -> None:
    """Make and migrate it under another name, so that half a template is never copied."""
    drop_database(admin_url, name)
    urls = create_database(admin_url, service, name)
    folder = _SERVICES / service / "migrations"
    migrate(urls.owner, [folder], worker_role=role_of(urls.worker), web_role=role_of(urls.web))
    copy_database(admin_url, service, f"{name}_done", name)
    drop_database(admin_url, name)
