"""Files are read a line at a time, and what is wrong in them is said by its place."""

from io import BytesIO
from itertools import count, islice
from typing import Any

import pytest
from order.api.importing import chunks
from order.api.receiving import AT_ONCE, Turns
from order.requests.importing import grouping, json_lines
from order.requests.importing.columns import ORDERS, SHIPMENTS
from order.requests.importing.items import Item
from order.requests.importing.tables import table_of
from order_given import SHOP
from waymark_runtime.faults import Denied
from waymark_runtime.http import Problem


class Endless(BytesIO):
    """A file that never ends: its first lines, then one line again and again."""

    def __init__(self, head: bytes, line: bytes) -> None:
        super().__init__()
        self._head = head.splitlines(keepends=True)
        self._line = line
        self._read = count()

    def readline(self, size: int | None = -1, /) -> bytes:
        """The next line."""
        number = next(self._read)
        return self._head[number] if number < len(self._head) else self._line

    def seek(self, position: int, whence: int = 0, /) -> int:
        """Begin anew."""
        self._read = count()
        return position


def orders(content: bytes, encoding: str = "utf-8") -> list[Item]:
    file = BytesIO(content)
    return list(grouping.orders(file, table_of(file, ORDERS, encoding)))


def test_no_more_is_read_than_a_chunk_needs() -> None:
    """Of a file without end the first chunks are there at once."""
    lines = json_lines.items(Endless(b"", b'{"reference": "A"}\n'))
    table = Endless(b"number\n", b"1Z\n")

    first, second = islice(chunks(lines), 2)
    (rows,) = islice(chunks(grouping.shipments(table, table_of(table, SHIPMENTS, "utf-8"))), 1)

    assert (first[-1].line, second[0].line, rows[0].line) == (200, 201, 2)


def test_large_items_make_small_chunks() -> None:
    """A chunk holds a body's bytes; an item that is larger goes alone."""
    sizes = [400_000, 400_000, 400_000, 2_000_000, 1]
    items = [Item(line=n, last_line=n, content=None, size=size) for n, size in enumerate(sizes)]

    assert [[one.line for one in chunk] for chunk in chunks(items)] == [[0, 1], [2], [3], [4]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_adjacent_rows_of_a_reference_are_one_order(separator: str) -> None:
    """Whatever separates their cells; what is said of the order may be said once."""
    rows = [
        "Reference,E-Mail".replace("E-Mail", "email") + ",sku,title,quantity,price,currency",
        "A,a@b.c,L,Lamp,2,1.00,EUR",
        "A,,B,Bulb,1,,",
        "B,,,,,,",
        "A,,,,,,",
    ]
    content = "\n".join(rows).replace(",", separator).encode()

    first, second, third = (item.content for item in orders(content))

    price = {"amount": "1.00", "currency": "EUR"}
    lamp = {"sku": "L", "title": "Lamp", "quantity": 2, "price": price}
    bulb = {"sku": "B", "title": "Bulb", "quantity": 1}
    assert first == {
        "reference": "A",
        "recipient": {"email": "a@b.c"},
        "lines": [lamp, bulb],
    }
    assert (second, third) == ({"reference": "B"}, {"reference": "A"})


def test_an_order_without_end_is_refused_and_not_kept() -> None:
    """Too many lines are told as such, too many bytes as well; no row of them is in memory."""
    many = b"reference,sku\n" + b"A,L\n" * 700
    large = b"reference,title\n" + b"A,%s\n" % (b"x" * 60_000) * 20

    (item,), (other,) = orders(many), orders(large)

    assert len(item.content["lines"]) == 501
    assert (other.content.code, other.size > 1_048_576) == ("order_too_large", True)


DENIED: list[tuple[bytes, Denied, dict[str, str]]] = [
    (
        b"number\n1E+15\n",
        Denied(422, "undetected_carrier", "nobody's number"),
        {"column": "number", "value": "1E+15"},
    ),
    (
        b"number,carrier\n1Z,upps\n",
        Denied(422, "unknown_carrier", "no", [{"field": "carrier", "value": "ups", "detail": "d"}]),
        {"column": "carrier", "value": "ups", "detail": "d; such as ups"},
    ),
    (
        b"number\n1Z\n",
        Denied(422, "invalid", "no", [{"field": "email", "detail": "d"}]),
        {"field": "email", "detail": "d"},
    ),
]


@pytest.mark.parametrize(("content", "denied", "error"), DENIED)
def test_a_denial_points_at_its_cell(content: bytes, denied: Denied, error: dict[str, str]) -> None:
    """Of a parcel as of an order; a column that is not in the file is named as a field."""
    file = BytesIO(content)
    (item,) = grouping.shipments(file, table_of(file, SHIPMENTS, "utf-8"))

    found: dict[str, Any] = dict(item.pointed(denied).errors[0])

    assert found.items() >= error.items()
    assert found["line"] == "2"


def test_a_spreadsheets_short_number_is_recognised() -> None:
    """What a spreadsheet made of a number cannot be mended here, but said."""
    file = BytesIO(b"number;carrier\n3,4E+12;dhl_parcel_de\n")
    (item,) = grouping.shipments(file, table_of(file, SHIPMENTS, "utf-8"))

    assert (
        "make the column text"
        in item.pointed(
            Denied(422, "bad_number", "no", [{"field": "number", "detail": "d"}])
        ).detail
    )


def test_a_retailer_has_two_imports_at_once() -> None:
    """The third waits; one that ended makes room."""
    turns = Turns()
    for _ in range(AT_ONCE):
        turns.take(SHOP)

    with pytest.raises(Problem) as refused:
        turns.take(SHOP)
    turns.give_back(SHOP)
    turns.take(SHOP)

    assert (refused.value.status, refused.value.code) == (429, "too_many_imports")
