"""Which servers a run uses: those it is given, containers, or processes of its own."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from waymark_tools.stack.kafka import Kafka
from waymark_tools.stack.ports import Ports, free_ports
from waymark_tools.stack.postgres import Postgres
from waymark_tools.stack.supervisor import Supervisor


@dataclass(frozen=True)
class Servers:
    """Where the broker answers, and PostgreSQL's administrator."""

    bootstrap: str
    admin_url: str


class LocalServers:
    """Both as processes of a supervisor; on the ports of a run, or on free ones."""

    def __init__(self, supervisor: Supervisor, ports: Ports | None = None) -> None:
        kafka, controller, postgres = (
            (ports.kafka, ports.controller, ports.postgres) if ports else free_ports(3)
        )
        self.kafka = Kafka(supervisor, supervisor.folder / "kafka", kafka, controller)
        self.postgres = Postgres(supervisor, supervisor.folder / "postgres", postgres)

    def start(self) -> Self:
        """Start both at once and wait for both."""
        self.kafka.launch()
        self.postgres.launch()
        self.postgres.wait()
        self.kafka.wait()
        return self

    @property
    def addresses(self) -> Servers:
        """Where they answer."""
        return Servers(self.kafka.bootstrap, self.postgres.admin_url)


def given() -> Servers | None:
    """The servers named by the environment; one of the two alone is a mistake."""
    bootstrap = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    admin_url = os.environ.get("DATABASE_URL")
    if bootstrap and admin_url:
        return Servers(bootstrap, admin_url)
    if bootstrap or admin_url:
        raise ValueError(
            "KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL (an administrator's) are given together or "
            "not at all; one of them is missing"
        )
    return None


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """A broker and a database for as long as the context lasts: given, containers or processes."""
    named = given()
    if named:
        yield named
    elif _docker():
        from waymark_tools.stack.containers import (  # noqa: PLC0415 - optional
            kafka_container,
            postgres_container,
        )

        with ExitStack() as stack:
            bootstrap = stack.enter_context(kafka_container())
            yield Servers(bootstrap, stack.enter_context(postgres_container()))
    else:
        with Supervisor(folder) as supervisor:
            yield LocalServers(supervisor).start().addresses


def _docker() -> bool:
    """Tell whether containers can be had; WAYMARK_STACK=local says they are not wanted."""
    if os.environ.get("WAYMARK_STACK") == "local":
        return False
    try:
        from waymark_tools.stack.containers import daemon_answers  # noqa: PLC0415 - optional
    except ImportError:
        return False
    return daemon_answers()
