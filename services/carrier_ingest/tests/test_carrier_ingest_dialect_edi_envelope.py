"""The envelope of EDI: who may be heard, whether it is a test, and whether a message is whole."""

import pytest
from carrier_ingest.carriers import iftsta, x12_214
from dialect_edi_payloads import (
    functional,
    heard,
    interchange,
    message,
    shipment,
    status,
    transaction,
)

PARCEL = ("CNI+1", "STS+1+13", "RFF+CW:003400000001", "DTM+78:202603101705:203")


def test_an_interchange_that_names_a_partner_of_others_is_not_heard() -> None:
    """Where the account names sender and recipient, they are held against the envelope."""
    body = status("STS+1+21")

    for options in ({"sender": "SOMEBODY"}, {"recipient": "SOMEBODY"}):
        said = heard(iftsta.DIALECT, body, **options)
        assert said.statements == ()
        assert "SOMEBODY" in said.problems[0]
    assert heard(iftsta.DIALECT, body, sender="CARRIER", recipient="RETAILER").statements


def test_a_padded_partner_is_the_same_partner() -> None:
    """The ids of an ISA are filled up with blanks."""
    body = shipment("AT7*X4*NS***20260310*2148*LT")

    assert heard(x12_214.DIALECT, body, sender="XCARRIER", recipient="RETAIL77").statements
    assert not heard(x12_214.DIALECT, body, sender="XCARRIE").statements


def test_a_test_interchange_moves_no_parcel() -> None:
    """Marked in ISA15, or as test indicator of UNB."""
    x12 = shipment("AT7*X4*NS***20260310*2148*LT").replace("*0*P*>", "*0*T*>")
    edifact = status("STS+1+21").replace("+481'", "+481++++++1'", 1)

    for dialect, body in ((x12_214.DIALECT, x12), (iftsta.DIALECT, edifact)):
        said = heard(dialect, body)
        assert said.statements == ()
        assert "marked as a test" in said.problems[0]


def test_a_message_with_a_wrong_count_is_left_out_alone() -> None:
    """It may be cut; those beside it are heard."""
    good, bad = message(*PARCEL), message(*PARCEL, reference="2")
    for broken in (bad.replace("UNT+7+2", "UNT+8+2"), bad.replace("UNT+7+2", "UNT+7+1")):
        said = heard(iftsta.DIALECT, interchange(good, broken))
        assert [one.number for one in said.statements] == ["003400000001"]
        assert said.problems[0].endswith("it is not heard")


def test_messages_of_another_type_are_told_and_not_heard() -> None:
    """An acknowledgement says nothing about parcels."""
    said = heard(x12_214.DIALECT, functional("ST*997*0001~AK1*QM*4711~SE*3*0001~"))

    assert said.statements == ()
    assert "type '997'" in said.problems[0]


def test_an_unpadded_isa_is_read_by_its_elements() -> None:
    """Home-made senders do not fill it up."""
    isa = "ISA*00**00**ZZ*XCARRIER*ZZ*RETAIL77*260312*1610*U*00401*000004711*0*P*>~"
    body = functional(transaction("B10*77*SO*XCAR", "AT7*X4*NS***20260310*2148*LT"), isa=isa)

    assert heard(x12_214.DIALECT, body).problems == ()
    assert len(heard(x12_214.DIALECT, body).statements) == 1


@pytest.mark.parametrize("marks", ["|^\n", "\x1d\x1f\x1c", "*>\r"])
def test_any_separators_that_an_isa_names_are_read(marks: str) -> None:
    """A line's end may be the end of a segment."""
    body = shipment("AT7*D1*NS***20260312*1504*MT", "MS1*DENVER*CO*US")
    said = heard(x12_214.DIALECT, body.translate(str.maketrans("*>~", marks)))

    assert said == heard(x12_214.DIALECT, body)
    assert len(said.statements) == 1
