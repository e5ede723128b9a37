"""Every fault by name: its number in the book (F1 to F20), how it is drawn, what it needs.

`needs` names what a machine must have for it; the smoke tier draws only from faults that need
nothing, the full tier fails where something is missing.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from faults import needs
from faults.inflicting import machines, networks, processes, records, restores, servers
from faults.points import POINTS
from faults.stage import Stage
from waymark_events.topics import Service

Told = dict[str, Any]
Draw = Callable[[random.Random], Told]


@dataclass(frozen=True)
class Fault:
    """A fault. `lasts_s` is about how long it takes; `smoke`: short enough for the smoke tier."""

    number: str
    inflict: Callable[[Stage, Told], None]
    draw: Draw
    lasts_s: float
    smoke: bool = True
    needs: frozenset[str] = frozenset()


_SERVICES: Final = tuple(str(service) for service in Service)
_WORKERS: Final = _SERVICES
_KAFKA_DOORS: Final = tuple(f"{service}.kafka" for service in Service)
_POSTGRES_DOORS: Final = tuple(f"{service}.postgres" for service in Service)
_TOPICS: Final = ("shipment.events.v1", "shipment.status.v1", "carrier.payloads.v1")
_STREAM: Final = "shipment.events.v1"


def _one(name: str, choices: Sequence[object], **fixed: object) -> Draw:
    return lambda chance: {name: chance.choice(choices), **fixed}


def _process(chance: random.Random) -> Told:
    return {"service": chance.choice(_SERVICES), "kind": chance.choice(("web", "worker"))}


def _point(chance: random.Random) -> Told:
    """Points that a run of any kind comes by within seconds."""
    busy = [name for name in POINTS if not name.startswith(("queue", "webhook", "mail", "push"))]
    return {"point": chance.choice(busy), "times": chance.randrange(1, 6)}


def _cut(doors: Sequence[str]) -> Draw:
    return lambda chance: {
        "door": chance.choice(doors),
        "mode": chance.choice(("stall", "refuse", "half_open")),
        "for_s": round(chance.uniform(2, 5), 1),
    }


def _slow(chance: random.Random) -> Told:
    told = {"door": chance.choice((*_KAFKA_DOORS, *_POSTGRES_DOORS)), "for_s": 4.0, "times": 3}
    return told | {"mode": chance.choice(("delay", "rate", "stalls"))}


_OFFSETS: Final[Sequence[Told]] = (
    {"service": "projection", "group": "projector", "topic": _STREAM},
    {"service": "notifier", "group": "inbox", "topic": "shipment.status.v1"},
    {"service": "carrier_ingest", "group": "normaliser", "topic": "carrier.payloads.v1"},
)

FAULTS: Final[Mapping[str, Fault]] = {
    "kill": Fault("F1", processes.kill, _process, 1),
    "crash": Fault("F1", processes.crash, _point, 6),
    "stop_slowly": Fault(
        "F2", processes.stop_slowly, _one("service", _WORKERS, ms=400), 8, smoke=False
    ),
    "freeze": Fault("F3", processes.freeze, _one("service", _WORKERS, for_s=8.0), 8),
    "zombie": Fault("F3", processes.zombie, _one("service", _WORKERS, for_s=9.0), 25, smoke=False),
    "broker_kill": Fault("F4", servers.broker_kill, lambda _: {"for_s": 1.0}, 7),
    "postgres_stop": Fault(
        "F5", servers.postgres_stop, _one("how", ("kill", "immediate", "fast")), 3
    ),
    "postgres_backends": Fault("F5", servers.postgres_backends, lambda _: {"times": 3}, 2),
    "disk_full": Fault(
        "F6",
        machines.disk_full,
        _one("server", ("kafka", "postgres"), for_s=3.0),
        12,
        smoke=False,
        needs=frozenset({needs.TMPFS}),
    ),
    "clock": Fault(
        "F11",
        machines.clock,
        lambda chance: {
            "service": chance.choice(_SERVICES),
            "offset": chance.choice(("+2h", "-2h")),
            "for_s": 10.0,
        },
        14,
        smoke=False,
        needs=frozenset({needs.FAKETIME}),
    ),
    "kafka_cut": Fault("F7", networks.cut, _cut(_KAFKA_DOORS), 4),
    "postgres_cut": Fault("F7", networks.cut, _cut(_POSTGRES_DOORS), 4),
    "receivers_cut": Fault("F7", networks.cut, _cut(("notifier.mail", "notifier.posts")), 4),
    "slow": Fault("F8", networks.slow, _slow, 4),
    "poison": Fault("F12", records.poison, lambda _: {"topic": _STREAM}, 1),
    "storm": Fault("F13", processes.storm, _one("service", _WORKERS), 14, smoke=False),
    "hostile_posts": Fault(
        "F14",
        networks.receivers,
        lambda chance: {
            "who": "posts",
            "mode": chance.choice(("hang", "slow", "500", "429", "302", "reset")),
            "for_s": 4.0,
        },
        4,
    ),
    "hostile_mail": Fault(
        "F15",
        networks.receivers,
        lambda chance: {
            "who": "mail",
            "mode": chance.choice(("greylist", "refuse", "hang", "drop")),
            "for_s": 4.0,
        },
        4,
    ),
    "relay_back": Fault("F16", servers.relay_back, lambda _: {"by": 10_000}, 1),
    "offsets_to_zero": Fault(
        "F16", servers.offsets_to_zero, lambda chance: dict(chance.choice(_OFFSETS)), 9, smoke=False
    ),
    "restore": Fault(
        "F16", restores.restore, _one("service", _SERVICES, for_s=3.0), 12, smoke=False
    ),
    "more_partitions": Fault(
        "F17", servers.more_partitions, lambda _: {"topic": _STREAM, "to": 14}, 1, smoke=False
    ),
    "too_few_replicas": Fault(
        "F19", servers.too_few_replicas, _one("topic", _TOPICS, for_s=4.0), 4
    ),
    "quota": Fault(
        "F19", servers.quota, lambda _: {"bytes_a_second": 20_000, "for_s": 5.0}, 12, smoke=False
    ),
    "revoked": Fault("F19", servers.revoked, _one("topic", _TOPICS, for_s=5.0), 12, smoke=False),
    "locked_out": Fault(
        "F19", networks.locked_out, _one("door", _KAFKA_DOORS, for_s=5.0), 8, smoke=False
    ),
    "two_relays": Fault("F20", processes.two_relays, lambda _: {"for_s": 4.0}, 15, smoke=False),
}
