"""A retailer that uses topics only: the order service and the notifier as they run, its topics.

Another retailer with topics stands beside it. The test is the projection, which tells statuses.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from integration import notifier_programs, order_programs
from integration.notifier_said import told
from integration.notifier_servers import free_port, post_office, sms_provider
from integration.order_rig import OTHER, SHOP
from integration.runtime_consuming import settings_of
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from notifier_given import status, when
from order_asked import LINES
from typer.testing import CliRunner
from waymark_events.codec import Envelope, decode
from waymark_events.messages.intake import IntakeAnswer
from waymark_events.topics import retailer_topics
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.producer import Producer
from waymark_runtime.settings import ServiceSettings
from waymark_tools.operator.main import app

EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples"
OURS: Final = ("order.events.v1", "shipment.status.v1", "notification.events.v1")
_BESIDE: Final = ("notification.events.v1", "notifier.dead-letters.v1")
_WITHIN_S: Final = 30.0


@dataclass
class Shop:
    """Nordlicht as its own programs see Waymark; `opened` is what the operator was told."""

    broker: Broker
    orders: order_programs.Programs
    opened: dict[str, Any]
    examples: list["subprocess.Popen[str]"] = field(default_factory=list)

    def ask(self, kind: str, reference: str, name: str, shop: str = SHOP, **body: object) -> None:
        """Write a command as a client does: its key is the order's reference."""
        value = json.dumps({"reference": reference, **body}).encode()
        headers = [("ce_id", name.encode()), ("ce_type", kind.encode())]
        self.broker.send(f"retailer.{shop}.orders.v1", reference.encode(), value, headers)

    def flood(self, count: int) -> None:
        """Write so many orders at once."""
        topic = f"retailer.{SHOP}.orders.v1"
        ready = [Outgoing(topic, b"F-%d" % number, *_flooding(number)) for number in range(count)]
        asyncio.run(_publish(settings_of(self.broker, self.orders.urls), ready))

    def heard(self, shop: str = SHOP) -> list[Envelope]:
        """What lies on a retailer's topic now, by partition, then offset."""
        records = self.broker.consume_all(f"retailer.{shop}.events.v1")
        found = [decode(one.key, one.value, one.headers) for one in records]
        assert all(isinstance(one, Envelope) for one in found)
        return [one for one in found if isinstance(one, Envelope)]

    def answers(self, shop: str = SHOP) -> dict[str, IntakeAnswer]:
        """The last answer to each command."""
        bodies = [one.body for one in self.heard(shop)]
        return {one.command_id: one for one in bodies if isinstance(one, IntakeAnswer)}

    def answer(self, name: str, shop: str = SHOP) -> IntakeAnswer:
        """The answer to a command, once it is there."""
        eventually(lambda: name in self.answers(shop), within_s=_WITHIN_S)
        return self.answers(shop)[name]

    def status(self, milestone: str, number: str, version: int) -> None:
        """The projection says where the parcel of SO-1 is, as of a minute ago."""
        now = datetime.now(UTC) - timedelta(minutes=1)
        known = {"since": when(now), "known_at": now}
        said = status(milestone, 0, number=number, version=version, **known)
        self.orders.tell("shipment.status.v1", told(said))

    def run_example(self, name: str, *arguments: str) -> "subprocess.Popen[str]":
        """Start an example of the docs, as this shop."""
        given = {
            "KAFKA_BOOTSTRAP_SERVERS": self.broker.bootstrap,
            "WAYMARK_TOPIC_PREFIX": self.broker.prefix,
            "RETAILER": SHOP,
        }
        command = [sys.executable, str(EXAMPLES / name), *arguments]
        self.examples.append(
            subprocess.Popen(command, env=os.environ | given, stdout=subprocess.PIPE, text=True)
        )
        return self.examples[-1]


@contextmanager
def shop(broker: Broker, database: Databases, folder: Path) -> Iterator[Shop]:
    """Both services running; Nordlicht's topics are opened by `waymark` while they do."""
    others = [topic.name for topic in retailer_topics(OTHER)]
    broker.create_topics(*order_programs.TOPICS, *_BESIDE, *others)
    with ExitStack() as stack:
        post, texts = stack.enter_context(post_office()), stack.enter_context(sms_provider())
        orders = order_programs.Programs(broker, database("order"), free_port(), free_port())
        urls, log = database("notifier"), folder / "notifier.log"
        telling = notifier_programs.Programs(broker, urls, post, texts, log)
        for retailer in (SHOP, OTHER):
            orders.command("retailers-add", "--id", retailer, "--name", "S", "--carriers", "ups")
        orders.command("retailers-topics", OTHER)
        made = Shop(broker, orders, {})
        stack.callback(_end, made, telling)
        orders.start("worker")
        telling.start()
        made.opened = operate(orders, "retailers", "topics", SHOP)
        yield made


def operate(orders: order_programs.Programs, *words: str) -> Any:
    """Run `waymark` with an operator's environment; its answer."""
    options = ["--bootstrap", orders.broker.bootstrap, "--prefix", orders.broker.prefix, "--json"]
    done = CliRunner().invoke(app, [*words, *options], env=orders.environment())
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def _end(made: Shop, telling: notifier_programs.Programs) -> None:
    for example in made.examples:
        example.kill()
        example.communicate()
    for program in list(telling.running):
        telling.end(program)
    for program in list(made.orders.running):
        made.orders.stop(program)


def _flooding(number: int) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    """Value and headers of the n-th order of a flood."""
    value = json.dumps({"reference": f"F-{number}", "lines": LINES}).encode()
    return value, (("ce_id", b"f-%d" % number), ("ce_type", b"order.place.v1"))


async def _publish(settings: ServiceSettings, messages: Sequence[Outgoing]) -> None:
    producer = Producer(settings)
    await producer.start()
    await producer.publish_all(messages)
    await producer.stop()
