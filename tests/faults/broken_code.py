"""What stands in a broken build in the place of the right code."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from typing import Any, Final

_DIES_AT: Final = 2
_taken_up = {"count": 0}
_numbered = {"count": 0}


def accept_gaps(records: Sequence[Any], following: int, *, compacted: bool) -> Sequence[Any]:
    """Nobody asks whether records are missing."""
    del compacted
    return [record for record in records if record.offset >= following]


def accept_all(records: Sequence[Any], following: int, *, compacted: bool) -> Sequence[Any]:
    """Nobody asks anything."""
    del following, compacted
    return records


def accept_growth(records: Sequence[Any], following: int, *, compacted: bool) -> Sequence[Any]:
    """A batch that ends above the position is taken, from wherever it begins."""
    del compacted
    return records if records and records[-1].offset >= following else []


async def read_on(self: Any, batch: Any, fault: Exception) -> None:
    """A failed batch is over, as where a record is acknowledged before it was handled."""
    del batch
    self.trouble = f"{self.group}: {type(fault).__name__}"


def knows_nothing(*_: Any) -> bool:
    """No fact was ever seen before."""
    return False


async def assign_unpaused(self: Any, assigned: Any) -> None:
    """Partitions flow from where Kafka has them until their position was looked up."""
    self._forget()
    self.joined = True
    self._task = asyncio.create_task(self._keep_opening(sorted(assigned)))


def owed_by_this_batch(cursor: Any, messages: Mapping[Any, Any]) -> dict[int, Any]:
    """What others left is nobody's business."""
    return {
        number: messages[topic, partition]
        for number, packed, topic, partition in cursor
        if packed is None
    }


async def send_own(self: Any, places: Any, owing: Any = None) -> None:
    """Publish this batch's messages and no others."""
    del places
    if owing is not None:
        async with self._turn:
            await self._publish(self._left(owing))


def take_no_turn(self: Any, cursor: Any) -> None:
    """A lower number may become visible after a higher one was read."""
    del self, cursor


def linger(self: Any, cursor: Any, stored: Sequence[Any], **_: Any) -> None:
    """Every third writer takes its number and commits late, as one that was not scheduled does."""
    from order.store import recorder

    del self
    cursor.execute(recorder._INSERT, recorder._columns(stored), prepare=True)
    _numbered["count"] += 1
    if _numbered["count"] % 3 == 0:
        cursor.connection.execute("SELECT pg_sleep(1.5)")


def deliver_at_once(self: Any, connection: Any, send: Any, now: Any) -> Any:
    """The mail leaves within the transaction; each process dies there once."""
    from msgspec.structs import replace
    from notifier.app.letters import letter
    from notifier.domain.triggers import State
    from notifier.store import ledger

    written = letter(send, self._links, now)
    self._gateways[send.row.channel].deliver(written, send)
    _taken_up["count"] += 1
    if _taken_up["count"] == _DIES_AT:
        os.kill(os.getpid(), signal.SIGKILL)
    ledger.take_up(connection, send.row, now + self._pace.lease, self._holder, now)
    taken = replace(send.row, state=State.SENDING, attempts=send.row.attempts + 1)
    return replace(send, row=taken), written


async def delivered_before(self: Any, send: Any, written: Any) -> Any:
    """It has left already."""
    from notifier.domain.outcomes import Taken

    del self, send, written
    return Taken()


def park_outside(self: Any, record: Any, reason: str, detail: str) -> None:
    """The letter is written elsewhere; what is left of the batch fails and is read again."""
    del self
    raise RuntimeError(f"{record.offset} was parked outside: {reason}, {detail}")
