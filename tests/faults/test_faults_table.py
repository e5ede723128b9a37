"""README says of the last full run what the run's own file says."""

import json

from faults import table
from faults.notes import Json


def told() -> tuple[Json, Json]:
    return json.loads(table.FIGURES.read_bytes()), json.loads(table.BROKEN.read_bytes())


def test_the_table_in_readme_is_the_files() -> None:
    """`make faults-table` after a full run; nobody writes figures by hand."""
    assert table.between(table.README.read_text()) == table.table(*told())


def test_a_promise_that_was_broken_is_said() -> None:
    """One broken run, or a broken build that was found whole, is not told as a success."""
    full, alone = told()
    found = sum(run["as_expected"] for run in full["runs"] if table.is_broken(run))
    found_alone = sum(run["as_expected"] for run in alone["runs"])
    worse, worse_alone = told()
    worse["runs"][0]["ok"] = False
    worse["runs"][-1]["as_expected"] = False
    worse_alone["runs"][0]["as_expected"] = False

    assert f"the oracle found {found}." in table.table(full, alone)
    assert f"it found {found_alone} of" in table.table(full, alone)
    assert "Not every promise held" in table.table(worse, worse_alone)
    assert f"the oracle found {found - 1}." in table.table(worse, worse_alone)
    assert f"it found {found_alone - 1} of" in table.table(worse, worse_alone)
