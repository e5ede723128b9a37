"""Shows dead letters: what was parked, where it came from, and why."""

import asyncio
import base64
from typing import Any

from waymark_events.topics import Service

from waymark_tools.operator import letter_log, printing, refusing
from waymark_tools.operator.letter_log import Letter


def show_list(
    bootstrap: str, prefix: str, service: str | None, reason: str | None, *, as_json: bool
) -> None:
    """Print every letter of one service or all, of one reason or all."""
    services = [service_of(service, as_json=as_json)] if service else list(Service)
    rows = [
        row_of(one)
        for one in asyncio.run(letter_log.read(bootstrap, prefix, services))
        if reason in {None, one.reason}
    ]
    printing.out("Dead letters", rows, as_json=as_json)


def show_one(bootstrap: str, prefix: str, place: str, *, as_json: bool) -> None:
    """Print a letter whole; exit code 1 when there is none at that place."""
    service = place.partition("/")[0]
    if service not in set(Service):
        refused = f"{place!r} is no place; it is written service/partition/offset"
        refusing.refuse(refused, as_json=as_json)
    found = asyncio.run(letter_log.read(bootstrap, prefix, [Service(service)]))
    letter = next((one for one in found if one.place == place), None)
    if letter is None:
        refusing.refuse(f"no dead letter at {place}", as_json=as_json)
    printing.document(_document(letter), as_json=as_json)


def service_of(name: str, *, as_json: bool) -> Service:
    """The service of this name; exit code 1 for none."""
    if name not in set(Service):
        refused = f"{name!r} is no service; there are {', '.join(Service)}"
        refusing.refuse(refused, as_json=as_json)
    return Service(name)


def row_of(letter: Letter) -> dict[str, Any]:
    """A letter as a line of a table."""
    return {
        "place": letter.place,
        "came_from": letter.came_from,
        "reason": letter.reason,
        "bytes": len(letter.value or b""),
        "detail": letter.detail,
    }


def _document(letter: Letter) -> dict[str, Any]:
    return {
        "place": letter.place,
        "came_from": letter.came_from,
        "reason": letter.reason,
        "detail": letter.detail,
        "headers": letter.headers,
        "key": _shown(letter.key),
        "value": _shown(letter.value),
    }


def _shown(raw: bytes | None) -> dict[str, str] | None:
    """Bytes as text where they are text, else as base64."""
    if raw is None:
        return None
    try:
        return {"text": raw.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode()}
