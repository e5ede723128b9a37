"""What a retailer wrote on its topic, whatever it is: understood, or answered without an echo."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from order.inbox.reading import NoCommand, read
from order.requests.explaining import explained
from order_asked import CONTACTS, LINES, UPS, asking, empty, record, refusal, understood
from waymark_events.ids import order_id, recipient_id
from waymark_events.messages.people import ContactSet
from waymark_runtime.faults import Denied

PLACE: dict[str, Any] = {"reference": "SO-1", "lines": LINES}
BOOK = "order.book_parcel.v1"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"{", "bad_json"),
        (b"\xff", "bad_json"),
        (b"[" * 9_000, "bad_json"),
        (b'{"reference":"\\ud800"}', "bad_json"),
        (None, "null_value"),
        (b'"' + b"x" * 1_048_576 + b'"', "too_large"),
    ],
)
def test_what_is_no_json_is_refused(value: bytes | None, code: str) -> None:
    """Whoever wrote it hears why, and about which order by its key."""
    command = understood(record(value=value))

    assert refusal(record(value=value)).code == code
    assert command.about.order_reference == "SO-1"
    assert command.about.order_id == order_id(asking().call.retailer, "SO-1")


@pytest.mark.parametrize("name", [None, "", "a b", "ä", "x" * 256])
def test_what_has_no_id_cannot_be_answered(name: str | None) -> None:
    """There is nothing to answer to: it is parked."""
    found = read(asking(), record(body=PLACE, name=name))

    assert isinstance(found, NoCommand)
    assert found.reason == "no_command_id"


def test_a_contact_is_stored_whole_and_erased_by_a_null() -> None:
    """Also of a person in no order yet; a null needs no id, since it is what clients write."""
    anna = recipient_id(asking().call.retailer, "anna")
    draft = empty()
    put = record("contact.put.v1", {"email": "a@example.com"}, key="anna", topic=CONTACTS)
    gone = record(None, key="anna", name=None, topic=CONTACTS, value=None)

    assert understood(put).wished.wish(draft).version == 1
    kept = draft.changed[anna]
    assert isinstance(kept, ContactSet)
    assert kept.email == "a@example.com"
    erasing = understood(gone)
    assert erasing.name is None
    assert erasing.wished.wish(draft).version == 2
    assert draft.changed[anna] is None
    again = understood(put).wished.wish(draft)
    assert again.version == 3


def test_an_answer_about_a_contact_names_the_person_by_id_alone() -> None:
    """Their reference may be their address."""
    about = understood(record("contact.put.v1", {}, key="a@example.com", topic=CONTACTS)).about

    assert about.recipient_id == recipient_id(asking().call.retailer, "a@example.com")
    assert about.order_reference is None


def test_content_is_what_json_says_not_how() -> None:
    """Spaces and the order of members make no other command; type, key and value do."""
    first = understood(record(value=b'{"reference": "SO-1", "lines": []}')).content

    assert understood(record(value=b'{"lines":[],"reference":"SO-1"}')).content == first
    assert understood(record(value=b'{"lines":[],"reference":"SO-2"}')).content != first
    assert understood(record("order.cancel.v1", PLACE)).content != first
    assert understood(record(value=b'{"lines":[],"reference":"SO-1"}', key="x")).content != first


SECRETS = st.text(
    st.characters(categories=("L", "N", "P"), exclude_characters="…"), min_size=5
).map(lambda said: f"Zq7{said}")
"""Begins as no word of ours does: what is found in an answer was said by the sender."""


@settings(deadline=None)
@given(SECRETS)
def test_nothing_that_was_sent_is_said_again(secret: str) -> None:
    """Wherever something personal was put, the answer, which is kept for ever, has it not."""
    members: list[tuple[str, dict[str, Any]]] = [
        (BOOK, {"number": secret}),
        (BOOK, {"number": UPS, "carrier": secret}),
        (BOOK, {"number": UPS, "promise": {"from": secret, "to": secret}}),
        (BOOK, {"number": UPS, "destination": {"country": "DE", "zone": secret}}),
        (BOOK, {"number": UPS, "destination": {"country": secret}}),
        (secret, {}),
    ]
    for kind, more in members:
        draft = empty()
        understood(record(body=PLACE)).wished.wish(draft)
        try:
            found = refusal(record(kind, {"reference": "SO-1", **more}), draft)
        except AssertionError:
            continue  # by chance it was right
        said = json.dumps([found.detail, [vars_of(fault) for fault in found.errors]])
        assert json.dumps(secret)[1:-1] not in said


@pytest.mark.parametrize("member", ["anna@example.com", "Anna Weiß", "", "x" * 99])
def test_a_member_that_looks_like_no_name_is_not_said_again(member: str) -> None:
    """The pointer ends above it: it may be a person's."""
    found = refusal(record("order.amend.v1", {"reference": "SO-1", "lines": [{member: 1}]}))

    assert "/lines/0" in {fault.pointer for fault in found.errors}
    assert not member or member not in str(found)


def vars_of(fault: Any) -> list[Any]:
    return [getattr(fault, name) for name in fault.__struct_fields__]


@settings(deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=20), st.sampled_from(["order.place.v1", BOOK]))
def test_no_bytes_make_reading_fail(value: bytes, key: bytes, kind: str) -> None:
    """A hostile record is refused like a clumsy one."""
    given = record(kind, value=value)._replace(key=key)

    command = understood(given)

    assert explained(Denied(422, "invalid", "no"), value).code == "invalid"
    assert command.name is not None
