"""Everything a run needs, brought up: servers behind proxies, receivers, carriers, services."""

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import httpx
from faults import control, places
from faults.fleet import Fleet
from faults.needs import small_disk
from faults.places import Places
from faults.wiring import Wiring
from faults.workload.shops import HEARS_BY_WEBHOOK, Shop, open_shops
from msgspec import Struct
from waymark_events.topics import Service
from waymark_tools.demo import topics
from waymark_tools.demo.carriers.dhl import Dhl
from waymark_tools.demo.carriers.server import Carriers, carriers_at
from waymark_tools.demo.carriers.ups import Ups
from waymark_tools.demo.secrets import Secrets
from waymark_tools.stack.children import Program
from waymark_tools.stack.databases import create_database
from waymark_tools.stack.kafka import Door, Kafka, answers
from waymark_tools.stack.ports import HOST
from waymark_tools.stack.postgres import Postgres
from waymark_tools.stack.supervisor import Supervisor
from waymark_tools.stack.waiting import wait_until

_TESTS: Final = Path(__file__).parents[1]
_WITHIN_S: Final = 15.0
# a broker that was killed serves again once its old session is over
_KAFKA: Final = {
    "broker.session.timeout.ms": "1000",
    "broker.heartbeat.interval.ms": "200",
    # everybody may do everything, until a run takes a right away
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "true",
    "listener.name.locked.sasl.enabled.mechanisms": "PLAIN",
    "listener.name.locked.plain.sasl.jaas.config": (
        'org.apache.kafka.common.security.plain.PlainLoginModule required user_nobody="knows";'
    ),
}


class Stage(Struct, frozen=True):
    """What stands while a run lasts."""

    folder: Path
    supervisor: Supervisor
    places: Places
    kafka: Kafka
    postgres: Postgres
    wiring: Wiring
    fleet: Fleet
    shops: list[Shop]
    ups: Ups
    disks: Mapping[str, Path]

    def proxy(self, name: str, mode: str, **more: object) -> None:
        """Have a door treat what passes in a way."""
        control.tell(self.places.proxy_control, proxy=name, mode=mode, **more)

    def receiver(self, who: str, mode: str) -> None:
        """Have a receiver be so."""
        control.tell(self.places.receivers_control, who=who, mode=mode)

    def heal(self) -> None:
        """Every door open, every receiver kind."""
        for name in self.places.doors:
            self.proxy(name, "pass")
        for who in ("mail", "posts"):
            self.receiver(who, "ok")


@contextmanager
def stage(folder: Path, broken: Mapping[str, str], small: Collection[str] = ()) -> Iterator[Stage]:
    """Bring all up, ready; whatever way this is left, all of it is stopped.

    The servers that are `small` keep their data on a disk of their own that can be filled.
    """
    disks = {name: folder / name / "data" for name in small}
    with ExitStack() as stack:
        for disk in disks.values():
            stack.enter_context(small_disk(disk))
        supervisor = stack.enter_context(Supervisor(folder))
        at = places.make()
        secrets, ups = Secrets.fresh(), Ups()
        carriers = Carriers(ups, Dhl("nobody", secrets.dhl_secret), secrets.ups_secret)
        carriers_url = stack.enter_context(carriers_at(at.carriers, carriers))
        kafka, postgres = _servers(supervisor, at, folder)
        made = {service: create_database(postgres.admin_url, service) for service in Service}
        wiring = Wiring(at, made, secrets)
        variables = {service: wiring.environment(service) for service in Service}
        fleet = Fleet(supervisor, variables, folder, broken)
        shops = _shops(fleet, kafka, wiring, carriers_url)
        fleet.start_all()
        fleet.wait_ready(*fleet.all_members())
        _listen(wiring, next(shop for shop in shops if shop.retailer == HEARS_BY_WEBHOOK))
        yield Stage(folder, supervisor, at, kafka, postgres, wiring, fleet, shops, ups, disks)
        fleet.stop()


def _servers(supervisor: Supervisor, at: Places, folder: Path) -> tuple[Kafka, Postgres]:
    """Both, and the helpers beside them, ready."""
    place, doors = folder / "kafka", _doors(at)
    kafka = Kafka(supervisor, place, at.kafka, at.controller, doors=doors, settings=_KAFKA)
    postgres = Postgres(supervisor, folder / "postgres", at.postgres)
    kafka.launch()
    postgres.launch()
    _start_helpers(supervisor, at, folder)
    postgres.wait()
    kafka.wait()
    return kafka, postgres


def _shops(fleet: Fleet, kafka: Kafka, wiring: Wiring, carriers_url: str) -> list[Shop]:
    """Topics and tables, side by side; then the retailers."""
    prefix = wiring.topic_prefix
    with ThreadPoolExecutor(2) as pool:
        topics_made = pool.submit(topics.create, kafka.bootstrap, prefix)
        list(pool.map(lambda service: fleet.command(service, "migrate"), Service))
        topics_made.result()
    secret = wiring.secrets.ups_secret
    return open_shops(fleet, kafka.bootstrap, prefix, carriers_url, secret)


def _doors(at: Places) -> list[Door]:
    """The broker's listeners: what each advertises is the proxy before it."""
    found = [(service, at.door(service, "kafka")) for service in Service]
    locked = Door("LOCKED", at.kafka_locked, at.kafka_locked, "SASL_PLAINTEXT")
    return [
        locked,
        *(Door(one.name.replace("_", ""), door.leads_to, door.listens) for one, door in found),
    ]


def _start_helpers(supervisor: Supervisor, at: Places, folder: Path) -> None:
    doors = [f"{door.name}={door.listens}:{door.leads_to}" for door in at.doors.values()]
    notes = str(folder / "received.jsonl")
    wanted = {
        "proxy": [str(at.proxy_control), *doors],
        "receivers": [*map(str, (at.receivers_control, at.mail, at.posts)), notes],
    }
    for name, arguments in wanted.items():
        argv = [sys.executable, "-m", f"faults.{name}", *arguments]
        supervisor.start(Program(name, argv, {"PYTHONPATH": str(_TESTS)}))
    for port in (at.proxy_control, at.receivers_control):
        wait_until(
            lambda port=port: answers(port),  # type: ignore[misc]  # bound at once
            within_s=_WITHIN_S,
            otherwise=lambda: f"nothing listens; see {folder}/proxy.log and receivers.log",
        )


def _listen(wiring: Wiring, shop: Shop) -> None:
    """The shop's webhooks: one address that takes everything, one that is gone for good."""
    posts = wiring.places.doors["notifier.posts"].listens
    web = wiring.places.web[Service.NOTIFIER]
    with httpx.Client(trust_env=False, timeout=15.0) as http:
        for path in ("all", "gone"):
            answer = http.post(
                f"http://{HOST}:{web}/v1/webhooks/endpoints",
                json={"url": f"http://{HOST}:{posts}/{shop.retailer}/{path}"},
                headers={"Authorization": f"Bearer {shop.key}"},
            )
            answer.raise_for_status()


def children_environment() -> dict[str, str]:
    """For what is started beside: it finds this package."""
    return {**os.environ, "PYTHONPATH": str(_TESTS)}
