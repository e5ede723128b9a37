"""A member of a consumer group as its own process: `runtime_member <settings.json> <instance>`.

Writes down each record it applies and publishes one message for it, slowly enough to be cut off.
The first instance freezes inside the transaction that applies a record of `FREEZE`.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Final

from integration.runtime_consuming import TARGET, Place, message
from kit.broker import Broker
from waymark_runtime import postgres
from waymark_runtime.broker import SUBSCRIBER
from waymark_runtime.consumer import Work
from waymark_tools.stack.databases import DatabaseUrls

FREEZE: Final = b"freeze"
IDLE_S: Final = 4
"""How long a member's transaction may lie idle, less than in earnest."""
SESSION: Final = {"session_timeout_ms": 3_000, "heartbeat_interval_ms": 1_000}
"""After how long a member is taken for gone, half of what it is in earnest."""


def freezing(work: Work) -> None:
    """As `slowly`, and stop like a machine that is swapped out, with the positions locked."""
    if any(record.value == FREEZE for record in work.records):
        os.kill(os.getpid(), signal.SIGSTOP)
    slowly(work)


def slowly(work: Work) -> None:
    """One transaction of at least a tenth of a second."""
    partitions = [record.partition for record in work.records]
    offsets = [record.offset for record in work.records]
    work.connection.execute(
        "INSERT INTO seen SELECT unnest(%s::int[]), unnest(%s::bigint[])", [partitions, offsets]
    )
    work.connection.execute("SELECT pg_sleep(0.1)")
    for record in work.records:
        work.publish(record, TARGET, message(record.partition * 1_000_000 + record.offset))


async def main(file: str, instance: str) -> None:
    """Consume until SIGTERM."""
    given = json.loads(await asyncio.to_thread(Path(file).read_text))
    place = Place(Broker(given["bootstrap"], given["prefix"]), DatabaseUrls(**given["urls"]))
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    handler = freezing if instance == "0" else slowly
    async with place.consuming(handler, instance=instance):
        await stopping.wait()


if __name__ == "__main__":
    postgres._IDLE_S = IDLE_S  # type: ignore[misc]  # a test need not wait for as long
    SUBSCRIBER.update(SESSION)
    asyncio.run(main(sys.argv[1], sys.argv[2]))
