"""A request that was not sent yet, and how its answer is read: no network, no clock."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from waymark_client.errors import UnreadableError

Answer = TypeVar("Answer")
Item = TypeVar("Item")
Query = tuple[tuple[str, str], ...]
_ENCODER: Final = msgspec.json.Encoder()


class Call(Struct, Generic[Answer], frozen=True, kw_only=True):
    """One request. `idempotency_key` None: one is made for a POST when it is sent.

    `read` makes the answer of a body of 2xx; `as_once` is false for a POST that must not be sent
    twice, so that it is not repeated after a fault. `cursor` is the parameter of the page after.
    """

    method: str
    path: str
    read: Callable[[bytes], Answer]
    query: Query = ()
    body: bytes | None = None
    media_type: str = "application/json"
    headers: Query = ()
    idempotency_key: str | None = None
    as_once: bool = True
    cursor: str = "cursor"

    def after(self, cursor: str) -> "Call[Answer]":
        """The same question for the page after a cursor."""
        kept = tuple((name, text) for name, text in self.query if name != self.cursor)
        return replace(self, query=(*kept, (self.cursor, cursor)))

    def paged_by(self, cursor: str) -> "Call[Answer]":
        """The same, its pages led on by this parameter."""
        return replace(self, cursor=cursor)

    def asking(self, *more: tuple[str, str]) -> "Call[Answer]":
        """The same with more parameters, of which several may have one name."""
        return replace(self, query=(*self.query, *more))

    def saying(self, body: object) -> "Call[Answer]":
        """The same with this body."""
        return replace(self, body=_ENCODER.encode(body))


class Page(Struct, Generic[Item], frozen=True):
    """A page of a list; `next` is the cursor of the page after it, None on the last."""

    items: tuple[Item, ...]
    next: str | None = None


def reader(kind: type[Answer]) -> Callable[[bytes], Answer]:
    """Read JSON as this type; UnreadableError for what does not fit it. Unknown fields pass."""
    decoder = msgspec.json.Decoder(kind)

    def read(body: bytes) -> Answer:
        try:
            return decoder.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as fault:
            raise UnreadableError(
                f"the answer is no {getattr(kind, '__name__', kind)} as this version of "
                f"waymark-client knows it: {fault}",
                code="unreadable",
            ) from fault

    return read


def nothing(body: bytes) -> None:
    """Read an answer without a body."""
    del body


def get(path: str, read: Callable[[bytes], Answer], **query: object) -> Call[Answer]:
    """A GET; a parameter that is None is left out."""
    return Call(method="GET", path=path, read=read, query=said_in_query(query))


def post(
    path: str,
    read: Callable[[bytes], Answer],
    body: Mapping[str, object] | None = None,
    *,
    idempotency_key: str | None = None,
    if_version: int | None = None,
) -> Call[Answer]:
    """A POST that is done once; a member of the body that is None is left out."""
    return Call(
        method="POST",
        path=path,
        read=read,
        body=None if body is None else written(body),
        headers=() if if_version is None else (("If-Match", f'"{if_version}"'),),
        idempotency_key=idempotency_key,
    )


def patch(path: str, read: Callable[[bytes], Answer], body: Mapping[str, object]) -> Call[Answer]:
    """A PATCH that sets, and may be repeated; a member of the body that is None is left out."""
    return Call(method="PATCH", path=path, read=read, body=written(body))


def put(path: str, read: Callable[[bytes], Answer], body: Mapping[str, object]) -> Call[Answer]:
    """A PUT; a member of the body that is None is left out."""
    return Call(method="PUT", path=path, read=read, body=written(body))


def written(body: Mapping[str, object]) -> bytes:
    """A JSON object without the members that are None."""
    return _ENCODER.encode({name: value for name, value in body.items() if value is not None})


def place(*parts: object) -> str:
    """An address under `/v1`; each part is one segment, whatever signs it holds."""
    segments = [quote(str(part), safe="-._~:") for part in parts]
    for segment in segments:
        if segment in {"", ".", ".."}:
            raise ValueError(f"an id cannot be {segment!r}; it would ask for something else")
    return "/v1/" + "/".join(segments)


def at_a_moment(*instants: datetime | None) -> None:
    """ValueError when no instant is given: the answer would be the present, which is another."""
    if all(instant is None for instant in instants):
        raise ValueError("give as_of, at or shown_at; the present is what get answers")


def said_in_query(given: Mapping[str, Any]) -> Query:
    """Query parameters as text; instants with their offset."""
    return tuple((name, _text(value)) for name, value in given.items() if value is not None)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value} has no offset; give an instant, as datetime.now(UTC) is one")
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
