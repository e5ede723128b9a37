"""DHL's codes: the division's own, then the coarse word, then the way back; never a sentence."""

from typing import Any

import pytest
from carrier_ingest.carriers import dhl_unified
from carrier_ingest.carriers.tables import by_code
from dialect_dhl_unified_payloads import NUMBER, answer, asked, event, only, polled, told
from waymark_events.vocabulary import Kind

DIVISIONS = {
    "parcel-nl": 352, "ecommerce": 289, "ecommerce-europe": 162, "parcel-pl": 107, "freight": 48,
    "svb": 46, "express": 44, "parcel-de": 16, "dgf": 15, "ecommerce-ppl": 11,
}  # fmt: skip


def test_the_table_holds_every_division_whole() -> None:
    """With the kinds that are ours."""
    rows = by_code(dhl_unified.__name__)

    services = [code.split(":")[0] for code in rows]
    assert {name: services.count(name) for name in set(services)} == DIVISIONS
    assert {row.kind for row in rows.values()} <= set(Kind)


@pytest.mark.parametrize("service", DIVISIONS)
def test_every_row_is_reached_by_what_a_division_sends(service: str) -> None:
    """Whatever the coarse word beside it says."""
    rows = {code: row for code, row in by_code(dhl_unified.__name__).items()
            if code.startswith(f"{service}:")}  # fmt: skip

    heard = {code: _said(service, code.split(":")[1]) for code in rows}

    assert heard == {code: (row.kind, row.milestone, row.reason) for code, row in rows.items()}


@pytest.mark.parametrize(
    ("status", "word", "expected"),
    [
        ("QQ", "pre-transit", ("announced", "progress.update")),
        ("QQ", "transit", ("in_transit", "progress.update")),
        ("QQ", "delivered", ("delivered", "delivered.other")),
        ("QQ", "Failure", ("exception", "carrier.other")),
        ("QQ", "unknown", ("in_transit", "unmapped")),
        ("QQ", "teleported", ("in_transit", "unmapped")),
        ("QQ", "", ("in_transit", "unmapped")),
        ("", "delivered", ("delivered", "delivered.other")),
        ("Delivered to a neighbour", "transit", ("in_transit", "progress.update")),
        ("delivered", "", ("in_transit", "unmapped")),
        ("ZU", "transit", ("delivered", "delivered.other")),
    ],
)
def test_an_unknown_code_falls_back_to_the_coarse_word(
    status: str, word: str, expected: tuple[str, str]
) -> None:
    """A code in the table beats it; no word of a sentence is looked at."""
    said = only(status, word)

    assert (said.milestone, said.reason) == expected


def test_a_code_stands_in_the_statement_and_a_sentence_does_not() -> None:
    """So that a mended table can be applied to the stream."""
    assert only("ZU", "delivered").code == "parcel-de:ZU:delivered"
    assert only("Given to Mr Sample", "delivered").code == "parcel-de:*:delivered"
    assert only("ZU", "who knows?").code == "parcel-de:ZU:*"


def test_a_number_may_be_a_code() -> None:
    """Divisions count theirs; some write them as numbers."""
    (said,) = polled(
        answer(event() | {"status": 44}, service="ecommerce-europe"), NUMBER
    ).statements

    assert (said.milestone, said.reason) == ("available_for_pickup", "pickup.counter")


def test_a_parcel_in_a_shop_is_not_delivered() -> None:
    """DHL counts 43 to 46 and 302 as delivered; the real collection may follow."""
    history = [event("66", "delivered", at="2025-03-14T09:00:00"), event("44", "delivered")]

    heard = asked(*history, service="ecommerce-europe")

    assert told(heard) == [
        ("event", "available_for_pickup", "pickup.counter"),
        ("event", "delivered", "delivered.collected"),
    ]


def test_of_a_request_and_its_execution_only_the_second_moves() -> None:
    """The Netherlands tell one change as two codes."""
    request = event("INTERVENTION_RECEIVER_REQUESTS_DELIVERY_AT_PARCELSHOP", "transit")

    (said,) = asked(request, service="parcel-nl").statements

    assert said.kind == Kind.INFO


def _back(*codes: str, flag: Any = True) -> list[tuple[str, str]]:
    at = [f"2025-03-{10 + day}T10:00:00" for day in range(len(codes))]
    history = [event(code, at=when) for code, when in zip(codes, at, strict=True)]
    heard = asked(*reversed(history), returnFlag=flag)
    return [(said.milestone, said.reason) for said in heard.statements]


@pytest.mark.parametrize(
    ("codes", "last"),
    [
        (("PO", "ZU"), ("returned", "unstated")),
        (("PO", "ZN"), ("returning", "recipient.other")),
        (("PO", "EE"), ("returning", "progress.arrived")),
        (("PO", "EE", "DD"), ("returning", "progress.update")),
    ],
)
def test_on_the_way_back_the_newest_event_is_turned(
    codes: tuple[str, ...], last: tuple[str, str]
) -> None:
    """The flag stands on the shipment: what came before was the way there, and stays so."""
    said = _back(*codes)

    assert said[0] == ("out_for_delivery", "progress.update")
    assert said[-1] == last


def test_the_newest_is_so_by_its_time_and_not_by_its_place_in_the_list() -> None:
    """DHL lists the newest first; nothing depends on it."""
    there, back = event("PO"), event("EE", at="2025-03-14T10:00:00")

    for history in ([there, back], [back, there]):
        said = asked(*history, returnFlag=True).statements
        assert [one.milestone for one in said] == ["out_for_delivery", "returning"]


def test_data_after_the_turn_do_not_hide_it() -> None:
    """The newest event that moves anything is turned, and all after it."""
    assert _back("PO", "ZU", "GT") == [
        ("out_for_delivery", "progress.update"),
        ("returned", "unstated"),
        ("returned", "unstated"),
    ]


def test_all_since_an_event_that_tells_of_the_way_back_is_turned() -> None:
    """And what cannot be turned stays: disposed of is disposed of."""
    history = [event("RT", at="2025-03-11T10:00:00"), event("PU", at="2025-03-10T10:00:00")]
    later = [event("OK", at=f"2025-03-{day}T10:00:00") for day in (14, 13)]

    heard = asked(*later, *history, service="express", returnFlag="true")

    assert [said.milestone for said in heard.statements] == [
        "accepted", "returning", "returned", "returned",
    ]  # fmt: skip
    gone = asked(event("650"), service="ecommerce", returnFlag=True)
    assert [said.milestone for said in gone.statements] == ["disposed"]


@pytest.mark.parametrize("flag", [False, None, "false", "perhaps", {}])
def test_without_the_flag_nothing_is_turned(flag: Any) -> None:
    """Only a plain yes turns anything."""
    assert _back("PO", "ZU", flag=flag)[-1] == ("delivered", "delivered.other")


def _said(service: str, status: str) -> tuple[str, str, str]:
    (said,) = asked(event(status, "failure"), service=service).statements
    return (said.kind, said.milestone, said.reason)
