"""A test mode's messages on a real database: kept as they would go out, and forgotten in time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from integration.notifier_rig import Notifying, notifying
from integration.notifier_said import delivered
from kit.databases import Databases
from msgspec.structs import replace
from notifier.app.keeping import Forgetting
from notifier.app.messages import Messages
from notifier.store import documents
from notifier_given import ANNA, NOW, SHOP, status
from psycopg_pool import ConnectionPool
from waymark_events.ids import RetailerId
from waymark_events.messages.notifications import NotificationSent
from waymark_events.messages.people import RecipientErased
from waymark_runtime.postgres import make_pool, tenant, transaction

pytestmark = pytest.mark.integration


@pytest.fixture
def notifier(database: Databases) -> Iterator[Notifying]:
    with notifying(database) as rig:
        rig.known()
        rig.shop = replace(rig.shop, test=True, sms=True)
        yield rig


def kept(notifier: Notifying, columns: str = "address") -> list[tuple[Any, ...]]:
    return notifier.execute(f"SELECT {columns} FROM kept_message ORDER BY address")


def test_mail_and_sms_are_kept_and_nobody_is_given_them(notifier: Notifying) -> None:
    """They end as sent with the mark, once, and the event says so too."""
    notifier.read(status("delivered"))

    notifier.send()
    notifier.send()

    assert notifier.rows("channel, state, detail, attempts") == [
        ("email", "sent", "kept", 0),
        ("sms", "sent", "kept", 0),
    ]
    (text, mail) = kept(notifier, "address, subject IS NULL, html IS NULL, text <> ''")
    assert (text[1:], mail[1:]) == ((True, True, True), (False, False, True))
    assert text[0].startswith("+49")
    said = [body for _, body in notifier.events()]
    assert all(isinstance(one, NotificationSent) and one.kept for one in said)
    assert len(said) == 2
    assert (notifier.post.mails, notifier.texts.posts) == ([], [])


@pytest.mark.parametrize("how", ["null", "erased"])
def test_what_was_kept_goes_with_the_person(notifier: Notifying, how: str) -> None:
    """A deleted contact and an erasure take every message along."""
    notifier.read(status("delivered"))
    notifier.send()
    assert len(kept(notifier)) == 2

    if how == "null":
        notifier.apply(notifier.deletion(ANNA))
    else:
        notifier.read(RecipientErased(retailer=SHOP, recipient_id=ANNA, at=NOW))

    assert kept(notifier) == []


def test_nothing_is_kept_after_the_person_is_gone(notifier: Notifying) -> None:
    """A message waits while its contact is being deleted, and then is never written."""
    notifier.read(status("delivered"))
    with transaction(notifier.pool) as deleting:
        documents.drop_contacts(deleting, [ANNA])
        notifier.send()
        assert set(notifier.rows("state, detail")) == {("waiting", None)}

    notifier.send(after=timedelta(minutes=1))

    assert set(notifier.rows("state, detail")) == {("suppressed", "erased")}
    assert kept(notifier) == []


def test_what_was_kept_is_forgotten_after_thirty_days(notifier: Notifying) -> None:
    """The ledger stays, its contents go."""
    notifier.read(delivered(1))
    notifier.send()
    forgetting = Forgetting(notifier.pool, lambda: notifier.now)

    notifier.now += timedelta(days=30) - timedelta(seconds=1)
    forgetting.step()
    assert len(kept(notifier)) == 2
    notifier.now += timedelta(seconds=1)
    forgetting.step()

    assert kept(notifier) == []
    assert len(notifier.rows()) == 2


def test_the_web_role_sees_what_was_kept_of_one_retailer(notifier: Notifying) -> None:
    """And of the ledger what is listed: who sends it, and how often it was tried, is not."""
    notifier.read(status("delivered"))
    notifier.send()

    with make_pool(notifier.urls.web, name="test web") as pool:
        seen = [_seen(pool, retailer) for retailer in (SHOP, "other")]
        for query in ("DELETE FROM kept_message", "SELECT holder FROM ledger"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction(pool) as one:
                one.execute(query.encode())

    assert seen == [(2, 2), (0, 0)]


def _seen(pool: ConnectionPool, retailer: str) -> tuple[int, int]:
    messages = Messages(pool)
    listed = messages.page(RetailerId(retailer), {}, None, 10).items
    with transaction(pool) as connection:
        tenant(connection, retailer)
        found = connection.execute("SELECT count(*) FROM kept_message").fetchone()
    assert found is not None
    return len(listed), found[0]
