"""The programs on real topics: from a status to an endpoint that has it, killed on the way."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from integration.notifier_programs import Programs, programs
from integration.notifier_said import told
from integration.notifier_webhooks import EVENTS, HOOKS, PEPPER, Api
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from notifier_given import SHOP, status
from notifier_receiver import Receiver, receiver
from standardwebhooks import Webhook
from waymark_events.codec import encode, envelope
from waymark_events.messages.retailers import KeySet
from waymark_events.topics import Service
from waymark_runtime import keys

pytestmark = pytest.mark.integration


@pytest.fixture
def notifier(broker: Broker, database: Databases, tmp_path: Path) -> Iterator[Programs]:
    with programs(broker, database, tmp_path) as made:
        made.public_url = "http://127.0.0.1:8080"
        yield made


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


def issued(notifier: Programs) -> str:
    """A key that may set up webhooks, as `order` tells of it; its text."""
    made = keys.make()
    now = datetime.now(UTC)
    body = KeySet(
        key_id=made.id,
        retailer=SHOP,
        version=1,
        digest=keys.digest(made, PEPPER),
        scopes=("webhooks:admin",),
    )
    record = encode(envelope(Service.ORDER, f"{made.id}:1", now, made.id, body))
    notifier.broker.send("key.v1", record.key, record.value, record.headers)
    return made.text


def test_a_status_reaches_an_endpoint_though_the_worker_dies_on_the_way(
    notifier: Programs, there: Receiver
) -> None:
    """From the topic to the endpoint under the message's own id; a killed worker costs a repeat."""
    key = issued(notifier)
    notifier.start("worker")
    notifier.start("web")
    now = datetime.now(UTC)
    first, second = (
        status("delivered", number=number, known_at=now - timedelta(minutes=1))
        for number in ("1Z1", "1Z2")
    )
    with ExitStack() as stack:
        address = f"http://127.0.0.1:{notifier.ports['web']}"
        api = Api(stack.enter_context(httpx.Client(base_url=address, trust_env=False)), key)
        wanted = {"url": there.url("/good"), "types": ["shipment.*"]}
        hook = eventually(lambda: api.got("POST", HOOKS, wanted))
        notifier.tell(first)
        eventually(lambda: there.ids("/good"))
        api.got("PATCH", f"{HOOKS}/{hook['id']}", {"url": there.url("/hang")})
        notifier.tell(second)
        eventually(lambda: there.ids("/hang"))
        notifier.kill("worker")
        there.released.set()
        notifier.start("worker")
        eventually(lambda: len(there.ids("/hang")) == 2)

        ids = [told(one).id for one in (first, second)]
        assert there.ids("/good") + there.ids("/hang") == [*ids, ids[1]]
        (got, *_) = there.got
        assert Webhook(hook["secret"]).verify(got.body, got.headers)["id"] == ids[0]
        assert got.body.endswith(b'"data":' + (encode(told(first)).value or b"") + b"}")
        listed = api.got("GET", f"{EVENTS}?type=shipment.*")["items"]
        assert [one["id"] for one in listed] == ids
        measured = httpx.get(
            f"http://127.0.0.1:{notifier.ports['worker']}/metrics", trust_env=False
        ).text
        assert 'waymark_notifier_webhook_tries_total{outcome="delivered"}' in measured
        assert "waymark_notifier_webhook_oldest_seconds" in measured
    for secret in (hook["secret"], key, there.url("/hang")):
        assert secret not in notifier.log.read_text()
    assert notifier.end("worker") == 0
