"""What a record of a retailer's topic says, as far as it is text and JSON."""

import re
from typing import Final

import msgspec
from msgspec import Struct
from pydantic import TypeAdapter, ValidationError
from waymark_events.topics import declaration
from waymark_runtime.faults import Denied
from waymark_runtime.records import Arrived

from order.requests.bodies import Reference

_ID: Final = re.compile(r"[!-~]{1,255}")
_TYPE: Final = re.compile(r"[a-z0-9_.]{1,100}")
_REFERENCE: Final = TypeAdapter(Reference)
_SEPARATOR: Final = b"\x1f"


class Sent(Struct, frozen=True, kw_only=True):
    """`id`, `kind` and `key` are None where they are not as they must be; `key` is a reference.

    `content` is what another command under the same id would differ in.
    """

    id: str | None
    kind: str | None
    key: str | None
    content: bytes
    document: object
    misread: Denied | None

    def json(self) -> object:
        """The value; Denied for what is none."""
        if self.misread is not None:
            raise self.misread
        return self.document

    @property
    def reference(self) -> str | None:
        """The order it names: in its value, else by its key."""
        said = self.document.get("reference") if isinstance(self.document, dict) else None
        return _reference(said) or self.key


def sent(record: Arrived) -> Sent:
    """Look at a record; nothing in it makes this fail."""
    headers = {name: _text(raw) for name, raw in record.headers}
    kind = _matching(_TYPE, headers.get("ce_type"))
    document, misread = _json(record)
    return Sent(
        id=_matching(_ID, headers.get("ce_id")),
        kind=kind,
        key=_reference(_text(record.key)),
        content=_content(record, kind, None if misread else document),
        document=document,
        misread=misread,
    )


def _json(record: Arrived) -> tuple[object, Denied | None]:
    most = declaration(record.topic).max_bytes
    if record.value is None:
        return None, Denied(422, "null_value", "the value is null; it must be a JSON object")
    if len(record.value) > most:
        return None, Denied(422, "too_large", f"the value has more than {most} bytes")
    try:
        return msgspec.json.decode(record.value), None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, Denied(422, "bad_json", "the value is no JSON in UTF-8")


def _content(record: Arrived, kind: str | None, document: object) -> bytes:
    """Type, key and value; however JSON is spaced and ordered, it says the same."""
    value = record.value or b""
    if document is not None:
        value = msgspec.json.encode(document, order="sorted")
    null = b"null" if record.value is None else b""
    return _SEPARATOR.join(((kind or "").encode(), record.key or b"", null, value))


def _reference(text: object) -> str | None:
    try:
        return _REFERENCE.validate_python(text, strict=True)
    except ValidationError:
        return None


def _text(raw: bytes | None) -> str | None:
    try:
        return None if raw is None else raw.decode()
    except UnicodeDecodeError:
        return None


def _matching(form: re.Pattern[str], text: str | None) -> str | None:
    return text if text is not None and form.fullmatch(text) else None
