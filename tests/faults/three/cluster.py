"""A cluster of three nodes, each broker and controller, as processes."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from waymark_tools.stack.kafka import Kafka
from waymark_tools.stack.ports import HOST, free_ports
from waymark_tools.stack.supervisor import Supervisor

_ID: Final = "WaymarkThreeNodesTestA"  # 22 characters, as Kafka wants it
_REPLICATED: Final = {
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": "3",
    "share.coordinator.state.topic.min.isr": "2",
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "controller.quorum.election.timeout.ms": "1000",
    "controller.quorum.fetch.timeout.ms": "2000",
}


class Node(Kafka):
    """One of them. The voters are all three, known to each from the beginning."""

    def __init__(
        self, supervisor: Supervisor, folder: Path, number: int, ports: Sequence[tuple[int, int]]
    ) -> None:
        self.number = number
        voters = ",".join(
            f"{other}@{HOST}:{controller}" for other, (_, controller) in enumerate(ports, start=1)
        )
        own = {"node.id": str(number), "controller.quorum.voters": voters}
        super().__init__(
            supervisor,
            folder / f"kafka-{number}",
            *ports[number - 1],
            settings=_REPLICATED | own,
            name=f"kafka-{number}",
        )

    def settings(self) -> dict[str, str]:
        """Voters are named, and so the way to find them is not."""
        settings = super().settings()
        del settings["controller.quorum.bootstrap.servers"]
        return settings

    def _format(self) -> None:
        self.run_format(f"--cluster-id={_ID}")

    def leading_controller(self) -> int | None:
        """Who leads the controllers, as this node last knew; None before an election."""
        state = self._folder / "data" / "__cluster_metadata-0" / "quorum-state"
        if not state.exists():
            return None
        leader = int(json.loads(state.read_text())["leaderId"])
        return leader if leader > 0 else None


@contextmanager
def cluster(folder: Path) -> Iterator[dict[int, Node]]:
    """Three nodes by number, ready."""
    pairs = free_ports(6)
    ports = list(zip(pairs[:3], pairs[3:], strict=True))
    with Supervisor(folder) as supervisor:
        nodes = {number: Node(supervisor, folder, number, ports) for number in (1, 2, 3)}
        for node in nodes.values():
            node.launch()
        for node in nodes.values():
            node.wait()
        yield nodes
