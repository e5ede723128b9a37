"""What retailers hear is kept once, whole and in order, and forgotten after thirty days."""

from collections.abc import Iterator
from threading import Thread

import msgspec
import psycopg
import pytest
from integration.notifier_rig import Notifying, notifying
from integration.notifier_said import confirmed, told
from kit.databases import Databases
from kit.waiting import eventually
from notifier.app.retailer_events import Forgetting, own
from notifier.app.retailer_topics import put_on_topics
from notifier.domain.retailer_events import KEPT
from notifier_given import NOW, SHOP, at, status
from waymark_events.codec import encode
from waymark_runtime.postgres import make_pool, tenant, transaction

pytestmark = pytest.mark.integration
KINDS = ["shipment.status_changed.v1", "notification.sent.v1", "order.confirmed.v1"]


@pytest.fixture
def notifier(database: Databases) -> Iterator[Notifying]:
    with notifying(database) as rig:
        rig.known()
        yield rig


def kept(notifier: Notifying) -> list[str]:
    """The types of what is kept, in order of number."""
    rows = notifier.execute("SELECT type FROM retailer_event ORDER BY number")
    return [kind for (kind,) in rows]


def test_each_event_is_kept_once_with_its_bytes(notifier: Notifying) -> None:
    """Status, order and what became of the mail; read once more they are nothing new."""
    message, order = status("delivered"), confirmed(at=at(-9), version=3)
    notifier.read(message)
    notifier.send()
    notifier.read(message, order)

    ((sent, _),) = notifier.events()
    heard = notifier.heard
    assert [one.event.id for one in heard] == [told(message).id, sent, told(order).id]
    assert [one.event.type for one in heard] == KINDS
    assert [one.record for one in heard[::2]] == [encode(told(one)) for one in (message, order)]
    rows = notifier.execute("SELECT number, body FROM retailer_event ORDER BY number")
    assert rows == [(one.number, one.record.value) for one in heard]


def test_what_is_too_old_is_not_kept_and_what_grows_old_goes(notifier: Notifying) -> None:
    """Thirty days by the message's own time, whether it is read late or was kept long."""
    notifier.read(status("delivered"), status("in_transit", -31 * 24, number="1Z9"))
    assert kept(notifier) == KINDS[:1]

    notifier.now = NOW + KEPT
    Forgetting(notifier.pool, lambda: notifier.now).step()

    assert kept(notifier) == []


def test_what_is_heard_right_after_topics_were_opened_is_on_them(notifier: Notifying) -> None:
    """Asked a moment before, there were none; no memory of that outlives the opening.

    Seen to fail with the answers of `Directory`, which are two seconds old.
    """
    queued = "SELECT retailer FROM retailer_topic_queue"
    setting = "INSERT INTO retailer VALUES (%s, %s, %s) ON CONFLICT (retailer) DO UPDATE"
    for version, topics in ((1, False), (2, True)):
        document = msgspec.json.encode(msgspec.structs.replace(notifier.shop, topics=topics))
        notifier.execute(f"{setting} SET document = excluded.document", [SHOP, version, document])
        notifier.read(status("in_transit", number=f"1Z{version}"))
        with transaction(notifier.pool) as connection:
            put_on_topics(connection, notifier.heard[-1:])
        assert notifier.execute(queued) == [(SHOP,)] * (version - 1)


def test_numbers_of_a_retailer_have_no_late_comers(notifier: Notifying) -> None:
    """Whoever commits later has the higher number: the second waits for the first."""
    first, second = ([own(told(status("delivered", number=number)))] for number in "12")

    def take_second() -> None:
        with transaction(notifier.pool) as connection:
            notifier.retailer_events.take(connection, second)

    with transaction(notifier.pool) as connection:
        notifier.retailer_events.take(connection, first)
        later = Thread(target=take_second)
        later.start()
        waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        eventually(lambda: notifier.execute(waiting))
    later.join(10)

    subjects = [one.event.id for one in sorted(notifier.heard, key=lambda kept: kept.number)]
    assert subjects[-2:] == [one.message.id for one in (*first, *second)]


def test_the_web_role_sees_the_events_of_one_retailer(notifier: Notifying) -> None:
    """And can change none."""
    notifier.read(status("delivered"))
    seen = []
    with make_pool(notifier.urls.web, name="test web") as pool:
        for retailer in (SHOP, "other"):
            with transaction(pool) as connection:
                tenant(connection, retailer)
                seen.append(connection.execute("SELECT count(*) FROM retailer_event").fetchone())
        with pytest.raises(psycopg.errors.InsufficientPrivilege), transaction(pool) as connection:
            connection.execute("DELETE FROM retailer_event")

    assert seen == [(1,), (0,)]
