"""What becomes of a row when it is taken up: it goes out, it waits, or it ends with its reason."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from notifier.domain.judging import End, Send, Wait, judge
from notifier.domain.triggers import Channel, State, Trigger
from notifier_given import BERT, LINK, NOW, OTHER_NUMBER, at, order, parcel, rebooked_as, status
from notifier_rows import contact, known, order_row, retailer, row

A_SECOND = timedelta(seconds=1)
HOURS_48, DAYS_7 = timedelta(hours=48), timedelta(days=7)


def test_a_message_goes_out_when_all_is_there() -> None:
    """Order, contact, link, retailer and parcel are what it needs."""
    sent = judge(row(), known(), NOW)

    assert isinstance(sent, Send)
    assert (sent.order, sent.contact, sent.link) == (order(), contact(), LINK)


@pytest.mark.parametrize("trigger", list(Trigger))
def test_what_is_old_is_not_told(trigger: Trigger) -> None:
    """48 hours after it happened, 7 days for deliveries and losses, it is news no more."""
    long = {Trigger.DELIVERED, Trigger.ALL_DELIVERED, Trigger.LOST}
    fresh = DAYS_7 if trigger in long else HOURS_48
    given = order_row(trigger)

    assert judge(given, known(), NOW + fresh + A_SECOND) == End(State.SUPPRESSED, "stale")
    assert judge(given, known(), NOW + fresh) != End(State.SUPPRESSED, "stale")


@pytest.mark.parametrize(
    "missing",
    [
        {"order": None},
        {"contact": None},
        {"retailer": None},
        {"order": order(links=())},
        {"order": order(parcels=(parcel(2),))},
        {"order": order(links=(replace(LINK, recipient_id=BERT),))},
    ],
    ids=["order", "contact", "retailer", "no link", "its parcel", "another's link"],
)
def test_a_message_waits_for_what_was_not_read_yet(missing: dict[str, Any]) -> None:
    """It waits, is looked at again, and ends as stale when what is missing never comes."""
    found = judge(row(), known(**missing), at(1))

    assert found == Wait(at(1) + timedelta(seconds=60), State.WAITING)
    assert judge(row(), known(**missing), at(7 * 24 + 1)) == End(State.SUPPRESSED, "stale")


@pytest.mark.parametrize(
    ("given", "read", "rule"),
    [
        (row(), {"contact": None, "gone": True}, "erased"),
        (row(), {"contact": contact(email=None)}, "no_email"),
        (row(channel=Channel.SMS), {"contact": contact(phone=None)}, "no_phone"),
        (row(channel=Channel.SMS), {"retailer": retailer(sms=False)}, "no_sms"),
        (row(), {"order": order(parcels=(parcel(1, notify=False),))}, "not_wanted"),
        (order_row(Trigger.CONFIRMED), {"order": order(notify=False)}, "not_wanted"),
        (row(), {"legs": []}, "superseded"),
        (row(Trigger.SHIPPED), {"legs": []}, "superseded"),
    ],
)
def test_a_message_that_cannot_go_out_ends_with_its_rule(
    given: Any, read: dict[str, Any], rule: str
) -> None:
    """Nothing ends in silence: each rule is named."""
    assert judge(given, known(**read), NOW) == End(State.SUPPRESSED, rule)


def test_what_goes_out_is_the_row_with_all_that_it_needs() -> None:
    """Whoever hands it over looks nothing up again."""
    read = known()

    assert judge(row(), read, NOW) == Send(
        row(), order(), contact(), retailer(), order().links[0], read.legs[0]
    )


def test_a_parcel_booked_again_lets_the_old_number_fall_silent() -> None:
    """What the old number had to say is superseded; that it is on its way is still so."""
    legs = [
        status("in_transit", links=(rebooked_as(),)),
        status("in_transit", 1, number=OTHER_NUMBER, journey="j-2"),
    ]

    tried = judge(row(Trigger.ATTEMPT_FAILED), known(legs=legs), NOW)
    shipped = judge(row(Trigger.SHIPPED), known(legs=legs), NOW)

    assert tried == End(State.SUPPRESSED, "superseded")
    assert isinstance(shipped, Send)
    assert shipped.parcel == legs[1]


def test_a_correction_waits_for_the_end_of_what_it_corrects() -> None:
    """While the wrong message is still leaving, there may be nothing to correct."""
    back = row(Trigger.CORRECTION, "delivered:1")
    moving = [status("in_transit")]

    def verdict(state: State, *, doubtful: bool = False) -> object:
        wrong = row(state=state, doubtful=doubtful)
        return judge(back, known(legs=moving, taken_back=wrong), NOW)

    assert isinstance(verdict(State.SENT), Send)
    assert isinstance(verdict(State.FAILED, doubtful=True), Send)
    assert isinstance(verdict(State.SENDING), Wait)
    assert isinstance(verdict(State.DUE), Wait)
    assert verdict(State.SUPPRESSED) == End(State.SUPPRESSED, "not_told")
    assert verdict(State.FAILED) == End(State.SUPPRESSED, "not_told")


def test_what_was_tried_and_grew_old_is_a_failure() -> None:
    """A server that was down for two days kept a message from a person: that is no rule of ours."""
    tried = row(Trigger.CONFIRMED, attempts=9)

    assert judge(tried, known(), at(49)) == End(State.FAILED, "gave_up")


@pytest.mark.parametrize("rule", [{"gone": True, "contact": None}, {"legs": []}])
def test_what_may_have_gone_out_is_never_called_suppressed(rule: dict[str, Any]) -> None:
    """A row in doubt that need not go out any more ends as not known."""
    ended = End(State.FAILED, "unknown_outcome")

    assert judge(row(state=State.SENDING), known(**rule), NOW) == ended
    assert judge(row(state=State.DUE, doubtful=True), known(**rule), NOW) == ended


def test_a_message_found_while_being_sent_goes_out_once_more_and_not_twice() -> None:
    """Whoever sent it died, or takes too long: one more with the same id, and no third."""
    first = judge(row(state=State.SENDING), known(), NOW)
    second = judge(row(state=State.SENDING, doubtful=True), known(), NOW)

    assert isinstance(first, Send)
    assert second == End(State.FAILED, "unknown_outcome")
