"""A carrier's raw payload on the wire: its bytes are the value, what we know stands in headers."""

from datetime import datetime

import msgspec

from waymark_events.ids import AccountId, RetailerId
from waymark_events.messages.carriers import PayloadReceived


def payload_headers(payload: PayloadReceived) -> list[tuple[str, bytes]]:
    """The attributes of a raw payload, as CloudEvents extension headers."""
    return [
        ("ce_retailer", payload.retailer.encode()),
        ("ce_account", payload.account.encode()),
        ("ce_dialect", payload.dialect.encode()),
        ("ce_channel", payload.channel.encode()),
        ("ce_settingsversion", str(payload.settings_version).encode()),
        ("ce_receivedat", payload.received_at.isoformat().encode()),
        ("ce_asked", msgspec.json.encode(payload.asked)),
        ("content-type", payload.content_type.encode()),
    ]


def payload_from(value: bytes, attributes: dict[str, str]) -> PayloadReceived:
    """Read a raw payload back; ValueError names the attribute that is missing or wrong."""
    try:
        return PayloadReceived(
            retailer=RetailerId(attributes["ce_retailer"]),
            account=AccountId(attributes["ce_account"]),
            dialect=attributes["ce_dialect"],
            channel=attributes["ce_channel"],
            settings_version=int(attributes["ce_settingsversion"]),
            received_at=datetime.fromisoformat(attributes["ce_receivedat"]),
            asked=msgspec.json.decode(attributes.get("ce_asked", "[]"), type=tuple[str, ...]),
            content_type=attributes.get("content-type", "application/octet-stream"),
            body=value,
        )
    except KeyError as missing:
        raise ValueError(f"header {missing.args[0]} is missing on a carrier's payload") from None
