"""The one route table of the one origin: which service answers what; the first match wins.

The proxy's file is made from it (`caddyfile`), for the demo as for Compose; documents read it too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from waymark_events.topics import Service

_ANY: Final[tuple[str, ...]] = ()
_READ: Final = ("GET", "HEAD", "OPTIONS")
_WRITE: Final = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One row. No `methods` means every method; a `*` stands for any text, slashes included."""

    service: Service
    methods: tuple[str, ...]
    paths: tuple[str, ...]

    def fits(self, method: str, path: str) -> bool:
        """Tell whether a request is this row's."""
        return (not self.methods or method in self.methods) and any(
            fnmatchcase(path, pattern) for pattern in self.paths
        )


def _below(*places: str) -> tuple[str, ...]:
    """Each place itself and all below it, but not what merely begins alike."""
    return tuple(path for place in places for path in (place, f"{place}/*"))


ROUTES: Final = (
    Route(Service.CARRIER_INGEST, _ANY, (*_below("/carriers", "/v1/accounts"), "/oauth/token")),
    Route(
        Service.NOTIFIER,
        _ANY,
        (*_below("/v1/webhooks", "/v1/templates", "/v1/messages"), "/u/*"),
    ),
    # Questions whose words must not stand in an address; they change but the count of tries.
    Route(Service.PROJECTION, ("POST",), ("/t/*/unlock", "/track", "/v1/search")),
    Route(Service.ORDER, _ANY, _below("/v1/keys", "/v1/persons")),
    Route(Service.ORDER, _READ, ("/v1/openapi.json",)),
    Route(Service.ORDER, _WRITE, ("/v1/*",)),
    Route(Service.ORDER, ("POST",), ("/t/*",)),
    Route(Service.PROJECTION, _READ, (*_below("/track"), "/v1/*", "/t/*")),
)

_HEAD: Final = """\
{
	admin off
	auto_https off
	persist_config off
	# Paths hold tracking tokens: there is no access log, and an error's entry leaves them out.
	log {
		format filter {
			wrap json
			fields {
				request>uri delete
				request>headers delete
			}
		}
	}
}

"""
_DOWN: Final = (
    '{"type":"about:blank","title":"Service Unavailable","status":503,'
    '"detail":"This part of Waymark does not answer just now; nothing was changed."}'
)
_ERRORS: Final = f"""\
	handle_errors 502 503 504 {{
		header Retry-After 1
		header Content-Type application/problem+json
		respond `{_DOWN}` 503
	}}
"""


def service_of(method: str, path: str) -> Service | None:
    """Who answers a request; None when nobody does."""
    return next((route.service for route in ROUTES if route.fits(method, path)), None)


def caddyfile(site: str, upstreams: Mapping[Service, str]) -> str:
    """Caddy's configuration: `site` such as `http://127.0.0.1:8080`, upstreams as host:port."""
    blocks = [_handle(no, route, upstreams[route.service]) for no, route in enumerate(ROUTES)]
    body = "".join(blocks) + "\t\thandle {\n\t\t\trespond 404\n\t\t}\n"
    return f"{_HEAD}{site} {{\n{_ERRORS}\troute {{\n{body}\t}}\n}}\n"


def _handle(no: int, route: Route, upstream: str) -> str:
    """One row as a matcher and its block; `flush_interval -1` lets live updates through at once."""
    methods = f"\t\t\tmethod {' '.join(route.methods)}\n" if route.methods else ""
    return (
        f"\t\t@row{no} {{\n{methods}\t\t\tpath {' '.join(route.paths)}\n\t\t}}\n"
        f"\t\thandle @row{no} {{\n"
        f"\t\t\treverse_proxy {upstream} {{\n\t\t\t\tflush_interval -1\n\t\t\t}}\n"
        "\t\t}\n"
    )
