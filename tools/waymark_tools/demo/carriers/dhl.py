"""DHL Parcel DE: the XML that answers `d-get-piece-detail`, and its outages."""

import threading
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from msgspec import Struct

_ZONE: Final = ZoneInfo("Europe/Berlin")
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'


class Event(Struct, frozen=True, kw_only=True):
    """One event of a piece; printed to the minute, in German time, without a zone."""

    number: str
    code: str
    text: str
    city: str
    at: datetime
    back: bool = False
    then_down: bool = False


class Dhl:
    """What DHL knows, and whether it answers. Written by the player, read by the server."""

    def __init__(self, user: str, password: str) -> None:
        self._user = (user, password)
        self._lock = threading.Lock()
        self._events: dict[str, list[Event]] = {}
        self._down = False

    def knows(self, event: Event) -> None:
        """Put an event into the number's history."""
        with self._lock:
            self._events.setdefault(event.number, []).append(event)

    def up(self) -> None:
        """Answer again."""
        with self._lock:
            self._down = False

    @property
    def is_down(self) -> bool:
        """Whether questions get 503 now."""
        with self._lock:
            return self._down

    def answer(self, question: Element) -> bytes | None:
        """The answer to a question document; None while it is down.

        With the first answer that holds an event marked so, the outage begins.
        """
        asked = question.get("piece-code", "").split(";")
        with self._lock:
            if self._down:
                return None
            told = {number: list(self._events.get(number, ())) for number in asked}
            self._down = self._goes_down(asked)
        if (question.get("appname"), question.get("password")) != self._user:
            return _written(_list("5", error="Login failed"))
        pieces = _list("0")
        for number, events in told.items():
            _piece(pieces, number, events)
        return _written(pieces)

    def _goes_down(self, asked: Sequence[str]) -> bool:
        """Look for the mark, and take it off, so that an outage begins once."""
        for number in asked:
            events = self._events.get(number, [])
            if any(event.then_down for event in events):
                self._events[number] = [_unmarked(event) for event in events]
                return True
        return False


def _unmarked(event: Event) -> Event:
    return Event(
        number=event.number,
        code=event.code,
        text=event.text,
        city=event.city,
        at=event.at,
        back=event.back,
    )


def _list(code: str, **more: str) -> Element:
    request = str(uuid.uuid4())
    return Element(
        "data", {"name": "piece-shipment-list", "code": code, "request-id": request} | more
    )


def _piece(pieces: Element, number: str, events: Sequence[Event]) -> None:
    head = {"name": "piece-shipment", "searched-piece-code": number}
    if not events:
        SubElement(pieces, "data", head | {"error-status": "100", "piece-code": ""})
        return
    ordered = sorted(events, key=lambda event: event.at)
    last = ordered[-1]
    whole = {
        "error-status": "0",
        "piece-code": number,
        "piece-identifier": number.removeprefix("00"),
        "status": last.text,
        "short-status": last.text,
        "status-timestamp": _printed(last.at),
        "delivery-event-flag": "1" if last.code.startswith("DLVRD") else "0",
        "ruecksendung": _truth(last.back),
        "product-name": "DHL PAKET",
        "dest-country": "DE",
        "origin-country": "DE",
        "international-flag": "0",
    }
    piece = SubElement(pieces, "data", head | whole | _codes(last))
    rows = SubElement(piece, "data", {"name": "piece-event-list"})
    for event in ordered:
        SubElement(rows, "data", {"name": "piece-event"} | _row(event))


def _row(event: Event) -> dict[str, str]:
    return _codes(event) | {
        "event-timestamp": _printed(event.at),
        "event-status": event.text,
        "event-text": event.text,
        "event-short-status": event.text,
        "event-location": event.city,
        "event-country": "Germany",
        "ruecksendung": _truth(event.back),
    }


def _codes(event: Event) -> dict[str, str]:
    ice, ric, ttpro = event.code.split("/")
    return {"ice": ice, "ric": ric, "standard-event-code": ttpro}


def _printed(at: datetime) -> str:
    return f"{at.astimezone(_ZONE):%d.%m.%Y %H:%M}"


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _written(document: Element) -> bytes:
    return _DECLARATION + tostring(document, encoding="unicode").encode()
