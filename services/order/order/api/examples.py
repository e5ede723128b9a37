"""A body for every write that has one, as the description shows it. All are valid."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from order.requests.importing.columns import ORDERS, SHIPMENTS, Column

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
    "/v1/orders:batch": {
        "items": [
            {"reference": "SO-1003", "destination": {"country": "DE"}, "lines": [dict(_LAMPS)]},
            {"reference": "SO-1004", "lines": [dict(_LAMPS)], "notify": True},
        ],
    },
    "/v1/shipments:batch": {
        "items": [
            {"number": "1ZK7R24W0310048739", "reference": "SO-1003"},
            {"carrier": "ups", "number": "1ZK7R24W0310048748"},
        ],
        "notify": True,
    },
    "/v1/recipients/{recipient}": {
        "name": "Anna Weiß",
        "email": "anna@example.com",
        "phone": "+49 30 1234567",
        "language": "de",
        "zone": "Europe/Berlin",
    },
}

COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = MappingProxyType(
    {"/v1/orders:import": ORDERS, "/v1/shipments:import": SHIPMENTS}
)
FILES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "/v1/orders:import": (
            '{"reference":"SO-1005","lines":[{"sku":"LAMP-3","title":"Lamp","quantity":1}]}\n'
            '{"reference":"SO-1006","recipient":{"email":"anna@example.com"}}\n',
            "reference,email,sku,title,quantity,price,currency\n"
            'SO-1007,anna@example.com,LAMP-3,"Lamp, brass",2,39.90,EUR\n'
            "SO-1007,,BULB-1,Bulb,4,3.50,EUR\n"
            "SO-1008,bert@example.com,LAMP-3,Lamp,1,39.90,EUR\n",
        ),
        "/v1/shipments:import": (
            '{"number":"1ZK7R24W0310048757","reference":"SO-1005"}\n'
            '{"number":"1ZK7R24W0310048766","email":"anna@example.com"}\n',
            "number,carrier,reference,email\n"
            "1ZK7R24W0310048775,ups,SO-1007,\n"
            "1ZK7R24W0310048784,ups,,anna@example.com\n",
        ),
    }
)
"""A file for every import, as JSON Lines and as CSV."""
