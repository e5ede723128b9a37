"""A small HTTP server that answers like DHL Parcel DE, for tests of the poller."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import quoteattr

from defusedxml.ElementTree import fromstring

CREDENTIALS = {"api_key": "key", "api_secret": "secret", "user": "zt12345", "password": 'ge"h&eim'}
Event = tuple[str, str, str, str]
"""Local time `DD.MM.YYYY HH:mm`, then ICE, RIC and TTpro."""


class Parcels:
    """What the carrier knows, and how it behaves. Changed by the test while it is asked."""

    def __init__(self) -> None:
        self.events: dict[str, list[Event]] = {}
        self.down = False
        self.asked: list[tuple[str, ...]] = []
        self.url = ""

    def answer(self, document: str) -> tuple[int, bytes]:
        """Answer a question as DHL does: errors come with 200, an outage with 503."""
        question = fromstring(document)
        numbers = tuple(question.get("piece-code", "").split(";"))
        self.asked.append(numbers)
        if self.down:
            return 503, b"<html>busy</html>"
        if question.get("password") != CREDENTIALS["password"]:
            return 200, b'<data name="piece-shipment-list" code="5" error="Login failed"/>'
        pieces = "".join(_piece(number, self.events.get(number)) for number in numbers)
        head = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        return 200, f'{head}<data name="piece-shipment-list" code="0">{pieces}</data>'.encode()


@contextmanager
def dhl() -> Iterator[Parcels]:
    """Serve parcels on a free port of loopback until the test ends."""
    parcels = Parcels()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = parcels.answer(parse_qs(urlsplit(self.path).query)["xml"][0])
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
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


def _piece(number: str, events: Sequence[Event] | None) -> str:
    shown = quoteattr(number)
    if events is None:
        return f'<data name="piece-shipment" error-status="100" searched-piece-code={shown}/>'
    rows = "".join(_event(event) for event in events)
    return (
        f'<data name="piece-shipment" error-status="0" piece-code={shown} '
        f'searched-piece-code={shown} ruecksendung="false" dest-country="DE" origin-country="DE">'
        f'<data name="piece-event-list">{rows}</data></data>'
    )


def _event(event: Event) -> str:
    when, ice, ric, ttpro = event
    return (
        f'<data name="piece-event" event-timestamp="{when}" ice="{ice}" ric="{ric}" '
        f'standard-event-code="{ttpro}" event-short-status="Status {ice}" event-location="Kassel" '
        'event-country="Germany" ruecksendung="false"/>'
    )
