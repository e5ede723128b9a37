"""DHL's codes: the triples that matter, the way back, corrections, who took it."""

import pytest
from dialect_dhl_payloads import NUMBER, answer, event, only, polled
from waymark_events.codes import matches_any
from waymark_events.vocabulary import Kind


@pytest.mark.parametrize(
    ("triple", "milestone", "reason"),
    [
        ("PARCV/NRQRD/VA", "announced", "progress.update"),
        ("PCKDU/PUBCR/AE", "accepted", "progress.update"),
        ("SHRCU/PCKST/ES", "accepted", "progress.update"),
        ("SHRCU/QQQQQ/ES", "accepted", "progress.update"),
        ("LDTMV/MVMTV/AA", "in_transit", "progress.departed"),
        ("ULFMV/UNLDD/EE", "in_transit", "progress.arrived"),
        ("SRTED/NRQRD/PO", "out_for_delivery", "progress.update"),
        ("DLVRD/ACCPT/ZU", "delivered", "delivered.to_recipient"),
        ("DLVRD/NGHBR/ZU", "delivered", "delivered.to_neighbour"),
        ("DLVRD/SECPL/ZU", "delivered", "delivered.to_safe_place"),
        ("DLVRD/ACCPK/ZU", "delivered", "delivered.collected"),
        ("HLDCC/LDPCK/LA", "available_for_pickup", "pickup.locker"),
        ("NTDEL/NHOME/ZN", "attempt_failed", "recipient.not_home"),
        ("NTDEL/BDADD/ZN", "attempt_failed", "retailer.wrong_address"),
        ("NTDEL/CRROT/ZN", "exception", "carrier.missed"),
        ("HLDCU/NORSN/ZO", "exception", "customs.held"),
        ("HLDCU/QQQQQ/ZO", "exception", "customs.held"),
        ("RSDCP/FWEXH/ZO", "in_transit", "customs.cleared"),
        ("RSDCP/QQQQQ/ZO", "in_transit", "customs.cleared"),
        ("RETRN/RFUSD/ZN", "returning", "recipient.refused"),
        ("EXPHD/LOSTX/BV", "lost", "carrier.lost"),
        ("DLVRD/CUSTM/ZU", "available_for_pickup", "pickup.customs_office"),
        ("QQQQQ/QQQQQ/PO", "out_for_delivery", "progress.update"),
        ("//ZF", "available_for_pickup", "pickup.counter"),
        ("LDTMV//AA", "in_transit", "progress.departed"),
        ("QQQQQ/QQQQQ/QQ", "in_transit", "unmapped"),
        ("//", "in_transit", "unmapped"),
    ],
)
def test_pairs_that_matter_read_as_the_page_reads_them(
    triple: str, milestone: str, reason: str
) -> None:
    """The triple leads, then what happened, then the coarse class; the rest is unmapped."""
    said = only(event(*triple.split("/")))

    assert (said.kind, said.milestone, said.reason) == ("event", milestone, reason)


@pytest.mark.parametrize("triple", ["DLVRD/CODAR/GT", "ADVIS/DLVDT/DD", "QQQQQ/QQQQQ/DD"])
def test_data_and_money_stand_on_the_timeline_only(triple: str) -> None:
    """A transfer of money after the delivery moves nothing."""
    assert only(event(*triple.split("/"))).kind == Kind.INFO


@pytest.mark.parametrize(
    ("triple", "milestone", "reason"),
    [
        ("DLVRD/ACCPT/ZU", "returned", "unstated"),
        ("LDTMV/MVMTV/AA", "returning", "progress.departed"),
        ("HLDCC/SERPT/ZF", "returning", "pickup.counter"),
        ("EXPHD/LOSTX/BV", "lost", "carrier.lost"),
        ("DSPSD/NRQRD/BV", "disposed", "carrier.destroyed"),
        ("CANCL/NRQRD/BV", "cancelled", "retailer.cancelled"),
        ("QQQQQ/QQQQQ/QQ", "returning", "unmapped"),
    ],
)
def test_on_the_way_back_delivered_means_returned(triple: str, milestone: str, reason: str) -> None:
    """`ruecksendung` turns an event round, whatever its code says of a delivery."""
    said = only(event(*triple.split("/"), ruecksendung="true"), delivery_event_flag="1")

    assert (said.milestone, said.reason) == (milestone, reason)


def test_the_pieces_way_back_counts_for_its_last_event_where_that_says_nothing() -> None:
    """The first scans went out, whatever became of the parcel later."""
    heard = polled(
        answer(
            event("SRTED", "NRQRD", "PO", ruecksendung=""),
            event("DLVRD", "ACCPT", "ZU", ruecksendung="", event_timestamp="14.03.2025 09:00"),
            ruecksendung="true",
        ),
        NUMBER,
    )

    assert [said.milestone for said in heard.statements] == ["out_for_delivery", "returned"]


def test_a_deleted_entry_takes_back_what_the_driver_entered_and_nothing_else() -> None:
    """`STORN` is a correction, narrowed to what is entered on a round."""
    said = only(event("STORN", "NRQRD", "DD"))

    assert said.kind == Kind.CORRECTION
    assert matches_any(said.withdraws_codes, "DLVRD/NGHBR/ZU")
    assert matches_any(said.withdraws_codes, "NTDEL/NHOME/ZN")
    assert not matches_any(said.withdraws_codes, "ULFMV/UNLDD/EE")


@pytest.mark.parametrize(
    ("taker", "reason"),
    [
        ("1", "delivered.to_recipient"),
        ("2", "delivered.other"),
        ("4", "delivered.to_neighbour"),
        ("", "delivered.other"),
    ],
)
def test_the_class_of_who_took_it_sharpens_a_plain_delivery(taker: str, reason: str) -> None:
    """The class may be kept, and says more than "delivered"; names stay private."""
    said = only(event("DLVRD", "OTHER", "ZU"), recipient_id=taker)

    assert said.reason == reason


def test_the_class_of_who_took_it_never_overrules_the_code() -> None:
    """A parcel fetched from a locker was not handed over at the door."""
    said = only(event("DLVRD", "ACCPK", "ZU"), recipient_id="1")

    assert said.reason == "delivered.collected"
