"""A retailer's live stream: from the scan to the row, the status message and the event."""

import time
from pathlib import Path

import httpx
import msgspec
import pytest
from integration.projection_listening import listening
from integration.projection_records import NUMBER, OTHER, SHOP, booked, scanned
from integration.projection_service import Running, service
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_events.messages.statuses import ShipmentStatusChanged
from waymark_runtime.keys import ApiKey

pytestmark = pytest.mark.integration
STREAM = "shipment.events.v1"
ODD = "1ZK7R24W0310048720"


def test_the_stream_of_a_retailer(broker: Broker, database: Databases, tmp_path: Path) -> None:
    """Every status change comes once and in order, also over a break; others' never do."""
    with service(broker, database, tmp_path) as running:
        key, _ = running.add_retailer(), running.add_retailer(OTHER)
        begins_with_its_place(running, key)
        last = tells_what_happens(running, key)
        resumes(running, key, last)
        refuses(running, key)
        ends_with_the_process(running, key)


def begins_with_its_place(running: Running, key: ApiKey) -> None:
    """Who breaks off before the first event has an id all the same, and misses nothing."""
    headers = {"authorization": f"Bearer {key.text}"}
    url = f"{running.url}/v1/stream"
    with httpx.stream("GET", url, headers=headers, timeout=15, trust_env=False) as answer:
        place = next(answer.iter_lines()).removeprefix("id: ")
    running.tell(STREAM, booked(ODD), scanned(1, "accepted", ODD))
    eventually(lambda: running.get(f"/v1/shipments?number={ODD}", key).json()["items"])

    with listening(url, authorization=f"Bearer {key.text}", last_event_id=place) as heard:
        told = [heard.get(timeout=15) for _ in range(2)]

    assert [milestone(one) for one in told] == ["unknown", "accepted"]


def tells_what_happens(running: Running, key: ApiKey) -> str:
    with listening(f"{running.url}/v1/stream", authorization=f"Bearer {key.text}") as heard:
        running.tell(STREAM, booked(), scanned(1, "accepted"), booked(retailer=OTHER))
        told = [heard.get(timeout=15) for _ in range(2)]
        assert [milestone(one) for one in told] == ["unknown", "accepted"]
        assert heard.empty()
    published = running.broker.consume_all("shipment.status.v1")
    changes = [msgspec.json.decode(r.value or b"", type=ShipmentStatusChanged) for r in published]
    assert [c.version for c in changes if (c.retailer, c.number) == (SHOP, NUMBER)] == [1, 2]
    return told[1]["id"]


def resumes(running: Running, key: ApiKey, last: str) -> None:
    """What was missed, and nothing that was only published again: no parcel goes back."""
    for record in running.broker.consume_all("shipment.status.v1"):
        running.broker.send("shipment.status.v1", record.key, record.value, record.headers)
    running.tell(STREAM, scanned(2), scanned(3, "out_for_delivery"))
    path = f"/v1/shipments?number={NUMBER}&milestone=out_for_delivery"
    eventually(lambda: running.get(path, key).json()["items"])
    with listening(
        f"{running.url}/v1/stream", authorization=f"Bearer {key.text}", last_event_id=last
    ) as heard:
        missed = [milestone(heard.get(timeout=15)) for _ in range(2)]
        assert missed == ["in_transit", "out_for_delivery"]
        running.tell(STREAM, scanned(5, "delivered"))
        assert milestone(heard.get(timeout=15)) == "delivered"


def refuses(running: Running, key: ApiKey) -> None:
    wrong = running.get("/v1/stream", key, headers={"Last-Event-ID": "yesterday"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    assert running.get("/v1/stream").status_code == 401


def ends_with_the_process(running: Running, key: ApiKey) -> None:
    """An open stream does not keep the process from ending."""
    with listening(f"{running.url}/v1/stream", authorization=f"Bearer {key.text}"):
        started = time.monotonic()
        running.end("web")
        assert time.monotonic() - started < 5


def milestone(event: dict[str, str]) -> str:
    document = msgspec.json.decode(event["data"])
    assert document["id"].startswith("shp_")
    return str(document["change"]["status"]["milestone"])
