"""What a rebuild takes: `python -m bench.rebuilding` folds a log, then builds all of it anew.

Beside it stands what PostgreSQL alone needs to take the same rows in by COPY, into the same tables.
The rebuild reads the log, folds, writes, and compares; it finds nothing to put in, or it is wrong.
"""

import argparse
import json
import os
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import psycopg
from projection.store import shadow
from waymark_runtime.migrations import role_of
from waymark_tools.stack.children import Program
from waymark_tools.stack.databases import DatabaseUrls
from waymark_tools.stack.waiting import wait_until

from bench import contestants, keeping, load, machine
from bench.checks import Expected, expected, same
from bench.contest import end, started
from bench.contestants import WORKER, Entrant
from bench.stage import Place, opened

_TABLES: Final = ("fact", "shipment")
_ENDS_WITHIN_S: Final = 3_600.0
_CHUNK: Final = 1 << 20


def main() -> None:
    asked = _asked()
    with opened("bench-rebuild") as place:
        load.fill(place.settings(), load.Size(asked.events, asked.events // 13))
        wanted = expected(place.bootstrap, place.topic(load.STREAM))
        (entrant,) = contestants.make(place, [WORKER])
        with started(place.stage(wanted), entrant.contestant, 0) as (children, urls):
            _folded(entrant, wanted, urls)
            end(place.stage(wanted), children)
            entrant.check(urls.worker, wanted)
            copied = [_copied(urls, wanted, place.supervisor.folder) for _ in range(asked.rounds)]
            rebuilt = [_rebuilt(place, urls, wanted, n) for n in range(asked.rounds)]
    document = keeping.stamped(_gathered(wanted, min(copied), rebuilt))
    keeping.write(asked.to, "rebuild", document, text(document))
    print(text(document))


def _folded(entrant: Entrant, wanted: Expected, urls: DatabaseUrls) -> None:
    with entrant.contestant.observing(wanted, urls) as look:
        wait_until(
            lambda: look().done,
            within_s=_ENDS_WITHIN_S,
            otherwise=lambda: "the worker did not fold all",
        )


def _copied(urls: DatabaseUrls, wanted: Expected, folder: Path) -> float:
    """Seconds to take the rows in, from files."""
    with (
        closing(psycopg.connect(urls.owner, autocommit=True)) as owner,
        closing(psycopg.connect(urls.worker, autocommit=True)) as worker,
    ):
        for table in _TABLES:
            query = f"COPY public.{table} TO STDOUT (FORMAT BINARY)"
            with (folder / table).open("wb") as out, worker.cursor().copy(query) as copy:
                for chunk in copy:
                    out.write(chunk)
        shadow.make(owner, role_of(urls.worker))
        began = time.monotonic()
        facts, shipments = (_copy_in(worker, table, folder / table) for table in _TABLES)
        seconds = time.monotonic() - began
        shadow.drop(owner)
    same("facts copied", facts, wanted.facts)
    same("shipments copied", shipments, len(wanted.states))
    return seconds


def _copy_in(worker: psycopg.Connection, table: str, file: Path) -> int:
    """How many rows there were."""
    query = f"COPY {shadow.SCHEMA}.{table} FROM STDIN (FORMAT BINARY)"
    cursor = worker.cursor()
    with file.open("rb") as rows, cursor.copy(query) as copy:
        while chunk := rows.read(_CHUNK):
            copy.write(chunk)
    return cursor.rowcount


def _rebuilt(place: Place, urls: DatabaseUrls, wanted: Expected, number: int) -> dict[str, Any]:
    """The operator's command; what it told, and what it used."""
    argv = [sys.executable, "-m", "projection.main", "rebuild", "--compare", "--json"]
    environment = {**os.environ, **place.environment(urls, 0)}
    began = time.monotonic()
    child = place.supervisor.start(Program(f"rebuild-{number}", argv, environment))
    peak = [0.0]

    def ended() -> bool:
        peak[0] = max(peak[0], machine.peak_mb(child.pid) or 0.0)
        return not child.running

    wait_until(ended, within_s=_ENDS_WITHIN_S, otherwise=child.last_words)
    seconds = time.monotonic() - began
    if child.exit_code:
        raise RuntimeError(f"the rebuild failed:\n{child.last_words()}")
    told: dict[str, Any] = json.loads(child.log.read_text().splitlines()[-1])
    same("records rebuilt", told["facts"], sum(wanted.ends.values()))
    same("shipments rebuilt alike", told["alike"], len(wanted.states))
    return {"seconds": seconds, "told_s": told["seconds"], "peak_mb": peak[0]}


def _gathered(wanted: Expected, copy_s: float, rebuilt: list[dict[str, Any]]) -> dict[str, Any]:
    best = min(rebuilt, key=lambda one: float(one["seconds"]))
    records = sum(wanted.ends.values())
    return {
        "records": records,
        "shipments": len(wanted.states),
        "copy_s": round(copy_s, 2),
        "rebuild_s": round(best["seconds"], 2),
        "told_s": best["told_s"],
        "records_per_s": round(records / best["seconds"]),
        "ratio": round(best["seconds"] / copy_s, 2),
        "peak_mb": round(max(one["peak_mb"] for one in rebuilt), 1),
    }


def text(document: dict[str, Any]) -> str:
    """The document as people read it."""
    return "\n".join(
        [
            f"{document['at']}, {document['machine']}",
            f"{document['records']:,} records of {document['shipments']:,} shipments",
            f"COPY of the rows alone {document['copy_s']:8.2f} s",
            f"rebuild, compared too  {document['rebuild_s']:8.2f} s,"
            f" {document['records_per_s']:,} records/s, {document['peak_mb']:.0f} MB",
            f"rebuild / COPY: {document['ratio']:.1f}",
            f"starting and ending apart, it took {document['told_s']} s",
        ]
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.rebuilding", description=__doc__)
    parser.add_argument("--events", type=int, default=260_000, help="scans in all")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--to", type=Path, default=keeping.FOLDER)
    return parser.parse_args()


if __name__ == "__main__":
    main()
