"""Types and versions that this build does not speak, but reads or keeps."""

from typing import Any

from events_headers import HEADERS, VALUE
from waymark_events.bodies import body_of
from waymark_events.codec import Envelope, Refusal, UnknownType, decode
from waymark_events.messages.retailers import KeyChanged

EARLIER = (*HEADERS, ("ce_type", b"key.changed.v0"))


def lift(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "version": old["count"]}


LIFTED = {"key.changed.v0": ("key.changed.v1", lift)}


def test_an_unknown_type_is_kept_not_refused() -> None:
    """A newer service may speak first; the next build picks its words up."""
    headers = [*HEADERS, ("ce_type", b"order.sung.v1")]

    answer = decode(b"k", b"{}", headers)

    assert answer == UnknownType(
        id="1", type="order.sung.v1", source="/waymark/order", subject="k", value=b"{}"
    )


def test_an_old_version_is_read_through_its_upcaster() -> None:
    """A change of meaning is a new version; old bytes are lifted, never rewritten."""

    value = VALUE.replace(b'"version"', b'"count"')

    answer = decode(b"k", value, EARLIER, LIFTED)

    assert isinstance(answer, Envelope)
    assert isinstance(answer.body, KeyChanged)
    assert answer.body.version == 1
    assert (answer.type, answer.written_as) == ("key.changed.v1", "key.changed.v0")
    assert body_of(answer.written_as, value, LIFTED) == answer.body


def test_kept_bytes_of_a_type_that_is_not_known_are_no_body() -> None:
    """A build that is older than what it keeps leaves it alone."""
    assert body_of("order.sung.v1", b"{}") is None


def test_an_old_version_may_have_written_a_number_as_a_text() -> None:
    """An upcaster says what moved where; it need not convert."""
    value = VALUE.replace(b'"version":1', b'"count":"1"')

    answer = decode(b"k", value, EARLIER, LIFTED)

    assert isinstance(answer, Envelope)
    assert isinstance(answer.body, KeyChanged)
    assert answer.body.version == 1


def test_an_old_version_that_is_no_object_is_refused() -> None:
    """No upcaster has to expect it."""
    answer = decode(b"k", b"[]", EARLIER, LIFTED)

    assert isinstance(answer, Refusal)
    assert answer.reason == "bad_value"
