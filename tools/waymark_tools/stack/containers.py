"""The same two servers in containers, for people with a Docker daemon."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import docker
from docker.errors import DockerException
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from waymark_tools.stack.kafka_settings import SETTINGS, VERSION
from waymark_tools.stack.ports import HOST, free_ports

_INSIDE: Final = 9092
_CONTROLLER: Final = 9093


def daemon_answers() -> bool:
    """Tell whether a Docker daemon is there; the client alone says nothing."""
    try:
        client = docker.from_env(timeout=3)
    except DockerException:
        return False
    try:
        return bool(client.ping())
    except (DockerException, OSError):
        return False
    finally:
        client.close()


@contextmanager
def kafka_container() -> Iterator[str]:
    """Apache's own image; the bootstrap address."""
    (port,) = free_ports(1)
    settings = SETTINGS | {
        "listeners": f"CLIENT://:{_INSIDE},CONTROLLER://:{_CONTROLLER}",
        "advertised.listeners": f"CLIENT://{HOST}:{port}",
        "controller.quorum.voters": f"1@localhost:{_CONTROLLER}",
    }
    container = DockerContainer(f"apache/kafka:{VERSION}").with_bind_ports(_INSIDE, port)
    for name, value in settings.items():
        container.with_env(f"KAFKA_{name.replace('.', '_').upper()}", value)
    with container.waiting_for(LogMessageWaitStrategy("Kafka Server started")):
        yield f"{HOST}:{port}"


@contextmanager
def postgres_container() -> Iterator[str]:
    """The official image; the administrator's address."""
    with PostgresContainer("postgres:18", driver=None) as container:
        yield container.get_connection_url()
