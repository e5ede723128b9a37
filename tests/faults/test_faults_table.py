"""README says of the last full run what the run's own file says."""

import json

from faults import table


def test_the_table_in_readme_is_the_files() -> None:
    """`make faults-table` after a full run; nobody writes figures by hand."""
    told = json.loads(table.FIGURES.read_bytes())

    assert table.between(table.README.read_text()) == table.table(told)


def test_a_promise_that_was_broken_is_said() -> None:
    """One broken run, or a broken build that was found whole, is not told as a success."""
    told = json.loads(table.FIGURES.read_bytes())
    broken = [run for run in told["runs"] if table.is_broken(run)]
    found = sum(run["as_expected"] for run in broken)
    worse = json.loads(table.FIGURES.read_bytes())
    worse["runs"][0]["ok"] = False
    worse["runs"][-1]["as_expected"] = False

    assert f"found {found}" in table.table(told)
    assert "Not every promise held" in table.table(worse)
    assert f"found {found - 1}" in table.table(worse)
