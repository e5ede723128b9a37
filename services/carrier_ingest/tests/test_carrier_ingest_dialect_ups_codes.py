"""UPS's codes: by type, then by code, then by status; withdrawals and data events."""

import pytest
from dialect_ups_payloads import NUMBER, package, polled, push_of, sample
from waymark_events.vocabulary import Kind


@pytest.mark.parametrize(
    ("type_", "code", "status", "expected"),
    [
        ("M", "DP", "", ("event", "announced", "progress.update")),
        ("I", "DP", "", ("event", "in_transit", "progress.departed")),
        ("MV", "VP", "", ("event", "cancelled", "retailer.cancelled")),
        ("I", "VP", "", ("event", "announced", "progress.update")),
        ("D", "OT", "021", ("event", "out_for_delivery", "progress.update")),
        ("D", "OD", "072", ("event", "in_transit", "progress.processed")),
        ("I", "YP", "071", ("event", "in_transit", "progress.processed")),
        ("I", "OC", "160", ("event", "announced", "progress.update")),
        ("D", "KB", "161", ("event", "available_for_pickup", "pickup.counter")),
        ("D", "KB", "143", ("event", "in_transit", "progress.handed_over")),
        ("D", "FS", 11, ("event", "delivered", "delivered.other")),
        ("X", "Q9", "51", ("event", "exception", "external.weather")),
        ("D", "Q9", "999", ("event", "in_transit", "unmapped")),
        ("D", "", "", ("event", "in_transit", "unmapped")),
        ("X", "1C", "049", ("event", "exception", "customs.duties_due")),
        ("I", "Q9", "000", ("info", "unknown", "progress.update")),
        ("U", "UP", "154", ("info", "in_transit", "progress.update")),
        ("U", "UT", "153", ("info", "in_transit", "progress.update")),
        ("U", "PX", "155", ("info", "delivered", "delivered.other")),
        ("U", "Q9", "", ("info", "in_transit", "unmapped")),
        ("", "DP", "", ("event", "in_transit", "unmapped")),
        ("", "DP", "005", ("event", "in_transit", "progress.update")),
        ("", "OF", "", ("event", "out_for_delivery", "progress.update")),
        ("I", "LC", "051", ("event", "in_transit", "progress.processed")),
        ("I", "DL", "051", ("event", "exception", "external.weather")),
    ],
)
def test_codes_are_looked_up_by_type_then_code_then_status(
    type_: str, code: str, status: object, expected: tuple[str, str, str]
) -> None:
    """Type D never means delivered by itself; a vague code gives way to an exact status."""
    said = push_of(type_, code, status)

    assert (said.kind, said.milestone, said.reason) == expected


def test_a_postal_number_is_looked_up_in_the_postal_list_first() -> None:
    """Mail Innovations uses the same two characters with meanings of its own."""
    said = push_of("X", "1C", trackingNumber="92612999876543210987654321")

    assert (said.milestone, said.reason) == ("available_for_pickup", "pickup.counter")


@pytest.mark.parametrize(
    ("type_", "code", "patterns"),
    [
        ("I", "CA", ("*/AR/*", "*/DS/*", "*/UA/*")),
        ("I", "CD", ("*/DP/*", "*/UD/*")),
        ("I", "CL", ("*/UL/*",)),
        ("X", "TL", ("D/*/*",)),
        ("X", "8I", ("D/*/*",)),
    ],
)
def test_a_withdrawal_is_a_correction_that_names_what_it_may_take_back(
    type_: str, code: str, patterns: tuple[str, ...]
) -> None:
    """Five codes take an earlier scan back, each only one of its sort."""
    said = push_of(type_, code)

    assert (said.kind, said.withdraws_codes) == (Kind.CORRECTION, patterns)


def test_a_withdrawal_stays_one_beside_a_status_that_names_a_cause() -> None:
    """An exact status sharpens a vague event; it does not undo a correction."""
    assert push_of("I", "CA", "051").kind == Kind.CORRECTION


def test_the_same_two_characters_as_an_exception_withdraw_nothing() -> None:
    """`CA` of type X is a parcel that is too large."""
    assert push_of("X", "CA").kind == Kind.EVENT


def test_a_data_event_on_the_way_moves_nothing() -> None:
    """A logical scan is no sight of the parcel, unless it tells of data or trouble."""
    body = sample("ups_poll_delivered.json")
    package(body)["activity"][3]["logicalScan"] = True

    kinds = [said.kind for said in polled(body, NUMBER).statements]

    assert [kind == Kind.INFO for kind in kinds] == [False, False, False, True, False, False, False]
