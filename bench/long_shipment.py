"""What one more scan costs a parcel, by how many facts it has: `python -m bench.long_shipment`.

In this process and on a real PostgreSQL, a batch of one record each. `late` is a scan that comes
after its time, which has to fold the history again; `filter_alone` is the projector without the
index of scans, as a parcel of thousands of scans would fare without it.
"""

import argparse
import json
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from projection.app import taking
from projection.app.hot import Hot
from projection.app.projecting import Projector
from projection.app.streams import Stream
from psycopg_pool import ConnectionPool
from waymark_runtime import positions
from waymark_runtime.consumer.applying import Applier, by_place
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.positions import Position
from waymark_runtime.postgres import make_pool, transaction
from waymark_runtime.records import Arrived

from bench import machine, scans
from bench.databases import projection_database
from bench.stage import opened

LENGTHS: Final = (60, 1_000, 4_900)
_TIMES: Final = 40
_AT_ONCE: Final = 500
_NOW: Final = datetime(2026, 3, 1, tzinfo=UTC)
_ROWS: Final = """
SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), sum(n_tup_ins + n_tup_upd)
FROM pg_stat_xact_user_tables
"""


class Parcel:
    """One parcel in one partition, given batch after batch."""

    def __init__(self, pool: ConnectionPool, number: str, partition: int, *, hot: bool) -> None:
        self._number, self._partition, self._offset = number, partition, 0
        projector = Projector(Hot() if hot else Hot(most=0))
        self.rows: list[tuple[int, int]] = []
        self._handler = projector.on_shipment_events
        self._applier = Applier(
            pool,
            self._counted,
            service="projection",
            consumer="projector",
            compacted=frozenset(),
            known=None,
        )
        place = (scans.STREAM, partition)
        with transaction(pool) as connection:
            first = {place: Position(0, "cluster", "topic")}
            positions.establish(connection, "projector", first)

    def take(self, *hours: float) -> None:
        """A batch of scans at these hours."""
        records = [self._arrived(scans.scan(self._number, hour)) for hour in hours]
        self._applier.apply(by_place(records), {})

    def _arrived(self, message: Outgoing) -> Arrived:
        offset, self._offset = self._offset, self._offset + 1
        at = _NOW + timedelta(seconds=offset)
        place = (scans.STREAM, self._partition, offset)
        return Arrived(*place, at, message.key, message.value, message.headers)

    def _counted(self, work: Any) -> None:
        before = work.connection.execute(_ROWS).fetchone()
        self._handler(work)
        after = work.connection.execute(_ROWS).fetchone()
        read, written = (int(now - then) for now, then in zip(after, before, strict=True))
        self.rows.append((read, written))


def measured(pool: ConnectionPool, pid: int, partition: int, facts: int, *, hot: bool) -> Any:
    """The cost of a scan in its time, and of a late one."""
    parcel = Parcel(pool, f"1ZLONG{facts}-{partition}", partition, hot=hot)
    for first in range(0, facts, _AT_ONCE):
        parcel.take(*range(first, min(first + _AT_ONCE, facts)))
    in_time = _cost(parcel, pid, [float(facts + turn) for turn in range(_TIMES)])
    late = _cost(parcel, pid, [facts / 2 + turn + 0.5 for turn in range(3)])
    return {"in_time": in_time, "late": late}


def _cost(parcel: Parcel, pid: int, hours: list[float]) -> dict[str, float]:
    parcel.rows.clear()
    walls, cpu, server = [], time.process_time(), machine.cpu_s(pid) or 0.0
    for hour in hours:
        began = time.perf_counter()
        parcel.take(hour)
        walls.append(time.perf_counter() - began)
    spent, served = time.process_time() - cpu, (machine.cpu_s(pid) or 0.0) - server
    return {
        "median_ms": round(statistics.median(walls) * 1_000, 2),
        "client_cpu_ms": round(spent / len(hours) * 1_000, 2),
        "postgres_cpu_ms": round(served / len(hours) * 1_000, 2),
        "rows_read": statistics.mean(read for read, _ in parcel.rows),
        "rows_written": statistics.mean(written for _, written in parcel.rows),
    }


@contextmanager
def filter_alone() -> Iterator[None]:
    """The projector without the index of scans, and without the bound that would hide it."""
    with (
        patch.object(Stream, "_is_unheard", lambda *_: False),
        patch.object(taking, "RELIVED_A_FACT", 1_000_000),
    ):
        yield


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.long_shipment", description=__doc__)
    asked.add_argument("--to", type=Path, default=Path(__file__).parent / "results")
    found: dict[str, Any] = {"machine": machine.described(), "facts": list(LENGTHS)}
    to = asked.parse_args().to
    with ExitStack() as stack:
        place = stack.enter_context(opened(f"bench-{uuid.uuid4().hex[:8]}."))
        urls = stack.enter_context(projection_database(place.admin_url, "bench_long"))
        pool = stack.enter_context(make_pool(urls.worker, name="bench"))
        pid, partition = place.pids["postgres"], iter(range(12))
        for name, hot in (("remembered", True), ("read_anew", False)):
            found[name] = {n: measured(pool, pid, next(partition), n, hot=hot) for n in LENGTHS}
        with filter_alone():
            some = {n: measured(pool, pid, next(partition), n, hot=False) for n in (60, 1_000)}
            found["filter_alone"] = some
    to.mkdir(exist_ok=True)
    (to / "long_shipment.json").write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
