"""A shop that hears by webhooks alone: an address that checks, answers at once, and keeps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import httpx
from standardwebhooks import Webhook, WebhookVerificationError

from waymark_tools.demo.guests.heard import Heard
from waymark_tools.demo.shop import Shop, ShopError
from waymark_tools.stack.ports import HOST

_ENDPOINTS: Final = "/v1/webhooks/endpoints"


class WebhookShop(Shop):
    """Says what it wants by HTTP as any shop, and asks nothing: it listens."""

    def __init__(self, origin: str, key: str) -> None:
        super().__init__(origin, key)
        self.heard = Heard()


@contextmanager
def webhook_shop(origin: str, key: str, port: int) -> Iterator[WebhookShop]:
    """The shop with its address for webhooks, which it has told, for as long as this lasts."""
    shop = WebhookShop(origin, key)
    secrets: list[str] = []
    server = ThreadingHTTPServer((HOST, port), _handler(shop.heard, secrets))
    thread = threading.Thread(target=server.serve_forever, name="webhooks", daemon=True)
    thread.start()
    try:
        secrets.append(_told(origin, key, f"http://{HOST}:{port}/waymark"))
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        shop.close()


def _told(origin: str, key: str, url: str) -> str:
    """Give Waymark the address; the secret that it signs with."""
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(trust_env=False, timeout=15.0) as http:
        answer = http.post(f"{origin}{_ENDPOINTS}", json={"url": url}, headers=headers)
    if answer.status_code != httpx.codes.CREATED:
        raise ShopError(f"POST {_ENDPOINTS}: {answer.status_code} {answer.text[:500]}")
    return str(answer.json()["secret"])


def _handler(heard: Heard, secrets: list[str]) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Take an event that is Waymark's; 401 for any other."""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status = HTTPStatus.NO_CONTENT
            try:
                event = Webhook(secrets[0]).verify(body, dict(self.headers.items()))
            except (WebhookVerificationError, ValueError, IndexError):
                status = HTTPStatus.UNAUTHORIZED
            else:
                heard.take(event["id"], event["type"], event["data"])
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    return Receiver
