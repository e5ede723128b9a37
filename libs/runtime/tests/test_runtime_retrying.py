"""Who is to blame when a batch fails, and who is not."""

import asyncio
from datetime import UTC, datetime
from typing import cast

import pytest
from waymark_runtime.consumer.applying import Applied, Applier, Batch, Poison
from waymark_runtime.consumer.retrying import Budget, Retrier
from waymark_runtime.faults import Outdated, TransientFault
from waymark_runtime.records import Arrived

RECORD = Arrived("t", 0, 5, datetime.now(UTC), b"k", b"v", ())
NO_TIME = Budget(tries=1, seconds=0.0, first_delay_s=0.0)


class Failing:
    """An applier that fails until a record is given as poison; `parked` is what was."""

    consumer = "test"

    def __init__(self, fault: Exception) -> None:
        self.fault = fault
        self.parked: list[tuple[str, int, int]] = []

    async def applied(self, batch: Batch, poison: Poison) -> Applied:
        del batch
        if not poison:
            raise self.fault
        self.parked += poison
        return Applied({}, {}, {})


def retried(fault: Exception) -> list[tuple[str, int, int]]:
    """What is parked of a batch that fails so, with no time to try again."""
    failing = Failing(fault)
    asyncio.run(Retrier(cast(Applier, failing), NO_TIME).apply({("t", 0): [RECORD]}))
    return failing.parked


def test_what_fails_for_too_long_is_parked() -> None:
    """A fault of the moment that does not pass takes the records that have it, one by one."""
    assert retried(TransientFault("nobody answers")) == [("t", 0, 5)]


def test_an_outdated_build_parks_nothing() -> None:
    """No budget ends it: the batch is left to be read again by the build that can."""
    with pytest.raises(Outdated):
        retried(Outdated("a newer build was here"))
