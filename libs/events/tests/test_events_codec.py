"""The codec: reproducible bytes out, never an exception in."""

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from events_headers import HEADERS, PAYLOAD, VALUE
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.codec import (
    Encoded,
    Envelope,
    Refusal,
    UnknownType,
    decode,
    encode,
    envelope,
    instant_text,
    tombstone,
)
from waymark_events.ids import AccountId, KeyId, RetailerId
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.messages.retailers import KeyChanged

AT = datetime(2026, 3, 12, 22, 10, 5, tzinfo=UTC)


def key_changed() -> Envelope:
    body = KeyChanged(key_id=KeyId("k"), retailer=RetailerId("shop"), version=1, at=AT)
    return envelope("order", "id-1", AT, "k", body, "00-aa-bb-01")


def refusal(key: bytes | None, value: bytes | None, headers: Any = HEADERS) -> str:
    answer = decode(key, value, headers)
    assert isinstance(answer, Refusal)
    assert answer.detail
    return answer.reason


def test_an_envelope_survives_the_wire() -> None:
    """What is written is read, attributes and trace included."""
    message = key_changed()

    record = encode(message)

    assert decode(record.key, record.value, record.headers) == message


def test_an_envelope_says_who_speaks_and_in_which_trace() -> None:
    """A service gives its name; the address of its source is made of it here alone."""
    message = key_changed()

    assert (message.source, message.traceparent) == ("/waymark/order", "00-aa-bb-01")


def test_every_instant_is_written_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """One moment has one text, wherever its clock stood and whatever the machine's own zone."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        written = instant_text(AT.astimezone(timezone(timedelta(hours=2))))
    finally:
        monkeypatch.undo()
        time.tzset()

    assert written == instant_text(AT) == "2026-03-12T22:10:05Z"


def test_every_instant_is_read_in_utc() -> None:
    """Who compares or prints it, need not ask for its zone."""
    answer = decode(b"k", VALUE, [*HEADERS, ("ce_time", b"2026-03-13T00:10:05+02:00")])

    assert isinstance(answer, Envelope)
    assert answer.time == AT
    assert answer.time.tzinfo is UTC


def test_a_tombstone_is_a_key_alone() -> None:
    """A compacted topic forgets a key by a null value."""
    assert tombstone("k") == Encoded(b"k", None, ())


def test_the_same_envelope_gives_the_same_bytes() -> None:
    """A republished message is byte for byte the first one."""
    assert encode(key_changed()) == encode(key_changed())


@given(st.binary())
def test_raw_carrier_bytes_travel_untouched(body: bytes) -> None:
    """The raw payload is the evidence: no byte of it is changed on the way."""
    payload = PayloadReceived(
        retailer=RetailerId("shop"),
        account=AccountId("ups-main"),
        dialect="ups",
        channel="push",
        settings_version=2,
        received_at=AT,
        body=body,
        asked=("1Z", "2Z"),
    )

    record = encode(envelope("carrier_ingest", "id", AT, "ups-main", payload))

    assert record.value == body
    message = decode(record.key, record.value, record.headers)
    assert isinstance(message, Envelope)
    assert message.body == payload


def test_a_payload_of_early_days_was_asked_for_nothing_and_is_just_bytes() -> None:
    """Two attributes came later: what was written before them is still read."""
    answer = decode(b"ups-main", b"raw", [*HEADERS, *PAYLOAD])

    assert isinstance(answer, Envelope)
    assert isinstance(answer.body, PayloadReceived)
    assert (answer.body.asked, answer.body.content_type) == ((), "application/octet-stream")


def test_each_kind_of_damage_is_named() -> None:
    """An operator reads the reason, not a traceback."""
    assert refusal(None, VALUE) == "null_key"
    assert refusal(b"", VALUE) == "null_key"
    assert refusal(b"\xff", VALUE) == "bad_key"
    assert refusal(b"k", None) == "null_value"
    assert refusal(b"k", VALUE, [*HEADERS, ("x", None)]) == "null_header"
    assert refusal(b"k", VALUE, [*HEADERS, ("x", b"\xff\xfe")]) == "bad_header"
    assert refusal(b"k", VALUE, HEADERS[1:-1]) == "no_attribute"
    assert refusal(b"k", VALUE, [*HEADERS, ("ce_time", b"yesterday")]) == "bad_time"
    assert refusal(b"k", VALUE, [*HEADERS, ("ce_time", b"2026-03-12T22:10:05")]) == "bad_time"
    assert refusal(b"k", b"{") == "bad_value"
    assert refusal(b"k", b'{"key_id":1}') == "bad_value"
    assert refusal(b"k", VALUE.replace(b"05Z", b"05")) == "bad_value"


@given(
    st.none() | st.binary(max_size=40),
    st.none() | st.binary(max_size=200),
    st.lists(
        st.tuples(
            st.sampled_from(["ce_id", "ce_type", "ce_source", "ce_time", "ce_asked", "x"]),
            st.none() | st.binary(max_size=40),
        ),
        max_size=8,
    ),
)
def test_foreign_bytes_never_raise(
    key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]]
) -> None:
    """Whatever lies on a topic, the reader gets an answer."""
    complete = [*HEADERS, *headers]

    for offered in (headers, complete, [*complete, ("ce_type", b"carrier.payload_received.v1")]):
        assert isinstance(decode(key, value, offered), Envelope | UnknownType | Refusal)
