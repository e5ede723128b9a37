"""The columns of CSV files: what each is called, means, and may look like."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

_MOST_DIGITS: Final = 19


class Column(Struct, frozen=True, kw_only=True):
    """A column and where its cell stands in the body of the single route.

    `of_line`: of one line of an order, not of the order; each row of the order has its own.
    `value`: what a cell means that is no text; one that means nothing is left for the body to
    refuse.
    """

    name: str
    path: tuple[str, ...]
    meaning: str
    example: str
    required: bool = False
    of_line: bool = False
    value: Callable[[str], str | int | bool] = str


def whole(cell: str) -> str | int:
    """A whole number; what is none stays as it is written."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < _MOST_DIGITS else cell


def truth(cell: str) -> str | bool:
    """`true` or `false`, however it is capitalised; anything else stays as it is written."""
    return {"true": True, "false": False}.get(cell.casefold(), cell)


def _own(name: str, meaning: str, example: str, **more: Any) -> Column:
    return Column(name=name, path=(name,), meaning=meaning, example=example, **more)


def _within(place: str, name: str, column: str, meaning: str, example: str) -> Column:
    return Column(name=column, path=(place, name), meaning=meaning, example=example)


def _line(name: str, meaning: str, example: str, *path: str, **more: Any) -> Column:
    place = path or (name,)
    return Column(name=name, path=place, meaning=meaning, example=example, of_line=True, **more)


_PERSON: Final = (
    ("name", "The person's name.", "Anna Weiß"),
    ("email", "Where messages go.", "anna@example.com"),
    ("phone", "Where SMS go.", "+49 30 1234567"),
    ("language", "The person's language.", "de"),
    ("postcode", "For the person to prove who they are.", "10115"),
)
_DESTINATION: Final = (
    _within("destination", "country", "destination_country", "Where the order goes.", "DE"),
    _within(
        "destination",
        "zone",
        "destination_zone",
        "Its time zone; needed where the country has several.",
        "Europe/Berlin",
    ),
)
_NOTIFY: Final = _own(
    "notify", "Whether people are told; empty: as the import says.", "true", value=truth
)

ORDERS: Final = (
    _own("reference", "Your name of the order; adjacent rows with the same one are one order.",
         "SO-1001", required=True),
    _own("placed_at", "When it was placed.", "2026-03-05T09:00:00+01:00"),
    _within("recipient", "reference", "recipient_reference",
            "Your name of the person, the same over several orders.", "anna"),
    *(_within("recipient", name, name, meaning, example) for name, meaning, example in _PERSON),
    _within("recipient", "zone", "zone", "The person's time zone.", "Europe/Berlin"),
    _within("recipient", "country", "country", "The person's country.", "DE"),
    *_DESTINATION,
    _own("return_period_days", "How long goods may come back.", "30", value=whole),
    _NOTIFY,
    _line("line_no", "The line's number; empty: counted from 1.", "1", value=whole),
    _line("sku", "Your article number.", "LAMP-3"),
    _line("title", "What people read.", "Lamp, brass"),
    _line("quantity", "How many pieces.", "2", value=whole),
    _line("price", "The price of a piece.", "39.90", "price", "amount"),
    _line("currency", "The price's currency.", "EUR", "price", "currency"),
)  # fmt: skip
SHIPMENTS: Final = (
    _own("number", "The tracking number.", "1ZK7R24W0310048711", required=True),
    _own("carrier", "The carrier's code; empty: detected.", "ups"),
    _own("reference", "Your name of the order; empty: <carrier>:<number>.", "SO-1002"),
    *(_own(name, meaning, example) for name, meaning, example in _PERSON),
    *_DESTINATION,
    _own("carrier_account", "Under which account of the carrier it travels.", "ups-main"),
    _NOTIFY,
)
OF_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zone_needed": "destination_zone",
        "unknown_zone": "destination_zone",
        "unknown_country": "destination_country",
        "line_twice": "line_no",
        "bad_number": "number",
        "undetected_carrier": "number",
        "ambiguous_carrier": "carrier",
        "unknown_carrier": "carrier",
    }
)
"""Which column a denial is about that names no field of the body."""
