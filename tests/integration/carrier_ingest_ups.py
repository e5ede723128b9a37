"""A small HTTP server that answers like UPS, for tests of the poller: shipments in pages."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CREDENTIALS = {"client_id": "id", "client_secret": "secret"}
_DETAILS, _SHIPMENT = "/api/track/v1/details/", "/api/track/v1/shipment/details/"
Json = dict[str, Any]


class Shipment:
    """One shipment of several packages, and how the carrier gives it. Changed by the test.

    `most` packages stand on a page, whatever was asked for; `announced` says how many there are.
    """

    def __init__(self, numbers: Sequence[str]) -> None:
        self.numbers = list(numbers)
        self.announced = len(self.numbers)
        self.most = 50
        self.endless = False
        self.ignores_offset = False
        self.page_answer: tuple[int, Json] | None = None
        self.asked: list[str] = []
        self.url = ""

    def answer(self, target: str) -> tuple[int, Json]:
        """Answer a question about a number, or for a page."""
        self.asked.append(target)
        url = urlsplit(target)
        if url.path.startswith(_DETAILS):
            number = url.path.removeprefix(_DETAILS)
            return 200, self._told(number, [number] if number in self.numbers else [])
        if self.page_answer is not None:
            return self.page_answer
        query = parse_qs(url.query)
        offset = 0 if self.ignores_offset else int(query["offset"][0])
        most = min(self.most, int(query["count"][0]))
        page = self.numbers[offset : offset + most]
        if self.endless:
            page = [f"1ZK7R24W03{offset + n:08d}" for n in range(most)]
        return 200, self._told(url.path.removeprefix(_SHIPMENT), page)

    def _told(self, number: str, numbers: Sequence[str]) -> Json:
        shipment: Json = {"inquiryNumber": number}
        if numbers:
            shipment["package"] = [self._package(one) for one in numbers]
        else:
            shipment["warnings"] = [{"code": "TW0001", "message": "Tracking Information Not Found"}]
        return {"trackResponse": {"shipment": [shipment]}}

    def _package(self, number: str) -> Json:
        activity = {
            "date": "20260310",
            "time": "193012",
            "gmtDate": "20260311",
            "gmtTime": "02:30:12",
            "gmtOffset": "-07:00",
            "location": {"address": {"city": "Tukwila", "stateProvince": "WA", "country": "US"}},
            "status": {"type": "I", "code": "OR", "statusCode": "005", "description": "Origin"},
        }
        return {
            "trackingNumber": number,
            "packageCount": self.announced,
            "activity": [activity],
        }


@contextmanager
def ups(numbers: Sequence[str]) -> Iterator[Shipment]:
    """Serve a shipment on a free port of loopback until the test ends."""
    shipment = Shipment(numbers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(*shipment.answer(self.path))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._send(200, {"access_token": "t0ken", "expires_in": "14399"})

        def _send(self, status: int, value: Json) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(value).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its base names it so)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shipment.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield shipment
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
