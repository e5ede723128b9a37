"""A carrier pushes: the token, the raw payload before the answer, the facts once."""

import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest
from integration.carrier_ingest_programs import RETAILER, Programs, programs
from kit.broker import Broker
from kit.databases import Databases
from kit.local import LOCAL
from kit.waiting import eventually
from waymark_events.codec import encode
from waymark_events.ids import shipment_id
from waymark_events.messages.shipments import ShipmentScanned

pytestmark = pytest.mark.integration
NUMBER = "1ZK7R24W0310048711"
PUSH: dict[str, Any] = {
    "trackingNumber": NUMBER,
    "localActivityDate": "20260312",
    "localActivityTime": "151004",
    "activityLocation": {"city": "PORTLAND", "stateProvince": "OR", "country": "US"},
    "activityStatus": {
        "type": "D",
        "code": "FS",
        "description": "Delivered",
        "descriptionCode": "011",
    },
    "gmtActivityDate": "20260312",
    "gmtActivityTime": "221004",
    "gmtOffset": "-07.00",
    "receivedBy": "R. EXAMPLE",
}


@pytest.fixture
def service(broker: Broker, database: Databases) -> Iterator[Programs]:
    """Both programs, with one account of UPS."""
    with programs(broker, database("carrier_ingest")) as started:
        yield started


class Ups:
    """UPS as it calls us: a token first, then one event a post."""

    def __init__(self, service: Programs) -> None:
        added = service.add_account("--account", "ups-main", "--carrier", "ups")
        self.client = (added["push_client_id"], added["push_client_secret"])
        self.push_url = added["push_url"]
        self._token_url = added["token_url"]
        self.token = ""

    def fetch_token(self, secret: str | None = None, user: str | None = None) -> httpx.Response:
        """Ask our token endpoint with HTTP Basic."""
        answer = httpx.post(
            self._token_url,
            data={"grant_type": "client_credentials"},
            auth=(user or self.client[0], secret or self.client[1]),
            **LOCAL,
        )
        self.token = answer.json().get("access_token", self.token)
        return answer

    def push(self, body: bytes, url: str = "", **changed: str) -> httpx.Response:
        """Post a body with the headers UPS sends, or with some of them changed."""
        headers = {"authorization": f"Bearer {self.token}", "x-api-key": self.client[0]}
        headers["user-agent"] = "UPSPubSubTrackingService"
        changed = {name.replace("_", "-"): text for name, text in changed.items()}
        return httpx.post(url or self.push_url, content=body, headers=headers | changed, **LOCAL)


def test_a_push_becomes_facts_once(service: Programs) -> None:
    """Token, push, raw bytes, one scan, one private note; the same said again is nothing new."""
    ups = Ups(service)
    service.start("web")
    service.start("worker")
    body = json.dumps(PUSH).encode()

    token = ups.fetch_token()
    answers = [ups.push(body), ups.push(body)]
    shouted = PUSH | {"activityStatus": PUSH["activityStatus"] | {"description": "DELIVERED "}}
    later = ups.push(json.dumps(shouted).encode())

    assert token.json()["token_type"] == "Bearer"
    assert [answer.status_code for answer in (*answers, later)] == [200, 200, 200]
    assert len(service.heard("carrier.payloads.v1")) == 3
    eventually(lambda: len(service.heard("shipment.private.v1")) >= 1)
    (scan,) = service.heard("shipment.events.v1")
    assert isinstance(scan.body, ShipmentScanned)
    assert scan.subject == shipment_id(RETAILER, "ups", NUMBER)
    assert scan.body.milestone == "delivered"
    assert scan.body.account == "ups-main"
    assert scan.traceparent == service.heard("carrier.payloads.v1")[0].traceparent
    eventually(lambda: len(service.heard("carrier.looks.v1")) >= 1)
    assert len(service.heard("shipment.events.v1")) == 1


def test_a_stranger_is_refused_without_detail(service: Programs) -> None:
    """A wrong secret, token, key or path gets the same 401; nothing of it reaches a topic."""
    ups = Ups(service)
    service.start("web")

    wrong_secret = ups.fetch_token(secret="wrong")
    ups.fetch_token()
    refused = [
        ups.push(b"{}", authorization="Bearer wmt_wrong"),
        ups.push(b"{}", authorization=""),
        ups.push(b"{}", x_api_key="wrong"),
        ups.push(b"{}", url=ups.push_url.replace("ups-main", "ups-other")),
        ups.push(b"{}", url=ups.push_url.replace(RETAILER, "suedwind")),
        ups.push(b"{}", url=ups.push_url.replace("/ups/", "/dhl_parcel_de/")),
    ]
    refused += [
        ups.push(b"{}", url=f"{service.url}/carriers/ups/{path}")
        for path in ("%00/ups-main", f"{RETAILER}/%00", "N/x")
    ]
    nobody = ups.fetch_token(user=f"wmc_{RETAILER}_a_\0")
    too_large = ups.push(b"x" * 2_000_000)

    assert (wrong_secret.status_code, nobody.status_code) == (401, 401)
    assert {(answer.status_code, answer.content) for answer in refused} == {(401, b"")}
    assert (too_large.status_code, too_large.json()["code"]) == (413, "too_large")
    assert service.heard("carrier.payloads.v1") == []


def test_what_nobody_can_read_is_stored_and_parked(service: Programs) -> None:
    """A body that is no JSON is taken, kept raw, and parked with its reason; so are bad records."""
    ups = Ups(service)
    service.start("web")
    service.start("worker")
    ups.fetch_token()

    answer = ups.push(b"this is not JSON")
    service.broker.send("carrier.payloads.v1", b"k", b"{}", [("ce_id", None)])
    service.broker.send("carrier.payloads.v1", b"k", None)
    service.broker.send("carrier.payloads.v1", b"k", b"{}", [("ce_id", b"\xff")])
    readable = ups.push(json.dumps(PUSH).encode())

    assert (answer.status_code, readable.status_code) == (200, 200)
    eventually(lambda: len(service.parked()) == 4)
    assert "unreadable" in service.parked()
    eventually(lambda: len(service.heard("shipment.events.v1")) == 1)


def test_without_a_broker_a_push_is_refused_for_now_and_asked_for_later(
    service: Programs,
) -> None:
    """503 with Retry-After, never a lie; the account is noted, since the carrier may not repeat."""
    ups = Ups(service)
    service.start("web", bootstrap="127.0.0.1:1", path="/live")
    ups.fetch_token()

    answer = ups.push(json.dumps(PUSH).encode())

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    with psycopg.connect(service.urls.worker) as connection:
        noted = connection.execute("SELECT retailer, account FROM reconciliation").fetchall()
    assert noted == [(RETAILER, "ups-main")]


def test_who_pushes_too_often_is_refused_for_now_and_asked_for_later(service: Programs) -> None:
    """So many a second of one account are taken; the rest is 503, and the account is noted."""
    ups = Ups(service)
    service.start("web", pushes_a_second="2")
    ups.fetch_token()

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(ups.push, [json.dumps(PUSH).encode()] * 24))

    taken = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(taken) + len(refused) == 24
    assert taken
    assert refused
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert len(service.heard("carrier.payloads.v1")) == len(taken)
    with psycopg.connect(service.urls.worker) as connection:
        noted = connection.execute("SELECT retailer, account FROM reconciliation").fetchall()
    assert noted == [(RETAILER, "ups-main")]


def test_a_killed_worker_loses_nothing_and_repeats_only_the_same_bytes(
    service: Programs,
) -> None:
    """kill -9 while payloads come in: every scan is there after a restart, each id one content."""
    ups = Ups(service)
    service.start("web")
    service.start("worker")
    ups.fetch_token()
    minutes = [f"22{minute:02d}04" for minute in range(30)]

    for n, minute in enumerate(minutes):
        ups.push(json.dumps(PUSH | {"gmtActivityTime": minute, "receivedBy": ""}).encode())
        if n == len(minutes) // 2:
            service.stop("worker", signal.SIGKILL)
    service.start("worker")
    eventually(lambda: len(_ids(service)) == len(minutes), within_s=40)

    contents = {(scan.id, encode(scan).value) for scan in service.heard("shipment.events.v1")}
    assert len(contents) == len(minutes)


def _ids(service: Programs) -> set[str]:
    return {scan.id for scan in service.heard("shipment.events.v1")}
