"""One event, by webhook and by topic: whose it is, what it says, and what nobody can forge."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from standardwebhooks import Webhook
from waymark_client import SignatureError, UnreadableError, event_of
from waymark_client.webhooks import verify
from waymark_events.messages.orders import OrderPlaced
from waymark_events.messages.statuses import ShipmentStatusChanged

GOLDEN = Path(__file__).parents[3] / "libs" / "events" / "golden"
SECRET = "whsec_" + base64.b64encode(b"n" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"o" * 32).decode()
STATUS = "shipment.status_changed.v1"
NOW = datetime.now(UTC)


def golden(kind: str) -> tuple[dict[str, str], bytes, bytes]:
    """The headers, the key and the value of a golden example."""
    example = msgspec.json.decode((GOLDEN / f"{kind}.json").read_bytes())
    return example["headers"], example["key"].encode(), example["value"].encode()


def record(kind: str, **changed: str) -> tuple[list[tuple[str, bytes | None]], bytes, bytes]:
    """A golden example as a Kafka client gives it."""
    headers, key, value = golden(kind)
    return [(name, text.encode()) for name, text in (headers | changed).items()], key, value


def sent(kind: str = STATUS, data: bytes | None = None, **more: Any) -> bytes:
    """A webhook's body."""
    event = {
        "id": "e-1",
        "type": kind,
        "timestamp": "2026-03-12T09:00:00Z",
        "subject": "shp_0b3d9f0e333350008000000000000001",
        "sequence": 1_000_004,
        "data": msgspec.Raw(golden(kind)[2] if data is None else data),
    }
    return msgspec.json.encode(event | more)


def signed(body: bytes, secret: str = SECRET, at: datetime = NOW) -> dict[str, str]:
    """The headers of a webhook, signed by the standard's library."""
    stamp = at.replace(microsecond=0)
    return {
        "Webhook-Id": "e-1",
        "Webhook-Timestamp": str(int(stamp.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("e-1", stamp, body.decode()),
    }


def test_a_signed_event_is_read_typed() -> None:
    """What was signed with the endpoint's secret is Waymark's; its data is the message."""
    body = sent()

    event = verify(body, signed(body), SECRET)

    assert (event.id, event.type, event.sequence) == ("e-1", STATUS, 1_000_004)
    assert event.timestamp == datetime(2026, 3, 12, 9, tzinfo=UTC)
    assert isinstance(event.data, ShipmentStatusChanged)
    assert event.data.number == "1ZK7R24W0310048711"


def test_during_a_rotation_either_secret_will_do() -> None:
    """The sender signs with both, or the receiver knows both."""
    body = sent()
    both = signed(body)
    both["Webhook-Signature"] = (
        f"{signed(body, OTHER)['Webhook-Signature']} " + (both["Webhook-Signature"])
    )

    assert verify(body, signed(body, OTHER), [SECRET, OTHER]).id == "e-1"
    assert verify(body, both, SECRET).id == "e-1"


def forged(**changed: str) -> dict[str, str]:
    return signed(sent()) | {name.replace("_", "-").title(): text for name, text in changed.items()}


@pytest.mark.parametrize(
    "headers",
    [
        signed(sent(), OTHER),
        signed(sent(), at=NOW - timedelta(hours=6)),
        signed(sent(), at=NOW + timedelta(hours=6)),
        forged(webhook_id="e-2"),
        forged(webhook_timestamp=str(int(NOW.timestamp()) - 1)),
        forged(webhook_timestamp="soon"),
        forged(webhook_timestamp="1e400"),
        forged(webhook_signature="v1,"),
        forged(webhook_signature="v1"),
        forged(webhook_signature="v1,ü"),
        forged(webhook_signature="v1a,AAAA"),
        forged(webhook_signature=""),
        {},
    ],
    ids=range(13),
)
def test_what_is_not_ours_is_refused(headers: dict[str, str]) -> None:
    """Another secret, another id or time, an old one, or no signature: one kind of error."""
    with pytest.raises(SignatureError):
        verify(sent(), headers, SECRET)


def test_a_changed_body_is_refused_and_so_is_one_written_again() -> None:
    """A signature is of bytes: one blank more is another body."""
    body = sent()

    for changed in (body.replace(b"late", b"lost"), body + b" ", b"\xff" + body, b""):
        with pytest.raises(SignatureError):
            verify(changed, signed(body), SECRET)


def test_less_than_five_minutes_can_be_asked_for_and_more_cannot() -> None:
    """Replayed requests are old."""
    body = sent()
    headers = signed(body, at=NOW - timedelta(minutes=2))

    assert verify(body, headers, SECRET)
    with pytest.raises(SignatureError, match="old"):
        verify(body, headers, SECRET, tolerance=timedelta(minutes=1))
    with pytest.raises(ValueError, match="never accepted"):
        verify(body, headers, SECRET, tolerance=timedelta(hours=1))


@pytest.mark.parametrize("secrets", ["", "hush", "whsec_", "whsec_!", "whsec_ü", []])
def test_a_secret_that_is_none_is_the_receivers_fault(secrets: str | list[str]) -> None:
    """Said at once and without the secret, not as a bad signature."""
    body = sent()

    with pytest.raises(ValueError, match="secret") as fault:
        verify(body, signed(body), secrets)

    assert not isinstance(fault.value, SignatureError)
    assert "hush" not in str(fault.value)


def test_what_is_newer_than_this_client_is_given_as_it_is() -> None:
    """A type, or a word, nobody knew when it was written; a handler for others goes on."""
    newer = golden(STATUS)[2].replace(b"available_for_pickup", b"teleported")
    for body in (sent("order.gift_wrapped.v1", b'{"bow":"red"}'), sent(data=newer)):
        event = verify(body, signed(body), SECRET)
        assert isinstance(event.data, dict)

    told = verify(sent(data=newer), signed(sent(data=newer)), SECRET).data
    assert isinstance(told, dict)
    assert told["status"]["milestone"] == "teleported"


def test_a_signed_body_that_is_no_event_says_so() -> None:
    """Not a bad signature: the sender is ours."""
    for body in (b"[]", b"{}", b"no JSON", sent(data=b"[]")):
        with pytest.raises(UnreadableError):
            verify(body, signed(body), SECRET)


def test_a_record_of_the_topic_is_the_same_event() -> None:
    """Id, type, subject and sequence as a webhook has them; keys are ours, subjects public."""
    told = event_of(*record(STATUS))
    placed = event_of(*record("order.placed.v1"))
    mailed = event_of(*record("notification.sent.v1"))

    assert (told.id, told.type) == ("f7b53979737a51c3efe1d56c02befe01", STATUS)
    assert told.timestamp == datetime(2026, 3, 12, 22, 10, 5, tzinfo=UTC)
    assert (told.subject, told.sequence) == ("shp_287672180a0551afa36815a3d9ca01b8", 1_000_009)
    assert isinstance(placed.data, OrderPlaced)
    assert (placed.subject, placed.sequence) == ("ord_31d4ff98946652cabfbcd8dcb58802ce", 1)
    assert (mailed.subject or "")[:4] in {"shp_", "ord_"}
    assert mailed.sequence is None


def test_a_record_that_is_newer_or_none_is_told_apart() -> None:
    """What is newer is given as it is; what is no event is an error with a sentence."""
    headers, key, value = record(STATUS, ce_type="shipment.teleported.v1")
    assert event_of(headers, key, value).type == "shipment.teleported.v1"
    headers, key, value = record(STATUS)
    newer = event_of(headers, key, value.replace(b"available_for_pickup", b"teleported"))
    assert isinstance(newer.data, dict)

    for wrong in ((headers[1:2], key, value), (headers, None, value), (headers, key, None)):
        with pytest.raises(UnreadableError, match="this record is no event"):
            event_of(*wrong)
    with pytest.raises(UnreadableError):
        event_of(headers, key, b"no JSON")
