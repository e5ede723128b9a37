"""Rows of a table become items: adjacent rows of one reference are one order."""

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, Final

from waymark_runtime.faults import Denied

from order.requests.importing.columns import Column
from order.requests.importing.items import Item
from order.requests.importing.lines import MOST_BYTES
from order.requests.importing.pointing import Rows, pointed, wrong_cell
from order.requests.importing.tables import Row, Table, rows

MOST_LINES: Final = 500


def check(file: BinaryIO, table: Table) -> None:
    """Read the file through; Denied where it is no such table."""
    for _ in rows(file, table):
        pass


def orders(file: BinaryIO, table: Table) -> Iterator[Item]:
    """An item for each order."""
    group: _Group | None = None
    for row in rows(file, table):
        if group is not None and group.takes(row):
            group.add(row)
            continue
        if group is not None:
            yield group.item()
        group = _Group(table, row)
    if group is not None:
        yield group.item()


def shipments(file: BinaryIO, table: Table) -> Iterator[Item]:
    """An item for each row."""
    for row in rows(file, table):
        yield _Group(table, row).item()


class _Group:
    """The rows of one item. What is said of the order is said once, or alike in all its rows."""

    def __init__(self, table: Table, first: Row) -> None:
        self._columns = table.columns
        self._first = first
        self._last_line = first.last_line
        self._size = 0
        self._said: dict[str, Row] = {}
        self._goods: list[Row] = []
        self._denied: Denied | None = None
        self.add(first)

    def takes(self, row: Row) -> bool:
        """Whether a row goes on with this order."""
        reference = row.cells.get("reference", "")
        return bool(reference) and reference == self._first.cells.get("reference")

    def add(self, row: Row) -> None:
        """Take a row. Of more than an order may have, only that it is too much is kept."""
        self._last_line, self._size = row.last_line, self._size + row.size
        if self._size > MOST_BYTES:
            detail = f"line {self._first.line}: an order has {MOST_BYTES} bytes at most; split it"
            self._denied = Denied(413, "order_too_large", detail)
            return
        for column in self._columns:
            if not column.of_line and row.cells.get(column.name):
                self._say(column, row)
        goods = any(row.cells.get(column.name) for column in self._columns if column.of_line)
        if goods and len(self._goods) <= MOST_LINES:
            self._goods.append(row)

    def item(self) -> Item:
        """The order or parcel, or why it is none."""
        found = Rows(self._columns, self._first, self._said, self._goods)
        line, last_line, size = self._first.line, self._last_line, self._size
        if self._denied is not None:
            return Item(line=line, last_line=last_line, content=self._denied, size=size)
        return Item(
            line=line,
            last_line=last_line,
            content=self._body(),
            size=size,
            pointed=partial(pointed, found),
        )

    def _say(self, column: Column, row: Row) -> None:
        before = self._said.setdefault(column.name, row)
        said = before.cells[column.name]
        if row.cells[column.name] != said and self._denied is None:
            detail = f"line {before.line} says {said[:80]!r}; an order has one {column.name}"
            self._denied = wrong_cell("conflict", row, column.name, detail)

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for column in self._columns:
            if column.name in self._said:
                _put(body, column, self._said[column.name])
        goods = [self._line(row) for row in self._goods]
        return body | {"lines": goods} if goods else body

    def _line(self, row: Row) -> dict[str, Any]:
        line: dict[str, Any] = {}
        for column in self._columns:
            if column.of_line and row.cells.get(column.name):
                _put(line, column, row)
        return line


def _put(body: dict[str, Any], column: Column, row: Row) -> None:
    for part in column.path[:-1]:
        body = body.setdefault(part, {})
    body[column.path[-1]] = column.value(row.cells[column.name])
