"""Test mode over the whole system: ten journeys, messages that are kept, nothing outside."""

import json
import os
import re
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from integration.whole_system import Whole, whole_system
from kit.broker import Broker
from kit.databases import Databases
from kit.fixtures import run_name
from kit.waiting import eventually
from waymark_tools.stack.servers import Servers

pytestmark = pytest.mark.integration
PAGE: Final = (Path(__file__).parents[2] / "docs" / "test-mode.md").read_text()
BLOCKS: Final = re.findall(r"<!-- a test runs this block -->\n```sh\n(.*?)\n```", PAGE, re.DOTALL)
ISSUE: Final = next(line for line in PAGE.splitlines() if line.startswith("waymark keys issue"))
ROWS: Final = {
    cells[0].strip(" `"): [cell.strip() for cell in cells[1:]]
    for cells in (line.strip("|").split("|") for line in PAGE.splitlines())
    if cells[0].startswith(" `TEST-")
}
JOURNEY_S: Final = 8
SCOPES: Final = "orders:write,shipments:read,messages:read"
UPS: Final = "1ZWMK42E0300000008"


@dataclass(frozen=True)
class Played:
    """The system once all journeys are over; callers with a test and a live key.

    `booked` holds what booking each number was answered, `order` the first line's order.
    """

    whole: Whole
    test: httpx.Client
    live: httpx.Client
    key: str
    booked: Mapping[str, dict[str, Any]]
    order: str

    def status(self, number: str) -> dict[str, Any]:
        """Where a parcel stands."""
        answer = self.test.get("/v1/shipments", params={"number": typed(number)})
        found = answer.json()["items"]
        assert found, f"{number} is not there yet"
        return dict(found[0]["status"])

    def messages(self, number: str) -> list[dict[str, Any]]:
        """The messages about a number, the oldest first."""
        answer = self.test.get("/v1/messages", params={"order": self.booked[number]["id"]})
        return list(answer.json()["items"][::-1])

    def sent(self, number: str) -> set[str]:
        """What was told by mail."""
        told = [one for one in self.messages(number) if one["channel"] == "email"]
        return {one["trigger"] for one in told if one["state"] == "sent"}


@pytest.fixture(scope="module")
def played(stack: Servers) -> Iterator[Played]:
    """The lines of the document, and each of its numbers once more, booked and played."""
    with ExitStack() as opened:
        databases = Databases(stack.admin_url, run_name())
        opened.callback(databases.drop_all)
        broker = Broker(stack.bootstrap, f"t{uuid.uuid4().hex[:12]}.")
        whole = opened.enter_context(
            whole_system(broker, databases, CARRIER_INGEST_TEST_JOURNEY_S=str(JOURNEY_S))
        )
        whole.command("waymark retailers add --id acme --name Acme --sms")
        issued = whole.command(f"waymark keys issue --retailer acme --scopes {SCOPES}")
        key = whole.command(ISSUE)["key"]
        live = opened.enter_context(whole.caller(issued["key"]))
        test = opened.enter_context(whole.caller(key))
        order = run(f"{BLOCKS[0]}\necho; echo $ORDER", whole, key).splitlines()[-1]
        booked = {number: book(test, number) for number in ROWS}
        made = Played(whole, test, live, key, booked, order)
        eventually(lambda: all(is_over(made, number) for number in ROWS), within_s=JOURNEY_S + 25)
        yield made


def typed(number: str) -> str:
    """A number of this test's own, in letters and with blanks as people write."""
    return f"{number.lower()}-Anna's  1"


def book(test: httpx.Client, number: str) -> dict[str, Any]:
    """Place an order whose one parcel goes by this number."""
    placed = test.post(
        "/v1/orders",
        json={
            "reference": number,
            "recipient": {"email": "anna@example.com", "phone": "+49301234567", "language": "en"},
            "lines": [{"sku": "LAMP", "title": "Lamp, brass", "quantity": 1}],
        },
    )
    promise = {"promise": {"day": "2026-01-02"}} if number == "TEST-LATE" else {}
    answer = test.post(
        f"/v1/orders/{placed.json()['id']}/parcels", json={"number": typed(number), **promise}
    )
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def named(cell: str) -> list[str]:
    """The names in a cell of the table."""
    return re.findall(r"`(\w+(?:\.\w+)?)`", cell)


def end_of(status: Mapping[str, Any]) -> list[str]:
    """Milestone, reason, flags and action in the table's words."""
    action = status.get("action")
    flags = ", ".join(f"`{flag}`" for flag in status.get("flags", ()))
    deed = f"{action['by']}: `{action['what']}`" if action else ""
    return [f"`{status['milestone']}`", f"`{status['reason']}`", flags, deed]


def is_over(played: Played, number: str) -> bool:
    """Whether it came to what the table says; how far it is where it did not yet."""
    row = ROWS[number]
    so_far = (number, end_of(played.status(number)), sorted(played.sent(number)))
    assert so_far == (number, row[:4], sorted(named(row[4])))
    return True


def run(script: str, whole: Whole, key: str) -> str:
    """Run lines of the document in one shell; what they print."""
    given = {"WAYMARK_URL": whole.origin, "WAYMARK_TEST_KEY": key, "no_proxy": "*"}
    done = subprocess.run(
        ["sh", "-ec", script], env=os.environ | given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_number_ends_as_the_document_says(played: Played) -> None:
    """All ten in one run: milestone, reason, flags, who has to do what, and what was told."""
    assert len(ROWS) == 10
    for number in ROWS:
        assert is_over(played, number)
    pickup, duty = (played.status(one)["action"] for one in ("TEST-PICKUP", "TEST-DUTY"))
    assert pickup["where"] == {"name": "Test parcel shop"}
    assert pickup["until"]
    assert duty["amount"] == {"amount": "12.40", "currency": "EUR"}
    assert {one["detail"] for one in played.messages("TEST-SILENT")} == {"stale"}


def test_messages_are_kept_and_nobody_is_sent_any(played: Played) -> None:
    """Each is marked, listed and shown as it would have gone out; mail and SMS alike."""
    told = [one for number in ROWS for one in played.messages(number) if one["state"] == "sent"]
    assert {(one["detail"], one["kept"]) for one in told} == {("kept", True)}
    mail, text = (
        next(one for one in told if (one["channel"], one["trigger"]) == (channel, "delivered"))
        for channel in ("email", "sms")
    )
    said = played.test.get(f"/v1/messages/{mail['id']}").json()["contents"]
    sms = played.test.get(f"/v1/messages/{text['id']}").json()["contents"]
    assert (said["to"], sms["to"]) == ("anna@example.com", "+49301234567")
    assert said["subject"].startswith("Delivered ")
    assert sms["text"].startswith("Acme: ")
    assert played.whole.origin in sms["text"]
    shown = played.test.get(f"/v1/messages/{mail['id']}.html")
    assert shown.headers["content-security-policy"].endswith("sandbox")
    assert shown.text == said["html"]
    assert (played.whole.post.mails, played.whole.texts.posts) == ([], [])


def test_the_page_says_that_it_is_a_test(played: Played) -> None:
    """In the reader's language; and that messages were kept, not sent."""
    address = played.booked["TEST-DELIVERED"]["recipients"][0]["tracking_url"]

    english, german = (httpx.get(f"{address}?lang={one}", trust_env=False) for one in ("en", "de"))

    assert "This is a test: no such parcel travels" in english.text
    assert "kept and not sent" in english.text
    assert "Das ist ein Test" in german.text
    order = played.test.get(f"/v1/orders/{played.booked['TEST-DELIVERED']['id']}").json()
    assert {one.get("kept") for one in order["told"] if one["outcome"] == "sent"} == {True}


def test_the_lines_of_the_document_do_what_they_say(played: Played) -> None:
    """The parcel is found, its last message is read and looked at."""

    def printed() -> str:
        said = run(f"ORDER={played.order}\n{BLOCKS[1]}", played.whole, played.key)
        assert '"delivered"' in said
        return said

    found, _, rest = eventually(printed).partition('"next":null}')

    assert json.loads(f'{found}"next":null}}')["items"][0]["number"] == "TEST-DELIVERED-ANNA"
    message, length = json.JSONDecoder().raw_decode(rest)
    assert (message["trigger"], message["kept"]) == ("delivered", True)
    assert rest[length:] == message["contents"]["html"]
    assert "Zugestellt" in message["contents"]["subject"]


def test_live_and_test_data_are_apart(played: Played) -> None:
    """Neither key finds, changes or lists what the other made; a live mail does go out."""
    live, test = played.live, played.test
    body = {"number": UPS, "email": "bea@example.com", "reference": "TEST-DELIVERED"}
    mine, theirs = live.post("/v1/shipments", json=body), played.booked["TEST-DELIVERED"]
    assert mine.status_code == 201
    assert "warnings" not in mine.json()
    live.post(f"/v1/orders/{mine.json()['id']}/cancel")

    for caller, other in ((live, theirs), (test, mine.json())):
        order, shipment = other["id"], other["parcels"][0]["legs"][0]["id"]
        person = other["recipients"][0]["id"]
        for path in (
            f"/v1/orders/{order}",
            f"/v1/shipments/{shipment}",
            f"/v1/shipments/{shipment}/timeline",
        ):
            assert caller.get(path).status_code == 404, path
        assert caller.post(f"/v1/orders/{order}/cancel").status_code == 404
        assert caller.put(f"/v1/recipients/{person}", json={"name": "X"}).status_code == 404
        assert caller.get("/v1/messages", params={"order": order}).json()["items"] == []
    kept = played.messages("TEST-DELIVERED")[0]["id"]
    for path in (f"/v1/messages/{kept}", f"/v1/messages/{kept}.html"):
        assert live.get(path).status_code == 404
    (mail,) = eventually(lambda: played.whole.post.mails)
    (sent,) = live.get("/v1/messages").json()["items"]
    assert (sent["trigger"], sent["kept"], sent["detail"]) == ("cancelled", False, None)
    assert live.get(f"/v1/messages/{sent['id']}").json()["contents"] is None
    assert live.get(f"/v1/messages/{sent['id']}.html").status_code == 404
    assert sent["id"].removeprefix("msg_") in mail["Message-ID"]


def test_what_the_carriers_are(played: Played) -> None:
    """A live key may not book what plays; a test key may book what travels, and is told."""
    refused = [
        played.live.post("/v1/shipments", json={"number": "TEST-LOST", **more})
        for more in ({}, {"carrier": "test"})
    ]
    wrong = played.test.post("/v1/shipments", json={"number": "TEST-STOLEN", "carrier": "test"})
    real = played.test.post("/v1/shipments", json={"number": UPS})

    assert {(one.status_code, one.json()["code"]) for one in refused} == {(422, "test_carrier")}
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_number")
    assert "TEST-WITHDRAWN" in wrong.json()["errors"][0]["detail"]
    assert (real.status_code, "no carrier is asked" in real.json()["warnings"][0]) == (201, True)
