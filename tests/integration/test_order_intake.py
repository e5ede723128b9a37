"""Commands by topic on a real database: done once, answered once, one transaction a batch."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from integration.order_rig import SHOP
from integration.order_taking import Taking, said, taking
from kit.databases import Databases
from msgspec.structs import replace
from order.app.drafting import Done, Draft
from order.app.intake import Asked, Intake
from order.app.people import People, Person
from order.domain import commands
from order.domain.decide import decide
from order.store.beside import Beside
from order.store.orders import Change
from order.store.rows import Rows
from order_asked import CONTACTS, LINES, UPS, UPS_AGAIN, asking, record
from order_given import NOW, ORDER
from waymark_events.ids import intake_id, recipient_id
from waymark_events.messages.intake import IntakeAnswer, IntakeRefused
from waymark_events.messages.people import ContactChanged
from waymark_runtime.faults import TransientFault
from waymark_runtime.postgres import transaction
from waymark_runtime.records import Arrived

pytestmark = pytest.mark.integration
PLACE = {"reference": "SO-1", "lines": LINES, "recipient": {"reference": "anna", "name": "Anna"}}
NAME = {"reference": "SO-1"}


@pytest.fixture
def group(database: Databases) -> Iterator[Taking]:
    with taking(database("order")) as made:
        yield made


def place(name: str = "c-1") -> Arrived:
    return record(body=PLACE, name=name)


def test_a_batch_of_commands_is_done_and_answered_in_one_transaction(group: Taking) -> None:
    """Each decided on what those before it left; answers follow what their commands did."""
    booking = {**NAME, "number": UPS, "contents": [{"line_no": 1, "quantity": 1}]}
    group.take(
        place(),
        record("order.amend.v1", {**NAME, "lines": [{**LINES[0], "quantity": 3}]}, name="c-2"),
        record("order.book_parcel.v1", booking, name="c-3"),
        record("order.rebook_parcel.v1", {**NAME, "parcel_no": 1, "number": UPS}, name="c-4"),
        record("order.rebook_parcel.v1", {**NAME, "parcel_no": 1, "number": UPS_AGAIN}, name="c-5"),
        record("order.return.v1", {**NAME, "contents": booking["contents"]}, name="c-6"),
        record("order.place.v1", {"reference": "SO-2"}, key="SO-2", name="c-7"),
        record("order.cancel.v1", NAME, name="c-8"),
        record("order.cancel.v1", {"reference": "SO-3"}, key="SO-3", name="c-9"),
    )

    told = group.told()
    answers = [one.body for one in told if isinstance(one.body, IntakeAnswer)]
    assert said(answers) == [
        ("c-1", 1),
        ("c-2", 2),
        ("c-3", 3),
        ("c-4", 3),
        ("c-5", 4),
        ("c-6", "not_delivered"),
        ("c-7", 1),
        ("c-8", 5),
        ("c-9", "unknown_order"),
    ]
    of_order = [one.type for one in told if one.subject == ORDER]
    assert of_order[:4] == [
        "order.placed.v1",
        "intake.accepted.v1",
        "order.amended.v1",
        "intake.accepted.v1",
    ]
    query = "SELECT count(DISTINCT xmin::text) FROM order_events"
    assert group.execute(query) == [(1,)]
    assert group.execute("SELECT next FROM position ORDER BY next") == [(0,), (9,)]


def test_a_repeated_command_changes_nothing_and_is_answered_the_same(group: Taking) -> None:
    """In its batch or later: the same id and bytes, once more, after they were said first."""
    group.take(place(), place())
    assert group.again() == []
    first = group.told()

    group.take(place())
    other = record(body={**PLACE, "lines": []})
    group.take(other, other, record("order.cancel.v1", NAME, name="c-2"))

    answer = next(one for one in first if isinstance(one.body, IntakeAnswer))
    assert group.again() == [answer, answer]
    second = group.told()
    reused = second[0].body
    assert isinstance(reused, IntakeRefused)
    assert (reused.command_id, reused.code) == ("c-1", "command_id_reused")
    assert said([one.body for one in second if isinstance(one.body, IntakeAnswer)])[1:] == [
        ("c-2", 2)
    ]
    assert group.again() == [answer, answer, second[0]]
    assert group.execute("SELECT count(*) FROM order_events WHERE topic LIKE 'order.%'") == [(2,)]


def test_a_batch_that_dies_leaves_nothing_and_is_taken_again(group: Taking) -> None:
    """Facts, contact, digest, answer and position commit together, or none does."""
    group.dies = True
    with pytest.raises(ConnectionAbortedError):
        group.take(place(), record("contact.put.v1", {}, key="bo", name="c-2", topic=CONTACTS))
    for table in ("order_events", "contact", "intake", "completion"):
        assert group.execute(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert group.execute("SELECT sum(next)::int FROM position") == [(0,)]

    group.dies = False
    group.take(place(), record("contact.put.v1", {}, key="bo", name="c-2", topic=CONTACTS))

    assert sorted(said(group.answers())) == [("c-1", 1), ("c-2", 1)]
    assert group.execute("SELECT sum(next)::int FROM position") == [(2,)]


def test_what_others_changed_meanwhile_is_decided_again(group: Taking) -> None:
    """A call of the API comes between reading and writing: neither is lost, nothing fails."""
    group.take(place())
    tries = []

    def wish(draft: Draft) -> Done:
        tries.append(1)
        if len(tries) == 1:
            order = group.store.load(ORDER)
            assert order is not None
            confirmed = Change.of(order, decide(order, commands.Confirm(), NOW))
            group.store.save(confirmed.entries, Beside(at=NOW))
        return draft.change(ORDER, lambda _: commands.Process())

    name = intake_id(SHOP, "c-2")
    about = IntakeAnswer(retailer=SHOP, command_id="c-2", at=NOW, order_id=ORDER)
    asked = Asked(
        wish=wish, explain=lambda no: pytest.fail(str(no)), about=about, request=b"", name=name
    )
    with transaction(group.pool) as connection:
        Intake(group.store).take(connection, asking().call, [asked])

    assert len(tries) == 2
    assert said(group.answers()) == [("c-1", 1), ("c-2", 3)]


def test_a_contact_by_topic_is_set_erased_and_set_again(group: Taking) -> None:
    """The null deletes the row and tells it; who orders again later begins above what was."""
    anna = recipient_id(SHOP, "anna")
    group.take(record("contact.put.v1", {"name": "Anna"}, key="anna", topic=CONTACTS))
    group.take(record(None, key="anna", name=None, topic=CONTACTS, value=None))
    assert group.execute("SELECT count(*) FROM contact") == [(0,)]

    by_api = People(group.store, Rows(group.pool)).ordering(asking().call, anna, Person())
    assert [one.version for one in by_api.contacts] == [3]
    group.take(place("c-2"))

    told = group.told()
    changes = [one.body.version for one in told if isinstance(one.body, ContactChanged)]
    assert changes == [1, 2, 3]
    assert group.execute("SELECT recipient_id, version FROM contact") == [(UUID(anna), 3)]
    answers = [one.body for one in told if isinstance(one.body, IntakeAnswer)]
    assert said(answers) == [("c-1", 1), ("c-2", 1)]
    assert answers[0].recipient_id == anna


def test_who_has_no_topics_any_more_is_not_read(group: Taking) -> None:
    """Until its group has left, a batch is tried again: nothing is done, the position stays."""
    group.shop = replace(group.shop, topics=False)

    with pytest.raises(TransientFault, match="no topics"):
        group.take(place())

    assert group.told() == []
    assert group.execute("SELECT sum(next)::int FROM position") == [(0,)]


def test_what_cannot_be_answered_is_parked_and_the_rest_is_done(group: Taking) -> None:
    """In one batch: no id, no JSON, an order that is refused, and one that is placed."""
    group.take(
        record(body=PLACE, name=None),
        record(value=b"{", name="c-1"),
        place("c-2"),
    )

    assert said(group.answers()) == [("c-1", "bad_json"), ("c-2", 1)]
    (messages,) = group.execute("SELECT count FROM outbox")
    assert messages == (1,)
