"""What schemathesis cannot know of us: loaded by its configuration."""

import json
from itertools import count
from typing import Any

import schemathesis

_NUMBERS = count()


@schemathesis.hook
def before_call(_context: Any, case: Any, _more: Any) -> None:
    """Give each request an Idempotency-Key of its own: under one that was used all is refused."""
    headers = case.headers or {}
    for name in headers:
        if name.lower() == "idempotency-key" and headers[name].isalnum():
            headers[name] = f"{headers[name]}-{next(_NUMBERS)}"


@schemathesis.serializer("application/x-ndjson")
def json_lines(_: Any, value: object) -> bytes:
    """A line for each item of a list; anything else is one line."""
    items = value if isinstance(value, list) else [value]
    return b"\n".join(map(_line, items))


@schemathesis.serializer("text/csv")
def table(_: Any, value: object) -> bytes:
    """Text as it is."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else _line(value)


def _line(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")
