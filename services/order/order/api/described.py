"""What the API answers with which status, as its description says it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct
from waymark_runtime.http.describing import SCHEMAS, ProblemDetails, problems
from waymark_runtime.http.pace import DESCRIBED

from order.api.documents import (
    BatchDocument,
    ContactDocument,
    LineResult,
    OrderDocument,
    ProgressRecord,
    SummaryRecord,
)
from order.api.examples import COLUMNS, FILES
from order.requests.importing.columns import Column

KINDS: Final = (
    OrderDocument,
    ContactDocument,
    BatchDocument,
    LineResult,
    ProgressRecord,
    SummaryRecord,
    ProblemDetails,
)
"""Everything that is answered."""
JSON: Final = "application/json"
JSON_LINES: Final = "application/x-ndjson"
CSV: Final = "text/csv"
_HEADERS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "ETag": {
            "description": "The version, for If-Match.",
            "schema": {"type": "string"},
        },
        "Location": {
            "description": "Where the order is read.",
            "schema": {"type": "string"},
        },
    }
)
_RECORDS: Final = (
    "Lines of JSON as they come: a `LineResult` for each item, a `ProgressRecord` after each "
    "transaction, and one `SummaryRecord` at the end. Without that one the import broke off: "
    "import the file again."
)
Responses = dict[str, Any]


class Operation(Struct, frozen=True):
    """What is known of a route by its path. `made` is the status its code names."""

    path: str
    method: str
    made: str
    has_body: bool

    @property
    def is_import(self) -> bool:
        """Takes a file."""
        return self.path.endswith(":import")

    @property
    def is_batch(self) -> bool:
        """Takes many items."""
        return self.path.endswith(":batch")

    @property
    def of_order(self) -> bool:
        """Changes an order that is there."""
        return "{order}" in self.path


def responses(of: Operation, references: Mapping[type, Any]) -> Responses:
    """Every answer of a route."""
    return {**dict(_successes(of, references)), **problems(_refusals(of))}


def file_body(of: Operation) -> dict[str, Any]:
    """The body of an import: a line of JSON an item, or a table."""
    columns = COLUMNS[of.path]
    lines, table = FILES[of.path]
    return {
        "required": True,
        "description": _table(columns),
        "content": {
            JSON_LINES: {"schema": {}, "example": lines},
            CSV: {"schema": {}, "example": table},
        },
    }


def _successes(of: Operation, references: Mapping[type, Any]) -> Iterator[tuple[str, Any]]:
    if of.is_import:
        content = {JSON_LINES: {"schema": {"type": "string"}}}
        headers = dict(DESCRIBED)
        yield "200", {"description": _RECORDS, "headers": headers, "content": content}
        return
    kind: type = OrderDocument
    headers = {**_HEADERS, **DESCRIBED}
    if of.is_batch:
        kind, headers = BatchDocument, dict(DESCRIBED)
    elif of.path.startswith("/v1/recipients"):
        kind = ContactDocument
        headers.pop("Location")
    content = {JSON: {"schema": references[kind]}}
    yield of.made, {"description": "Done.", "headers": headers, "content": content}
    if of.path == "/v1/shipments":
        yield "200", {"description": "So already.", "headers": headers, "content": content}


def _refusals(of: Operation) -> Iterator[int]:
    yield from (401, 403, 413, 422, 429, 503)
    if "{" in of.path:
        yield 404
    if of.method == "post" and not of.is_import:
        yield 409
    if of.of_order:
        yield 412
    if of.has_body:
        yield 400
    if of.is_import:
        yield 415


def _table(columns: tuple[Column, ...]) -> str:
    rows = (
        f"| `{one.name}`{' (required)' if one.required else ''} | {one.meaning} | `{one.example}` |"
        for one in columns
    )
    head = (
        "JSON Lines: each line is a body of the single route. CSV: the first line names the "
        "columns, in any order; `,`, `;` or tab parts them; UTF-8, or `charset=windows-1252`."
    )
    return "\n".join((head, "", "| column | means | such as |", "|---|---|---|", *rows))


def schema_of(kind: type) -> dict[str, str]:
    """A reference to a schema by its class."""
    return {"$ref": SCHEMAS.format(name=kind.__name__)}
