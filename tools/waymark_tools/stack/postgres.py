"""PostgreSQL as a process: started by ourselves, on loopback, by password."""

import signal
from pathlib import Path
from typing import Final

import psycopg

from waymark_tools.stack import places
from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.ports import HOST
from waymark_tools.stack.postgres_files import SUPERUSER, binaries, password, prepare
from waymark_tools.stack.supervisor import Supervisor
from waymark_tools.stack.waiting import wait_until

_NAME: Final = "postgres"
_READY_WITHIN_S: Final = 30.0
# What the backends of a killed server still hold for a moment.
_NOT_YET: Final = "pre-existing shared memory block"
_OWN_LINES: Final = 5
_LAST_OF_ALL: Final = "unexpected postmaster exit"
"""What those say whom a killed server left behind, a line each: after its successor's own words."""
# Nothing here has to outlive a power cut; a kill -9 of the server loses nothing without fsync.
_SETTINGS: Final = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    """One server whose data live in `folder`; as root it runs as an unprivileged user."""

    def __init__(self, supervisor: Supervisor, folder: Path, port: int) -> None:
        self._supervisor = supervisor
        self._account = places.server_account()
        self._data = places.reachable(self._account, folder) / "data"
        self._port = port

    @property
    def admin_url(self) -> str:
        """The administrator's address, password included."""
        return f"postgresql://{SUPERUSER}:{password(self._data)}@{HOST}:{self._port}/postgres"

    def launch(self) -> Child:
        """Start it without waiting; its folder is made when it is new."""
        commands = binaries(self._account)
        if not (self._data / "PG_VERSION").exists():
            prepare(self._account, commands, self._data)
        settings = _SETTINGS | {"port": str(self._port)}
        options = [f"-c{name}={value}" for name, value in settings.items()]
        return self._supervisor.start(
            Program(
                name=_NAME,
                argv=[str(commands / "postgres"), "-D", str(self._data), *options],
                user=self._account.name,
                folder=self._data,
                # a fast shutdown: SIGTERM would wait for every client to leave
                stop_signal=signal.SIGINT,
            )
        )

    def wait(self) -> None:
        """Return once a client can connect."""
        wait_until(
            self._accepts,
            within_s=_READY_WITHIN_S,
            otherwise=lambda: f"PostgreSQL was not ready in time; {self._account_of_end()}",
        )

    def kill(self) -> None:
        """End it as a crash would."""
        self._supervisor.kill(_NAME)

    def _accepts(self) -> bool:
        """Try to connect; a server that ended is an error, unless it only came too early."""
        child = self._supervisor[_NAME]
        if not child.running:
            if not self._came_too_early(child):
                raise RuntimeError(f"PostgreSQL ended by itself; {self._account_of_end()}")
            self.launch()
        try:
            psycopg.connect(self.admin_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @staticmethod
    def _came_too_early(child: Child) -> bool:
        """Whether it ended because some of the server before it were not gone yet."""
        lines = child.log.read_text(errors="replace").splitlines()
        own = [line for line in lines if _LAST_OF_ALL not in line]
        return any(_NOT_YET in line for line in own[-_OWN_LINES:])

    def _account_of_end(self) -> str:
        child = self._supervisor[_NAME]
        return f"{child.log}:\n{child.last_words()}"
