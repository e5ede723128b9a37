"""Steps: the order of effects, taken at once where every port answers at once."""

import asyncio

import pytest
from waymark_runtime.steps import at_once


async def _answer(value: int) -> int:
    return value


async def _refuse() -> None:
    raise LookupError("no such row")


def test_a_step_whose_ports_answer_at_once_is_taken_without_a_loop() -> None:
    """A thread of a worker needs no event loop to take a step."""

    async def step() -> int:
        return await _answer(2) + await _answer(3)

    assert at_once(step()) == 5


def test_what_a_port_raises_comes_out_as_it_is() -> None:
    """A transaction that was rolled back says why."""
    with pytest.raises(LookupError, match="no such row"):
        at_once(_refuse())


def test_a_port_that_waits_is_an_error() -> None:
    """A step that would wait for an event loop is never left half done in silence."""

    async def step() -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="has waited"):
        at_once(step())
