"""Asking over HTTP: what is written into the address, what is logged, what cannot be had."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from carrier_ingest.asking import MOST_BYTES, Line, Reply
from carrier_ingest.carriers.dialect import Request
from carrier_ingest.carriers.heard import Advice, Trouble

SEEN: list[str] = []


class Carrier(BaseHTTPRequestHandler):
    """Answers with its own address, or with too much."""

    def do_GET(self) -> None:
        SEEN.append(self.path)
        body = b"x" * (MOST_BYTES + 1) if "large" in self.path else b"<data/>"
        self.send_response(302 if "moved" in self.path else 200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a carrier on loopback."""
    SEEN.clear()
    server = HTTPServer(("127.0.0.1", 0), Carrier)
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def line() -> Iterator[Line]:
    """A line that is closed after the test."""
    line = Line()
    yield line
    line.close()


def ask(path: str, *query: tuple[str, str]) -> Request:
    return Request(method="GET", path=path, query=query)


def test_a_query_is_percent_encoded_whole(line: Line, url: str) -> None:
    """Blanks, quotes and signs of an XML document survive the way."""
    reply = line.send(url, ask("/track", ("xml", '<data a="b c&amp;d+e"/>')))

    assert isinstance(reply, Reply)
    assert reply.content_type == "text/xml"
    assert SEEN == ["/track?xml=%3Cdata%20a%3D%22b%20c%26amp%3Bd%2Be%22%2F%3E"]


def test_an_address_with_a_password_is_not_logged(
    line: Line, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One carrier wants its password inside the query: no logger may write that down."""
    with caplog.at_level(logging.DEBUG, logger="carrier_ingest"):
        line.send(url, ask("/track", ("xml", "geheim")))

    assert "geheim" not in caplog.text


@pytest.mark.parametrize("path", ["/large", "http-nowhere"])
def test_what_keeps_a_carrier_from_answering_is_said_and_tried_later(
    line: Line, url: str, path: str
) -> None:
    """An answer beyond reason, or none at all, is no exception of ours."""
    base = url if path == "/large" else "http://127.0.0.1:1"

    trouble = line.send(base, ask("/large"))

    assert isinstance(trouble, Trouble)
    assert trouble.advice == Advice.RETRY_LATER


def test_a_redirect_is_not_followed(line: Line, url: str) -> None:
    """Credentials go to the host that was set and to no other."""
    reply = line.send(url, ask("/moved"))

    assert isinstance(reply, Reply)
    assert reply.status == 302
