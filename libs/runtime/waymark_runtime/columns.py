"""Columns of rows for `unnest`, each written as one array in PostgreSQL's binary format.

psycopg asks an adapter for every element; over thousands of rows that costs more than all the rest
of a statement. These are written by the column. `make_pool` makes its connections know them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from struct import Struct, pack
from typing import ClassVar, Final

from psycopg import Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_HEADER: Final = Struct("!iiIii")
_LENGTH: Final = Struct("!i").pack
_NULL: Final = _LENGTH(-1)
_INSTANT: Final = Struct("!iq").pack
_UUID_LENGTH: Final = _LENGTH(16)


class Column:
    """Values of one column, in the order of their rows."""

    oid: ClassVar[int]
    array_oid: ClassVar[int]

    def __init__(self, values: Sequence[object]) -> None:
        self.values = values

    def _body(self) -> bytes:
        """Each element's length and bytes."""
        raise NotImplementedError

    def binary(self) -> bytes:
        """The array; PostgreSQL minds neither the flag of nulls nor an empty dimension."""
        return _HEADER.pack(1, 1, self.oid, len(self.values), 1) + self._body()


class _Integers(Column):
    size: ClassVar[int]
    code: ClassVar[str]

    def _body(self) -> bytes:
        pairs = chain.from_iterable(zip(repeat(self.size), self.values, strict=False))
        return pack(f"!{f'i{self.code}' * len(self.values)}", *pairs)


class Int2s(_Integers):
    """`int2[]` without nulls."""

    oid, array_oid, size, code = 21, 1005, 2, "h"


class Int4s(_Integers):
    """`int4[]` without nulls."""

    oid, array_oid, size, code = 23, 1007, 4, "i"


class Int8s(_Integers):
    """`int8[]` without nulls."""

    oid, array_oid, size, code = 20, 1016, 8, "q"


class Booleans(_Integers):
    """`bool[]` without nulls."""

    oid, array_oid, size, code = 16, 1000, 1, "?"


class Byteas(Column):
    """`bytea[]` without nulls."""

    oid, array_oid = 17, 1001
    values: Sequence[bytes]

    def _body(self) -> bytes:
        return _framed(self.values)


class Texts(Column):
    """`text[]` without nulls; a NUL in a text is refused by PostgreSQL, as ever."""

    oid, array_oid = 25, 1009
    values: Sequence[str]

    def _body(self) -> bytes:
        return _framed([text.encode() for text in self.values])


class Labels(Texts):
    """`text[]` without nulls, of a few values that come again and again."""

    def _body(self) -> bytes:
        framed = {text: _framed([text.encode()]) for text in set(self.values)}
        return b"".join(map(framed.__getitem__, self.values))


class Uuids(Column):
    """`uuid[]` without nulls, from their usual text."""

    oid, array_oid = 2950, 2951
    values: Sequence[str]

    def _body(self) -> bytes:
        raw = [bytes.fromhex(text.replace("-", "")) for text in self.values]
        return b"".join(chain.from_iterable(zip(repeat(_UUID_LENGTH), raw, strict=False)))


class Instants(Column):
    """`timestamptz[]`; None is NULL."""

    oid, array_oid = 1184, 1185
    values: Sequence[datetime | None]

    def _body(self) -> bytes:
        known: dict[datetime | None, bytes] = {None: _NULL}
        for value in set(self.values):
            if value is not None:
                known[value] = _INSTANT(8, (value - _EPOCH) // _MICROSECOND)
        return b"".join(map(known.__getitem__, self.values))


class _Dumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Column) -> bytes:
        return obj.binary()


def _framed(values: Sequence[bytes]) -> bytes:
    lengths = map(_LENGTH, map(len, values))
    return b"".join(chain.from_iterable(zip(lengths, values, strict=True)))


def register(connection: Connection) -> None:
    """Make a connection take these as parameters."""
    for column in (Booleans, Int2s, Int4s, Int8s, Byteas, Texts, Labels, Uuids, Instants):
        dumper = type(f"{column.__name__}Dumper", (_Dumper,), {"oid": column.array_oid})
        connection.adapters.register_dumper(column, dumper)
