"""The ports of a run, counted from PORT_BASE, and the check that they are free."""

import os
import random
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self

from waymark_events.topics import Service

HOST: Final = "127.0.0.1"
_DEFAULT_BASE: Final = 8080
# Below the range from which systems take ports for outgoing connections (Linux 32768, macOS 49152):
# a client that retries a dead broker on such a port can connect to itself and occupy it for good.
_FREE_RANGE: Final = range(20_000, 32_000)


class PortTakenError(Exception):
    """A port that is needed is in use."""


@dataclass(frozen=True)
class Ports:
    """Who listens where: the origin at the base, web programs 1–4, health 11–14 above it.

    16 to 19 above are the broker, its controller, the database and the demo's mail server.
    """

    origin: int
    web: Mapping[Service, int]
    health: Mapping[Service, int]
    kafka: int
    controller: int
    postgres: int
    mail: int

    @classmethod
    def at(cls, base: int) -> Self:
        """The ports of a run with this base."""
        if not 1024 <= base <= 65_000:
            raise ValueError(f"PORT_BASE is {base}; it must lie between 1024 and 65000")
        numbered = list(enumerate(Service, start=1))
        return cls(
            origin=base,
            web=MappingProxyType({service: base + no for no, service in numbered}),
            health=MappingProxyType({service: base + 10 + no for no, service in numbered}),
            kafka=base + 16,
            controller=base + 17,
            postgres=base + 18,
            mail=base + 19,
        )

    @classmethod
    def from_environment(cls) -> Self:
        """The ports as PORT_BASE moves them."""
        text = os.environ.get("PORT_BASE", str(_DEFAULT_BASE))
        if not text.isdigit():
            raise ValueError(f"PORT_BASE is {text!r}; it must be a number such as {_DEFAULT_BASE}")
        return cls.at(int(text))

    def by_name(self) -> dict[str, int]:
        """Every port with the words an error message uses for it."""
        web = {f"{service} web": port for service, port in self.web.items()}
        health = {f"{service} health": port for service, port in self.health.items()}
        servers = {
            "Kafka": self.kafka,
            "Kafka's controller": self.controller,
            "PostgreSQL": self.postgres,
            "mail": self.mail,
        }
        return {"the origin": self.origin} | web | health | servers


def require_free(ports: Mapping[str, int]) -> None:
    """Refuse to start anything when one of the ports is in use, naming all that are."""
    taken = [f"{port} ({name})" for name, port in ports.items() if not is_free(port)]
    if taken:
        raise PortTakenError(
            f"in use by another program: {', '.join(taken)}; "
            "stop it, or move all of ours with PORT_BASE=<another number>"
        )


def is_free(port: int) -> bool:
    """Tell whether we could listen there; a port that merely rests after use counts as free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, for runs that need no fixed ones."""
    candidates: Iterable[int] = random.sample(_FREE_RANGE, len(_FREE_RANGE))
    found = [port for port, _ in zip(filter(is_free, candidates), range(count), strict=False)]
    if len(found) < count:
        raise PortTakenError(f"no {count} free ports in {_FREE_RANGE}")
    return found
