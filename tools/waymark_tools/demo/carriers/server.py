"""The carriers' addresses: one HTTP server on loopback for both."""

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from defusedxml.ElementTree import ParseError, fromstring

from waymark_tools.demo.carriers.dhl import Dhl
from waymark_tools.demo.carriers.ups import TOKEN_LIFETIME_S, Ups
from waymark_tools.demo.serving import Served, serving

_TOKEN: Final = "/security/v1/oauth/token"  # noqa: S105 - a path
_DETAILS: Final = "/api/track/v1/details/"
_SHIPMENTS: Final = "/parcel/de/tracking/v0/shipments"
CLIENT_ID: Final = "demo-shop"


class Carriers:
    """Both carriers and what they are asked with."""

    def __init__(self, ups: Ups, dhl: Dhl, ups_secret: str) -> None:
        self.ups = ups
        self.dhl = dhl
        self._basic = base64.b64encode(f"{CLIENT_ID}:{ups_secret}".encode()).decode()
        self._token = secrets.token_urlsafe(32)

    def get(self, path: str, query: str, authorization: str) -> Served:
        """Answer a question as the carrier of the path does."""
        if path == _SHIPMENTS:
            return self._dhl(query)
        if not path.startswith(_DETAILS):
            return HTTPStatus.NOT_FOUND, "text/plain", b"no such address"
        if authorization != f"Bearer {self._token}":
            errors = [{"code": "250002", "message": "Invalid Authentication Information."}]
            return _json(HTTPStatus.UNAUTHORIZED, {"response": {"errors": errors}})
        return _json(HTTPStatus.OK, self.ups.details(unquote(path.removeprefix(_DETAILS))))

    def post(self, path: str, authorization: str) -> Served:
        """Give the token that UPS is asked with."""
        if path != _TOKEN or authorization != f"Basic {self._basic}":
            errors = [{"code": "10401", "message": "ClientId is Invalid"}]
            return _json(HTTPStatus.UNAUTHORIZED, {"response": {"errors": errors}})
        lifetime = str(TOKEN_LIFETIME_S)
        token = {"access_token": self._token, "token_type": "Bearer", "expires_in": lifetime}
        return _json(HTTPStatus.OK, token | {"status": "approved"})

    def _dhl(self, query: str) -> Served:
        try:
            question = fromstring(parse_qs(query)["xml"][0])
        except (KeyError, ParseError):
            return HTTPStatus.BAD_REQUEST, "text/plain", b"no question"
        answer = self.dhl.answer(question)
        if answer is None:
            return HTTPStatus.SERVICE_UNAVAILABLE, "text/html", b"<h1>Service Unavailable</h1>"
        return HTTPStatus.OK, "application/xml", answer


@contextmanager
def carriers_at(port: int, carriers: Carriers) -> Iterator[str]:
    """Serve both until the context ends; answers their base address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            self._send(carriers.get(url.path, url.query, self.headers.get("Authorization", "")))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            url = urlsplit(self.path)
            self._send(carriers.post(url.path, self.headers.get("Authorization", "")))

        def _send(self, served: Served) -> None:
            status, kind, body = served
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: the address holds the password."""

    with serving(port, Handler) as address:
        yield address


def _json(status: HTTPStatus, value: object) -> Served:
    return status, "application/json", json.dumps(value).encode()
