"""The API of webhooks: what is set up, what is refused, and that nobody sees another's."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from integration.notifier_kept import kept_message
from integration.notifier_webhooks import EVENTS, HOOKS, OTHER, Api, Hooks, hooks
from integration.strangers import is_shut, sees_nothing
from kit.databases import Databases
from notifier_given import SHOP
from standardwebhooks import Webhook
from waymark_events.ids import public
from waymark_runtime.postgres import make_pool, tenant, transaction

pytestmark = pytest.mark.integration
HOOK = f"{HOOKS}/{{endpoint}}"
IN_TURN = ((HOOKS, "post"), (HOOK, "patch"), (f"{HOOK}/rotate-secret", "post"),
           (f"{HOOK}/replay", "post"))  # fmt: skip
TABLES = tuple(
    f"webhook_{what}" for what in ("endpoint", "secret", "delivery", "attempt", "replay", "call")
)
NOBODY = "00000000-0000-4000-8000-000000000000"
NONE = {
    "whk": public("whk", NOBODY),
    "rpl": public("rpl", NOBODY),
    "msg": f"msg_{'0' * 32}",
    "event": f"{NOBODY}:1:1",
}
DESCRIPTIONS = ("/v1/webhooks/openapi.json", "/v1/messages/openapi.json")


@pytest.fixture
def rig(database: Databases) -> Iterator[Hooks]:
    with hooks(database) as made:
        yield made


def seen(rig: Hooks, retailer: str) -> dict[str, bool]:
    """Which tables show the web role anything, when a transaction is a retailer's."""
    with make_pool(rig.urls.web, name="test") as pool, transaction(pool) as connection:
        tenant(connection, retailer)
        queries = {name: f"SELECT count(*) > 0 FROM {name}".encode() for name in TABLES}
        rows = {name: connection.execute(query).fetchone() for name, query in queries.items()}
    return {name: bool(row and row[0]) for name, row in rows.items()}


def described(rig: Hooks, place: str = DESCRIPTIONS[0]) -> dict[str, Any]:
    """A description, which needs no key."""
    document: dict[str, Any] = rig.client.get(place).json()
    return document


def test_every_example_of_the_description_can_be_sent(rig: Hooks) -> None:
    """Taken from what is served, one after the other upon one endpoint; none is left out."""
    examples = {
        (path, method): operation["requestBody"]["content"]["application/json"]["example"]
        for path, methods in described(rig)["paths"].items()
        for method, operation in methods.items()
        if "requestBody" in operation
    }
    assert set(examples) == set(IN_TURN)

    names: dict[str, str] = {}
    for path, method in IN_TURN:
        answer = rig.api.got(method, path.format(**names), examples[path, method])
        names.setdefault("endpoint", answer.get("id", ""))
    assert len(rig.api.got("GET", HOOKS)["items"]) == 1


def test_another_retailers_ids_are_answered_like_none(rig: Hooks) -> None:
    """On every route, like an id that was never given; and nothing changes."""
    hook = rig.hook("/good")
    (event,) = rig.happen(rig.moved())
    rig.send()
    since = {"since": (rig.now() - timedelta(hours=1)).isoformat()}
    replay = rig.api.got("POST", f"{HOOKS}/{hook['id']}/replay", since, Idempotency_Key="k")
    theirs = {"whk": hook["id"], "rpl": replay["id"], "event": event, "msg": kept_message(rig.pool)}
    stranger = rig.known(OTHER, "webhooks:admin", "messages:read")
    before = rig.api.got("GET", f"{HOOKS}/{hook['id']}")

    for place in DESCRIPTIONS:
        sees_nothing(rig.client, stranger, described(rig, place), theirs, NONE)

    assert seen(rig, SHOP) == dict.fromkeys(TABLES, True)
    assert seen(rig, "nobody") == dict.fromkeys(TABLES, False)
    own = Api(rig.client, stranger)
    made = described(rig)["paths"][HOOKS]["post"]["requestBody"]["content"]["application/json"]
    assert {one["url"] for one in own.got("GET", HOOKS)["items"]} == {made["example"]["url"]}
    for path in (EVENTS, f"{EVENTS}/{event}/attempts"):
        assert own.got("GET", path)["items"] == []
    assert rig.api.got("GET", f"{HOOKS}/{hook['id']}") == before
    assert [one.id for one in rig.there.got] == [event]


def test_a_key_without_the_scope_and_none_are_refused_everywhere(rig: Hooks) -> None:
    """The descriptions alone are open; every answer to a good key says how much is left."""
    reader = rig.known(OTHER, "shipments:read")

    for place in DESCRIPTIONS:
        is_shut(rig.client, described(rig, place), NONE, reader)
    assert "RateLimit" in rig.api.ask("GET", HOOKS).headers


def test_a_secret_is_shown_once_and_kept_sealed(rig: Hooks) -> None:
    """By what made it; no later answer and no table has it."""
    made = rig.hook("/good", api=rig.api)
    assert made["secret"].startswith("whsec_")

    for answer in (
        rig.api.ask("GET", f"{HOOKS}/{made['id']}"),
        rig.api.ask("GET", HOOKS),
        rig.api.ask("PATCH", f"{HOOKS}/{made['id']}", {"description": "x"}),
    ):
        assert made["secret"] not in answer.text
    (sealed,) = rig.rows("SELECT sealed FROM webhook_secret")
    assert made["secret"][6:].encode() not in bytes(sealed[0])


def test_a_repeated_call_does_its_deed_once(rig: Hooks) -> None:
    """With an Idempotency-Key: one endpoint, one secret, one replay; never the secret again."""
    body = {"url": rig.there.url("/good")}
    first, second = (rig.api.got("POST", HOOKS, body, Idempotency_Key="k-1") for _ in "12")
    path = f"{HOOKS}/{first['id']}"
    assert second == first | {"secret": None}
    turned, again = (
        rig.api.got("POST", f"{path}/rotate-secret", {}, Idempotency_Key="k-2") for _ in "12"
    )
    assert (turned["secret"] is None, again["secret"]) == (False, None)
    assert rig.rows("SELECT count(*) FROM webhook_secret") == [(2,)]
    since = {"since": "2026-01-01T00:00:00Z"}
    one, other = (rig.api.got("POST", f"{path}/replay", since, Idempotency_Key="k-3") for _ in "12")
    assert one["id"] == other["id"]
    tests = [rig.api.got("POST", f"{path}/test", Idempotency_Key="k-4") for _ in "12"]
    assert tests[0] == tests[1]
    assert len(rig.there.got) == 1
    reused = rig.api.ask("POST", HOOKS, body | {"description": "x"}, Idempotency_Key="k-1")
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")


def test_a_test_event_is_sent_at_once_and_its_outcome_answered(rig: Hooks) -> None:
    """Marked by its type, signed, logged; it changes nothing of how the endpoint is doing."""
    hook = rig.hook("/500")
    path = f"{HOOKS}/{hook['id']}"

    tried = rig.api.got("POST", f"{path}/test")

    (got,) = rig.there.got
    read = Webhook(hook["secret"]).verify(got.body, got.headers)
    assert (read["type"], read["id"]) == ("webhook.test.v1", tried["event_id"])
    assert (tried["status"], tried["delivered"], tried["answer"]) == (500, False, "said 500")
    assert rig.api.got("GET", f"{path}/attempts")["items"] == [tried]
    assert rig.api.got("GET", path)["failures"] == 0
    rig.api.got("PATCH", path, {"url": "http://127.0.0.1:9/"})
    assert rig.api.got("POST", f"{path}/test")["error"] == "connection_failed"


def test_events_can_be_asked_for_page_by_page(rig: Hooks) -> None:
    """By type, by beginning, by subject; `next` goes on where the page ended, and misses none."""
    names = rig.happen(*(rig.moved(version=version) for version in range(1, 6)))
    others = rig.happen(rig.moved("1Z2"), rig.confirmed())
    page = rig.api.got("GET", f"{EVENTS}?limit=3")
    rest = rig.api.got("GET", f"{EVENTS}?after={page['next']}")
    nothing = rig.api.got("GET", f"{EVENTS}?after={rest['next']}")
    (late,) = rig.happen(rig.confirmed(version=2))
    fresh = rig.api.got("GET", f"{EVENTS}?after={nothing['next']}")
    listed = [one["id"] for one in (*page["items"], *rest["items"], *fresh["items"])]
    assert listed == [*names, *others, late]
    assert nothing["items"] == []

    subject = page["items"][0]["subject"]
    queries = {
        f"type=order.*&subject={subject}": [],
        f"subject={subject}": names,
        "type=order.confirmed.v1": [others[1], late],
        "type=order.*&type=shipment.*&limit=2": names[:2],
    }
    for query, expected in queries.items():
        found = rig.api.got("GET", f"{EVENTS}?{query}")["items"]
        assert [one["id"] for one in found] == expected, query


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", HOOKS, {"url": "https://127.0.0.1.example\\@10.0.0.1/"}, "bad_url"),
        ("POST", HOOKS, {"url": "https://10.0.0.1/"}, "bad_url"),
        ("POST", HOOKS, {"url": "https://0x0a000001/"}, "bad_url"),
        ("POST", HOOKS, {"url": "https://shop.example/", "types": ["order.place.v1"]},
         "unknown_type"),
        ("POST", HOOKS, {"url": "https://shop.example/", "retailer": "x"}, "invalid"),
        ("POST", "{}/replay", {}, "invalid"),
        ("POST", "{}/replay", {"since": "2026-01-01T00:00:00Z", "event_id": "e"}, "invalid"),
        ("POST", "{}/replay", {"from": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"},
         "invalid"),
        ("POST", "{}/replay", {"since": "2026-01-01T00:00:00"}, "invalid"),
        ("POST", "{}/replay", {"since": "2026-01-01T00:00:00Z", "url": "https://[::1]/x?y#z"},
         "bad_url"),
        ("POST", "{}/rotate-secret", {"overlap_hours": 1_000}, "invalid"),
        ("PATCH", "{}", {"state": "paused"}, "invalid"),
        ("GET", "{}/attempts?after=nonsense", None, "bad_cursor"),
        ("GET", f"{EVENTS}?type=nothing", None, "unknown_type"),
        ("GET", f"{EVENTS}?limit=0", None, "invalid"),
        ("GET", f"{EVENTS}?subject=%00", None, "invalid"),
        ("GET", f"{EVENTS}/%00", None, "invalid"),
        ("GET", f"{EVENTS}/%00/attempts", None, "invalid"),
        ("POST", "{}/replay", {"event_id": "a\0b"}, "invalid"),
        ("POST", HOOKS, {"url": "https://shop.example/", "description": "\0"}, "invalid"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_what_would(
    shared: Hooks, method: str, path: str, body: Any, code: str
) -> None:
    """422 with a stable code; nothing is kept of it."""
    (hook,) = shared.api.got("GET", HOOKS)["items"] or [shared.hook("/good")]

    answer = shared.api.ask(method, path.format(f"{HOOKS}/{hook['id']}"), body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert len(shared.api.got("GET", HOOKS)["items"]) == 1


@pytest.fixture(scope="module")
def shared(stack: Any) -> Iterator[Hooks]:
    databases = Databases(stack.admin_url, "shared")
    with hooks(databases) as made:
        yield made
    databases.drop_all()


def test_twenty_endpoints_are_enough(rig: Hooks) -> None:
    """More are refused until one is deleted; so is a sixth secret, and a sixth replay at once."""
    made = [rig.hook(f"/{number}") for number in range(20)]
    body = {"url": rig.there.url("/more")}
    assert rig.api.ask("POST", HOOKS, body).json()["code"] == "too_many_endpoints"
    rig.api.got("DELETE", f"{HOOKS}/{made[0]['id']}")
    rig.api.got("POST", HOOKS, body)

    path = f"{HOOKS}/{made[1]['id']}"
    since = {"since": "2026-01-01T00:00:00Z"}
    for number in range(6):
        turned = rig.api.ask("POST", f"{path}/rotate-secret", {"overlap_hours": 1})
        begun = rig.api.ask("POST", f"{path}/replay", since)
        assert turned.status_code == (200 if number < 4 else 409)
        assert begun.status_code == (202 if number < 5 else 409)
    assert rig.api.got("POST", f"{path}/rotate-secret", {"overlap_hours": 0})["secret"]
