"""The harness itself: plans can be played again, seams are where the code is."""

from pathlib import Path

import pytest
from faults import breaks, plan, points, report, seams, tiers
from faults.catalogue import FAULTS


@pytest.mark.parametrize("name", points.POINTS)
def test_a_crash_point_is_a_function_that_is_there(name: str) -> None:
    """A renamed function cannot leave a crash point that nobody comes by."""
    _, _, function = seams.found(points.POINTS[name].path)
    assert callable(function)


def test_a_plan_is_its_seed() -> None:
    """The same seed draws the same faults; another seed draws others."""
    among = plan.usual(smoke=True)
    first = plan.draw(7, 100, 60.0, among=among, least=12)
    assert first == plan.draw(7, 100, 60.0, among=among, least=12)
    assert first.entries != plan.draw(8, 100, 60.0, among=among, least=12).entries
    assert len(first.entries) >= 12


def test_a_plan_is_played_again_from_its_file(tmp_path: Path) -> None:
    """What was saved is what is loaded."""
    drawn = plan.draw(7, 100, 60.0, among=plan.usual(smoke=False))
    drawn.save(tmp_path / "plan.json")
    assert plan.Plan.load(tmp_path / "plan.json") == drawn


def test_a_plan_with_an_unknown_fault_is_refused(tmp_path: Path) -> None:
    """A fault that was renamed is named, not left out."""
    odd = plan.Plan(seed=1, shipments=1, lasts_s=1, entries=[plan.Entry(1, "flood", {})])
    odd.save(tmp_path / "plan.json")
    with pytest.raises(ValueError, match="flood"):
        plan.Plan.load(tmp_path / "plan.json")


def test_the_smoke_tier_draws_only_what_needs_nothing() -> None:
    """A machine without root, libfaketime or three brokers runs all of it."""
    assert all(not FAULTS[name].needs for name in plan.usual(smoke=True))


def test_the_full_tier_inflicts_every_fault() -> None:
    """Whatever is in the catalogue is drawn there or stands in a plan that is kept."""
    runs = [wanted.plan for wanted in tiers.full()]
    kept = [plan.Plan.load(path) for path in Path(__file__).parent.glob("plans/*.json")]
    assert {entry.fault for one in (*runs, *kept) for entry in one.entries} == FAULTS.keys()


def test_a_run_that_was_not_carried_out_is_no_success() -> None:
    """It is told as broken, with the reason, and the others' lines stand beside it."""
    outcome = report.not_carried_out(7, TimeoutError("nobody came"))
    told = report.text([outcome | {"name": "full 7", "must_fail": [], "as_expected": False}])
    assert "BROKEN: run" in told
    assert "TimeoutError: nobody came" in told


@pytest.mark.parametrize("name", breaks.BREAKS)
def test_a_break_stands_in_the_place_of_code_that_is_there(name: str) -> None:
    """A renamed function cannot leave a build whole that is called broken."""
    broken = breaks.BREAKS[name]
    for path in broken.puts:
        assert callable(seams.found(path)[2])
    assert {fault for fault, _ in broken.provoked_by} <= FAULTS.keys()
