"""How long it takes from a scan on the topic to its effects in the database.

`python -m bench.latency` writes scans at a quarter and at a half of what the projector can do, to
the projector and to the bare loop in turn, and reckons for each scan the time from when it was due
to when a reader could see it.
"""

import argparse
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from waymark_tools.stack.children import Child, Program
from waymark_tools.stack.databases import DatabaseUrls
from waymark_tools.stack.waiting import wait_until

from bench import contestants, keeping, load, topics
from bench.checks import Expected, expected
from bench.contest import Stage, contest, end, started
from bench.contestants import BARE, PROJECTOR, Entrant
from bench.latency.pacing import paced
from bench.stage import Place, opened

_SHARES: Final = (0.25, 0.5)
_WARM_S: Final = 3.0
_COMMITTED_WITHIN_S: Final = 120.0
_NOTHING: Final = Expected({}, 0, 0, {}, {})
_POSITIONS: Final = {
    BARE: "SELECT partition, next FROM position",
    PROJECTOR: "SELECT partition, next FROM position WHERE consumer = 'projector'",
}


def main() -> None:
    asked = _asked()
    with opened("bench-latency") as place:
        load.fill(place.settings(), load.Size(asked.events, asked.events // 13))
        wanted = expected(place.bootstrap, place.topic(load.STREAM))
        entrants = contestants.make(place, [BARE, PROJECTOR])
        rates = {one.contestant.name: _rate(place.stage(wanted), one) for one in entrants}
        found = {
            f"{share:.0%}": _at(place, entrants, rates[PROJECTOR] * share, asked)
            for share in _SHARES
        }
    document = keeping.stamped({"rates": rates, "at_share": found})
    keeping.write(asked.to, "latency", document, text(document))
    print(text(document))


def _rate(stage: Stage, entrant: Entrant) -> float:
    """Records a second when all of them lie there."""
    entrant.prepare()
    with contest(stage, entrant.contestant, 0) as run:
        entrant.check(run.database, stage.wanted)
    return run.speed


def _at(
    place: Place, entrants: Sequence[Entrant], per_s: float, asked: argparse.Namespace
) -> dict[str, Any]:
    """Everybody at one pace, turn by turn; p50 and p99 of all rounds together."""
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(asked.rounds):
        for one in entrants:
            times[one.contestant.name] += _run(place, one, number + 1, per_s, asked.seconds)
    found: dict[str, Any] = {name: _told(sorted(one)) for name, one in times.items()}
    ratio = found[PROJECTOR]["p99_ms"] / found[BARE]["p99_ms"]
    return {"per_s": round(per_s), **found, "ratio": round(ratio, 3)}


def _run(place: Place, entrant: Entrant, number: int, per_s: float, seconds: float) -> list[float]:
    """Milliseconds of every scan, but for those that it was warmed up with."""
    topics.renew(place.bootstrap, place.prefix, load.STREAM)
    entrant.prepare()
    events = int(per_s * (seconds + _WARM_S))
    records = load.scans(load.Size(events, events // 13))
    warm = int(per_s * _WARM_S)
    name = entrant.contestant.name
    file = place.supervisor.folder / f"positions-{name}-{number}"
    with started(place.stage(_NOTHING), entrant.contestant, number) as (children, urls):
        argv = [sys.executable, "-m", "bench.latency.watching", urls.worker, _POSITIONS[name]]
        watcher = place.supervisor.start(Program(f"watch-{number}-{name}", [*argv, str(file)]))
        before = paced(place.settings(), records[:warm], per_s)
        _committed(place, entrant, urls, children[0])
        due = paced(place.settings(), records[warm:], per_s)
        wanted = _committed(place, entrant, urls, children[0])
        place.supervisor.terminate(watcher.program.name)
        end(place.stage(wanted), children)
        entrant.check(urls.worker, wanted)
    return _latencies(due, {number: len(times) for number, times in before.items()}, file)


def _committed(place: Place, entrant: Entrant, urls: DatabaseUrls, child: Child) -> Expected:
    """Wait until all that lies there is committed; what must have been written."""
    wanted = expected(place.bootstrap, place.topic(load.STREAM))
    with entrant.contestant.observing(wanted, urls) as look:
        wait_until(
            lambda: look().done,
            within_s=_COMMITTED_WITHIN_S,
            otherwise=lambda: f"not all was committed:\n{child.last_words()}",
        )
    return wanted


def _latencies(
    due: Mapping[int, Sequence[float]], first: Mapping[int, int], file: Path
) -> list[float]:
    """From due to seen; each scan by the first position that lies beyond it.

    `first` is the offset of the first scan of each partition.
    """
    at: dict[int, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for line in file.read_text().splitlines():
        when, partition, following = line.split()
        at[int(partition)][0].append(int(following))
        at[int(partition)][1].append(float(when))
    found = []
    for number, times in due.items():
        followings, seen = at[number]
        for offset, begun in enumerate(times, first.get(number, 0)):
            found.append((seen[bisect_right(followings, offset)] - begun) * 1e3)
    return found


def _told(times: Sequence[float]) -> dict[str, Any]:
    return {
        "scans": len(times),
        "p50_ms": round(times[len(times) // 2], 2),
        "p99_ms": round(times[len(times) * 99 // 100], 2),
    }


def text(document: dict[str, Any]) -> str:
    """The document as people read it."""
    rates = document["rates"]
    lines = [
        f"{document['at']}, {document['machine']}",
        f"when all lies there: bare {rates[BARE]:,.0f}/s, projector {rates[PROJECTOR]:,.0f}/s",
        "",
    ]
    for share, one in document["at_share"].items():
        lines.append(f"at {one['per_s']:,} scans/s, {share} of what the projector can do:")
        lines += [
            f"  {name:<10} p50 {one[name]['p50_ms']:7.1f} ms   p99 {one[name]['p99_ms']:7.1f} ms"
            for name in (BARE, PROJECTOR)
        ]
        lines.append(f"  p99, projector / bare: {one['ratio']:.2f}")
    return "\n".join(lines)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.latency", description=__doc__)
    parser.add_argument("--events", type=int, default=65_000, help="scans to find the rates with")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each turn")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--to", type=Path, default=keeping.FOLDER)
    return parser.parse_args()


if __name__ == "__main__":
    main()
