"""Somebody's junk, sent by a process of its own: what it costs is not ours."""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from typing import Final

from projection.settings import Settings
from waymark_events.ids import RetailerId
from waymark_runtime.outgoing import Outgoing
from waymark_runtime.producer import Producer

from bench import scans

HOSTILE: Final = RetailerId("acme")
JUNK: Final = 10_000
PACE_A_S: Final = 500
"""What the door lets in of one account's pushes (`pushes_a_second`)."""
PACED: Final = "_through_the_door"
_EACH: Final = 50
Flood = Callable[[int], Iterator[Outgoing]]


def one_in_order(turn: int) -> Iterator[Outgoing]:
    """Ten thousand scans of one number."""
    return (scans.scan(f"1ZJUNK{turn}", hour, HOSTILE) for hour in range(JUNK))


def one_backwards(turn: int) -> Iterator[Outgoing]:
    """The same, each before the last."""
    return (scans.scan(f"1ZBACK{turn}", JUNK - hour, HOSTILE) for hour in range(JUNK))


def many_backwards(turn: int) -> Iterator[Outgoing]:
    """Fifty of each number, each before the last."""
    for number in range(JUNK // _EACH):
        for hour in range(_EACH):
            yield scans.scan(f"1ZMANY{turn}-{number}", JUNK - hour, HOSTILE)


FLOODS: Final[dict[str, Flood]] = {
    "one_number_in_order": one_in_order,
    "one_number_backwards": one_backwards,
    "many_numbers_backwards": many_backwards,
    f"many_numbers_backwards{PACED}": many_backwards,
}


async def _flood(name: str, turn: int) -> None:
    """Be ready, wait for the word, and send: all at once, or as the door lets it in."""
    producer = Producer(Settings())  # type: ignore[call-arg]  # from the environment
    await producer.start()
    junk = list(FLOODS[name](turn))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    pace = PACE_A_S if name.endswith(PACED) else len(junk)
    for first in range(0, len(junk), pace):
        begun = time.monotonic()
        await producer.publish_all(junk[first : first + pace])
        await asyncio.sleep(max(begun + 1 - time.monotonic(), 0.0))
    await producer.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.floods", description=__doc__)
    parser.add_argument("flood", choices=FLOODS)
    parser.add_argument("turn", type=int)
    asked = parser.parse_args()
    asyncio.run(_flood(asked.flood, asked.turn))
