"""The services' databases: one each, with an owner, a worker and a web role."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from waymark_events.topics import Service

_ROLES: Final = ("owner", "worker", "web")
_LOCK: Final = 0x7761_796D  # "waym": roles are the server's, so makers of databases take turns


@dataclass(frozen=True)
class DatabaseUrls:
    """One database by its three roles."""

    name: str
    owner: str
    worker: str
    web: str


def create_database(admin_url: str, service: Service, name: str | None = None) -> DatabaseUrls:
    """Make a service's database, `waymark_<service>` unless named; one that exists is kept.

    Tables come later, by the service's migrations as owner: what the owner makes there the worker
    may read and write; the web role gets only what a migration grants it.
    """
    database = name or f"waymark_{service}"
    with _server(admin_url) as admin:
        _make_roles(admin, admin_url, service)
        if not _exists(admin, "pg_database", "datname", database):
            _make(admin, service, database, "template1")
    with psycopg.connect(_at(admin_url, database), autocommit=True) as inside:
        _grant(inside, service)
    return urls(admin_url, service, database)


def copy_database(admin_url: str, service: Service, name: str, template: str) -> DatabaseUrls:
    """Make a database as a copy of another of the same service, grants inside included."""
    with _server(admin_url) as admin:
        _make(admin, service, name, template)
    return urls(admin_url, service, name)


def drop_database(admin_url: str, name: str) -> None:
    """Remove a database and end the sessions that still use it."""
    with _server(admin_url) as admin:
        admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def urls(admin_url: str, service: Service, name: str) -> DatabaseUrls:
    """The addresses of a database on the administrator's server."""
    return DatabaseUrls(name, *(_at(admin_url, name, f"{service}_{role}") for role in _ROLES))


@contextmanager
def _server(admin_url: str) -> Iterator[psycopg.Connection]:
    """The administrator's connection, alone among the makers of databases."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        yield connection


def _exists(admin: psycopg.Connection, table: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    return admin.execute(query, (name,)).fetchone() is not None


def _make_roles(admin: psycopg.Connection, admin_url: str, service: Service) -> None:
    """The three roles; the worker sees all retailers, so row-level security is not for it.

    Their passwords are 128 random bits: to hash one four thousand times makes it no harder to
    guess and every connection dearer.
    """
    admin.execute(
        "SELECT set_config(name, '1', false) FROM pg_settings WHERE name = 'scram_iterations'"
    )
    for role in _ROLES:
        name = f"{service}_{role}"
        verb = "ALTER" if _exists(admin, "pg_roles", "rolname", name) else "CREATE"
        admin.execute(
            sql.SQL(f"{verb} ROLE {{}} LOGIN PASSWORD {{}} {{}}").format(
                sql.Identifier(name),
                sql.Literal(_password(admin_url, name)),
                sql.SQL("BYPASSRLS" if role == "worker" else "NOBYPASSRLS"),
            )
        )
    admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(f"{service}_owner")))


def _make(admin: psycopg.Connection, service: Service, name: str, template: str) -> None:
    """The database itself, which only its three roles may enter."""
    owner, worker, web = (sql.Identifier(f"{service}_{role}") for role in _ROLES)
    database = sql.Identifier(name)
    for statement in (
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
            database, owner, sql.Identifier(template)
        ),
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(database, worker, web),
    ):
        admin.execute(statement)


def _grant(inside: psycopg.Connection, service: Service) -> None:
    """What the owner will make here is open to the worker."""
    owner, worker, web = (sql.Identifier(f"{service}_{role}") for role in _ROLES)
    rule = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}")
    tables, sequences = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"
    inside.execute(rule.format(owner, sql.SQL(tables), sql.SQL("TABLES"), worker))
    inside.execute(rule.format(owner, sql.SQL(sequences), sql.SQL("SEQUENCES"), worker))
    inside.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(worker, web))


def _at(admin_url: str, database: str, role: str | None = None) -> str:
    """The administrator's address with another database, and another role where given."""
    parts = conninfo_to_dict(admin_url)
    user = role or parts.get("user", "")
    password = _password(admin_url, role) if role else parts.get("password", "")
    return f"postgresql://{user}:{password}@{parts['host']}:{parts.get('port', 5432)}/{database}"


def _password(admin_url: str, role: str) -> str:
    """A role's password: the same for every program that knows the administrator's."""
    secret = conninfo_to_dict(admin_url).get("password", "")
    return hashlib.sha256(f"{secret}:{role}".encode()).hexdigest()[:32]
