"""How the log is written: permanent names, pinned library, nothing stored elsewhere."""

import inspect
from importlib.metadata import version
from uuid import UUID

import msgspec
import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from order.store.entries import STORED, Entry, FactMapper
from order.store.recorder import OrderRecorder
from order_given import NOW, ORDER, book, content, moved, promise, story
from waymark_events.vocabulary import Milestone

NAMES = {
    "contact.changed.v1",
    "intake.accepted.v1",
    "intake.refused.v1",
    "key.changed.v1",
    "order.amended.v1",
    "order.cancelled.v1",
    "order.completed.v1",
    "order.confirmed.v1",
    "order.line_cancelled.v1",
    "order.line_delayed.v1",
    "order.parcel_booked.v1",
    "order.parcel_cancelled.v1",
    "order.parcel_moved.v1",
    "order.parcel_rebooked.v1",
    "order.placed.v1",
    "order.processing.v1",
    "order.promise_changed.v1",
    "order.refunded.v1",
    "order.returned.v1",
    "retailer.changed.v1",
}


def test_names_in_the_log_are_permanent() -> None:
    """A class may move or be renamed; under these names its history is found."""
    assert set(STORED) == NAMES


def test_the_library_is_the_one_that_was_read() -> None:
    """We override what is private in it; another version is read before it is used."""
    assert version("eventsourcing") == "9.5.6"


@pytest.mark.parametrize("name", ["_insert_events", "_insert_stored_events", "_lock_table"])
def test_what_we_override_is_what_the_library_calls(name: str) -> None:
    """`insert_events` calls these with cursor, events and keywords, in one transaction."""
    theirs = inspect.signature(getattr(PostgresApplicationRecorder, name)).parameters
    ours = inspect.signature(getattr(OrderRecorder, name)).parameters

    assert list(theirs)[:3] == list(ours)[:3]
    called = inspect.getsource(PostgresApplicationRecorder.insert_events)
    assert "self._insert_events(curs, stored_events, **kwargs)" in called
    assert "self._insert_stored_events(curs, stored_events, **kwargs)" in called


def test_facts_are_written_and_read_alike() -> None:
    """What was decided comes back as it was, byte for byte when written again."""
    _, recorded = story(book("N1", content(1), promise=promise()), moved("N1", Milestone.DELIVERED))
    mapper = FactMapper()
    for number, fact in enumerate(recorded, start=1):
        stored = mapper.to_stored_event(Entry(UUID(ORDER), number, fact))

        again = mapper.to_domain_event(stored)
        assert again == Entry(UUID(ORDER), number, fact)
        assert mapper.to_stored_event(again) == stored


def test_a_fact_of_last_year_still_reads() -> None:
    """Stored bytes are for ever: fields may be added, none renamed."""
    state = b'{"at":"2026-03-02T09:00:00Z","line_no":2,"quantity":1}'
    stored = StoredEvent(UUID(ORDER), 3, "order.line_cancelled.v1", state)

    entry = FactMapper().to_domain_event(stored)

    assert isinstance(entry, Entry)
    assert entry.fact == STORED["order.line_cancelled.v1"](at=NOW, line_no=2, quantity=1)


def test_an_unknown_name_stops_with_a_sentence() -> None:
    """An older build does not fold what it does not know."""
    with pytest.raises(LookupError, match=r"order\.sung\.v1"):
        FactMapper().to_domain_event(StoredEvent(UUID(ORDER), 1, "order.sung.v1", b"{}"))


def test_no_fact_can_hold_personal_data() -> None:
    """Names, addresses, mail and phone live in the contact's row alone."""
    personal = {"name", "email", "phone", "postcode", "street", "address", "receiver"}
    for struct in STORED.values():
        schema = msgspec.json.schema_components([struct])[1]
        for part in schema.values():
            assert not personal & set(part.get("properties", {})), struct
