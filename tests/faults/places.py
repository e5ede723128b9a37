"""Where everything of a run listens: ours, and a proxy between each service and what it needs."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from waymark_events.topics import Service
from waymark_tools.stack.ports import free_ports

NEEDS: Final = ("kafka", "postgres")


class Door(Struct, frozen=True):
    """A proxy: it listens at one port and leads to another."""

    name: str
    listens: int
    leads_to: int


class Places(Struct, frozen=True):
    """Ports. `doors` are by name, such as `order.kafka` or `notifier.mail`.

    At `kafka_locked` the broker lets nobody in without a password.
    """

    kafka: int
    kafka_locked: int
    controller: int
    postgres: int
    mail: int
    posts: int
    carriers: int
    proxy_control: int
    receivers_control: int
    web: Mapping[Service, int]
    doors: Mapping[str, Door]

    def door(self, service: Service, need: str) -> Door:
        """The proxy before what a service needs."""
        return self.doors[f"{service}.{need}"]


def make() -> Places:
    """Free ports for all of it."""
    ports = iter(free_ports(40))
    postgres, mail, posts = next(ports), next(ports), next(ports)
    targets = {"postgres": postgres, "mail": mail, "posts": posts}
    return Places(
        kafka=next(ports),
        kafka_locked=next(ports),
        controller=next(ports),
        postgres=postgres,
        mail=mail,
        posts=posts,
        carriers=next(ports),
        proxy_control=next(ports),
        receivers_control=next(ports),
        doors={door.name: door for door in _doors(ports, targets)},
        web=MappingProxyType({service: next(ports) for service in Service}),
    )


def _doors(ports: Iterator[int], targets: Mapping[str, int]) -> Iterator[Door]:
    """A listener of the broker's own for each service, so that one can be cut off alone."""
    for service in Service:
        yield Door(f"{service}.kafka", next(ports), next(ports))
        yield Door(f"{service}.postgres", next(ports), targets["postgres"])
    yield Door("notifier.mail", next(ports), targets["mail"])
    yield Door("notifier.posts", next(ports), targets["posts"])
