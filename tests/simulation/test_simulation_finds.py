"""The simulation finds what it is there to find: a check that cannot fail is no check."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from simulation.breaking import BREAKS
from simulation.machine import Simulation

BUDGET = settings(
    max_examples=300,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
)


@pytest.mark.parametrize("mistake", BREAKS)
def test_a_build_that_is_broken_on_purpose_is_found(mistake: str) -> None:
    """Each mistake is found within three hundred interleavings, always the same ones."""
    with BREAKS[mistake](), pytest.raises(AssertionError):
        run_state_machine_as_test(Simulation, settings=BUDGET)
