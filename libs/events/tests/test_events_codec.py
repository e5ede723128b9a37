"""The codec: reproducible bytes out, never an exception in."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from waymark_events.codec import Envelope, Refusal, UnknownType, body_of, decode, encode, envelope
from waymark_events.ids import AccountId, KeyId, RetailerId
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.messages.retailers import KeyChanged

AT = datetime(2026, 3, 12, 22, 10, 5, tzinfo=UTC)
HEADERS = (
    ("ce_specversion", b"1.0"),
    ("ce_id", b"1"),
    ("ce_type", b"key.changed.v1"),
    ("ce_source", b"/waymark/order"),
    ("ce_time", b"2026-03-12T22:10:05Z"),
)
VALUE = b'{"key_id":"k","retailer":"shop","version":1,"at":"2026-03-12T22:10:05Z"}'


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


def test_an_unknown_type_is_kept_not_refused() -> None:
    """A newer service may speak first; the next build picks its words up."""
    headers = [*HEADERS, ("ce_type", b"order.sung.v1")]

    answer = decode(b"k", b"{}", headers)

    assert isinstance(answer, UnknownType)
    assert (answer.type, answer.value) == ("order.sung.v1", b"{}")


def test_an_old_version_is_read_through_its_upcaster() -> None:
    """A change of meaning is a new version; old bytes are lifted, never rewritten."""

    def lift(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "version": old["count"]}

    headers = [*HEADERS, ("ce_type", b"key.changed.v0")]
    value = VALUE.replace(b'"version"', b'"count"')
    upcasters = {"key.changed.v0": ("key.changed.v1", lift)}

    answer = decode(b"k", value, headers, upcasters)

    assert isinstance(answer, Envelope)
    assert isinstance(answer.body, KeyChanged)
    assert answer.body.version == 1
    assert answer.type == "key.changed.v1"
    assert answer.written_as == "key.changed.v0"
    assert body_of(answer.written_as, value, upcasters) == answer.body


def test_kept_bytes_of_a_type_that_is_not_known_are_no_body() -> None:
    """A build that is older than what it keeps leaves it alone."""
    assert body_of("order.sung.v1", b"{}") is None


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
