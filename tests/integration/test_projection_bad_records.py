"""Records that cannot be folded, on a real topic: nothing stops, nothing is lost, all is told."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from integration.projection_records import (
    NOON,
    booked,
    leg,
    order_of,
    placed,
    scanned,
    shipment_of,
)
from integration.projection_service import Running, page_token, service
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_events.codec import Encoded, encode
from waymark_events.ids import public
from waymark_runtime.keys import ApiKey

pytestmark = pytest.mark.integration
STREAM = "shipment.events.v1"
USED = "1ZK7R24W0310048720"
PATH = f"/v1/shipments/{public('shp', shipment_of())}"


@pytest.fixture
def running(broker: Broker, database: Databases, tmp_path: Path) -> Iterator[Running]:
    with service(broker, database, tmp_path) as started:
        yield started


def test_what_the_projection_makes_of_bad_records(running: Running) -> None:
    """Parked with a reason, or stored and counted; the good records of the partition go on."""
    key = running.add_retailer()
    running.tell("order.events.v1", placed(leg()), placed(leg(USED), reference="SO-9"))
    parks_what_can_never_work(running, key)
    stores_and_counts_what_it_does_not_know(running, key)
    withholds_a_used_number_until_something_new_is_said(running, key)
    assert "Traceback" not in running.log.read_text()


def parks_what_can_never_work(running: Running, key: ApiKey) -> None:
    good = encode(booked())
    send(running, good)
    for value, headers in (
        (None, good.headers),
        (good.value, (*good.headers, ("traceparent", None))),
        (good.value, (*good.headers, ("x", b"\xff"))),
        (b"{", renamed(good, "ce_id", b"other")),
        (b'{"retailer": 7}', renamed(good, "ce_id", b"another")),
    ):
        running.broker.send(STREAM, good.key, value, headers)
    running.broker.send(STREAM, None, good.value, good.headers)
    running.tell(STREAM, scanned(1, "accepted"))

    eventually(lambda: milestone(running, key) == "accepted")
    wanted = ["bad_header", "bad_value", "bad_value", "null_header", "null_key", "null_value"]
    assert eventually(lambda: sorted(one["dl_reason"] for one in parked(running)) == wanted)
    for letter in parked(running):
        assert letter["dl_topic"] == STREAM
        assert letter["dl_detail"]
    measured = metrics(running)
    assert measured['waymark_dead_letters_total{consumer="projector",reason="null_value"}'] == 1


def stores_and_counts_what_it_does_not_know(running: Running, key: ApiKey) -> None:
    known = encode(scanned(2))
    headers = dict(known.headers) | {"ce_type": b"shipment.weighed.v1", "ce_id": b"weighed"}
    running.broker.send(STREAM, known.key, b'{"grams": 3}', list(headers.items()))
    running.tell(STREAM, scanned(2))

    eventually(lambda: milestone(running, key) == "in_transit")
    assert running.get(PATH, key).json()["version"] == 4
    timeline = running.get(f"{PATH}/timeline", key).json()
    assert len(timeline["journeys"][0]["entries"]) == 3
    measured = metrics(running)
    assert measured['waymark_unknown_types_total{consumer="projector"}'] == 1
    assert measured['waymark_event_age_seconds_count{consumer="projector"}'] > 0
    eventually(lambda: 'waymark_consumer_lag_records{consumer="projector"' in str(metrics(running)))
    assert "waymark_consumer_lag_seconds{" in str(metrics(running))


def withholds_a_used_number_until_something_new_is_said(running: Running, key: ApiKey) -> None:
    """The number's earlier parcel ended before this order was placed: taken, flagged, withheld."""
    ended = scanned(0, "delivered", number=USED, at=NOON - timedelta(days=400))
    running.tell(STREAM, ended, booked(number=USED, reference="SO-9"))
    path = f"/v1/shipments/{public('shp', shipment_of(number=USED))}"
    page = f"/t/{page_token(reference='SO-9')}?lang=en"

    eventually(lambda: flags(running, key, path) == ["number_used_before"])
    eventually(lambda: "a number that was used before" in running.get(page).text)
    assert "delivered" not in running.get(page).text.lower()
    order = public("ord", order_of(reference="SO-9"))
    assert running.get(f"/v1/orders/{order}", key).json()["parcels"][0]["status"]["flags"]

    running.tell(STREAM, scanned(1, "accepted", number=USED))
    eventually(lambda: "The carrier has your parcel" in running.get(page).text)
    assert flags(running, key, path) == []
    assert "a number that was used before" not in running.get(page).text


def send(running: Running, encoded: Encoded) -> None:
    running.broker.send(STREAM, encoded.key, encoded.value, encoded.headers)


def renamed(encoded: Encoded, name: str, value: bytes) -> list[tuple[str, bytes | None]]:
    return [(key, value if key == name else old) for key, old in encoded.headers]


def milestone(running: Running, key: ApiKey) -> str | None:
    return status(running, key, PATH).get("milestone")


def flags(running: Running, key: ApiKey, path: str) -> list[str] | None:
    found = status(running, key, path)
    return found.get("flags", []) if found else None


def status(running: Running, key: ApiKey, path: str) -> dict[str, Any]:
    answer = running.get(path, key)
    found: dict[str, Any] = answer.json()["status"] if answer.is_success else {}
    return found


def parked(running: Running) -> list[dict[str, str]]:
    letters = running.broker.consume_all("projection.dead-letters.v1")
    return [
        {name: (raw or b"").decode(errors="replace") for name, raw in one.headers}
        for one in letters
    ]


def metrics(running: Running) -> dict[str, float]:
    """What the worker measures, by name and labels."""
    text = httpx.get(f"{running.worker_url}/metrics", timeout=5, trust_env=False).text
    found = re.findall(r"^(waymark\S+) (\S+)$", text, re.MULTILINE)
    return {name: float(number) for name, number in found}
