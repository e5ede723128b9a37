"""ANSI X12 214: whose clock a time is of, what is only foretold, and what is promised."""

import pytest
from carrier_ingest.carriers import x12_214
from carrier_ingest.carriers.heard import Basis
from dialect_edi_payloads import PRO, functional, heard, shipment, transaction, x12_of
from waymark_events.values import Span

DIALECT = x12_214.DIALECT
IN_DENVER = "MS1*DENVER*CO*US"


@pytest.mark.parametrize(
    ("written", "certainty", "zone"),
    [
        ("20260310*1705*CT", "exact", "America/Chicago"),
        ("20260310*1705*NT", "exact", "America/St_Johns"),
        ("20260310*1705*ES", "exact", "-05:00"),
        ("20260310*1705*ED", "exact", "-04:00"),
        ("20260310*1705*NS", "exact", "-03:30"),
        ("20260310*1705*UT", "exact", "+00:00"),
        ("20260310*1705*GM", "exact", "+00:00"),
        ("20260310*1705*02", "exact", "+02:00"),
        ("20260310*1705*13", "exact", "-12:00"),
        ("20260310*1705*24", "exact", "-01:00"),
        ("20260310*1705*25", "place", "America/Denver"),
        ("20260310*1705*LT", "place", "America/Denver"),
        ("20260310*1705", "place", "America/Denver"),
        ("20260310*170512*LT", "place", "America/Denver"),
        ("20260310**LT", "none", "America/Denver"),
    ],
)
def test_a_time_code_says_whose_clock_it_was(written: str, certainty: str, zone: str) -> None:
    """Offsets and named clocks are exact; local time is the place's."""
    when = x12_of(f"AT7*X4*NS***{written}", IN_DENVER).when

    assert (when.certainty, when.zone) == (certainty, zone)


def test_an_hour_that_a_named_clock_shows_twice_is_not_exact() -> None:
    """The first of the two is taken."""
    body = shipment("AT7*X4*NS***20251102*0130*ET", "MS1*BUFFALO*NY*US")
    (said,) = heard(DIALECT, body).statements

    assert said.when.certainty == "place"
    assert said.when.instant is not None
    assert said.when.instant.hour == 5


def test_without_a_place_it_is_the_accounts_clock() -> None:
    """And without an account's zone nobody's."""
    body = shipment("AT7*X4*NS***20260310*1705*LT")

    assert heard(DIALECT, body).statements[0].when.certainty == "account"
    assert heard(DIALECT, body, zone=None).statements[0].when.certainty == "none"


def test_a_clock_that_is_not_the_places_is_kept_and_told() -> None:
    """Some senders write their head office's."""
    body = shipment("AT7*X4*NS***20260310*1705*ET", "MS1*FRESNO*CA*US")
    said = heard(DIALECT, body)

    assert said.statements[0].when.zone == "America/New_York"
    assert said.warnings == (f"an AT7 of {PRO} has a time code that is not the clock of its place",)
    assert said.problems == ()


@pytest.mark.parametrize("code", ["UT", "GM", "01", "13", "LT", "ZZ", ""])
def test_a_clock_that_is_of_no_place_is_nothing_odd(code: str) -> None:
    """Universal time and offsets in hours are exact, wherever it happened."""
    said = heard(DIALECT, shipment(f"AT7*X4*NS***20260310*1705*{code}", "MS1*FRESNO*CA*US"))

    assert (said.problems, said.warnings) == ((), ())


def test_of_what_is_odd_no_more_is_told_than_somebody_reads() -> None:
    """And how much is left."""
    odd = [
        one
        for minute in range(10, 60)
        for one in (f"LX*{minute}", f"MAN*CP*P{minute}", f"AT7*X4*NS***20260310*17{minute}*ET",
                    "MS1*FRESNO*CA*US", f"AT7*D1*NS***20260317*17{minute}*ET")
    ]  # fmt: skip
    said = heard(DIALECT, shipment(*odd))

    assert len(said.statements) == 100
    assert (len(said.warnings), said.warnings[-1]) == (51, "and 50 more of the kind")


@pytest.mark.parametrize("code", ["AG", "X2", "E1", "B6", "C1"])
def test_a_forecast_happened_when_its_file_was_written(code: str) -> None:
    """Its own time is to come: the scan stands on the timeline and moves nothing."""
    said = x12_of(f"AT7*{code}*NS***20260320*1700*MT")

    assert (said.kind, said.when.local, said.when.certainty) == (
        "info",
        "2026-03-12T16:10:00",
        "none",
    )
    assert said.scan_key[7] == "2026-03-20T17:00:00"


def test_an_appointment_happened_when_its_file_was_written() -> None:
    """Its date is the promise."""
    said = x12_of("AT7***AB*NA*20260316*0900*PT")

    assert (said.kind, said.when.local) == ("info", "2026-03-12T16:10:00")


def test_a_status_of_the_day_after_tomorrow_is_told_and_not_believed() -> None:
    """It counts from its file, and names the time in a sentence."""
    said = heard(DIALECT, shipment("AT7*D1*NS***20260314*1504*MT"))

    assert said.statements[0].when.local == "2026-03-12T16:10:00"
    assert "2026-03-14T15:04:00" in said.warnings[0]
    assert said.problems == ()
    assert heard(DIALECT, shipment("AT7*D1*NS***20260313*1504*MT")).warnings == ()


@pytest.mark.parametrize(
    ("segments", "basis", "start", "end"),
    [
        (("AT7*AG*NS***20260316*1700*MT",), Basis.FIRST, "2026-03-16T00:00", "2026-03-16T17:00"),
        (("AT7*X2*NS***20260316",), Basis.FIRST, "2026-03-16", "2026-03-16"),
        (
            ("AT7***AB*NA*20260316*0900*MT",),
            Basis.COMMITTED, "2026-03-16T00:00", "2026-03-16T09:00",
        ),
        (("AT7***X9*NA*20260316",), Basis.COMMITTED, "2026-03-16", "2026-03-16"),
        (
            ("AT7***ED*NA*20260316*0900*MT", "AT7***LD*NA*20260316*1200*MT"),
            Basis.FIRST, "2026-03-16T09:00", "2026-03-16T12:00",
        ),
        (
            ("AT7*X4*NS***20260312*1000*MT", "G62*17*20260316"),
            Basis.FIRST, "2026-03-16", "2026-03-16",
        ),
        (
            ("AT7*AG*NS***20260316*1700*MT", "AT7*AG*NS***20260315*1700*MT"),
            Basis.FIRST, "2026-03-15T00:00", "2026-03-15T17:00",
        ),
    ],
)  # fmt: skip
def test_a_promise_is_read_with_its_window(
    segments: tuple[str, ...], basis: Basis, start: str, end: str
) -> None:
    """The last one of a file, in the consignee's zone."""
    head = (f"B10*{PRO}*SO-1*XCAR", "N1*SH*SENDER", "N4*MIAMI*FL*33101*US",
            "N1*CN*SOMEBODY", "N4*DENVER*CO*80202*US")  # fmt: skip
    (said,) = heard(DIALECT, shipment(*segments, head=head)).estimates

    precision = "window" if "T" in end else "day"
    assert said.basis == basis
    assert said.span == Span(from_=start, to=end, precision=precision, zone="America/Denver")


@pytest.mark.parametrize("code", ["E1*NS**", "B6*NS**", "C1*NS**", "**AA*NA", "**XA*NA", "**ED*NA"])
def test_dates_of_the_pickup_and_of_terminals_promise_nothing(code: str) -> None:
    """Nor does a time before which it will not come."""
    assert heard(DIALECT, shipment(f"AT7*{code}*20260316*0900*MT")).estimates == ()


def test_a_promise_ends_with_the_delivery() -> None:
    """What a delivered parcel was promised is over."""
    body = shipment("AT7*AG*NS***20260312*1700*MT", "AT7*D1*NS***20260312*1504*MT")

    assert heard(DIALECT, body).estimates == ()


def test_a_promise_is_read_from_the_clock_that_it_names() -> None:
    """Its own code tells more than the account; without one the account's zone has to do."""
    for code, zone in (("PT", "America/Los_Angeles"), ("LT", "Europe/Berlin")):
        (said,) = heard(DIALECT, shipment(f"AT7***AB*NA*20260316*0900*{code}")).estimates
        assert said.span is not None
        assert said.span.zone == zone


def test_a_forecast_goes_before_the_date_in_the_head_of_its_set() -> None:
    """The head is of all statuses; one set says more than the set before it."""
    head = (f"B10*{PRO}*SO-1*XCAR", "G62*17*20260320")
    ahead, moving = "AT7*AG*NS***20260316*1700*MT", "AT7*X6*NS***20260312*1504*MT"

    for segments, day in (((ahead, moving), "2026-03-16"), ((moving,), "2026-03-20")):
        (said,) = heard(DIALECT, shipment(*segments, head=head)).estimates
        assert said.span is not None
        assert said.span.to.startswith(day)
    later = functional(transaction(head[0], ahead), transaction(*head, moving, reference="0002"))
    (said,) = heard(DIALECT, later).estimates
    assert said.span is not None
    assert said.span.to == "2026-03-20"
