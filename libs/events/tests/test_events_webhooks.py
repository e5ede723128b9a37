"""Webhooks as they are signed and checked, by us and by the standard's own library."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook
from waymark_events.webhooks import BadSignature, signature, verify

SECRET, OLD = "whsec_" + "a2V5" * 8, "whsec_" + "b2xk" * 8
BODY = '{"id":"e-1","data":{"name":"Weiß"}}'.encode()


def headers(at: datetime, *secrets: str) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    made = [signature(secret, "e-1", stamp, BODY) for secret in secrets]
    return {"Webhook-Id": "e-1", "Webhook-Timestamp": stamp, "Webhook-Signature": " ".join(made)}


def test_what_we_sign_the_standards_library_verifies() -> None:
    """Anybody who follows Standard Webhooks can check what we send, in a rotation too."""
    for secrets in ((SECRET,), (OLD, SECRET)):
        read = Webhook(SECRET).verify(BODY, headers(datetime.now(UTC), *secrets))
        assert read["id"] == "e-1"


def test_what_the_standards_library_signs_we_verify() -> None:
    """Ours is the same signature."""
    now = datetime.now(UTC)
    theirs = Webhook(SECRET).sign("e-1", now, BODY.decode())

    verify([OLD, SECRET], headers(now) | {"Webhook-Signature": f"v1a,x {theirs}"}, BODY, now)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"Webhook-Id": "e-2"}, "no signature"),
        ({"Webhook-Signature": "v1,AAAA"}, "no signature"),
        ({"Webhook-Signature": ""}, "no signature"),
        ({"Webhook-Timestamp": "soon"}, "missing or unreadable"),
        ({"Webhook-Timestamp": "9" * 30}, "missing or unreadable"),
        ({"Webhook-Timestamp": "0"}, "more than 0:05:00 from now"),
    ],
)
def test_whatever_was_changed_is_refused(changed: dict[str, str], why: str) -> None:
    """Id, time and signature belong together; nonsense is refused and never raises otherwise."""
    now = datetime.now(UTC)

    with pytest.raises(BadSignature, match=why):
        verify([SECRET], headers(now, SECRET) | changed, BODY, now)


def test_another_body_another_secret_and_another_hour_are_refused() -> None:
    """An old webhook sent once more is none."""
    now = datetime.now(UTC)
    good = headers(now, SECRET)

    for secrets, body, at in (
        ([SECRET], BODY + b" ", now),
        ([OLD], BODY, now),
        ([SECRET], BODY, now + timedelta(minutes=6)),
        ([SECRET], BODY, now - timedelta(minutes=6)),
    ):
        with pytest.raises(BadSignature):
            verify(secrets, good, body, at)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_no base64"])
def test_what_is_no_secret_says_so(secret: str) -> None:
    """A missing setting never verifies by an empty key."""
    now = datetime.now(UTC)

    with pytest.raises(ValueError, match="secret"):
        verify([secret], headers(now, SECRET), BODY, now)
