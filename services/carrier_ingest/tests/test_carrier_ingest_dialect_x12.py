"""ANSI X12 214, heard: the samples, meanings, identity, numbers, what is private, proof."""

import pytest
from carrier_ingest.carriers import x12_214
from carrier_ingest.carriers.tables import by_kind_and_code
from dialect_edi_payloads import PRO, codes, heard, sample, shipment, told, x12_of
from waymark_events.values import Place
from waymark_events.vocabulary import LinkKind

DIALECT = x12_214.DIALECT
TABLE = by_kind_and_code(x12_214.__name__)
AT = "***20260312*1504*MT"


def test_a_delivery_is_told_in_order_with_its_forecast_beside_it() -> None:
    """Eight statuses, of which one foretells and stands where the file was written."""
    said = heard(DIALECT, sample("x12_214_file_delivered.edi"))

    assert told(said) == [
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "in_transit", "progress.update"),
        ("info", "in_transit", "progress.update"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "delivered", "delivered.other"),
    ]
    assert {one.number for one in said.statements} == {PRO}
    assert said.statements[0].place == Place(city="CHICAGO", region="IL", country="US")
    assert (said.estimates, said.problems) == ((), ())


def test_customs_and_a_failed_attempt_are_told_of_two_shipments() -> None:
    """Two transaction sets, each with its own number."""
    said = heard(DIALECT, sample("x12_214_file_customs_and_attempt.edi"))

    by_number: dict[str, list[tuple[str, str]]] = {}
    for one in said.statements:
        by_number.setdefault(one.number, []).append((one.milestone, one.reason))
    assert by_number == {
        "770012345901": [
            ("in_transit", "customs.presented"),
            ("exception", "customs.documents_missing"),
        ],
        "770012345955": [
            ("attempt_failed", "recipient.closed"),
            ("in_transit", "progress.appointment_set"),
        ],
    }


def test_every_row_of_the_table_is_reached() -> None:
    """A status and an appointment by themselves, a reason behind a status that is neutral."""
    for (kind, code), row in TABLE.items():
        places = {"status_1650": f"{code}*NS**", "reason_1651": f"NS*{code}**"}
        said = x12_of(f"AT7*{places.get(kind, f'**{code}*NA')}*20260312*1504*MT")

        assert (said.milestone, said.reason) == (row.milestone, row.reason), code


@pytest.mark.parametrize(
    ("codes", "milestone", "reason"),
    [
        ("SD*AS", "exception", "customs.documents_missing"),
        ("SD*B1", "attempt_failed", "recipient.closed"),
        ("SD*AL", "exception", "carrier.delayed"),
        ("D1*A3", "delivered", "delivered.to_neighbour"),
        ("D1*S1", "delivered", "delivered.short"),
        ("D1*B1", "delivered", "delivered.other"),
        ("X4*AI", "in_transit", "carrier.vehicle"),
        ("A9*BK", "exception", "carrier.damaged"),
        ("AP*QQ", "attempt_failed", "recipient.other"),
        ("X6*NS", "in_transit", "progress.update"),
        ("ZZ*NS", "in_transit", "unmapped"),
    ],
)
def test_the_status_leads_and_the_reason_tells_why(codes: str, milestone: str, reason: str) -> None:
    """Only a neutral status takes the reason's milestone; an exception is not explained away."""
    said = x12_of(f"AT7*{codes}{AT}")

    assert (said.milestone, said.reason, said.kind) == (milestone, reason, "event")


def test_the_same_letters_mean_what_their_place_says() -> None:
    """AA is an appointment in one place, missorted in another."""
    assert x12_of("AT7***AA*NA*20260312*1504*MT").reason == "progress.appointment_set"
    assert x12_of(f"AT7*SD*AA{AT}").reason == "carrier.missorted"
    assert x12_of("AT7***ZZ*NA*20260312*1504*MT").kind == "info"


def test_a_partners_word_for_the_last_leg_is_what_the_account_says() -> None:
    """There is no code for it in the standard."""
    own = codes("X6,event,van,out_for_delivery,progress.update")

    assert x12_of(f"AT7*X6*NS{AT}", codes=own).milestone == "out_for_delivery"
    assert x12_of(f"AT7*X6*NS{AT}").milestone == "in_transit"


@pytest.mark.parametrize(("code", "reason"), [("S", "short"), ("D", "damaged"), ("O", "other")])
def test_exceptions_of_lading_say_how_it_was_delivered(code: str, reason: str) -> None:
    """Short is no milestone of its own."""
    assert x12_of(f"AT7*D1*NS{AT}", f"Q7*{code}*CTN*1").reason == f"delivered.{reason}"


def test_a_scan_is_named_by_carrier_number_codes_time_clock_and_place() -> None:
    """What a resend numbers anew is no part of it."""
    place = "MS1*Denver*CO*US"
    said = x12_of(f"AT7*D1*NS{AT}", place)
    resent = shipment("LX*9", f"AT7*D1*NS{AT}", place.upper()).replace("4711", "4712")

    assert said.scan_key == (
        "x12_214", "x_haulier", PRO, "XCAR", "status", "D1", "NS", "2026-03-12T15:04:00", "MT",
        "DENVER", "CO", "US", "", "", "", "",
    )  # fmt: skip
    assert [one.scan_id for one in heard(DIALECT, resent).statements] == [said.scan_id]
    assert x12_of("AT7*D1*NS***20260312*1505*MT", place).scan_id != said.scan_id
    assert x12_of(f"AT7*D1*NS{AT}", "MS1****104*39*W*N").scan_id != said.scan_id


def test_without_a_carriers_code_the_sender_names_the_scan() -> None:
    """B10 may leave it out."""
    body = shipment(f"AT7*D1*NS{AT}", head=(f"B10*{PRO}*SO-1",))

    assert heard(DIALECT, body).statements[0].scan_key[3] == "XCARRIER"


@pytest.mark.parametrize(
    ("head", "line", "number"),
    [
        ((f"B10*{PRO}*SO-1*XCAR",), (), PRO),
        ((f"B10*{PRO}*SO-1*XCAR", "L11*TRK1*2I"), (), "TRK1"),
        (("B10**SO-1*XCAR", "L11*TRK1*2I", "L11*SO-1*PO"), (), "TRK1"),
        ((f"B10*{PRO}*SO-1*XCAR",), ("MAN*GM*003400000017",), "003400000017"),
        ((f"B10*{PRO}*SO-1*XCAR",), ("MAN*GM*003400000017", "MAN*CP*PKG1"), "PKG1"),
    ],
)
def test_a_parcel_is_known_by_the_nearest_of_its_numbers(
    head: tuple[str, ...], line: tuple[str, ...], number: str
) -> None:
    """A package's mark, the tracking number, the PRO; never the retailer's references."""
    said = heard(DIALECT, shipment("LX*1", *line, f"AT7*X4*NS{AT}", head=head))

    assert [one.number for one in said.statements] == [number]
    pieces = {(one.number, one.successor, one.kind) for one in said.links}
    whole = number == PRO or not head[0].startswith(f"B10*{PRO}")
    assert pieces == (set() if whole else {(number, PRO, LinkKind.PIECE)})


def test_what_stands_behind_all_statuses_of_a_line_names_its_packages() -> None:
    """The standard puts marks and tracking numbers there; one behind its own status is its own."""
    first, second = f"AT7*X4*NS{AT}", "AT7*D1*NS***20260312*1604*MT"

    for named, number in (("MAN*CP*PKG1", "PKG1"), ("L11*TRK1*2I", "TRK1")):
        for line in (("LX*1", first, second, named), (first, second, named)):
            said = heard(DIALECT, shipment(*line)).statements
            assert [one.number for one in said] == [number, number]
    said = heard(DIALECT, shipment("LX*1", first, "MAN*CP*P1", second, "MAN*CP*P2")).statements
    assert [one.number for one in said] == ["P1", "P2"]


def test_one_line_may_hold_many_statuses_and_none_at_all_is_needed() -> None:
    """Each AT7 has the place that follows it."""
    two = (f"AT7*X4*NS{AT}", "MS1*DENVER*CO*US", "AT7*D1*NS***20260312*1604*MT", "MS1*GOLDEN*CO*US")

    for lines in (("LX*1", *two), two):
        said = heard(DIALECT, shipment(*lines)).statements
        assert [one.place.city for one in said if one.place] == ["DENVER", "GOLDEN"]


@pytest.mark.parametrize(
    ("at7", "problem"),
    [
        ("AT7*D1*NS", "no readable date"),
        ("AT7*****20260312*1504*MT", "neither a status nor an appointment"),
        ("AT7*D1*NS***20261399*1504", "no readable date"),
    ],
)
def test_what_cannot_be_read_is_told_and_costs_no_other(at7: str, problem: str) -> None:
    """One sentence each."""
    said = heard(DIALECT, shipment("LX*1", at7, "LX*2", f"AT7*X4*NS{AT}"))

    assert len(said.statements) == 1
    assert problem in said.problems[0]
    nameless = heard(DIALECT, shipment(f"AT7*X4*NS{AT}", head=("B10**SO-1*XCAR",)))
    assert nameless.problems == ("an AT7 of a 214 names no readable number",)


def test_remarks_and_parties_stay_out_of_the_stream() -> None:
    """A remark may name who signed: it is a note, and that there is one is a proof to ask for."""
    head = (f"B10*{PRO}*SO-1*XCAR", "N1*CN*A CONSIGNEE", "N3*1 SOME STREET")
    said = heard(DIALECT, shipment(f"AT7*D1*NS{AT}", "K1*SIGNED BY*A PERSON", head=head))

    assert [one.free_text for one in said.notes] == ["SIGNED BY A PERSON"]
    assert [one.scan_id for one in said.proofs] == [said.statements[0].scan_id]
    for word in ("PERSON", "CONSIGNEE", "STREET"):
        assert word not in f"{said.statements}{said.proofs}{said.problems}"
    assert heard(DIALECT, shipment(f"AT7*X4*NS{AT}", "K1*A REMARK")).proofs == ()
