"""The tracking page over the running service: it opens, moves, ends, and keeps to itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from integration.projection_listening import listening
from integration.projection_records import (
    NOON,
    NUMBER,
    SHOP,
    account_state,
    booked,
    buyer_of,
    leg,
    looked,
    message,
    placed,
    scanned,
)
from integration.projection_service import Running, page_token, service
from kit.broker import Broker
from kit.databases import Databases
from kit.local import LOCAL
from kit.waiting import eventually
from waymark_events.messages.people import ContactKeysSet
from waymark_events.values import Place

pytestmark = pytest.mark.integration
STREAM = "shipment.events.v1"
TOKEN = page_token()
PAGE = f"/t/{TOKEN}"


@pytest.fixture
def running(broker: Broker, database: Databases, tmp_path: Path) -> Iterator[Running]:
    with service(broker, database, tmp_path) as started:
        started.add_retailer(colour="#ffd400", support_email="help@nordlicht.example")
        yield started


def test_the_page(running: Running) -> None:
    """A page opens, tells who is told, moves while it is watched, and says when nobody answers."""
    running.tell(STREAM, booked(), scanned(1, "accepted"))
    running.tell("order.events.v1", placed(leg()))
    opens(running)
    speaks_the_readers_language(running)
    moves(running)
    says_when_nobody_answers(running)
    opens_nothing_for_strangers(running)
    withholds_a_number_used_before(running)
    keeps_each_order_to_its_own_journey(running)
    finds_a_number(running)
    assert TOKEN not in running.log.read_text()
    assert "/t/{token}" in running.log.read_text()


def opens(running: Running) -> None:
    def shown() -> httpx.Response:
        answer = running.get(PAGE)
        assert answer.status_code == 200
        assert "The carrier has your parcel" in answer.text
        return answer

    answer = eventually(shown)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert f'<script nonce="{nonce}"' in answer.text
    assert "--on-accent:#000000" in answer.text
    for words in ("2 × Lamp, brass", NUMBER, "Hamburg", "help@nordlicht.example", "SO-1"):
        assert words in answer.text
    again = running.get(PAGE, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("page.css", "page.js"):
        assert running.get(f"/t/static/{name}").status_code == 200
    assert running.get("/t/static/secrets").status_code == 404


def speaks_the_readers_language(running: Running) -> None:
    german = running.get(PAGE, headers={"Accept-Language": "de-AT,de;q=0.9"})
    assert '<html lang="de">' in german.text
    keys = ContactKeysSet(retailer=SHOP, recipient_id=buyer_of(), version=1, language="de")
    running.tell("contact.keys.v1", message("order", buyer_of(), keys, "c-1"))
    eventually(lambda: '<html lang="de">' in running.get(PAGE).text)
    assert '<html lang="en">' in running.get(f"{PAGE}?lang=en").text


def moves(running: Running) -> None:
    with listening(f"{running.url}{PAGE}/events") as heard:
        first = heard.get(timeout=10)
        assert first["event"] == "changed"
        running.tell(STREAM, scanned(3, "out_for_delivery"))
        second = heard.get(timeout=10)
        assert second["id"] != first["id"]
        assert "Out for delivery" in running.get(f"{PAGE}?lang=en").text
        running.tell("order.events.v1", placed(leg(), version=3))
        assert heard.get(timeout=10)["id"] not in {first["id"], second["id"]}
        with listening(f"{running.url}{PAGE}/events"), listening(f"{running.url}{PAGE}/events"):
            fourth = running.get(f"{PAGE}/events")
            assert (fourth.status_code, fourth.json()["code"]) == (429, "too_many_streams")
    eventually(lambda: _opens_a_stream(running), within_s=5)


def _opens_a_stream(running: Running) -> bool:
    """What was closed is counted no more."""
    try:
        with listening(f"{running.url}{PAGE}/events") as heard:
            return bool(heard.get(timeout=10))
    except AssertionError:
        return False


def says_when_nobody_answers(running: Running) -> None:
    running.tell("carrier.looks.v1", looked(NOON), account_state(NOON, healthy=False))
    down = "The carrier has not answered us since Thursday, 12 March, 13:00"
    eventually(lambda: down in running.get(f"{PAGE}?lang=en").text)


def opens_nothing_for_strangers(running: Running) -> None:
    answers = [running.get(f"/t/{token}") for token in ("nonsense", "x" * 22, "y" * 500)]
    assert {answer.status_code for answer in answers} == {404}
    assert all("This link does not open anything" in answer.text for answer in answers)
    assert running.get("/t/nonsense/events").status_code == 404


def withholds_a_number_used_before(running: Running) -> None:
    number = "1ZK7R24W0310048720"
    earlier = scanned(0, "delivered", number=number, at=NOON - timedelta(days=400))
    running.tell(STREAM, earlier, booked(number=number, reference="SO-9"))
    running.tell("order.events.v1", placed(leg(number), reference="SO-9"))
    path = f"/t/{page_token(reference='SO-9')}?lang=en"
    eventually(lambda: "a number that was used before" in running.get(path).text)
    assert "Hamburg" not in running.get(path).text


def keeps_each_order_to_its_own_journey(running: Running) -> None:
    """Whoever has the number now is no business of who had it before, nor the other way round."""
    number, then = "1ZK7R24W0310048739", NOON + timedelta(days=100)
    running.tell(STREAM, booked(number=number, reference="SO-7"))
    running.tell(STREAM, scanned(1, "delivered", number=number))
    later = booked(number=number, reference="SO-8", placed_at=then, booked_at=then)
    running.tell(STREAM, later)
    kiel = Place(city="Kiel", country="DE")
    running.tell(STREAM, scanned(0, number=number, at=then + timedelta(days=1), place=kiel))
    for reference in ("SO-7", "SO-8"):
        running.tell("order.events.v1", placed(leg(number), reference=reference))
    old, new = (f"/t/{page_token(reference=one)}?lang=en" for one in ("SO-7", "SO-8"))
    eventually(lambda: "Kiel" in running.get(new).text)
    assert "Hamburg" not in running.get(new).text
    assert "Delivered" in running.get(old).text
    assert "Hamburg" in running.get(old).text
    assert "Kiel" not in running.get(old).text


def finds_a_number(running: Running) -> None:
    form = running.get("/track?retailer=nordlicht")
    assert 'name="number"' in form.text
    found = post(running, retailer="nordlicht", number="1Z K7R 24W 03 1004 8711")
    assert found.status_code == 200
    assert found.headers["ratelimit"].startswith('"look-ups";r=10;')
    assert "Out for delivery" in found.text
    assert "Hamburg" not in found.text
    missed = [post(running, retailer=who, number=what) for who, what in MISSES]
    assert {answer.status_code for answer in missed} == {404}
    assert all("We do not know this number" in answer.text for answer in missed)
    for _ in range(10 - len(missed)):
        post(running, retailer="nordlicht", number="1")
    refused = post(running, retailer="nordlicht", number=NUMBER)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 600


MISSES = [("nordlicht", "1ZK7R24W0310048712"), ("nobody", NUMBER), ("nordlicht", ""), ("", NUMBER)]


def post(running: Running, **fields: str) -> httpx.Response:
    return httpx.post(f"{running.url}/track", data=fields, timeout=10, **LOCAL)
