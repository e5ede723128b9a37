"""Apache Kafka as a process: one node that is broker and controller."""

import asyncio
import os
import shutil
import socket
import subprocess
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from waymark_tools.stack import jars, places
from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.java import java
from waymark_tools.stack.kafka_settings import JVM, LOGGING, SETTINGS, VERSION
from waymark_tools.stack.ports import HOST
from waymark_tools.stack.supervisor import Supervisor
from waymark_tools.stack.waiting import wait_until

_READY_WITHIN_S: Final = 60.0


@dataclass(frozen=True)
class Door:
    """One more listener. Clients go on to what it advertises, which may be a proxy before it."""

    name: str
    port: int
    advertised: int
    protocol: str = "PLAINTEXT"


class Kafka:
    """One broker whose data live in `folder`; started again there, it has what it had.

    `settings` win over those that every local broker has.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        folder: Path,
        port: int,
        controller: int,
        *,
        doors: Sequence[Door] = (),
        settings: Mapping[str, str] = MappingProxyType({}),
        name: str = "kafka",
    ) -> None:
        self.name = name
        self.bootstrap = f"{HOST}:{port}"
        self._supervisor = supervisor
        self._folder = folder.absolute()
        self._port = port
        self._controller = controller
        self._doors = (Door("CLIENT", port, port), *doors)
        self._more = settings

    def launch(self) -> Child:
        """Start it without waiting; its folder is formatted when it is new."""
        self._write_settings()
        if not (self._folder / "data" / "meta.properties").exists():
            self._format()
        return self._supervisor.start(
            Program(self.name, self._java("kafka.Kafka", "server.properties"), folder=self._folder)
        )

    def wait(self) -> None:
        """Return once it answers and would create a topic."""
        child = self._supervisor[self.name]
        wait_until(
            lambda: not child.running or (answers(self._port) and serves(self.bootstrap)),
            within_s=_READY_WITHIN_S,
            otherwise=lambda: f"Kafka was not ready in time; {child.log}:\n{child.last_words()}",
        )
        if not child.running:
            raise RuntimeError(f"Kafka ended by itself; {child.log}:\n{child.last_words()}")

    def kill(self) -> None:
        """End it as a crash would."""
        self._supervisor.kill(self.name)

    def settings(self) -> dict[str, str]:
        """What stands in its server.properties."""
        controller = f"{HOST}:{self._controller}"
        listening = [f"{door.name}://{HOST}:{door.port}" for door in self._doors]
        advertised = [f"{door.name}://{HOST}:{door.advertised}" for door in self._doors]
        protocols = [f"{door.name}:{door.protocol}" for door in self._doors]
        return {
            **SETTINGS,
            "listeners": ",".join([*listening, f"CONTROLLER://{controller}"]),
            "advertised.listeners": ",".join(advertised),
            "listener.security.protocol.map": ",".join([*protocols, "CONTROLLER:PLAINTEXT"]),
            "controller.quorum.bootstrap.servers": controller,
            "log.dirs": str(self._folder / "data"),
            **self._more,
        }

    def _write_settings(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{name}={value}\n" for name, value in self.settings().items())
        (self._folder / "server.properties").write_text(lines)
        (self._folder / "log4j2.properties").write_text(LOGGING)

    def _format(self) -> None:
        """Copy a formatted folder, made once, and give the copy a cluster id of its own."""
        template = places.cache() / f"kafka-{VERSION}-formatted"
        if not template.exists():
            self._run_format()
            part = template.with_name(f"{template.name}.{os.getpid()}")
            shutil.copytree(self._folder / "data", part)
            with suppress(OSError):  # another run was faster; its template is as good
                part.rename(template)
            shutil.rmtree(part, ignore_errors=True)
            return
        shutil.copytree(template, self._folder / "data", dirs_exist_ok=True)
        note = self._folder / "data" / "meta.properties"
        kept = [line for line in note.read_text().splitlines() if "cluster.id=" not in line]
        note.write_text("\n".join([*kept, f"cluster.id={_new_cluster_id()}", ""]))

    def _run_format(self) -> None:
        self.run_format("--standalone", f"--cluster-id={_new_cluster_id()}")

    def run_format(self, *how: str) -> None:
        """Kafka's own tool makes its folder."""
        self.tool("kafka.tools.StorageTool", "format", *how, "--config", "server.properties")

    def tool(self, main_class: str, *arguments: str) -> None:
        """Run one of Kafka's own tools; RuntimeError with all that it says when it fails."""
        done = subprocess.run(
            self._java(main_class, *arguments),
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{main_class} failed:\n{done.stdout}{done.stderr}")

    def _java(self, main_class: str, *arguments: str) -> list[str]:
        paths = jars.fetch(jars.locked(), places.cache() / "jars")
        class_path = ":".join(str(path) for path in paths)
        logging_file = f"-Dlog4j2.configurationFile={self._folder / 'log4j2.properties'}"
        return [str(java()), *JVM, logging_file, "-cp", class_path, main_class, *arguments]


def _new_cluster_id() -> str:
    """22 characters, as Kafka wants it; never beginning with a dash, which is an option's."""
    return "W" + urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:21] + "A"


def answers(port: int) -> bool:
    """Tell whether something listens there."""
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def serves(bootstrap: str) -> bool:
    """Tell whether the broker describes its cluster and would create a topic now."""
    return asyncio.run(_serves(bootstrap))


async def _serves(bootstrap: str) -> bool:
    """Ask once. A dry run of creating a topic fails until a broker can take partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=2000)
    try:
        await admin.start()
        await admin.describe_cluster()
        answer = await admin.create_topics([NewTopic("ready", 1, 1)], validate_only=True)
        return all(error[1] in (0, 36) for error in answer.topic_errors)
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await admin.close()
