"""A retailer integrates by topics alone, from its first order to the mail that says it came.

Seen to fail: without the lane of its own Suedwind waits for Nordlicht; with answers taken from
memory instead of the log the killed worker's commands are done twice.
"""

import json
import signal
from collections import defaultdict
from collections.abc import Iterator

import pytest
from integration.order_rig import OTHER, SHOP
from integration.topics_only import OURS, Shop, shop
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from order_asked import LINES, UPS, UPS_AGAIN
from waymark_events.attributes import OWN
from waymark_events.codec import Envelope
from waymark_events.ids import order_id
from waymark_events.messages.intake import IntakeAccepted, IntakeAnswer, IntakeRefused

pytestmark = pytest.mark.integration
MANY = 600
HEARD = f"retailer.{SHOP}.events.v1"


@pytest.fixture(scope="module")
def nordlicht(
    module_broker: Broker,
    module_database: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shop]:
    with shop(module_broker, module_database, tmp_path_factory.mktemp("shop")) as made:
        yield made


def test_a_retailer_uses_topics_only(nordlicht: Shop) -> None:
    """The examples of the docs, then amend, rebook, cancel, return; statuses and mails are heard.

    What lies on the retailer's topic lies on ours, byte for byte.
    """
    prefix = nordlicht.broker.prefix
    names = ("orders", "contacts", "events")
    told = [f"{prefix}retailer.{SHOP}.{name}.v1" for name in names]
    assert [one["topic"] for one in nordlicht.opened["topics"]] == told
    assert any(one.endswith(f"Describe --topic {told[0]}") for one in nordlicht.opened["access"])
    following = nordlicht.run_example("events_by_topic.py")
    assert nordlicht.run_example("orders_by_topic.py", "SO-1", UPS).wait(20) == 0
    accepted(nordlicht, "SO-1/order.book_parcel.v1", 2)
    more = [{**LINES[0], "line_no": 1, "quantity": 3}]
    nordlicht.ask("order.amend.v1", "SO-1", "a-1", lines=more)
    nordlicht.ask("order.rebook_parcel.v1", "SO-1", "a-2", parcel_no=1, number=UPS_AGAIN)
    nordlicht.ask("order.place.v1", "SO-2", "a-3", lines=LINES)
    nordlicht.ask("order.cancel.v1", "SO-2", "a-4")
    accepted(nordlicht, "a-2", 4)
    accepted(nordlicht, "a-4", 2)

    nordlicht.status("delivered", UPS_AGAIN, 3)
    eventually(lambda: {"order.parcel_moved.v1", "notification.sent.v1"} <= types(nordlicht))
    contents = [{"line_no": 1, "quantity": 1}]
    nordlicht.ask("order.return.v1", "SO-1", "a-5", contents=contents)
    accepted(nordlicht, "a-5", 6)

    assert {"shipment.status_changed.v1", "order.returned.v1", "order.cancelled.v1"} <= types(
        nordlicht
    )
    assert not [kind for kind in types(nordlicht) if kind.startswith(("contact.", "retailer."))]
    assert wire(nordlicht, HEARD) <= wire(nordlicht, *OURS)
    heard = nordlicht.broker.consume_all(HEARD)
    assert not [name for one in heard for name, _ in one.headers if name in OWN]
    follows(following.stdout, {one.id for one in nordlicht.heard()})


def test_what_cannot_be_done_is_said_and_stops_nothing(nordlicht: Shop) -> None:
    """A pointer to the wrong field; poison is parked; a repeat is answered once more, the same."""
    orders = f"retailer.{SHOP}.orders.v1"
    nordlicht.broker.send(orders, b"SO-3", b"{", [("ce_type", b"order.place.v1")])
    nordlicht.broker.send(
        orders, b"SO-3", None, [("ce_id", b"b-0"), ("ce_type", b"order.cancel.v1")]
    )
    nordlicht.ask("order.place.v1", "SO-3", "b-1", lines=[{**LINES[0], "quantity": 0}])
    nordlicht.ask("order.place.v1", "SO-3", "b-2", lines=LINES)
    accepted(nordlicht, "b-2", 1)
    nordlicht.ask("order.place.v1", "SO-3", "b-2", lines=LINES)
    nordlicht.ask("order.place.v1", "SO-3", "b-2", lines=[])

    eventually(lambda: len(said(nordlicht, "b-2")) == 3, within_s=30)
    assert len(set(said(nordlicht, "b-2"))) == 2
    reused = said(nordlicht, "b-2")
    assert "command_id_reused" in {getattr(one.body, "code", None) for one in reused}
    refused = nordlicht.answer("b-1")
    assert isinstance(refused, IntakeRefused)
    assert (refused.code, refused.errors[0].pointer) == ("invalid", "/lines/0/quantity")
    assert refused.order_id == order_id(SHOP, "SO-3")
    assert getattr(nordlicht.answer("b-0"), "code", None) == "null_value"
    assert nordlicht.orders.parked() == ["no_command_id"]


def test_a_flood_holds_up_no_other_and_a_kill_loses_nothing(nordlicht: Shop) -> None:
    """Suedwind is answered before Nordlicht's flood is over. The worker dies in it, and each
    command is done and answered once: repeats are byte for byte, first told in order.
    """
    nordlicht.ask("order.place.v1", "SO-1", "s-1", OTHER, lines=LINES)
    nordlicht.answer("s-1", OTHER)
    nordlicht.flood(MANY)
    nordlicht.ask("order.place.v1", "SO-2", "s-2", OTHER, lines=LINES)
    eventually(lambda: "f-0" in nordlicht.answers(), within_s=30)
    nordlicht.orders.stop("worker", signal.SIGKILL)
    nordlicht.orders.start("worker")

    def all_answered() -> bool:
        return {f"f-{number}" for number in range(MANY)} <= nordlicht.answers().keys()

    eventually(all_answered, within_s=60)
    flooded = [one.at for name, one in nordlicht.answers().items() if name.startswith("f-")]
    assert nordlicht.answer("s-2", OTHER).at < max(flooded)
    contents: dict[bytes, set[object]] = defaultdict(set)
    firsts: dict[bytes, dict[bytes, None]] = defaultdict(dict)
    for record in nordlicht.broker.consume_all("order.events.v1"):
        headers = dict(record.headers)
        contents[headers["ce_id"]].add((record.key, record.value, tuple(record.headers)))
        firsts[record.key or b""].setdefault(headers["ce_type"])
    assert {len(one) for one in contents.values()} == {1}
    for number in range(MANY):
        order = order_id(SHOP, f"F-{number}").encode()
        assert list(firsts[order]) == [b"order.placed.v1", b"intake.accepted.v1"]


def accepted(nordlicht: Shop, name: str, version: int) -> None:
    answer = nordlicht.answer(name)
    assert isinstance(answer, IntakeAccepted), answer
    assert answer.version == version


def said(nordlicht: Shop, name: str) -> list[Envelope]:
    """Every answer to a command, repeats too."""
    heard = nordlicht.heard()
    return [
        one for one in heard if isinstance(one.body, IntakeAnswer) and one.body.command_id == name
    ]


def types(nordlicht: Shop) -> set[str]:
    return {one.type for one in nordlicht.heard()}


def wire(nordlicht: Shop, *topics: str) -> set[object]:
    """Records as they lie on topics: key, value and headers, but for what writers keep there."""
    records = [record for topic in topics for record in nordlicht.broker.consume_all(topic)]
    return {
        (one.key, one.value, tuple(header for header in one.headers if header[0] not in OWN))
        for one in records
    }


def follows(printed: object, wanted: set[str]) -> None:
    """The example prints each event once."""
    assert hasattr(printed, "readline")
    ids: list[str] = []
    while not wanted <= set(ids):
        ids.append(json.loads(printed.readline())[0])
    assert len(ids) == len(set(ids))
