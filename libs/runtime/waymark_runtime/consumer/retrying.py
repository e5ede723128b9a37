"""When a batch fails: what is tried again, for how long, and who is parked at the end.

A database that is away is nobody's fault and is waited for without end; so is the end of a build
that a newer one has overtaken. Anything else has a budget; when it is spent the batch goes record
by record, and those that fail alone are parked.
"""

import asyncio
import logging
import time
from typing import Final

from msgspec import Struct

from waymark_runtime import metrics
from waymark_runtime.consumer.applying import Applied, Applier, Batch, Poison, Reason
from waymark_runtime.faults import Outdated, PoisonRecord, TransientFault
from waymark_runtime.postgres import is_away
from waymark_runtime.records import Arrived, Place

_LOG: Final = logging.getLogger(__name__)
_MOST_POISON: Final = 20


class Budget(Struct, frozen=True):
    """How long a failing batch is tried: faults of ours `tries` times, transient ones `seconds`."""

    tries: int = 5
    seconds: float = 60.0
    first_delay_s: float = 0.1
    most_delay_s: float = 5.0

    def delay_s(self, tried: int) -> float:
        """Pause after the n-th try."""
        return min(self.first_delay_s * 2.0 ** (2 * (tried - 1)), self.most_delay_s)

    def spent(self, fault: Exception, tried: int, since: float) -> bool:
        """Whether to stop trying the batch whole."""
        waited = time.monotonic() - since
        if isinstance(fault, TransientFault):
            return waited >= self.seconds
        return tried >= self.tries or waited >= self.seconds


class Interrupted(Exception):  # noqa: N818 (not an error: the process is ending)
    """The process ends; what was not applied is redelivered to the next owner."""


class Retrier:
    """Brings one batch to its end; what it raises means that the batch must be read again."""

    def __init__(self, applier: Applier, budget: Budget) -> None:
        self._applier = applier
        self._budget = budget
        self.stopping = asyncio.Event()

    async def apply(self, batch: Batch) -> list[Applied]:
        """Apply, park or give up for now: every record ends as one of these."""
        poison: dict[tuple[str, int, int], Reason] = {}
        tried, since = 0, time.monotonic()
        while True:
            try:
                return [await self._applier.applied(batch, poison)]
            except PoisonRecord as fault:
                self._retry("poison", fault)
                if fault.record[:3] in poison or len(poison) >= _MOST_POISON:
                    return await self._singly(batch, poison)
                poison[fault.record[:3]] = (fault.reason, fault.detail)
            except Exception as fault:
                if _is_nobodys(fault):
                    raise
                tried += 1
                self._retry(type(fault).__name__, fault)
                if self._budget.spent(fault, tried, since):
                    return await self._singly(batch, poison)
                await self.pause(self._budget.delay_s(tried))

    async def pause(self, seconds: float) -> None:
        """Wait, unless the process ends meanwhile: then Interrupted."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return
        raise Interrupted

    async def _singly(self, batch: Batch, poison: Poison) -> list[Applied]:
        done = []
        for place, records in batch.items():
            for record in records:
                if self.stopping.is_set():
                    raise Interrupted
                alone = await self._alone(place, record, poison.get(record[:3]))
                done.append(alone)
                if alone.gaps:
                    break
        return done

    async def _alone(self, place: Place, record: Arrived, known: Reason | None) -> Applied:
        one = {place: [record]}
        try:
            poison = {} if known is None else {record[:3]: known}
            return await self._applier.applied(one, poison)
        except Exception as fault:
            if _is_nobodys(fault):
                raise
            return await self._applier.applied(one, {record[:3]: _reason(fault)})

    def _retry(self, cause: str, fault: Exception) -> None:
        metrics.RETRIES.labels(self._applier.consumer, cause).inc()
        _LOG.warning("batch of %s failed: %s", self._applier.consumer, _told(fault))


def _is_nobodys(fault: Exception) -> bool:
    """Whether no record is to blame, so that none may be parked for it."""
    return isinstance(fault, Outdated) or is_away(fault)


def _reason(fault: Exception) -> Reason:
    if isinstance(fault, PoisonRecord):
        return fault.reason, fault.detail
    if isinstance(fault, TransientFault):
        return fault.reason, str(fault)
    return "handler_failed", f"the handler raised {type(fault).__name__}: {fault}"


def _told(fault: Exception) -> str:
    """For the log: what a stranger's bytes made a library say stays out of it."""
    if isinstance(fault, PoisonRecord):
        place = f"{fault.record.topic}[{fault.record.partition}]@{fault.record.offset}"
        return f"{fault.reason} at {place}"
    return f"{fault.reason}: {fault}" if isinstance(fault, TransientFault) else type(fault).__name__
