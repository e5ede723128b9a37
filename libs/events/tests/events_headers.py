"""Headers and values of records as they lie on a topic."""

HEADERS = (
    ("ce_specversion", b"1.0"),
    ("ce_id", b"1"),
    ("ce_type", b"key.changed.v1"),
    ("ce_source", b"/waymark/order"),
    ("ce_time", b"2026-03-12T22:10:05Z"),
)
VALUE = b'{"key_id":"k","retailer":"shop","version":1,"at":"2026-03-12T22:10:05Z"}'
PAYLOAD = (
    ("ce_type", b"carrier.payload_received.v1"),
    ("ce_retailer", b"shop"),
    ("ce_account", b"ups-main"),
    ("ce_dialect", b"ups"),
    ("ce_channel", b"push"),
    ("ce_settingsversion", b"2"),
    ("ce_receivedat", b"2026-03-12T22:10:05+00:00"),
)
"""Those of a carrier's raw bytes, as they were written in early days."""
