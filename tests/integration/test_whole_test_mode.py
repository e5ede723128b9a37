"""Test mode over the whole system: ten journeys, messages that are kept, nothing outside."""

import json
from collections.abc import Iterator
from typing import Final

import httpx
import pytest
from integration.whole_journeys import BLOCKS, ROWS, Played, is_over, journeys_played, run
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually

pytestmark = pytest.mark.integration
UPS: Final = "1ZWMK42E0300000008"
LIVE_BUYER: Final = "bea@example.com"
"""The only one who is ever written to, whichever test comes first."""


@pytest.fixture(scope="module")
def played(module_broker: Broker, module_database: Databases) -> Iterator[Played]:
    """All journeys are over."""
    with journeys_played(module_broker, module_database) as over:
        yield over


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


@pytest.mark.parametrize(
    ("number", "flags"), [("TEST-LATE-UNPROMISED", []), ("TEST-LATE-LATER", ["delayed"])]
)
def test_whether_it_is_late_is_for_the_promise_to_say(
    played: Played, number: str, flags: list[str]
) -> None:
    """A day that moves by a week is told in any case; a fault it is where less was promised."""
    eventually(lambda: played.sent(number) == {"shipped", "delayed"})

    assert played.status(number).get("flags", []) == flags
    assert played.status(number)["reason"] == "carrier.delayed"


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
    assert set(played.whole.post.rcpts) <= {LIVE_BUYER}
    assert played.whole.texts.posts == []


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
    """Neither key finds, changes or lists what the other made; nor what was said of it."""
    live, test, theirs = played.live, played.test, played.booked["TEST-DELIVERED"]
    mine = live.post("/v1/shipments", json={"number": UPS, "reference": "TEST-DELIVERED"})
    assert mine.status_code == 201
    assert "warnings" not in mine.json()

    for caller, other in ((live, theirs), (test, mine.json())):
        order, shipment = other["id"], other["parcels"][0]["legs"][0]["id"]
        person = other["recipients"][0]["id"]
        for path in (f"orders/{order}", f"shipments/{shipment}", f"shipments/{shipment}/timeline"):
            assert caller.get(f"/v1/{path}").status_code == 404, path
        assert caller.post(f"/v1/orders/{order}/cancel").status_code == 404
        assert caller.put(f"/v1/recipients/{person}", json={"name": "X"}).status_code == 404
        assert caller.get("/v1/messages", params={"order": order}).json()["items"] == []
    kept = played.messages("TEST-DELIVERED")[0]["id"]
    for path in (f"/v1/messages/{kept}", f"/v1/messages/{kept}.html"):
        assert test.get(path).status_code == 200
        assert live.get(path).status_code == 404


def test_a_live_message_goes_out_and_is_listed_without_its_contents(played: Played) -> None:
    """What is kept of a test is kept of nothing else; the Message-ID names the ledger's row."""
    live = played.live
    body = {"reference": "L-1", "email": LIVE_BUYER, "number": UPS}
    order = live.post("/v1/shipments", json=body).json()["id"]
    live.post(f"/v1/orders/{order}/cancel")

    (mail,) = eventually(lambda: played.whole.post.mails)
    (sent,) = live.get("/v1/messages", params={"order": order}).json()["items"]

    assert sent["id"].removeprefix("msg_") in mail["Message-ID"]
    assert (sent["trigger"], sent["kept"], sent["detail"]) == ("cancelled", False, None)
    assert LIVE_BUYER not in json.dumps(sent)
    assert live.get(f"/v1/messages/{sent['id']}").json()["contents"] is None
    assert live.get(f"/v1/messages/{sent['id']}.html").json()["code"] == "not_kept"


def test_the_list_of_messages_is_paged_and_refuses_what_it_does_not_know(played: Played) -> None:
    """Newest first, each once; a misspelt filter would show everything."""
    page = played.test.get("/v1/messages?limit=7").json()
    listed = page["items"]
    while page["next"] is not None:
        page = played.test.get(f"/v1/messages?limit=7&cursor={page['next']}").json()
        listed += page["items"]
    whole = played.test.get("/v1/messages", params={"limit": 200}).json()["items"]
    person = whole[0]["recipient_id"]
    theirs = played.test.get("/v1/messages", params={"recipient": person}).json()["items"]

    assert [one["id"] for one in listed] == [one["id"] for one in whole]
    assert {one["recipient_id"] for one in theirs} == {person}
    for wrong in ("oder=x", "order=x", "cursor=x", "limit=0"):
        assert played.test.get(f"/v1/messages?{wrong}").status_code == 422, wrong
    assert played.test.get("/v1/messages/msg_1").status_code == 404


def test_what_the_carriers_are(played: Played) -> None:
    """A live key may not book what plays; a test key may book what travels, and is told."""
    refused = [
        played.live.post("/v1/shipments", json={"number": "TEST-LOST", **more})
        for more in ({}, {"carrier": "test"})
    ]
    wrong = played.test.post("/v1/shipments", json={"number": "TEST-STOLEN", "carrier": "test"})
    real = played.test.post("/v1/shipments", json={"number": UPS})

    assert {(one.status_code, one.json()["code"]) for one in refused} == {
        (422, "only_in_test_mode")
    }
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_number")
    assert "TEST-WITHDRAWN" in wrong.json()["errors"][0]["detail"]
    assert (real.status_code, "no carrier is asked" in real.json()["warnings"][0]) == (201, True)
