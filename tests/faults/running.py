"""One run: bring up, load, do what the plan says, heal, wait until all has settled, dump, judge."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg
from aiokafka.errors import KafkaError
from faults import lag
from faults.catalogue import FAULTS
from faults.dumping import rows, topics
from faults.inflicting.processes import NotVisited
from faults.notes import Json, Notes
from faults.observing import group, standing, stream
from faults.observing.looking import looking
from faults.plan import Plan
from faults.stage import Stage, children_environment, stage
from faults.workload.journeys import parcels
from faults.workload.playing import Player
from waymark_events.topics import Service

_GIVE_UP_AFTER_S: Final = 90.0
_QUIET_S: Final = 2.0
_TELL_EVERY_S: Final = 10.0
_KEEPS_EVERY_S: Final = 0.5
Say = Callable[[str], None]


def run(plan: Plan, folder: Path, say: Say) -> Json:
    """Carry a plan out in a folder; what came of it, with the oracle's verdicts."""
    began = time.monotonic()
    plan.save(folder / "plan.json")
    with stage(folder, plan.broken, plan.small_disks) as standing_now:
        say(f"all is up after {time.monotonic() - began:.0f} s")
        _played(standing_now, plan, say)
        compared = _compared(standing_now)
        say("writing down what is there")
        _dump(standing_now, compared)
    say("asking the oracle")
    verdicts = judge(folder)
    return {"seed": plan.seed, "seconds": round(time.monotonic() - began), **verdicts}


def judge(folder: Path) -> Json:
    """What the oracle, a process that knows none of our code, says of a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "faults.oracle", str(folder)],
        env=children_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(f"the oracle says nothing:\n{done.stderr[-3000:]}")
    verdicts: Json = json.loads(done.stdout)
    return verdicts


def _played(stage: Stage, plan: Plan, say: Say) -> None:
    """The load with its onlookers, the faults, and the wait until everything has settled."""
    events = Notes(stage.folder / "events.jsonl")
    with ExitStack() as stack:
        for name, look in _onlookers(stage).items():
            stack.enter_context(looking(name, look))
        player = _player(stage, plan)
        load = threading.Thread(target=player.play, name="load")
        load.start()
        events.write({"what": "load begins", "tasks": player.of})
        began = time.monotonic()
        for entry in plan.entries:
            _wait_for(began + entry.at, stage)
            say(f"{player.done:,} of {player.of:,} said; {entry.fault} {entry.told}")
            _inflict(stage, entry.fault, entry.told, events)
        while load.is_alive():
            _wait_for(time.monotonic() + 5.0, stage)
            say(f"{player.done:,} of {player.of:,} said")
        load.join()
        stage.heal()
        events.write({"what": "healed"})
        events.write({"what": "settled", **_settle(stage, say)})
        time.sleep(_QUIET_S)  # what must not come any more would come now
    events.close()


def _onlookers(stage: Stage) -> dict[str, Callable[[threading.Event], None]]:
    def notes(name: str) -> Notes:
        return Notes(stage.folder / f"{name}.jsonl")

    gamma = stage.shops[-1]
    return {
        "onlooker": group.group(stage, notes("heard")),
        "stream": stream.stream(stage, gamma, notes("stream")),
        "positions": standing.positions(stage, notes("positions")),
        "readiness": standing.readiness(stage, notes("ready")),
    }


def _player(stage: Stage, plan: Plan) -> Player:
    chance = random.Random(plan.seed)
    names = [shop.retailer for shop in stage.shops]
    wanted = parcels(chance, names, plan.shipments, plan.lasts_s, datetime.now(UTC))
    ledger = Notes(stage.folder / "ledger.jsonl")
    return Player(stage.shops, wanted, stage.places.web, stage.ups, ledger)


def _inflict(stage: Stage, name: str, told: Json, events: Notes) -> None:
    events.write({"what": "fault", "fault": name, "number": FAULTS[name].number, "told": told})
    try:
        FAULTS[name].inflict(stage, told)
        outcome = "healed"
    except NotVisited as never:
        outcome = str(never)
    events.write({"what": "fault over", "fault": name, "told": told, "outcome": outcome})


def _settle(stage: Stage, say: Say) -> Json:
    """Seconds until nothing is left to do, None when that does not come; and how many of them
    carriers' own pace takes for what has to be asked of them.
    """
    began = time.monotonic()
    tell_at = began + _TELL_EVERY_S
    left: list[str] = ["not looked at yet"]
    paced_s = 0.0
    while time.monotonic() - began < _GIVE_UP_AFTER_S + paced_s:
        stage.fleet.keep()
        try:
            left = [*standing.waiting(stage), *map(str, lag.behind(stage).items())]
            paced_s = max(paced_s, standing.paced_s(stage))
        except (psycopg.Error, KafkaError, OSError) as fault:
            left = [type(fault).__name__]
        if not left:
            return {"took_s": round(time.monotonic() - began, 1), "paced_s": round(paced_s, 1)}
        if time.monotonic() > tell_at:
            say("still to do: " + "; ".join(left))
            tell_at += _TELL_EVERY_S
        time.sleep(0.5)
    say("not settled: " + "; ".join(left))
    return {"took_s": None, "paced_s": round(paced_s, 1)}


def _compared(stage: Stage) -> Json:
    """A projection built anew from the log, held against the live one."""
    told = stage.fleet.command(Service.PROJECTION, "rebuild", "--compare", "--json")
    compared: Json = json.loads(told)
    return compared


def _dump(stage: Stage, compared: Json) -> None:
    folder = stage.folder
    (folder / "rebuild.json").write_text(json.dumps(compared))
    names = lag.topics_of_a_run()
    topics.dump(stage.kafka.bootstrap, stage.wiring.topic_prefix, names, folder / "topics")
    rows.dump(stage, folder / "rows")


def _wait_for(moment: float, stage: Stage) -> None:
    stage.fleet.keep()
    while (left := moment - time.monotonic()) > 0:
        time.sleep(min(left, _KEEPS_EVERY_S))
        stage.fleet.keep()
