"""G10: a carrier's push, ours with its token checked and the bytes kept, against a bare POST."""

import json
from pathlib import Path
from typing import Any, Final

from waymark_events.topics import Service
from waymark_tools.stack.databases import DatabaseUrls

from bench import topics
from bench.carrier import account, pushes
from bench.checks import same
from bench.reading import partitions
from bench.stage import Place
from bench.web import serving
from bench.web.client import Asked

CONNECTIONS: Final = 32
PAYLOADS: Final = "carrier.payloads.v1"
_WARM_S: Final = 1.0
_DIFFERENT: Final = 5_000
_LIKE_UPS: Final = {
    "user-agent": "UPSPubSubTrackingService",
    "content-type": "application/json",
}


def measure(place: Place, *, rounds: int, seconds: float) -> dict[str, list[dict[str, Any]]]:
    """Turn by turn. Every 2xx is a record on the topic, or it is an error."""
    bodies = _bodies(place.supervisor.folder / "pushes.jsonl")
    with serving.database(place, Service.CARRIER_INGEST, "bench_ingest", account.tables) as urls:
        path, headers, web = opened(place, urls)
        bare = serving.bare(place, "taking", place.bootstrap, place.topic(topics.OUTPUT))
        topics.renew(place.bootstrap, place.prefix, topics.OUTPUT)
        turns = {
            "ours": _asked(web.port, seconds, path, headers, bodies),
            "bare": _asked(bare.port, seconds, "/push", _LIKE_UPS, bodies),
        }
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in turns}
        for _ in range(rounds):
            for name, asked in turns.items():
                found[name].append(serving.ask(asked))
        for server in (web, bare):
            place.supervisor.terminate(server.child.program.name)
    for name, topic in (("ours", PAYLOADS), ("bare", topics.OUTPUT)):
        lying = sum(len(one) for _, one in partitions(place.bootstrap, place.topic(topic)))
        same(f"pushes kept, {name}", lying, sum(one["answers"] for one in found[name]))
    return found


def _asked(port: int, seconds: float, path: str, headers: dict[str, str], bodies: Path) -> Asked:
    """UPS sends JSON."""
    more = {**headers}
    return Asked(port, CONNECTIONS, _WARM_S, seconds, "POST", [path], more, str(bodies))


def opened(place: Place, urls: DatabaseUrls) -> tuple[str, dict[str, str], serving.Server]:
    """The service's web program with an account; where a push goes and what it shows."""
    client = account.add(place, urls)
    web = serving.ours(place, urls, Service.CARRIER_INGEST, "web")
    name, secret = client["push_client_id"], client["push_client_secret"]
    form = {"grant_type": "client_credentials"}
    token = serving.post(web, "/oauth/token", form, (name, secret))["access_token"]
    headers = {"authorization": f"Bearer {token}", "x-api-key": name}
    path = client["push_url"].removeprefix("http://127.0.0.1")
    return path, headers | _LIKE_UPS, web


def _bodies(file: Path) -> Path:
    """Pushes as UPS writes them, one a line."""
    every = (json.dumps(pushes.push(pushes.number_of(one), 0)) for one in range(_DIFFERENT))
    file.write_text("".join(f"{one}\n" for one in every))
    return file
