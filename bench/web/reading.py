"""G9: GET of one shipment, ours with key, scope and row-level security, against one bare row."""

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from waymark_events.ids import public
from waymark_tools.stack.databases import DatabaseUrls

from bench.checks import Expected, same
from bench.stage import Place
from bench.web import serving
from bench.web.client import Asked
from bench.web.serving import Server

CONNECTIONS: Final = 16
_WARM_S: Final = 1.0


def fill(urls: DatabaseUrls, wanted: Expected) -> None:
    """The bare route's table with the same shipments."""
    with (
        psycopg.connect(urls.owner) as connection,
        connection.cursor().copy("COPY shipment FROM STDIN") as copy,
    ):
        for name, (at, milestone) in wanted.latest.items():
            copy.write_row((name, 1, at, milestone, b""))


def check(web: Server, headers: Mapping[str, str], wanted: Expected) -> None:
    """Every shipment once: what they say adds up to the log."""
    names = [public("shp", name) for name in wanted.latest]
    versions = sum(serving.get(web, f"/v1/shipments/{name}", headers)["version"] for name in names)
    same("versions by GET", versions, wanted.facts)


def measure(
    place: Place,
    web: Server,
    database: DatabaseUrls,
    headers: Mapping[str, str],
    wanted: Expected,
    *,
    rounds: int,
    seconds: float,
) -> dict[str, list[dict[str, Any]]]:
    """Turn by turn; what each round has found."""
    other = serving.bare(place, "reading", database.owner)
    paths = [f"/v1/shipments/{public('shp', name)}" for name in wanted.latest]
    bare_paths = [f"/shipments/{name}" for name in wanted.latest]
    turns = {
        "ours": Asked(web.port, CONNECTIONS, _WARM_S, seconds, "GET", paths, dict(headers)),
        "bare": Asked(other.port, CONNECTIONS, _WARM_S, seconds, "GET", bare_paths, {}),
    }
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, asked in turns.items():
            found[name].append(serving.ask(asked))
    place.supervisor.terminate(other.child.program.name)
    return found
