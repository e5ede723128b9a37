"""A database of what carriers said that was set back says nothing new of what is old."""

import contextlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import psycopg
import pytest
from carrier_ingest.app.restoring import Restoring
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.domain import intake
from carrier_ingest.store import queue
from integration.carrier_ingest_programs import RETAILER, TOPICS, Programs, programs
from integration.test_carrier_ingest_push import PUSH, Ups
from kit.broker import Broker
from kit.databases import Databases
from kit.restoring import Dumps
from kit.waiting import eventually
from waymark_events.codec import Envelope, encode
from waymark_events.ids import AccountId
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.topics.names import CARRIER_PAYLOADS
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.reader import LogReader
from waymark_runtime.records import Arrived

pytestmark = pytest.mark.integration
FACTS = ("shipment.events.v1",)
SAID = "SELECT shipment_id, record FROM said"
Service = tuple[Programs, Dumps]


@pytest.fixture
def service(broker: Broker, database: Databases) -> Iterator[Service]:
    urls = database("carrier_ingest")
    with programs(broker, urls) as started:
        yield started, database.dumps("carrier_ingest", urls)


def test_payloads_since_the_dump_say_the_same_facts_again(service: Service) -> None:
    """Under running programs: no id is new, none has two contents, and what is new goes on."""
    made, dumps = service
    ups = Ups(made)
    made.start("web")
    made.start("worker")
    ups.fetch_token()
    _push(ups, 12)
    eventually(lambda: len(_ids(made)) == 1)
    dump = dumps.take()
    _push(ups, 13)
    _push(ups, 14)
    _push(ups, 12)
    eventually(lambda: len(_ids(made)) == 3 and _is_read(made, 4))
    wanted, said = _ids(made), _said(made)

    dumps.put_in_place(dump)

    eventually(lambda: _said(made) == said and _is_read(made, 4), within_s=40)
    assert _ids(made) == wanted
    assert _push(ups, 15).status_code == 200
    eventually(lambda: len(_ids(made)) == 4)
    assert made.parked() == []
    _one_content_an_id(made)


def test_settings_that_were_forgotten_are_asked_for(service: Service) -> None:
    """A payload names settings that only the lost database had: not parked, but waited for."""
    made, dumps = service
    ups = Ups(made)
    made.start("web")
    made.start("worker")
    dump = dumps.take()
    made.add_account("--account", "ups-main", "--carrier", "ups", "--zone", "Europe/Lisbon")
    ups.fetch_token()
    _push(ups, 12)
    eventually(lambda: _is_read(made, 1))
    said = _said(made)

    dumps.put_in_place(dump)

    assert "waymark accounts add" in eventually(lambda: _trouble(made))
    eventually(lambda: "behind" in _trouble(made))
    made.add_account("--account", "ups-main", "--carrier", "ups", "--zone", "Europe/Lisbon")
    eventually(lambda: _is_read(made, 1) and _said(made) == said, within_s=30)
    assert len(_ids(made)) == 1
    assert made.parked() == []


def test_what_went_out_before_the_restore_does_not_go_out_again(database: Databases) -> None:
    """An answer that waited in the dump would be heard as the newest, though it is old."""
    out, waits = _answer(b"1"), _answer(b"2")
    with make_pool(database("carrier_ingest").worker, name="test") as pool:
        with transaction(pool) as connection:
            queue.enqueue(connection, CARRIER_PAYLOADS, out)
            queue.enqueue(connection, CARRIER_PAYLOADS, waits)

        Restoring(pool, DIALECTS)(cast(LogReader, None), [[_record(out)]])

        with transaction(pool) as connection:
            (left,) = queue.waiting(connection, 10)
    assert dict(left.messages[0].headers)["ce_id"] == waits.id.encode()


def _answer(body: bytes) -> Envelope:
    payload = PayloadReceived(
        retailer=RETAILER,
        account=AccountId("test"),
        dialect="test",
        channel="poll",
        settings_version=1,
        received_at=datetime.now(UTC),
        body=body,
        content_type="application/json",
    )
    return intake.received(payload, "1", intake.new_trace(bytes(24)))


def _record(message: Envelope) -> Arrived:
    encoded = encode(message)
    now = datetime.now(UTC)
    return Arrived(CARRIER_PAYLOADS, 0, 0, now, encoded.key, encoded.value, encoded.headers)


def _push(ups: Ups, hour: int) -> httpx.Response:
    times = {"localActivityTime": f"{hour}1004", "gmtActivityTime": f"{hour + 7}1004"}
    status = {"type": "I", "code": "DP", "description": "Departed from Facility"}
    return ups.push(json.dumps(PUSH | times | {"activityStatus": status}).encode())


def _ids(made: Programs) -> set[bytes]:
    records = [one for topic in FACTS for one in made.broker.consume_all(topic)]
    return {dict(one.headers)["ce_id"] for one in records}


def _said(made: Programs) -> list[tuple[Any, ...]]:
    with psycopg.connect(made.urls.worker) as worker:
        return sorted(worker.execute(SAID))


def _is_read(made: Programs, payloads: int) -> bool:
    query = (
        "SELECT sum(next) FROM position"
        " WHERE consumer = 'normaliser' AND topic = 'carrier.payloads.v1'"
    )
    with psycopg.connect(made.urls.worker) as worker:
        row = worker.execute(query).fetchone()
    return row is not None and row[0] == payloads


def _trouble(made: Programs) -> str:
    with contextlib.suppress(httpx.HTTPError):
        answer = httpx.get(f"http://127.0.0.1:{made.health_port}/ready", trust_env=False)
        return answer.text if "was set back" in answer.text else ""
    return ""


def _one_content_an_id(made: Programs) -> None:
    contents: dict[tuple[str, bytes], set[Any]] = defaultdict(set)
    for topic in TOPICS:
        for one in made.broker.consume_all(topic):
            name = dict(one.headers).get("ce_id")
            if name is not None:
                contents[topic, name].add((one.key, one.value, tuple(one.headers)))
    differing = {name: found for name, found in contents.items() if len(found) > 1}
    assert not differing
