"""The operator's commands of the order service: keys that begin, follow each other and end."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from integration.order_programs import Programs, programs
from integration.order_rig import SHOP, Api
from kit.broker import Broker
from kit.databases import Databases
from kit.waiting import eventually
from waymark_events.messages.retailers import KeySet

pytestmark = pytest.mark.integration
Running = tuple[Programs, Api]


@pytest.fixture
def service(broker: Broker, database: Databases) -> Iterator[Running]:
    with programs(broker, database("order")) as running:
        yield running


def test_a_revoked_key_ends_within_seconds(service: Running) -> None:
    """Issued, shown once, revoked: 401 within five seconds; a second key goes on."""
    programs, api = service
    issued = programs.command("keys-issue", "--retailer", SHOP, "--scopes", "orders:write")
    other = programs.api(issued["key"])
    programs.learn(issued["key_id"])
    assert other.post("/v1/orders", {"reference": "A"}).status_code == 201

    revoked = programs.command("keys-revoke", "--key", issued["key_id"])

    assert revoked["revoked_at"]
    eventually(lambda: other.post("/v1/orders", {"reference": "B"}).status_code == 401, within_s=5)
    assert api.post("/v1/orders", {"reference": "C"}).status_code == 201
    other.client.close()


def test_a_key_is_followed_by_another(service: Running) -> None:
    """Both are good until the overlap is over, and may do the same; then the old one has ended."""
    programs, _ = service
    old = programs.command("keys-issue", "--retailer", SHOP, "--scopes", "orders:write")
    programs.learn(old["key_id"])
    before = programs.api(old["key"])

    new = programs.command("keys-rotate", "--key", old["key_id"])
    programs.learn(new["key_id"])

    after = programs.api(new["key"])
    assert (new["retailer"], new["scopes"]) == (SHOP, ["orders:write"])
    assert after.post("/v1/orders", {"reference": "A"}).status_code == 201
    assert before.post("/v1/orders", {"reference": "B"}).status_code == 201
    heard = [one.body for one in programs.heard("key.v1") if isinstance(one.body, KeySet)]
    (ended,) = [one for one in heard if one.key_id == old["key_id"] and one.version == 2]
    assert ended.expires_at is not None
    assert timedelta(hours=23) < ended.expires_at - datetime.now(UTC) < timedelta(hours=25)

    programs.command("keys-rotate", "--key", new["key_id"], "--overlap-hours", "0")
    eventually(lambda: after.post("/v1/orders", {"reference": "C"}).status_code == 401, within_s=5)
    code, _, complaint = programs.commanded("keys-rotate", "--key", new["key_id"])
    assert (code, "has ended" in json.loads(complaint)["error"]) == (1, True)
    for api in (before, after):
        api.client.close()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["retailers-add", "--id", "No Slug", "--name", "N"], "3 to 32"),
        (["retailers-add", "--id", "shop", "--name", "N", "--carriers", "upps"], "upps"),
        (["retailers-add", "--id", "shop", "--name", "N", "--carriers", "test"], "every test mode"),
        (["retailers-add", "--id", "shop.test", "--name", "N"], "3 to 32"),
        (["keys-issue", "--retailer", "nobody", "--scopes", "orders:write"], "add it first"),
        (["keys-issue", "--retailer", "nobody", "--test", "--scopes", "orders:write"], "add it"),
        (["keys-revoke", "--key", "nobody"], "no key"),
        (["keys-rotate", "--key", "nobody"], "no key"),
        (["keys-rotate", "--key", "nobody", "--overlap-hours", "-1"], "0 or more"),
    ],
)
def test_commands_refuse_with_a_sentence(
    broker: Broker, database: Databases, arguments: list[str], says: str
) -> None:
    """Exit code 1 and what would be right, on standard error, never a traceback."""
    made = Programs(broker, database("order"), 0, 0)

    code, said, complaint = made.commanded(*arguments)

    assert (code, said) == (1, "")
    assert says in json.loads(complaint)["error"]
