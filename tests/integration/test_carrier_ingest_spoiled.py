"""A question that one of its numbers spoils is asked in halves, over real HTTP."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from integration.carrier_ingest_polling import polling
from kit.databases import Databases

pytestmark = pytest.mark.integration
GOOD = [f"0123456{n:07d}" for n in range(7)]
BAD = "01234569999999"
SECRET = {"client_id": "c", "client_secret": "s", "username": "u", "password": "p"}


class Hermes(BaseHTTPRequestHandler):
    """Knows every number but one, for which it refuses the whole question."""

    asked: list[tuple[str, ...]]

    def do_POST(self) -> None:
        self._say(200, {"access_token": "t", "expires_in": 3600, "token_type": "bearer"})

    def do_GET(self) -> None:
        numbers = tuple(value for _, value in parse_qsl(urlsplit(self.path).query))
        self.asked.append(numbers)
        if BAD in numbers:
            self._say(400, {"listOfResultCodes": [{"code": "e902", "message": "not readable"}]})
            return
        fine = {"result": {"code": "e000", "message": "OK"}, "status": []}
        self._say(200, {"shipmentinfo": [{"shipmentID": one} | fine for one in numbers]})

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def _say(self, status: int, answer: object) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def hermes() -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    asked: list[tuple[str, ...]] = []
    handler = type("Handler", (Hermes,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_one_bad_number_costs_the_others_nothing(database: Databases) -> None:
    """It is found by halves and never asked for again; the others are answered in the same look.

    Seen to fail: each was refused for the sake of one, and paused longer each time.
    """
    with hermes() as (url, asked), polling(database("carrier_ingest"), "hermes", url, SECRET) as at:
        at.due(*GOOD[:3], BAD, *GOOD[3:])

        at.look()

        assert {at.plan(number).outcome for number in GOOD} == {"news"}
        assert at.plan(BAD).refused
        assert at.health().healthy
    assert len(asked) <= 1 + 2 * 3
    assert asked[0] == (*GOOD[:3], BAD, *GOOD[3:])
