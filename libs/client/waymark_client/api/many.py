"""Many orders or numbers at once: `:batch` and `:import`, a result for each."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct

from waymark_client.calls import Call, post, reader, said_in_query
from waymark_client.errors import UnreadableError, WrongField

Form = Literal["jsonl", "csv"]
_MEDIA_TYPES: Final = MappingProxyType({"jsonl": "application/x-ndjson", "csv": "text/csv"})


class Trouble(Struct, frozen=True, kw_only=True):
    """Why one of many was refused, as a call of its own would have been."""

    status: int
    code: str
    detail: str
    type: str = ""
    title: str = ""
    errors: tuple[WrongField, ...] = ()


class Result(Struct, frozen=True, kw_only=True):
    """What became of one of many: `status` 201 it was made, 200 it was there; else `problem`.

    `id` and `version` are the order's, `tracking_url` the page to send people to.
    """

    status: int
    id: str | None = None
    version: int | None = None
    reference: str | None = None
    shipment_id: str | None = None
    tracking_url: str | None = None
    warnings: tuple[str, ...] = ()
    problem: Trouble | None = None


class BatchResult(Result, frozen=True, kw_only=True):
    """The result of the item at this place, counted from 0."""

    index: int


class Batch(Struct, frozen=True, kw_only=True):
    """A result for each item, in their order."""

    items: tuple[BatchResult, ...]
    made: int
    unchanged: int
    refused: int


class LineResult(Result, frozen=True, kw_only=True):
    """The result of the item on these lines of the file, counted from 1."""

    line: int
    last_line: int


class Summary(Struct, frozen=True, kw_only=True):
    """How an import ended. Not `complete`: `problem` stopped it; import the file again."""

    done: int
    accepted: int
    refused: int
    made: int
    unchanged: int
    complete: bool
    problem: Trouble | None = None


class Imported(Struct, frozen=True, kw_only=True):
    """A result for each item of a file, in their order, and how it ended."""

    items: tuple[LineResult, ...]
    summary: Summary


class _Counted(Struct):
    """A line that is no result: how far it is, or how it ended."""

    summary: Summary | None = None
    progress: dict[str, int] | None = None


_BATCH: Final = reader(Batch)
_COUNTED: Final = reader(_Counted)
_LINE: Final = reader(LineResult)


def batch(
    path: str, items: Sequence[object], notify: bool | None, idempotency_key: str | None
) -> Call[Batch]:
    """A call that says many things at once."""
    body = {"items": tuple(items), "notify": notify}
    return post(path, _BATCH, body, idempotency_key=idempotency_key)


def imported(
    path: str, file: bytes, form: Form, notify: bool | None, idempotency_key: str | None
) -> Call[Imported]:
    """A call that sends a file and is answered line by line."""
    return Call(
        method="POST",
        path=path,
        read=_lines,
        query=said_in_query({"notify": notify}),
        body=file,
        media_type=_MEDIA_TYPES[form],
        idempotency_key=idempotency_key,
    )


def _lines(body: bytes) -> Imported:
    """UnreadableError for an answer without its last line: it broke off, nobody knows where."""
    items, summary = [], None
    for line in body.splitlines():
        counted = _COUNTED(line)
        summary = counted.summary or summary
        if counted.summary is None and counted.progress is None:
            items.append(_LINE(line))
    if summary is None:
        raise UnreadableError(
            f"the import's answer broke off after {len(items)} results; import the file again, "
            "which changes nothing that was done",
            code="broken_off",
        )
    return Imported(items=tuple(items), summary=summary)
