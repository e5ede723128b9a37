"""La Poste's table: 23 codes of Suivi v2, 35 older ones, 16 of customs."""

import pytest
from carrier_ingest.carriers import colissimo
from carrier_ingest.carriers.tables import Row, read_rows
from dialect_colissimo_payloads import event, only

ROWS = list(read_rows(colissimo.__name__))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
def test_every_row_of_la_poste_is_reached(row: Row) -> None:
    """A customs code without a row of its own stands for the last one."""
    said = only(event(row.code.replace("*", "XYZ")))

    assert (said.kind, said.milestone, said.reason) == (row.kind, row.milestone, row.reason)


@pytest.mark.parametrize("code", ["ZZ9", "DOU", "DOUANE1", ""])
def test_a_code_of_la_poste_that_nobody_mapped_is_shown_as_it_is(code: str) -> None:
    """On its way."""
    said = only(event(code))

    assert (said.code, said.milestone, said.reason) == (code, "in_transit", "unmapped")
