"""Migrations in plain SQL: each file once, in order of name, its digest kept.

The runtime's own tables come first. A file that was applied never changes: a changed digest is
refused, because the database would not be what the file says. Replicas that start together wait
for each other.
"""

import hashlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import psycopg
from psycopg import Connection, conninfo, sql

from waymark_runtime.settings import ServiceSettings

_OWN: Final = Path(__file__).parent
_LOCK: Final = 5_707_221_113
_RECORD: Final = """
CREATE TABLE IF NOT EXISTS migration (
    name       text PRIMARY KEY,
    sha256     text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)"""


class MigrationRefused(Exception):  # noqa: N818 (says which file and why)
    """A migration cannot be applied as it stands."""


def migrate(
    owner_url: str, folders: Sequence[Path], *, worker_role: str, web_role: str
) -> list[str]:
    """Bring the database up to date; answers the names of the files that were applied.

    All of it is one transaction: a failing file leaves the database as it was. Inside a file,
    `keep_apart(table)` puts a table under row-level security by its column `retailer`, and
    `let_web(table, 'SELECT, INSERT')` lets the web role in; the worker may use every table.
    """
    files = _files([_OWN, *folders])
    with psycopg.connect(owner_url, application_name="waymark-migrate") as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        _name_roles(connection, worker_role, web_role)
        connection.execute(_RECORD)
        applied = [file.stem for file in files if _apply(connection, file)]
        _grant(connection, worker_role)
    return applied


def migrate_own(settings: ServiceSettings, folder: Path) -> None:
    """The program `migrate` of a service: its own database; what was applied is written out."""
    applied = migrate(
        settings.owner_database_url,
        [folder],
        worker_role=role_of(settings.worker_database_url),
        web_role=role_of(settings.web_database_url),
    )
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "up to date\n")


def role_of(url: str) -> str:
    """The role that a database URL signs in as; migrations grant to it."""
    user = conninfo.conninfo_to_dict(url).get("user")
    if not user:
        raise MigrationRefused(f"the URL of the database names no user: {_without_secret(url)}")
    return str(user)


def _files(folders: Iterable[Path]) -> list[Path]:
    files = [file for folder in folders for file in sorted(folder.glob("*.sql"))]
    names = [file.stem for file in files]
    if doubled := {name for name in names if names.count(name) > 1}:
        raise MigrationRefused(f"two migrations are called {min(doubled)!r}; rename one")
    return files


def _apply(connection: Connection, file: Path) -> bool:
    text = file.read_bytes()
    digest = hashlib.sha256(text).hexdigest()
    row = connection.execute("SELECT sha256 FROM migration WHERE name = %s", [file.stem]).fetchone()
    if row is not None:
        if row[0] != digest:
            raise MigrationRefused(
                f"{file.name} was changed after it was applied (sha256 {digest[:12]} now, "
                f"{row[0][:12]} then); restore it and add a new file instead"
            )
        return False
    try:
        connection.execute(text.decode())
    except psycopg.Error as fault:
        raise MigrationRefused(f"{file.name} failed: {fault}") from fault
    connection.execute("INSERT INTO migration VALUES (%s, %s)", [file.stem, digest])
    return True


def _name_roles(connection: Connection, worker_role: str, web_role: str) -> None:
    """Settings that `keep_apart` and `let_web` read, until the transaction ends."""
    connection.execute(
        "SELECT set_config('waymark.worker', %s, true), set_config('waymark.web', %s, true)",
        [worker_role, web_role],
    )


def _grant(connection: Connection, worker_role: str) -> None:
    role = sql.Identifier(worker_role)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        "REVOKE ALL ON TABLE migration FROM {}",
    ):
        connection.execute(sql.SQL(statement).format(role))


def _without_secret(url: str) -> str:
    parts = conninfo.conninfo_to_dict(url)
    return ", ".join(f"{name}={value}" for name, value in parts.items() if name != "password")
