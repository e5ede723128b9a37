"""What Bring's codes mean: the group, and the finer event where it says more."""

import pytest
from carrier_ingest.carriers import bring
from carrier_ingest.carriers.bring.codes import codes_from, meaning_of
from carrier_ingest.carriers.tables import Row, by_code
from dialect_bring_payloads import event, only

TABLE = by_code(bring.__name__)


def meant(group: str, code: str) -> tuple[str, ...]:
    found = meaning_of(codes_from(group, code))
    return (found.kind, found.milestone, found.reason)


def rows(kind: str) -> dict[str, Row]:
    return {
        code.partition(":")[2]: row for code, row in TABLE.items() if code.startswith(f"{kind}:")
    }


def test_the_table_has_all_of_its_lists() -> None:
    """19 groups, 153 events, 178 reasons and 33 actions; the last two stand in files alone."""
    lengths = {kind: len(rows(kind)) for kind in ("group", "event", "reason", "action")}

    assert lengths == {"group": 19, "event": 153, "reason": 178, "action": 33}


@pytest.mark.parametrize("kind", ["group", "event"])
def test_every_group_and_event_is_found_in_a_poll(kind: str) -> None:
    """Each by itself."""
    listed = rows(kind)

    heard = {
        code: only(event(code) if kind == "group" else event("UNKNOWN", code)) for code in listed
    }

    assert {code: (s.kind, s.milestone, s.reason) for code, s in heard.items()} == {
        code: (row.kind, row.milestone, row.reason) for code, row in listed.items()
    }


@pytest.mark.parametrize(
    ("group", "code", "milestone", "reason"),
    [
        ("CUSTOMS", "FG", "exception", "customs.duties_due"),
        ("INTERNATIONAL", "D", "in_transit", "progress.arrived"),
        ("DELIVERED", "I5", "delivered", "delivered.to_locker"),
        ("DELIVERED", "I1", "returned", "progress.update"),
        ("DELIVERED", "KO", "delivered", "delivered.other"),
        ("DELIVERED_SENDER", "I", "returned", "progress.update"),
        ("RETURN", "WO", "returning", "progress.update"),
        ("RETURN", "I", "returning", "progress.update"),
        ("RETURN", "FM", "returning", "customs.prohibited"),
        ("READY_FOR_PICKUP", "X", "available_for_pickup", "pickup.counter"),
        ("TRANSPORT_TO_RECIPIENT", "ARD", "out_for_delivery", "progress.update"),
        ("PRE_NOTIFIED", "T1", "announced", "progress.update"),
        ("DEVIATION", "H", "attempt_failed", "recipient.other"),
        ("ATTEMPTED_DELIVERY", "V", "exception", "carrier.other"),
        ("DEVIATION", "QI", "exception", "carrier.other"),
        ("IN_TRANSIT", "", "in_transit", "progress.update"),
        ("IN_TRANSIT", "ZZ", "in_transit", "progress.update"),
        ("NEW_GROUP", "I9", "delivered", "delivered.to_mailbox"),
        ("UNKNOWN", "I9", "delivered", "delivered.to_mailbox"),
        ("NEW_GROUP", "ZZ", "in_transit", "unmapped"),
        ("", "", "in_transit", "unmapped"),
    ],
)
def test_the_event_counts_where_it_is_not_weaker_than_its_group(
    group: str, code: str, milestone: str, reason: str
) -> None:
    """Weaker is what is less far along, what moves nothing, and a delivery on the way back."""
    assert meant(group, code)[1:] == (milestone, reason)


@pytest.mark.parametrize("group", ["DELIVERY_CANCELLED", "DELIVERY_CHANGED", "NOTIFICATION_SENT"])
@pytest.mark.parametrize("code", ["", "AK", "I", "YC"])
def test_a_home_delivery_that_is_cancelled_ends_no_journey(group: str, code: str) -> None:
    """It is the visit that is cancelled, not the parcel."""
    assert meant(group, code)[:2] == ("info", "in_transit")


def test_a_detail_on_the_way_stays_a_detail() -> None:
    """An informational code within a group that says no more moves nothing."""
    assert meant("IN_TRANSIT", "SI") == ("info", "in_transit", "progress.update")
    assert meant("IN_TRANSIT", "X17") == ("info", "available_for_pickup", "pickup.last_call")


def test_codes_are_read_however_they_are_written() -> None:
    """In small letters, with blanks, or as a number; what is long is cut."""
    assert str(codes_from(" in_transit", "wo ")) == "IN_TRANSIT/WO"
    assert str(codes_from("", "h")) == "/H"
    assert str(codes_from("DELIVERED")) == "DELIVERED"
    assert len(str(codes_from("A" * 99, "B" * 99))) == 32 + 1 + 8
    assert only(event("TRANSPORT_TO_RECIPIENT", 3)).code == "TRANSPORT_TO_RECIPIENT/3"
