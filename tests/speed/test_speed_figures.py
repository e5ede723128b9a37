"""What benchmarks reckon from what they saw: speeds along a log, latencies, verdicts."""

from pathlib import Path

import pytest

from bench import keeping
from bench.latency.__main__ import _latencies
from bench.measured import Run, Sample
from bench.page.goals import GOALS, Goal, table

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


def run(seconds: float, *samples: tuple[float, int]) -> Run:
    """A run over a thousand records."""
    seen = [Sample(*one) for one in samples]
    return Run("x", 1_000, seconds, None, None, None, None, seen)


def test_speed_is_told_for_each_tenth_of_the_log() -> None:
    """Between two samples records count by proportion; the tenths add up to the whole."""
    slow_then_fast = run(15.0, (10.0, 500), (12.5, 750))

    windows = list(slow_then_fast.windows())

    assert [end for end, _ in windows] == [100 * number for number in range(1, 11)]
    assert [round(speed) for _, speed in windows] == [50] * 5 + [100] * 5
    assert slow_then_fast.speed == pytest.approx(1_000 / 15)


def test_warm_is_what_follows_the_first_half_of_a_short_log() -> None:
    """Of a log shorter than two million the first half counts as cold."""
    assert run(15.0, (10.0, 500)).warm_speed == pytest.approx(100)


def test_a_latency_ends_with_the_first_position_beyond_the_record(tmp_path: Path) -> None:
    """An offset is committed once a position lies beyond it; what was before is no latency."""
    seen = tmp_path / "positions"
    seen.write_text("1.0 0 2\n2.0 0 3\n2.5 0 5\n")

    found = _latencies({0: [1.5, 1.9, 2.0]}, {0: 2}, seen)

    assert found == pytest.approx([500.0, 600.0, 500.0])


def test_a_goal_is_reached_missed_or_not_measured() -> None:
    """The page's verdict is the kept result's, whatever it is."""
    least = Goal("G1", "a / b", lambda found: float(found["a"]), 0.5)
    most = Goal("G2", "memory", lambda found: float(found["a"]), 0.5, at_most=True, unit=" MB")

    assert least.row({"a": 0.5}).endswith("| 0.5 | reached |")
    assert least.row({"a": 0.25}).endswith("| 0.25 | missed by a factor of 2.0 |")
    assert most.row({"a": 0.75}).endswith("| 0.75 MB | missed by a factor of 1.5 |")
    assert "not measured" in least.row({})
    assert table({}).count("not measured") == len(GOALS)


def test_the_page_says_what_the_kept_results_say() -> None:
    """`make bench-plots` was not forgotten: the goals and every result's text are on the page."""
    page = PAGE.read_text()
    texts = sorted(keeping.FOLDER.glob("*.txt"))

    assert table(keeping.kept()) in page
    assert texts
    assert [one.name for one in texts if one.read_text().rstrip() not in page] == []
