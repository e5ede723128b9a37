"""The servers of a run: a broker and a database of its own, or those it is given."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from projection.settings import Settings
from waymark_events.topics import Service, named
from waymark_tools.stack.databases import DatabaseUrls, urls
from waymark_tools.stack.ports import free_ports
from waymark_tools.stack.servers import LocalServers, given
from waymark_tools.stack.supervisor import Supervisor
from waymark_tools.stack.temporary import temporary_folder

from bench import topics
from bench.checks import Expected
from bench.contest import Stage

KEY: Final = "ab" * 32


@dataclass(frozen=True)
class Place:
    """A broker and a database, and the names that this run uses there."""

    supervisor: Supervisor
    bootstrap: str
    admin_url: str
    pids: Mapping[str, int]
    prefix: str

    def topic(self, name: str) -> str:
        """A declared topic as it is called on the broker."""
        return named(self.prefix, name)

    def environment(
        self, database: DatabaseUrls, instance: int, service: Service = Service.PROJECTION
    ) -> dict[str, str]:
        """The settings of a service's programs, on free ports."""
        health, web = free_ports(2)
        own = {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "OWNER_DATABASE_URL": database.owner,
            "WORKER_DATABASE_URL": database.worker,
            "WEB_DATABASE_URL": database.web,
            "WEB_PORT": str(web),
            "HEALTH_PORT": str(health),
            "INSTANCE": str(instance),
            "SEAL_KEY": KEY,
        }
        return {
            **{f"WAYMARK_{service.upper()}_{name}": value for name, value in own.items()},
            "WAYMARK_TOPIC_PREFIX": self.prefix,
            "WAYMARK_KEY_PEPPER": KEY,
            "WAYMARK_LINK_KEYS": json.dumps({"k1": KEY}),
            "WAYMARK_LINK_KID": "k1",
            "WAYMARK_PUBLIC_URL": "http://127.0.0.1",
            "WAYMARK_REQUESTS_A_MINUTE": "100000000",
            "WAYMARK_CARRIER_INGEST_PUSHES_A_SECOND": "100000000",
        }

    def settings(self) -> Settings:
        """The same as an object, for what runs in this process."""
        nowhere = self.nowhere()
        return Settings(
            kafka_bootstrap_servers=self.bootstrap.split(","),
            topic_prefix=self.prefix,
            owner_database_url=nowhere.owner,
            worker_database_url=nowhere.worker,
            web_database_url=nowhere.web,
            web_port=0,
            health_port=0,
            key_pepper=KEY,
            link_keys={"k1": KEY},
            link_kid="k1",
            public_url="http://127.0.0.1",
        )

    def nowhere(self) -> DatabaseUrls:
        """Of a database that nobody makes."""
        return urls(self.admin_url, Service.PROJECTION, "nowhere")

    def stage(self, wanted: Expected) -> Stage:
        """Where contestants run against a log that says this."""
        return Stage(self.supervisor, self.admin_url, self.pids, self.environment, wanted)

    def beside(self, name: str, topic_names: Sequence[str]) -> "Place":
        """The same servers with topics of another prefix, for another log."""
        prefix = f"{self.prefix}{name}."
        topics.create(self.bootstrap, prefix, topic_names)
        return replace(self, prefix=prefix)


@contextmanager
def opened(name: str) -> Iterator[Place]:
    """Servers until the block ends; of those that are given, what this run made is removed.

    `name` begins the names of this run's topics.
    """
    prefix = f"{name}-{uuid.uuid4().hex[:8]}."
    with temporary_folder() as folder, Supervisor(folder) as supervisor:
        named_ones = given()
        servers = named_ones or LocalServers(supervisor).start().addresses
        pids = {} if named_ones else {name: supervisor[name].pid for name in ("kafka", "postgres")}
        place = Place(supervisor, servers.bootstrap, servers.admin_url, pids, prefix)
        topics.create(place.bootstrap, prefix)
        try:
            yield place
        finally:
            if named_ones:
                topics.remove(place.bootstrap, prefix)
