"""What the tables promise: retailers apart, one who asks, versions kept, outages made good."""

import asyncio
import base64
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from carrier_ingest.app.adding import Accounts, Added
from carrier_ingest.app.admitting import Doorkeeper
from carrier_ingest.app.wanted import Wanted
from carrier_ingest.carriers.dialect import Post
from carrier_ingest.carriers.registry import DIALECTS
from carrier_ingest.store import accounts, beats, health, push_secrets, pushing
from carrier_ingest.store.pushing import Admission
from kit.databases import Databases
from psycopg_pool import ConnectionPool
from waymark_runtime.postgres import make_pool, tenant, transaction
from waymark_runtime.seal import Seal
from waymark_tools.stack.databases import DatabaseUrls

pytestmark = pytest.mark.integration
_AGE_SECRETS = (
    "UPDATE push_secret SET replaced_at = now() - interval '8 days' WHERE replaced_at IS NOT NULL"
)
NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def urls(database: Databases) -> DatabaseUrls:
    """A fresh database of the service."""
    return database("carrier_ingest")


@pytest.fixture
def worker(urls: DatabaseUrls) -> Iterator[ConnectionPool]:
    """The worker's way to it."""
    with make_pool(urls.worker, name="test worker") as pool:
        yield pool


@pytest.fixture
def web(urls: DatabaseUrls) -> Iterator[ConnectionPool]:
    """The web program's way to it."""
    with make_pool(urls.web, name="test web") as pool:
        yield pool


def add(pool: ConnectionPool, retailer: str = "nordlicht") -> Added:
    wanted = Wanted(retailer=retailer, account="ups-main", dialect="ups")
    return Accounts(pool, DIALECTS, Seal(bytes(32))).add(wanted)


def test_the_web_program_sees_one_retailer_and_no_credentials(
    worker: ConnectionPool, web: ConnectionPool
) -> None:
    """Row-level security holds where a query forgets to; credentials are not granted at all."""
    for retailer in ("nordlicht", "suedwind"):
        add(worker, retailer)

    with transaction(web) as connection:
        nobody = connection.execute("SELECT retailer FROM push_client").fetchall()
        tenant(connection, "nordlicht")
        own = connection.execute("SELECT retailer FROM push_client").fetchall()

    assert nobody == []
    assert own == [("nordlicht",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction(web) as connection:
        connection.execute("SELECT credentials FROM account")


def test_a_token_opens_one_account_until_it_ends(
    worker: ConnectionPool, web: ConnectionPool
) -> None:
    """Another retailer's path stays shut to it, and every path once its time is over."""
    ours, _ = add(worker), add(worker, "suedwind")
    door = Doorkeeper(web, DIALECTS, Seal(bytes(32)))
    issued = door.issue(ours.push_client_id or "", ours.push_client_secret or "")
    assert issued is not None
    headers = {
        "authorization": f"Bearer {issued.token}",
        "x-api-key": ours.push_client_id or "",
    }

    fresh = [_admitted(door, name, headers) for name in ("nordlicht", "suedwind")]
    with transaction(worker) as connection:
        connection.execute("UPDATE push_token SET expires_at = now() - interval '1 s'")
    late = _admitted(door, "nordlicht", headers)
    with transaction(worker) as connection:
        forgotten = pushing.forget_expired(connection)

    assert [admission is not None for admission in (*fresh, late)] == [True, False, False]
    assert forgotten == 1


def test_tokens_that_are_asked_together_open_their_own(
    worker: ConnectionPool, web: ConnectionPool
) -> None:
    """Pushes that come at once share a question, never an answer."""
    ours = add(worker)
    door = Doorkeeper(web, DIALECTS, Seal(bytes(32)))
    issued = door.issue(ours.push_client_id or "", ours.push_client_secret or "")
    assert issued is not None
    shown = [issued.token, "wmt_wrong", "", issued.token]
    posts = [
        Post(headers={"authorization": f"Bearer {one}", "x-api-key": ours.push_client_id or ""})
        for one in shown
    ]

    async def at_once() -> list[Admission | None]:
        asked = [door.admit("ups", "nordlicht", "ups-main", post) for post in posts]
        return await asyncio.gather(*asked)

    found = asyncio.run(at_once())

    assert [admission is not None for admission in found] == [True, False, False, True]


def _admitted(door: Doorkeeper, retailer: str, headers: dict[str, str]) -> Admission | None:
    return asyncio.run(door.admit("ups", retailer, "ups-main", Post(headers=headers)))


def test_a_signed_push_is_told_by_the_secret_in_force_and_the_one_before(
    worker: ConnectionPool, web: ConnectionPool
) -> None:
    """No token is fetched for it; another account's secret, or one from long ago, opens nothing."""
    door = Doorkeeper(web, DIALECTS, Seal(bytes(32)))

    def keep(retailer: str, secret: str) -> Added:
        credentials = {"client_id": "c", "client_secret": "s", "security_token": secret}
        wanted = Wanted(
            retailer=retailer, account="fedex-main", dialect="fedex", credentials=credentials
        )
        return Accounts(worker, DIALECTS, Seal(bytes(32))).add(wanted)

    def opened(secret: str) -> bool:
        body = b'{"output": {}}'
        mac = hmac.digest(secret.encode(), body, "sha256")
        post = Post(headers={"fdx-signature": base64.b64encode(mac).decode()}, body=body)
        return asyncio.run(door.admit("fedex", "nordlicht", "fedex-main", post)) is not None

    added = keep("nordlicht", "first")
    keep("suedwind", "theirs")
    alone = [opened(secret) for secret in ("first", "theirs", "")]
    with transaction(worker) as connection:
        pushed = accounts.pushing(connection)
    keep("nordlicht", "second")
    keep("nordlicht", "second")
    rotating = [opened(secret) for secret in ("first", "second")]
    with transaction(worker) as connection:
        connection.execute(_AGE_SECRETS)
    late = [opened(secret) for secret in ("first", "second")]
    with transaction(worker) as connection:
        forgotten = push_secrets.forget_replaced(connection)

    assert (added.push_path, added.token_path) == ("/carriers/fedex/nordlicht/fedex-main", None)
    assert added.push_client_id is None
    assert pushed == {("nordlicht", "fedex")}
    assert (alone, rotating, late) == ([True, False, False], [True, True], [False, True])
    assert forgotten == 1


def test_an_account_added_twice_keeps_its_version_and_shows_its_secret_once(
    worker: ConnectionPool,
) -> None:
    """The same settings are no new version; the secret of the push client is not told again."""
    first, again = add(worker), add(worker)

    assert (first.settings_version, again.settings_version) == (1, 1)
    assert first.push_client_secret is not None
    assert again.push_client_secret is None


def test_settings_never_change(worker: ConnectionPool) -> None:
    """The database itself refuses to change a version that payloads may name."""
    add(worker)

    with (
        pytest.raises(psycopg.errors.RaiseException, match="never change"),
        transaction(worker) as connection,
    ):
        connection.execute("UPDATE account_settings SET conventions = '{}'")


def test_one_instance_asks_with_an_account(worker: ConnectionPool) -> None:
    """While one holds the lease another gets nothing; it may have it when the lease ran out."""
    add(worker)
    with transaction(worker) as connection:
        account = accounts.find(connection, "nordlicht", "ups-main")
        assert account is not None

        held = [health.lease(connection, account, holder) for holder in ("a", "b", "a")]
        connection.execute("UPDATE account_health SET held_until = now() - interval '1 s'")
        taken_over = health.lease(connection, account, "b")

    assert [state is not None for state in held] == [True, False, True]
    assert taken_over is not None


def test_an_outage_of_the_intake_is_made_good(worker: ConnectionPool, web: ConnectionPool) -> None:
    """When a web process is back after a minute without one, pushing accounts are asked again."""
    add(worker)
    with transaction(web) as connection:
        beats.beat(connection)
    with transaction(worker) as connection:
        at_work = beats.watch(connection)
        connection.execute("UPDATE intake_beat SET seen_at = now() - interval '2 min'")
        while_away = beats.watch(connection)
    with transaction(web) as connection:
        beats.beat(connection)
    with transaction(worker) as connection:
        back = [beats.watch(connection), beats.watch(connection)]
        asked = pushing.take_missed(connection, "nordlicht", "ups-main")

    assert (at_work, while_away, back) == (0, 0, [1, 0])
    assert asked
