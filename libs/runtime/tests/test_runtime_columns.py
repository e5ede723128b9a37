"""Columns for `unnest`: what is written is what psycopg itself reads back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from psycopg.adapt import Transformer
from psycopg.pq import Format
from waymark_runtime.columns import (
    Byteas,
    Column,
    Instants,
    Int2s,
    Int4s,
    Int8s,
    Texts,
    Uuids,
)

NOON = datetime(2026, 3, 12, 12, 0, 0, 1, tzinfo=UTC)
ID = "7f1f8a52-1f6a-5be0-9f7e-4d1f7fb3d0a1"


@pytest.mark.parametrize(
    "column",
    [
        Int2s([0, -1, 32_767]),
        Int4s([0, -1, 2**31 - 1]),
        Int8s([0, -(2**63), 2**63 - 1]),
        Byteas([b"", b"\x00\xff", b"value"]),
        Texts(["", "Köln", "a\x1fb"]),
        Instants([NOON, None, NOON, datetime.min.replace(tzinfo=UTC)]),
    ],
)
def test_a_column_is_read_back_as_it_was_given(column: Column) -> None:
    """The binary format of PostgreSQL's arrays, nulls and the ends of the ranges included."""
    assert read(column) == list(column.values)


def test_ids_are_written_from_their_text() -> None:
    """Sixteen bytes, though they are kept as text."""
    assert read(Uuids([ID, ID])) == [UUID(ID), UUID(ID)]


def test_an_instant_is_the_same_in_every_zone() -> None:
    """It is written as the microseconds since 2000 in UTC."""
    here = NOON.astimezone(timezone(timedelta(hours=2)))

    assert read(Instants([here])) == [NOON]


@pytest.mark.parametrize("column", [Int8s([]), Texts([]), Instants([])])
def test_no_rows_are_an_empty_array(column: Column) -> None:
    """A dimension of length none reads as no elements."""
    assert read(column) == []


def read(column: Column) -> Sequence[object]:
    loader = Transformer().get_loader(column.array_oid, Format.BINARY)
    found: Sequence[object] = loader.load(column.binary())
    return found
