"""A body for every write that has one, as the description shows it. All are valid."""

from types import MappingProxyType
from typing import Any, Final

_ORDER: Final = "/v1/orders/{order}"
_LAMPS: Final = MappingProxyType(
    {
        "sku": "LAMP-3",
        "title": "Lamp, brass",
        "quantity": 2,
        "price": {"amount": "39.90", "currency": "EUR"},
    }
)

EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "/v1/orders": {
        "reference": "SO-1001",
        "recipient": {
            "reference": "anna",
            "name": "Anna Weiß",
            "email": "anna@example.com",
            "language": "de",
        },
        "destination": {"country": "DE"},
        "lines": [dict(_LAMPS)],
    },
    f"{_ORDER}/amend": {"lines": [{"line_no": 1, **_LAMPS, "quantity": 3}]},
    f"{_ORDER}/lines/{{line_no}}/delay": {"until": "2026-03-19"},
    f"{_ORDER}/lines/{{line_no}}/cancel": {"quantity": 1},
    f"{_ORDER}/returns": {"contents": [{"line_no": 1, "quantity": 1}]},
    f"{_ORDER}/refunds": {
        "amount": {"amount": "39.90", "currency": "EUR"},
        "contents": [{"line_no": 1, "quantity": 1}],
    },
    f"{_ORDER}/parcels": {
        "carrier": "ups",
        "number": "1ZK7R24W0310048711",
        "contents": [{"line_no": 1, "quantity": 2}],
        "promise": {"working_days": {"least": 1, "most": 2, "subdivision": "BE"}},
    },
    f"{_ORDER}/parcels/{{parcel_no}}/rebook": {"carrier": "ups", "number": "1ZK7R24W0310048720"},
    f"{_ORDER}/parcels/{{parcel_no}}/promise": {"day": "2026-03-13"},
    "/v1/shipments": {
        "number": "1ZK7R24W0310048711",
        "reference": "SO-1002",
        "email": "anna@example.com",
        "language": "de",
    },
    "/v1/recipients/{recipient}": {
        "name": "Anna Weiß",
        "email": "anna@example.com",
        "phone": "+49 30 1234567",
        "language": "de",
        "zone": "Europe/Berlin",
    },
}
