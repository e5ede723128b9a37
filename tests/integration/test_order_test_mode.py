"""The operator's commands for a test mode, and what is told of it, on a real database."""

import json
from typing import Any

import pytest
from integration.order_programs import Programs
from integration.order_rig import SHOP, store_on
from kit.broker import Broker
from kit.databases import Databases
from order.outbox import Telling
from order.store.rows import Rows
from waymark_events.codec import Envelope, decode
from waymark_events.ids import for_tests
from waymark_events.messages.retailers import KeySet, RetailerSet
from waymark_runtime.postgres import make_pool, transaction
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
SCOPES = ("--scopes", "orders:write")
TESTS = for_tests(SHOP)


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    return database("order")


@pytest.fixture
def operator(broker: Broker, urls: DatabaseUrls) -> Programs:
    """The commands, with the shop added; no program runs."""
    made = Programs(broker, urls, 0, 0)
    made.command("retailers-add", "--id", SHOP, "--name", "Nordlicht", "--sms")
    return made


def told(urls: DatabaseUrls) -> list[Any]:
    """The compacted records that the relay would publish, with the rows as they are now."""
    with store_on(urls.worker) as store, make_pool(urls.worker, name="test") as pool:
        telling = Telling(store.recorder, Rows(pool), bytes(16))
        with transaction(pool) as connection:
            entries = telling.read(connection, 0, 100)
        messages = [one for entry in entries for one in entry.messages]
    read = [decode(one.key, one.value, one.headers) for one in messages]
    bodies = [one.body for one in read if isinstance(one, Envelope)]
    return [one for one in bodies if isinstance(one, RetailerSet | KeySet)]


def test_a_test_mode_is_made_with_its_first_key(operator: Programs, urls: DatabaseUrls) -> None:
    """Another retailer with the settings copied, told before its key; the second finds it there."""
    first, second = (
        operator.command("keys-issue", "--retailer", SHOP, "--test", *SCOPES) for _ in range(2)
    )
    live = operator.command("keys-issue", "--retailer", SHOP, *SCOPES)

    assert [one["retailer"] for one in (first, second, live)] == [TESTS, TESTS, SHOP]
    assert [one["key"][:8] for one in (first, second, live)] == ["wm_test_", "wm_test_", "wm_live_"]
    shop, tests, *keys = told(urls)
    assert isinstance(shop, RetailerSet)
    assert isinstance(tests, RetailerSet)
    assert (shop.test, tests.test) == (False, True)
    assert (tests.retailer, tests.name, tests.sms, tests.version) == (TESTS, "Nordlicht", True, 1)
    assert [one.retailer for one in keys] == [TESTS, TESTS, SHOP]


def test_it_changes_with_its_retailer(operator: Programs, urls: DatabaseUrls) -> None:
    """A changed setting is one change of each; the same again is none. Each has its own topics."""
    operator.command("keys-issue", "--retailer", SHOP, "--test", *SCOPES)
    operator.command("retailers-topics", TESTS)

    for _ in range(2):
        operator.command("retailers-add", "--id", SHOP, "--name", "Südlicht")

    settings = {one.retailer: one for one in told(urls) if isinstance(one, RetailerSet)}
    assert {name: (one.name, one.version) for name, one in settings.items()} == {
        SHOP: ("Südlicht", 2),
        TESTS: ("Südlicht", 3),
    }
    assert settings[TESTS].test
    assert (settings[SHOP].topics, settings[TESTS].topics) == (False, True)
    assert not settings[TESTS].sms


def test_its_keys_stay_test_keys(operator: Programs) -> None:
    """Rotated they are test keys again, and nothing else makes a key for its data."""
    issued = operator.command("keys-issue", "--retailer", SHOP, "--test", *SCOPES)

    rotated = operator.command("keys-rotate", "--key", issued["key_id"])
    revoked = operator.command("keys-revoke", "--key", rotated["key_id"])
    code, _, complaint = operator.commanded("keys-issue", "--retailer", TESTS, *SCOPES)

    assert (rotated["key"][:8], rotated["retailer"], revoked["retailer"]) == (
        "wm_test_",
        TESTS,
        TESTS,
    )
    assert (code, f"--retailer {SHOP} --test" in json.loads(complaint)["error"]) == (1, True)
