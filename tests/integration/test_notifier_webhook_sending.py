"""From an event to an endpoint that has it: signed, in turn, again after failures, never twice."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from integration.notifier_said import told
from integration.notifier_webhooks import EVENTS, HOOKS, OTHER, Api, Hooks, hooks
from kit.databases import Databases
from kit.waiting import eventually
from msgspec.structs import replace
from notifier.domain.webhooks.pace import LEASE, PAUSES
from notifier_given import status
from standardwebhooks import Webhook

pytestmark = pytest.mark.integration


@pytest.fixture
def rig(database: Databases) -> Iterator[Hooks]:
    with hooks(database) as made:
        yield made


def test_an_event_is_posted_signed_and_logged(rig: Hooks) -> None:
    """Once, to who wants it, under its own id, as the standard's library verifies it."""
    hook = rig.hook("/orders", types=["order.*"])
    rig.hook("/all")
    moved, confirmed = rig.moved(), rig.confirmed()
    rig.happen(moved, confirmed, moved)
    rig.send()

    assert rig.there.ids("/orders") == [confirmed.id]
    assert sorted(rig.there.ids("/all")) == sorted([moved.id, confirmed.id])
    (got,) = (one for one in rig.there.got if one.path == "/orders")
    read = Webhook(hook["secret"]).verify(got.body, got.headers)
    assert [read[name] for name in ("type", "sequence")] == ["order.confirmed.v1", 1]
    assert got.headers["content-type"] == "application/json"
    listed = rig.api.got("GET", f"{EVENTS}/{confirmed.id}")
    assert listed["event"] == json.loads(got.body)
    assert {one["state"] for one in listed["deliveries"]} == {"delivered"}
    (tried,) = rig.api.got("GET", f"{HOOKS}/{hook['id']}/attempts")["items"]
    assert (tried["event_id"], tried["status"], tried["attempt"]) == (confirmed.id, 204, 1)
    assert tried["delivered"]


def test_a_failed_delivery_is_tried_again_when_its_time_has_come(rig: Hooks) -> None:
    """Not before, with the same id, and what came of each try is in the log."""
    rig.there.answers["/a"] = 500
    hook = rig.hook("/a")
    (name,) = rig.happen(rig.moved())
    rig.send()
    rig.send(PAUSES[0] - timedelta(seconds=2))
    assert rig.states() == [("due", 1)]
    rig.there.answers["/a"] = 429
    rig.there.headers = {"Retry-After": "600"}
    rig.send(timedelta(seconds=2))
    rig.there.headers = {}
    rig.send(PAUSES[1])
    assert rig.states() == [("due", 2)]
    rig.there.answers["/a"] = 200

    rig.send(timedelta(minutes=10))

    assert rig.there.ids("/a") == [name] * 3
    assert rig.states() == [("delivered", 3)]
    tried = rig.api.got("GET", f"{EVENTS}/{name}/attempts")["items"]
    assert [(one["attempt"], one["status"]) for one in tried] == [(3, 200), (2, 429), (1, 500)]
    assert [one["answer"] for one in tried] == ["said 200", "said 429", "said 500"]
    assert rig.api.got("GET", f"{HOOKS}/{hook['id']}")["failing_since"] is None


def test_who_hangs_slows_nobody_else(rig: Hooks) -> None:
    """Two endpoints hear of the same twenty parcels: one has all while the other hangs.

    Who hangs is tried one by one once that is known, whatever there is for it.
    """
    rig.hook("/hang")
    rig.hook("/good")
    names = rig.happen(*(rig.moved(f"1Z{number}") for number in range(20)))
    sending = Thread(target=rig.dispatcher.step)
    sending.start()

    eventually(lambda: len(rig.there.ids("/good")) == 20)
    assert rig.there.at_once["/hang"] > 0
    sending.join()

    assert set(rig.there.ids("/good")) == set(names)
    assert rig.there.most_at_once["/hang"] <= 8
    rig.there.most_at_once.clear()
    for _ in range(4):
        rig.send(timedelta(seconds=3))
    assert rig.there.most_at_once["/hang"] <= 1


def test_deliveries_leave_in_order_and_one_at_a_time_for_each_subject(rig: Hooks) -> None:
    """What happened to one parcel arrives as it happened; a failure lets the next ones pass."""
    rig.hook("/good")
    names = rig.happen(*(rig.moved(version=version) for version in range(1, 6)))
    rig.send()
    assert rig.there.ids("/good") == names
    assert rig.there.most_at_once["/good"] == 1

    rig.there.answers["/good"] = 500
    (failed,) = rig.happen(rig.moved(version=6))
    rig.send()
    rig.there.answers["/good"] = 204
    (later,) = rig.happen(rig.moved(version=7))
    rig.send()
    rig.send(PAUSES[0])

    assert rig.there.ids("/good")[5:] == [failed, later, failed]


def test_what_is_on_its_way_keeps_its_subject_waiting_and_the_oldest_leave_first(
    rig: Hooks,
) -> None:
    """Two places: the two oldest of different parcels leave; the third waits for its parcel."""
    rig.hook("/hang")
    first, other = (rig.moved(number) for number in ("1Z1", "1Z2"))
    rig.happen(first, rig.moved(version=2), other, rig.moved("1Z3"))
    sender = rig.new_dispatcher("notifier-1", places=2)
    sender._take_up()
    eventually(lambda: set(rig.there.ids("/hang")) == {first.id, other.id})
    wide = rig.new_dispatcher("notifier-2")
    wide._take_up()

    assert [state for state, _ in rig.states()] == ["sending", "due", "sending", "sending"]


def test_events_of_two_retailers_in_one_batch_stay_apart(rig: Hooks) -> None:
    """Each endpoint hears of its own retailer alone."""
    stranger = Api(rig.client, rig.known(OTHER))
    rig.hook("/ours")
    rig.hook("/theirs", api=stranger)
    theirs = status("delivered", number="1Z9", known_at=rig.now())
    names = rig.happen(rig.moved(), told(replace(theirs, retailer=OTHER)))
    rig.send()

    assert rig.there.ids("/ours") + rig.there.ids("/theirs") == names


def test_whoever_dies_while_it_sends_costs_a_repeat_under_the_same_id(rig: Hooks) -> None:
    """The lease was committed before it left; when it ends another process sends it once more."""
    rig.hook("/hang")
    (name,) = rig.happen(rig.moved())
    dying = rig.new_dispatcher("notifier-1")
    dying._take_up()
    eventually(lambda: rig.there.ids("/hang") == [name])
    assert rig.states() == [("sending", 1)]
    rig.send()
    assert rig.states() == [("sending", 1)]
    rig.there.released.set()

    rig.send(LEASE)
    assert rig.there.ids("/hang") == [name] * 2
    assert rig.states() == [("delivered", 2)]
    eventually(lambda: dying._record() == 1)
    assert rig.states() == [("delivered", 2)]


def test_who_answers_for_a_lease_that_ended_changes_nothing(rig: Hooks) -> None:
    """While another sends it, the first says how its own try ended: that is logged, no more."""
    hook = rig.hook("/hang")
    rig.happen(rig.moved())
    slow, other = rig.new_dispatcher("notifier-1"), rig.new_dispatcher("notifier-2")
    slow._take_up()
    eventually(lambda: len(rig.there.ids("/hang")) == 1)
    rig.ahead += LEASE
    other._take_up()
    eventually(lambda: len(rig.there.ids("/hang")) == 2)

    eventually(lambda: slow._record() == 1)

    assert rig.states() == [("sending", 2)]
    (tried,) = rig.api.got("GET", f"{HOOKS}/{hook['id']}/attempts")["items"]
    assert (tried["attempt"], tried["error"]) == (1, "timeout")


def test_a_process_that_starts_again_sends_what_it_left_at_once(rig: Hooks) -> None:
    """It has the name of the one that died."""
    rig.hook("/good")
    rig.happen(rig.moved())
    rig.rows("UPDATE webhook_delivery SET state = 'sending', next_try = now() + interval '40 s',"
             " holder = 'notifier-0', attempts = 1 RETURNING 1")  # fmt: skip

    rig.new_dispatcher("notifier-0").step()

    assert rig.states() == [("delivered", 2)]


def test_a_rotated_secret_signs_beside_the_one_before_until_that_ends(rig: Hooks) -> None:
    """A developer changes the secret whenever it suits, and misses nothing."""
    hook = rig.hook("/good")
    rotated = rig.api.got("POST", f"{HOOKS}/{hook['id']}/rotate-secret", {"overlap_hours": 2})
    old, new = hook["secret"], rotated["secret"]
    assert old != new
    assert datetime.fromisoformat(rotated["old_secrets_end_at"]) > datetime.now(UTC)
    rig.happen(rig.moved())
    rig.send()
    rig.happen(rig.moved(version=2))
    rig.send(timedelta(hours=2, seconds=1))

    first, second = rig.there.got
    for secret in (old, new):
        Webhook(secret).verify(first.body, first.headers)
    at = datetime.fromtimestamp(int(second.headers["webhook-timestamp"]), UTC)
    assert abs(at - rig.now()) < timedelta(minutes=5)
    again = Webhook(new).sign(second.headers["webhook-id"], at, second.body.decode())
    assert second.headers["webhook-signature"] == again


def test_a_tried_delivery_is_gone_after_fifteen_tries_and_is_seen_as_missed(rig: Hooks) -> None:
    """More than three days after the first; it can be replayed, and nothing more is tried."""
    rig.there.answers["/a"] = 500
    hook = rig.hook("/a")
    (name,) = rig.happen(rig.moved())
    rig.send()
    for pause in PAUSES:
        rig.send(pause)
    rig.send(timedelta(days=1))

    assert len(rig.there.ids("/a")) == len(PAUSES) + 1
    assert rig.states() == [("failed", len(PAUSES) + 1)]
    (missed,) = rig.api.got("GET", f"{HOOKS}/{hook['id']}/missed")["items"]
    assert missed["id"] == name
