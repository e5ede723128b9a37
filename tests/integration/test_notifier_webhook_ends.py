"""Endpoints that are disabled, and events that are sent again."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from integration.notifier_servers import post_office
from integration.notifier_webhooks import EVENTS, HOOKS, Hooks, hooks
from kit.databases import Databases
from msgspec.structs import replace
from notifier.app.webhooks.keeping import Notices
from notifier.domain.retailer_events import KEPT
from notifier.domain.webhooks.pace import LEASE
from notifier.outbox.email import Mailer, Server
from notifier.store import queue
from notifier_given import SHOP
from waymark_events.messages.retailers import RetailerSet
from waymark_runtime.postgres import transaction

pytestmark = pytest.mark.integration
DISABLED = "webhook.endpoint_disabled.v1"


@pytest.fixture
def rig(database: Databases) -> Iterator[Hooks]:
    with hooks(database) as made:
        yield made


def shown(rig: Hooks, hook: dict[str, Any]) -> dict[str, Any]:
    """An endpoint as it is now."""
    document: dict[str, Any] = rig.api.got("GET", f"{HOOKS}/{hook['id']}")
    return document


def again(rig: Hooks, hook: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Ask for a replay, and send all of it."""
    begun = rig.api.got("POST", f"{HOOKS}/{hook['id']}/replay", body)
    rig.replay()
    document: dict[str, Any] = rig.api.got("GET", f"{HOOKS}/{hook['id']}/replays/{begun['id']}")
    return document


def test_gone_disables_at_once_and_what_comes_is_held_until_it_is_replayed(
    rig: Hooks, caplog: pytest.LogCaptureFixture
) -> None:
    """410: nothing more is sent, others hear of it, and nothing of it is lost."""
    caplog.set_level(logging.INFO, logger="notifier")
    hook = rig.hook("/410")
    rig.hook("/desk", types=["webhook.*"])
    first = rig.happen(rig.moved())
    rig.send()
    rig.send()
    second = rig.happen(rig.moved(version=2))
    rig.send(timedelta(hours=1))
    rig.keeping.hold()

    now = shown(rig, hook)
    assert (now["state"], now["reason"]) == ("disabled", "gone")
    (said,) = rig.api.got("GET", f"{EVENTS}?type={DISABLED}")["items"]
    assert said["subject"] == hook["id"]
    assert (said["data"]["reason"], said["data"]["last_error"]) == ("gone", "410")
    assert rig.there.ids("/desk") == [said["id"]]
    assert rig.there.ids("/410") == first
    with transaction(rig.pool) as connection:
        assert len(queue.waiting(connection, 9)) == 1
    missed = rig.api.got("GET", f"{HOOKS}/{hook['id']}/missed?state=held")["items"]
    assert {one["id"] for one in missed} >= {*first, *second}
    assert hook["id"] in caplog.text
    assert str(rig.there.port) not in caplog.text

    path = f"{HOOKS}/{hook['id']}"
    assert rig.api.ask("POST", f"{path}/replay", {"since": now["since"]}).status_code == 409
    rig.api.got("PATCH", path, {"url": rig.there.url("/mended"), "state": "enabled"})
    rig.send()
    assert rig.there.ids("/mended") == []
    done = again(rig, hook, since="2026-01-01T00:00:00Z", types=["shipment.*"])

    assert (done["state"], done["queued"]) == ("done", 2)
    assert rig.there.ids("/mended") == first + second


def test_five_days_of_nothing_but_failures_disable_with_a_notice(rig: Hooks) -> None:
    """The retailer is written to once; a test mode's is not; a success in between starts anew."""
    rig.there.answers["/a"] = 500
    hook = rig.hook("/a", description="Order desk")
    rig.happen(rig.moved())
    rig.send()
    rig.there.answers["/a"] = 204
    rig.send(timedelta(days=4))
    rig.there.answers["/a"] = 500
    for day in range(6):
        rig.happen(rig.moved(version=2 + day))
        rig.send(timedelta(days=1) if day else timedelta(0))
        assert shown(rig, hook)["state"] == ("enabled" if day < 5 else "disabled")

    with post_office() as post:
        server = Server(host="127.0.0.1", port=post.port, security="none", user=None,
                        password=None, timeout_s=5)  # fmt: skip
        mailer = Mailer(server, sender="post@track.example", public_url="https://x", now=rig.now)
        setting = RetailerSet(
            retailer=SHOP, version=1, name="Nordlicht", support_email="desk@nordlicht.example"
        )
        Notices(rig.pool, mailer, lambda _: setting).step()
        (mail,) = post.mails
        rig.rows("UPDATE webhook_endpoint SET notice_due = true RETURNING 1")
        Notices(rig.pool, mailer, lambda _: replace(setting, test=True)).step()
        Notices(rig.pool, mailer, lambda _: setting).step()
        assert len(post.mails) == 1

    assert post.rcpts == ["desk@nordlicht.example"]
    assert hook["id"] in mail["Subject"]
    text = mail.get_content()
    assert "For five days every try failed." in text
    assert "Order desk" in text
    assert rig.there.url("/a") not in text


def test_one_a_range_and_all_since_can_be_sent_again_or_only_shown(rig: Hooks) -> None:
    """A dry run sends nothing; a repeat is the same event; the filter may be another."""
    begun = rig.now()
    names = rig.happen(*(rig.moved(version=version) for version in range(1, 4)))
    rig.ahead += timedelta(hours=1)
    confirmed, later = rig.happen(rig.confirmed(), rig.moved(version=4))
    hook = rig.hook("/good", types=["shipment.*"])
    path = f"{HOOKS}/{hook['id']}/replay"
    since, until = begun.isoformat(), (begun + timedelta(minutes=1)).isoformat()

    found = rig.api.got("POST", path, {"since": since, "types": [], "dry_run": True})
    rig.replay()
    assert (found["count"], found["capped"]) == (5, False)
    assert [one["id"] for one in found["items"]] == [*names, confirmed, later]
    assert rig.there.got == []

    assert again(rig, hook, event_id=confirmed)["queued"] == 1
    assert again(rig, hook, **{"from": since, "until": until})["queued"] == 3
    assert again(rig, hook, since=since)["queued"] == 4
    assert again(rig, hook, since=until, types=["order.*"])["queued"] == 1
    assert rig.there.ids("/good") == [confirmed, *names, *names, later, confirmed]
    assert rig.api.ask("POST", path, {"event_id": "unknown"}).status_code == 422


def test_a_replay_elsewhere_leaves_the_endpoint_as_it_is(rig: Hooks) -> None:
    """Signed by its secret, each event once, and where nobody listens it ends by itself."""
    hook = rig.hook("/good")
    names = rig.happen(*(rig.moved(f"1Z{number}") for number in range(15)))
    rig.send()
    before = shown(rig, hook), rig.states()
    since = (rig.now() - timedelta(hours=1)).isoformat()

    done = again(rig, hook, since=since, url=rig.there.url("/dev"))
    assert (done["url"], done["queued"]) == (rig.there.url("/dev"), 15)
    assert sorted(rig.there.ids("/dev")) == sorted(names)

    again(rig, hook, since=since, url=rig.there.url("/dev/500"))
    for _ in range(40):
        rig.send(timedelta(minutes=1))
    rig.keeping.hold()

    tried = rig.there.ids("/dev/500")
    assert len(tried) == len(set(tried)) == 10
    assert shown(rig, hook) == before[0]
    assert rig.api.got("GET", HOOKS)["items"] == [before[0]]
    assert rig.api.got("GET", f"{EVENTS}?type={DISABLED}")["items"] == []
    tries = rig.api.got("GET", f"{HOOKS}/{hook['id']}/attempts?limit=500")["items"]
    assert {one["kind"] for one in tries} == {"delivery", "elsewhere"}
    assert len(tries) == 40

    again(rig, hook, event_id=names[0], url=rig.there.url("/once/500"))
    (new,) = rig.happen(rig.moved("1Z99"))
    rig.send(timedelta(days=1))
    assert rig.there.ids("/once/500") == names[:1]
    assert [one.path for one in rig.there.got if one.id == new] == ["/good"]


def test_what_is_deleted_or_a_month_old_is_gone(rig: Hooks) -> None:
    """Endpoint, secrets, deliveries, tries, replays; no other endpoint's."""
    hook, other = rig.hook("/a"), rig.hook("/b")
    rig.happen(rig.moved())
    rig.send()
    again(rig, hook, since=rig.now().isoformat(), url=rig.there.url("/dev"))
    rig.api.got("DELETE", f"{HOOKS}/{hook['id']}")
    rig.happen(rig.moved(version=2))
    rig.send()
    assert len(rig.there.ids("/a")) == 1
    for _ in range(2):
        rig.keeping.forget()

    assert rig.rows("SELECT count(*) FROM webhook_endpoint") == [(1,)]
    assert rig.states() == [("delivered", 1), ("delivered", 1)]
    assert len(rig.api.got("GET", f"{HOOKS}/{other['id']}/attempts")["items"]) == 2

    rig.ahead += KEPT + LEASE
    rig.keeping.forget()
    assert rig.api.got("GET", f"{HOOKS}/{other['id']}/attempts")["items"] == []
