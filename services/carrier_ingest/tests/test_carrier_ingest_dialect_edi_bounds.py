"""What a short EDI file may make us do: numbers are read once, and what is told is bounded."""

import pytest
from carrier_ingest.carriers import iftsta, reading, x12_214
from carrier_ingest.carriers.dialect import Dialect
from dialect_edi_payloads import PRO, heard, interchange, message, shipment

MOST_PARCELS, MOST_TOLD = 1_000, 20_000
BOTH = pytest.mark.parametrize("dialect", [iftsta.DIALECT, x12_214.DIALECT], ids=lambda d: d.name)


def listing(dialect: Dialect, parcels: int, statuses: int, empty: int = 0) -> str:
    """So many parcels that each of so many statuses is about, at times that are all different."""
    times = [f"202603{1 + at // 1440:02} {at // 60 % 24:02}{at % 60:02}" for at in range(statuses)]
    if dialect is iftsta.DIALECT:
        named = (f"RFF+CW:P{at}" for at in range(parcels))
        told = (one for at in times for one in ("STS+1+24", f"DTM+78:{at.replace(' ', '')}:203"))
        return interchange(
            message(*named, "CNI+1+TR1", *told, *(f"CNI+{at}" for at in range(empty)))
        )
    marks = (f"MAN*CP*P{at}" for at in range(parcels))
    return shipment("LX*1", *marks, *(f"AT7*X4*NS***{at.replace(' ', '*')}*LT" for at in times))


@BOTH
def test_a_number_is_read_once_however_many_statuses_it_has(
    dialect: Dialect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ninety statuses of two hundred parcels: each number once, and the whole's."""
    read = []

    def counted(carrier: str, written: str) -> str | None:
        read.append(written)
        return reading.tracking_number(carrier, written)

    for module in ("edi.scopes", "iftsta.message", "x12_214.message"):
        name = f"carrier_ingest.carriers.{module}.tracking_number"
        monkeypatch.setattr(name, counted, raising=False)
    said = heard(dialect, listing(dialect, parcels=200, statuses=90, empty=300))

    assert len(said.statements) == 200 * 90
    assert len(said.links) == 200
    assert len(read) <= 200 + 1 + 300


@BOTH
def test_a_status_of_too_many_parcels_is_not_heard(dialect: Dialect) -> None:
    """A thousand may be; that there are more is one problem."""
    assert len(heard(dialect, listing(dialect, MOST_PARCELS, 2)).statements) == 2 * MOST_PARCELS

    said = heard(dialect, listing(dialect, MOST_PARCELS + 1, 2))
    assert (said.statements, said.estimates, len(said.problems)) == ((), (), 1)
    assert "names more than 1000 parcels and is not heard" in said.problems[0]


@BOTH
def test_a_short_file_cannot_tell_millions(dialect: Dialect) -> None:
    """Parcels times statuses have an end; what was told before it is heard."""
    said = heard(dialect, listing(dialect, 500, 500))

    assert len(said.statements) == MOST_TOLD
    assert len(said.problems) == 1
    assert "more than 20000 times" in said.problems[0]


def test_consignments_without_a_status_are_bounded_too() -> None:
    """They promise, each for all the packages of the message."""
    named = [f"RFF+CW:P{at}" for at in range(900)]
    alone = [one for at in range(900) for one in (f"CNI+{at}", "DTM+17:20260313:102")]
    said = heard(iftsta.DIALECT, interchange(message(*named, *alone)))

    assert len(said.estimates) == 900
    assert "more than 20000 times" in said.problems[0]
    assert PRO not in str(said.problems)
