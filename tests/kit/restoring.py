"""A database set back to what it was, as an operator restores a dump: another one in its place."""

import uuid

import psycopg
from psycopg import sql
from waymark_events.topics import Service
from waymark_tools.stack.databases import DatabaseUrls, copy_database, create_database


class Dumps:
    """Dumps of one service's database. To programs that run it is away for a moment."""

    def __init__(
        self, admin_url: str, service: Service, urls: DatabaseUrls, made: list[str]
    ) -> None:
        self._admin_url = admin_url
        self._service = service
        self._urls = urls
        self._made = made

    def take(self) -> str:
        """Keep the database as it is now; the name of the dump."""
        name = self._new()
        with self._shut():
            copy_database(self._admin_url, self._service, name, self._urls.name)
        return name

    def put_in_place(self, dump: str | None = None) -> None:
        """Set the database back to a dump, which is kept; None is an empty one without tables."""
        name = self._new()
        if dump is None:
            create_database(self._admin_url, self._service, name)
        else:
            copy_database(self._admin_url, self._service, name, dump)
        with self._shut() as admin:
            old = self._new()
            _rename(admin, self._urls.name, old)
            _rename(admin, name, self._urls.name)
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(_name(old)))

    def _new(self) -> str:
        self._made.append(f"{self._urls.name}_{uuid.uuid4().hex[:6]}")
        return self._made[-1]

    def _shut(self) -> "_Shut":
        return _Shut(self._admin_url, self._urls.name)


class _Shut:
    """Nobody is in a database, and nobody comes in."""

    def __init__(self, admin_url: str, name: str) -> None:
        self._admin = psycopg.connect(admin_url, autocommit=True)
        self._name = name

    def __enter__(self) -> psycopg.Connection:
        self._allow("false")
        self._admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [self._name],
        )
        return self._admin

    def __exit__(self, *_: object) -> None:
        self._allow("true")
        self._admin.close()

    def _allow(self, answer: str) -> None:
        shut = sql.SQL(f"ALTER DATABASE {{}} ALLOW_CONNECTIONS {answer}")
        self._admin.execute(shut.format(_name(self._name)))


def _name(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def _rename(admin: psycopg.Connection, old: str, new: str) -> None:
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(_name(old), _name(new)))
