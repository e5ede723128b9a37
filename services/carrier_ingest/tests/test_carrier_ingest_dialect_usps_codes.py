"""USPS's codes and phrases: every row of both, and which of them counts."""

import pytest
from carrier_ingest.carriers import usps
from carrier_ingest.carriers.tables import by_code
from carrier_ingest.carriers.usps.texts import beginnings
from dialect_usps_payloads import one
from waymark_events.vocabulary import Kind, fits


def test_every_code_is_found_where_no_phrase_is_known() -> None:
    """Whatever the phrase is."""
    rows = by_code(usps.__name__)

    said = {code: one(code, "Zebra") for code in rows}

    assert {code: (s.milestone, s.reason) for code, s in said.items()} == {
        code: (row.milestone, row.reason) for code, row in rows.items()
    }
    assert {s.kind for s in said.values()} == {Kind.EVENT}


def test_every_phrase_is_found_where_no_code_is_known() -> None:
    """By its beginning, with any words in the middle and behind it."""
    found = {start: one("", f"{start.replace('*', 'the')} at noon") for start in beginnings()}

    assert {start: (s.milestone, s.reason) for start, s in found.items()} == beginnings()
    assert len(beginnings()) == 66
    assert not any(fits(*meaning) for meaning in beginnings().values())


@pytest.mark.parametrize(
    ("code", "phrase", "milestone", "reason"),
    [
        ("01", "Delivered, To Original Sender", "returned", "unstated"),
        ("01", "DELIVERED, TO ORIGINAL SENDER", "returned", "unstated"),
        ("01", "Delivered to Agent for Final Delivery", "in_transit", "progress.handed_over"),
        ("01", "Delivered, Left with Other Location at Address", "delivered",
         "delivered.to_safe_place"),
        ("01", "Delivered, In/At Mailbox", "delivered", "delivered.to_mailbox"),
        ("17", "Delivered", "delivered", "delivered.collected"),
        ("27", "Return to Sender", "returning", "recipient.not_collected"),
        ("10", "Arrived at USPS Regional Facility", "in_transit", "progress.arrived"),
        ("11", "Dead Mail, Disposed by Us", "lost", "carrier.destroyed"),
        ("11", "Dead Mail Sent to Recovery Center", "exception", "carrier.investigating"),
        ("80", "Picked Up by Shipping Partner, USPS Awaiting Item", "announced",
         "progress.handed_over"),
        ("", "Departed Shipping Partner Facility", "announced", "progress.handed_over"),
        ("", "Processed Through Customs", "in_transit", "customs.presented"),
        ("", "Customs Clearance Complete", "in_transit", "customs.cleared"),
        ("52", "Notice Left (No Secure Location)", "attempt_failed", "recipient.not_home"),
        ("", "Undelivered", "in_transit", "unmapped"),
        ("", "Deliveredness", "in_transit", "unmapped"),
    ],
)  # fmt: skip
def test_the_phrase_wins_unless_it_says_less(
    code: str, phrase: str, milestone: str, reason: str
) -> None:
    """The longest beginning that fits; whole words of it."""
    said = one(code, phrase)

    assert (said.milestone, said.reason) == (milestone, reason)


def test_an_unknown_code_is_unmapped() -> None:
    """With its raw text; never an error, never a guess."""
    said = one("Q9", "Beamed up")

    assert (said.milestone, said.reason) == ("in_transit", "unmapped")
    assert (said.code, said.text) == ("Q9", "Beamed up")
