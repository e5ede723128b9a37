"""What a message about a parcel carries: what it is about, what it says, and what it rests on."""

from typing import Any

from notifier.domain.planning import Setting, rows_of_status
from notifier.domain.rows import About, Inputs, Occurrence
from notifier.domain.triggers import Channel, State, Trigger
from notifier_given import ANNA, NOW, ORDER, SHOP, Ledger, at, estimated, leg, promised, status
from waymark_events.ids import parcel_id
from waymark_events.values import Action, Money
from waymark_events.vocabulary import Deed, Flag, Party

AMOUNT = Money(amount="12.40", currency="EUR")
DUTIES: dict[str, Any] = {
    "reason": "customs.duties_due",
    "action": Action(by=Party.RECIPIENT, what=Deed.PAY_DUTIES, amount=AMOUNT),
}


def test_a_row_knows_its_parcel_its_status_and_its_cause() -> None:
    """Whoever sends it looks nothing up again; and it can be told apart after a restore."""
    read = status("delivered", generation=2, version=7)

    (row,) = rows_of_status(read, [read], [], None, Setting(NOW, sms=False, traceparent="00-aa"))

    assert row.about == About(
        retailer=SHOP,
        order_id=ORDER,
        caused_by="fact-delivered-0",
        shipment_id=leg().shipment_id,
        parcel_id=parcel_id(ORDER, 1),
        traceparent="00-aa",
        status=(2, 7),
    )
    assert (row.recipient_id, row.channel, row.planned_at) == (ANNA, Channel.EMAIL, NOW)


def test_duties_are_told_with_their_amount_and_the_scan_behind_them() -> None:
    """It is asked for as of the scan."""
    (row,) = Ledger().after(status("exception", 2, **DUTIES)).rows

    assert row.what == Occurrence(
        trigger=Trigger.CUSTOMS_DUE,
        subject_key="j-1",
        occasion="12.40 EUR",
        happened_at=at(2),
        fact=at(2).isoformat(),
        inputs=Inputs(amount=AMOUNT),
    )


def test_a_delay_is_told_with_its_new_day_when_it_became_known() -> None:
    """No scan is behind it: the day itself is what it rests on."""
    soon = status("in_transit", estimate=estimated("2026-03-12"))
    late = status("in_transit", known_at=at(3), estimate=estimated("2026-03-20"))

    rows = Ledger().told(soon, late).rows

    assert rows[-1].what == Occurrence(
        trigger=Trigger.DELAYED,
        subject_key="j-1",
        occasion="2026-03-20",
        happened_at=at(3),
        fact="2026-03-20",
        inputs=Inputs(day="2026-03-20"),
    )


def test_a_day_that_nobody_knows_any_more_is_told_as_unknown() -> None:
    """The promise is over, and the carrier names no other day."""
    over = status("in_transit", known_at=at(30), promise=promised("2026-03-10"), flags=(Flag.LATE,))

    (row,) = (one for one in Ledger().after(over).rows if one.what.trigger == Trigger.DELAYED)

    assert (row.what.occasion, row.what.fact, row.what.inputs) == ("unknown", "unknown", Inputs())


def test_a_correction_names_what_it_takes_back() -> None:
    """The message, and what that one said."""
    ledger = Ledger().told(status("delivered"))
    (told,) = ledger.rows

    ledger.after(status("in_transit", -1, known_at=at(5), cause="correction"))

    (back,) = (row for row in ledger.rows if row.what.trigger == Trigger.CORRECTION)
    assert back.what == Occurrence(
        trigger=Trigger.CORRECTION,
        subject_key="j-1",
        occasion="delivered:1",
        happened_at=at(5),
        fact=f"delivered:{told.what.fact}",
        inputs=Inputs(taken_back=told.id, taken_trigger=Trigger.DELIVERED),
    )


def test_a_status_that_is_read_again_is_taken_as_it_was() -> None:
    """After a restore, what a later one brought counts for nothing: it is planned once more."""
    first = status("in_transit", version=1)
    later = status("in_transit", 1, version=2)
    (row,) = rows_of_status(later, [later], [], None, Setting(NOW, sms=False))
    assert row.what.trigger == Trigger.SHIPPED

    again = rows_of_status(first, [first], [row], None, Setting(NOW, sms=False))

    assert [(one.what.trigger, one.state) for one in again] == [(Trigger.SHIPPED, State.DUE)]


def test_what_goes_by_mail_alone_stops_nothing_behind_it() -> None:
    """The SMS about duties goes out although the one about shipping is none."""
    ledger = Ledger(sms=True).after(status("in_transit", 2, **DUTIES))

    assert ledger.says(Channel.SMS) == ["customs_due 12.40 EUR"]
