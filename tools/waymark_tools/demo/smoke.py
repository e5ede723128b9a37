"""The day without a person: plays it, compares, and says what differs."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct
from waymark_events.topics import Service

from waymark_tools.demo.checks import differences
from waymark_tools.demo.opening import actors, open_shop, wait_known
from waymark_tools.demo.player import Player
from waymark_tools.demo.programs import Programs
from waymark_tools.demo.stage import Stage, since, stage
from waymark_tools.demo.story import the_day
from waymark_tools.stack.ports import Ports

_SETTLES_WITHIN_S: Final = 20.0
_QUIET_S: Final = 1.5
_KILLED_AT_S: Final = {
    Service.ORDER: 7.0,
    Service.NOTIFIER: 13.0,
    Service.CARRIER_INGEST: 19.0,
    Service.PROJECTION: 25.0,
}


class Outcome(Struct, frozen=True):
    """What a play came to. No `wrong` sentence: all is as the file says."""

    wrong: Sequence[str]
    play_s: float


def smoke(folder: Path, ports: Ports, *, kills: bool, as_json: bool) -> int:
    """Play once and stop; 0 when everything is as the file says."""
    began = time.monotonic()

    def say(sentence: str) -> None:
        print(f"{since(began)}  {sentence}", file=sys.stderr, flush=True)

    with stage(folder, ports, say) as standing:
        outcome = _played(standing, say, kills=kills)
    took_s = time.monotonic() - began
    if as_json:
        answer = {"ok": not outcome.wrong, "seconds": round(took_s, 1), "kills": kills}
        print(json.dumps(answer | {"differences": list(outcome.wrong)}, ensure_ascii=False))
    else:
        _account(outcome, took_s, folder)
    return 1 if outcome.wrong else 0


def _played(standing: Stage, say: Callable[[str], None], *, kills: bool) -> Outcome:
    opened = open_shop(standing)
    wait_known(standing, opened)
    say("playing the day")
    killing = Killing(standing.programs, say) if kills else None
    began = time.monotonic()
    with actors(standing, opened) as acting:
        player = Player(the_day(), acting, pace=1.0)
        player.play(killing.step if killing else lambda _: None)
        say("the last step is done; waiting until all is told")
        copies = 2 if kills else 1

        def wrong() -> Sequence[str]:
            return differences(player.day, acting.observer, standing.mailbox, copies)

        acting.observer.wait(lambda: not wrong(), _SETTLES_WITHIN_S)
        time.sleep(_QUIET_S)  # what must not come any more would come now
        found = [*player.complaints, *wrong()]
    return Outcome(found, time.monotonic() - began)


class Killing:
    """Ends each service once with SIGKILL, one after the other, and starts it again."""

    def __init__(self, programs: Programs, say: Callable[[str], None]) -> None:
        self._programs = programs
        self._say = say
        self._left = dict(_KILLED_AT_S)

    def step(self, played_s: float) -> None:
        """Kill whose moment has come."""
        for service in [name for name, at in self._left.items() if at <= played_s]:
            del self._left[service]
            self._say(f"kill -9 {service}")
            self._programs.kill(service)


def _account(outcome: Outcome, took_s: float, folder: Path) -> None:
    for sentence in outcome.wrong:
        print(f"- {sentence}")
    verdict = f"{len(outcome.wrong)} differences" if outcome.wrong else "all as the file says"
    print(f"{verdict}; {took_s:.1f} s, of which {outcome.play_s:.1f} s of play")
    if outcome.wrong:
        print(f"logs: {folder}/*.log")
