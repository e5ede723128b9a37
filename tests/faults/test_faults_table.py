"""README says of the last full run what the run's own file says."""

import json

from faults import table
from faults.notes import Json


def told() -> Json:
    read: Json = json.loads(table.FIGURES.read_bytes())
    return read


def test_the_table_in_readme_is_the_files() -> None:
    """`make faults-table` after a full run; nobody writes figures by hand."""
    assert table.between(table.README.read_text()) == table.table(told())


def test_a_promise_that_was_broken_is_said() -> None:
    """One broken run, or a broken build that was found whole, is not told as a success."""
    full, worse = told(), told()
    found = sum(run["as_expected"] for run in full["runs"] if table.is_broken(run))
    worse["runs"][0]["ok"] = False
    worse["runs"][-1]["as_expected"] = False

    assert f"the oracle found {found}." in table.table(full)
    assert "Not every promise held" in table.table(worse)
    assert f"the oracle found {found - 1}." in table.table(worse)
