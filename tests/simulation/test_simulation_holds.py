"""Whoever dies wherever: effects once, in order, nothing lost. Short; `make simulate` is long."""

import os
import sys
import time

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from simulation.counting import COUNTS, told
from simulation.machine import Simulation

SHORT = settings(max_examples=30, stateful_step_count=30)
_AT_ONCE = 100


def test_whoever_dies_wherever_nothing_is_lost_and_nothing_is_done_twice() -> None:
    """Relay, consumer, projector and notifier, dying between any two effects."""
    run_state_machine_as_test(Simulation, settings=SHORT)


@pytest.mark.simulation
def test_the_same_for_minutes() -> None:
    """`SECONDS` says for how long; the last line says how many interleavings that were."""
    until = time.monotonic() + float(os.environ.get("SECONDS") or 120)
    COUNTS.clear()
    began = time.monotonic()
    many = settings(max_examples=_AT_ONCE, stateful_step_count=60)
    while time.monotonic() < until:
        run_state_machine_as_test(Simulation, settings=many)
    sys.stdout.write(f"\n{told(time.monotonic() - began)}\n")
