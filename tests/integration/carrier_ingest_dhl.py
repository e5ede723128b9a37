"""A small HTTP server that answers like DHL Parcel DE, for tests of the poller."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import quoteattr

from defusedxml.ElementTree import fromstring

CREDENTIALS = {"api_key": "key", "api_secret": "secret", "user": "zt12345", "password": 'ge"h&eim'}
Event = tuple[str, str, str, str]
"""Local time `DD.MM.YYYY HH:mm`, then ICE, RIC and TTpro."""
NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class Parcels:
    """What the carrier knows, and how it behaves. Changed by the test while it is asked."""

    def __init__(self) -> None:
        self.events: dict[str, list[Event]] = {}
        self.down = False
        self.garbage: bytes | None = None
        self.texts: dict[str, str] = {}
        self.left_out: set[str] = set()
        self.asked: list[tuple[str, ...]] = []
        self._last_asked = 0.0
        self.url = ""

    def idle_s(self) -> float:
        """Seconds since the last question; 0 before the first."""
        return time.monotonic() - self._last_asked if self.asked else 0.0

    def answer(self, written: str) -> tuple[int, bytes]:
        """Answer a question as DHL does: errors come with 200, an outage with 503."""
        question = fromstring(written)
        numbers = tuple(question.get("piece-code", "").split(";"))
        self.asked.append(numbers)
        self._last_asked = time.monotonic()
        if self.down:
            return 503, b"<html>busy</html>"
        if self.garbage is not None:
            return 200, self.garbage
        if question.get("password") != CREDENTIALS["password"]:
            return 200, b'<data name="piece-shipment-list" code="5" error="Login failed"/>'
        told = [number for number in numbers if number not in self.left_out]
        return 200, document([(number, self.events.get(number)) for number in told], self.texts)


@contextmanager
def dhl() -> Iterator[Parcels]:
    """Serve parcels on a free port of loopback until the test ends."""
    parcels = Parcels()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = parcels.answer(parse_qs(urlsplit(self.path).query)["xml"][0])
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: the address holds the password."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    parcels.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield parcels
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def document(
    parcels: Sequence[tuple[str, Sequence[Event] | None]], texts: Mapping[str, str] = NO_TEXTS
) -> bytes:
    """An answer about these numbers; one without events is not known yet."""
    pieces = "".join(_piece(number, events, texts) for number, events in parcels)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
    return f'{head}<data name="piece-shipment-list" code="0">{pieces}</data>'.encode()


def _piece(number: str, events: Sequence[Event] | None, texts: Mapping[str, str]) -> str:
    shown = quoteattr(number)
    if events is None:
        return f'<data name="piece-shipment" error-status="100" searched-piece-code={shown}/>'
    rows = "".join(_event(event, texts) for event in events)
    return (
        f'<data name="piece-shipment" error-status="0" piece-code={shown} '
        f'searched-piece-code={shown} ruecksendung="false" dest-country="DE" origin-country="DE">'
        f'<data name="piece-event-list">{rows}</data></data>'
    )


def _event(event: Event, texts: Mapping[str, str]) -> str:
    when, ice, ric, ttpro = event
    text = quoteattr(texts.get(ice, f"Status {ice}"))
    return (
        f'<data name="piece-event" event-timestamp="{when}" ice="{ice}" ric="{ric}" '
        f'standard-event-code="{ttpro}" event-short-status={text} event-location="Kassel" '
        'event-country="Germany" ruecksendung="false"/>'
    )
