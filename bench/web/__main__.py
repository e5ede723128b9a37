"""How fast HTTP is: `python -m bench.web` asks our programs and bare ones, turn by turn.

The same PostgreSQL and broker, one client process that is not the bottleneck, on loopback.
"""

import argparse
import statistics
import time
from pathlib import Path
from typing import Any, Final

import psycopg
from waymark_events.topics import Service
from waymark_tools.stack.databases import DatabaseUrls
from waymark_tools.stack.waiting import wait_until

from bench import keeping, load, observing
from bench.checks import Expected, expected
from bench.contest import bare_tables, our_tables
from bench.stage import Place, opened
from bench.web import reading, serving, streams, taking, travelling
from bench.web.serving import Server

_FOLDED_WITHIN_S: Final = 300.0
_HEADERS: Final = {"authorization": f"Bearer {load.API_KEY.text}"}


def main() -> None:
    asked = _asked()
    asked.streams = streams.allowed(asked.streams)  # before anything is started
    with opened("bench-web") as place:
        load.fill(place.settings(), load.Size(asked.events, asked.events // 13))
        wanted = expected(place.bootstrap, place.topic(load.STREAM))
        found = _by_reader(place, wanted, asked)
        found["webhook"] = taking.measure(place, rounds=asked.rounds, seconds=asked.seconds)
        summed = {name: _summed(one) for name, one in found.items()}
        pace = summed["webhook"]["ours"]["per_s"]
        summed["journey"] = travelling.measure(place, _HEADERS, pace, asked.seconds)
    document = keeping.stamped(summed)
    keeping.write(asked.to, "web", document, text(document))
    print(text(document))


def _by_reader(place: Place, wanted: Expected, asked: argparse.Namespace) -> dict[str, Any]:
    """What is read of the projection: rows, then streams."""
    ours = serving.database(place, Service.PROJECTION, "bench_web", our_tables)
    bare = serving.database(place, Service.PROJECTION, "bench_rows", bare_tables)
    with ours as urls, bare as rows:
        reading.fill(rows, wanted)
        worker = serving.ours(place, urls, Service.PROJECTION, "worker")
        _folded(urls, wanted, worker)
        web = serving.ours(place, urls, Service.PROJECTION, "web")
        reading.check(web, _HEADERS, wanted)
        rounds, seconds = asked.rounds, asked.seconds
        got = reading.measure(place, web, rows, _HEADERS, wanted, rounds=rounds, seconds=seconds)
        rest = streams.at_rest(web, _HEADERS, asked.streams)
        streams.settled(web)
        fan = streams.fan_out(place, web, _HEADERS, asked.fan, asked.told)
        for server in (web, worker):
            place.supervisor.terminate(server.child.program.name)
    return {"shipment": got, "streams": {"rest": rest, "fan_out": fan}}


def _folded(urls: DatabaseUrls, wanted: Expected, worker: Server) -> None:
    with observing.by_query(observing.WORKER)(wanted, urls) as look:
        wait_until(
            lambda: look().done,
            within_s=_FOLDED_WITHIN_S,
            otherwise=lambda: f"the worker did not fold all:\n{worker.child.last_words()}",
        )
    with psycopg.connect(urls.owner) as connection:
        connection.execute("ANALYZE")


def _summed(found: dict[str, Any]) -> dict[str, Any]:
    """Medians beside the rounds, and the ratio of ours to bare."""
    if "ours" not in found:
        return found
    middle = {
        name: {
            key: round(statistics.median(one[key] for one in rounds), 3)
            for key in ("per_s", "p50_ms", "p99_ms", "client_cpu")
        }
        for name, rounds in found.items()
    }
    ratio = round(middle["ours"]["per_s"] / middle["bare"]["per_s"], 3)
    return {**middle, "ratio": ratio, "rounds": found}


def text(document: dict[str, Any]) -> str:
    """The document as people read it."""
    return "\n".join(
        [
            f"{document['at']}, {document['machine']}",
            "",
            *_compared("GET a shipment", document["shipment"]),
            *_compared("a carrier's push", document["webhook"]),
            *_streamed(document["streams"]["rest"], document["streams"]["fan_out"]),
            "from a carrier's push to the retailer's live stream, all programs on this machine:",
            *(_travelled(share, one) for share, one in document["journey"].items()),
        ]
    )


def _compared(what: str, one: dict[str, Any]) -> list[str]:
    lines = [
        f"{what + ', ' + who:<26}{one[who]['per_s']:>8,.0f}/s   p50 {one[who]['p50_ms']:6.1f} ms"
        f"   p99 {one[who]['p99_ms']:6.1f} ms   client {one[who]['client_cpu']:.0%} of a core"
        for who in ("ours", "bare")
    ]
    return [*lines, f"ours / bare: {one['ratio']:.2f}", ""]


def _streamed(rest: dict[str, Any], fan: dict[str, Any]) -> list[str]:
    kib = "–" if rest["kib_each"] is None else f"{rest['kib_each']:.1f}"
    return [
        f"{rest['streams']:,} live streams in one process, {kib} KiB each at rest, opened in"
        f" {rest['opened_in_s']:.1f} s; at rest they took {rest['cpu_at_rest'] or 0:.0%} of a core",
        f"{fan['events']} status changes to {fan['streams']:,} streams: the last was told"
        f" {fan['seconds']:.2f} s after the first scan, {fan['messages_per_s']:,.0f} messages/s",
        "",
    ]


def _travelled(share: str, one: dict[str, Any]) -> str:
    answer, event = one["answer"], one["event"]
    return (
        f"{one['per_s']:>6,} pushes/s ({share} of what the intake takes): answered"
        f" p50 {answer['p50_ms']:.0f} p99 {answer['p99_ms']:.0f} ms,"
        f" told p50 {event['p50_ms']:.0f} p99 {event['p99_ms']:.0f} ms"
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("--events", type=int, default=26_000, help="scans in the read model")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each turn")
    parser.add_argument("--streams", type=int, default=9_000, help="live streams at rest")
    parser.add_argument("--fan", type=int, default=500, help="live streams that are told")
    parser.add_argument("--told", type=int, default=20, help="status changes they are told")
    parser.add_argument("--to", type=Path, default=keeping.FOLDER)
    return parser.parse_args()


if __name__ == "__main__":
    began = time.monotonic()
    main()
    print(f"\nin {time.monotonic() - began:.0f} s")
