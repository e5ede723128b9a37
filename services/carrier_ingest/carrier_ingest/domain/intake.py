"""A carrier's bytes as the record that keeps them: exactly as received, with what we know."""

import hashlib

from waymark_events.codec import Envelope
from waymark_events.ids import AccountId, RetailerId, digest
from waymark_events.messages.carriers import PayloadReceived
from waymark_events.topics import Service, source


def received(payload: PayloadReceived, number: str | None, traceparent: str) -> Envelope:
    """The envelope of a raw payload.

    Its key is account and number where the number is known before parsing, so that what is heard
    of one parcel stays in order; else a digest of the bytes.
    """
    content = digest(payload.retailer, payload.account, payload.channel, digest_of(payload.body))
    key = _key(payload.retailer, payload.account, number) if number else content
    return Envelope(
        id=digest(content, payload.received_at.isoformat(), traceparent),
        source=source(Service.CARRIER_INGEST),
        time=payload.received_at,
        subject=key,
        body=payload,
        traceparent=traceparent,
    )


def digest_of(body: bytes) -> str:
    """A name for these very bytes."""
    return hashlib.sha256(body).hexdigest()


def _key(retailer: RetailerId, account: AccountId, number: str) -> str:
    return f"{retailer}/{account}/{number}"


def new_trace(random: bytes) -> str:
    """A W3C traceparent that begins at this payload, made of 24 random bytes."""
    return f"00-{random[:16].hex()}-{random[16:24].hex()}-01"
