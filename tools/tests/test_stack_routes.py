"""One origin: the table says who answers, and the proxy made from it agrees."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from waymark_events.topics import Service
from waymark_tools.stack.caddy import start_caddy
from waymark_tools.stack.ports import HOST, free_ports
from waymark_tools.stack.routes import caddyfile, service_of
from waymark_tools.stack.supervisor import Supervisor

CARRIER, NOTIFIER = Service.CARRIER_INGEST, Service.NOTIFIER
ORDER, PROJECTION = Service.ORDER, Service.PROJECTION
EXPECTED: list[tuple[str, str, Service | None]] = [
    ("POST", "/carriers/ups/acme", CARRIER),
    ("GET", "/carriers", CARRIER),
    ("POST", "/oauth/token", CARRIER),
    ("GET", "/v1/accounts", CARRIER),
    ("DELETE", "/v1/accounts/a1", CARRIER),
    ("GET", "/v1/webhooks", NOTIFIER),
    ("POST", "/v1/webhooks", NOTIFIER),
    ("PUT", "/v1/templates/delivered", NOTIFIER),
    ("GET", "/v1/messages/m1", NOTIFIER),
    ("POST", "/u/token", NOTIFIER),
    ("POST", "/t/token/unlock", PROJECTION),
    ("POST", "/track", PROJECTION),
    ("POST", "/v1/search", PROJECTION),
    ("GET", "/v1/keys", ORDER),
    ("GET", "/v1/persons/x", ORDER),
    ("GET", "/v1/openapi.json", ORDER),
    ("POST", "/v1/orders", ORDER),
    ("POST", "/v1/shipments", ORDER),
    ("PATCH", "/v1/orders/ord_1", ORDER),
    ("DELETE", "/v1/orders/ord_1/parcels/par_1", ORDER),
    ("POST", "/t/token/report", ORDER),
    ("GET", "/v1/shipments/shp_1", PROJECTION),
    ("GET", "/v1/orders/ord_1", PROJECTION),
    ("GET", "/v1/accountsettings", PROJECTION),
    ("GET", "/v1/openapi/reads.json", PROJECTION),
    ("GET", "/v1/docs", PROJECTION),
    ("GET", "/v1/docs/static/docs.js", PROJECTION),
    ("GET", "/t/token", PROJECTION),
    ("GET", "/t/token/events", PROJECTION),
    ("GET", "/track", PROJECTION),
    ("GET", "/", None),
    ("GET", "/trackers", None),
    ("PUT", "/track", None),
    ("GET", "/metrics", None),
]


class Named(BaseHTTPRequestHandler):
    """Answers every request with the name of the service it stands for."""

    name = b""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(200)
        self.send_header("content-length", str(len(self.name)))
        self.end_headers()
        self.wfile.write(self.name)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 (http.server's names)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The proxy before three answering services and one, the notifier, that is down."""
    with ExitStack() as stack:
        upstreams = {NOTIFIER: f"{HOST}:{free_ports(1)[0]}"}
        for service in (CARRIER, ORDER, PROJECTION):
            handler = type("Handler", (Named,), {"name": service.encode()})
            server = stack.enter_context(ThreadingHTTPServer((HOST, 0), handler))
            threading.Thread(target=server.serve_forever, args=(0.01,)).start()
            stack.callback(server.shutdown)
            upstreams[service] = f"{HOST}:{server.server_port}"
        supervisor = stack.enter_context(Supervisor(tmp_path_factory.mktemp("origin")))
        (port,) = free_ports(1)
        child = start_caddy(supervisor, caddyfile(f"http://{HOST}:{port}", upstreams), port)
        yield f"http://{HOST}:{port}", child.log


@pytest.mark.parametrize(("method", "path", "service"), EXPECTED)
def test_the_first_match_wins(method: str, path: str, service: Service | None) -> None:
    """Each address has the service that the design gives it."""
    assert service_of(method, path) == service


def test_the_proxy_agrees_with_the_table(origin: tuple[str, Path]) -> None:
    """What the table says of an address, the running proxy does."""
    with httpx.Client(base_url=origin[0]) as client:
        for method, path, service in EXPECTED:
            answer = client.request(method, path)

            if service is None:
                assert answer.status_code == 404, (method, path)
            elif service == NOTIFIER:
                assert answer.status_code == 503, (method, path)
            else:
                assert answer.text == service, (method, path)


def test_a_service_that_is_down_is_a_problem_to_retry(origin: tuple[str, Path]) -> None:
    """The answer is problem details that say when to come again."""
    answer = httpx.get(f"{origin[0]}/v1/webhooks")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 503


def test_no_log_holds_the_path_of_a_link(origin: tuple[str, Path]) -> None:
    """Not even the entry of an error names the token in the address."""
    url, log = origin

    httpx.get(
        f"{url}/u/secret-token?again=secret-token", headers={"referer": f"{url}/t/secret-token"}
    )

    assert "secret-token" not in log.read_text()
