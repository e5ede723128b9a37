"""Writes the load at an even pace, and knows when each record was due."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from waymark_runtime.outgoing import Outgoing
from waymark_runtime.producer import Producer
from waymark_runtime.settings import ServiceSettings

_TICK_S: Final = 0.005


def paced(
    settings: ServiceSettings, records: Sequence[Outgoing], per_s: float
) -> Mapping[int, Sequence[float]]:
    """Write all; by partition, when each record was due, in order, as the machine's clock counts.

    A record counts from when it was due, not from when it could be sent: who falls behind here
    does not look better for it.
    """
    return asyncio.run(_paced(settings, records, per_s))


async def _paced(
    settings: ServiceSettings, records: Sequence[Outgoing], per_s: float
) -> Mapping[int, Sequence[float]]:
    producer = Producer(settings)
    await producer.start()
    due: dict[int, list[float]] = defaultdict(list)
    began, sent = time.monotonic(), 0
    try:
        while sent < len(records):
            now = time.monotonic()
            until = min(int((now - began) * per_s), len(records))
            if until > sent:
                for number in range(sent, until):
                    due[records[number].partition].append(began + number / per_s)
                await producer.publish_all(records[sent:until])
                sent = until
            await asyncio.sleep(max(0.0, now + _TICK_S - time.monotonic()))
    finally:
        await producer.stop()
    return due
