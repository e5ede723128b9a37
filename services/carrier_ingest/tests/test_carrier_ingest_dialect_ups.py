"""UPS, heard: the samples of a push and of a poll, not found, and errors."""

from datetime import UTC, datetime

import pytest
from carrier_ingest.carriers.heard import Advice, Basis, Outcome
from dialect_ups_payloads import DUTIABLE, NUMBER, polled, pushed, sample, told
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Certainty, Milestone


def test_a_push_out_for_delivery_is_heard_with_its_exact_time_and_window() -> None:
    """The pair in UTC makes the time exact, and the window belongs to the planned day."""
    heard = pushed(sample("ups_push_out_for_delivery.json"))

    (said,) = heard.statements
    assert (said.milestone, said.reason) == (Milestone.OUT_FOR_DELIVERY, "progress.update")
    assert said.when == When(
        local="2026-03-12T08:41:32",
        certainty=Certainty.EXACT,
        instant=datetime(2026, 3, 12, 15, 41, 32, tzinfo=UTC),
        zone="-07:00",
    )
    assert said.place == Place(city="Portland", region="OR", country="US")
    assert (said.code, said.text) == ("I/OT/021", "Out for Delivery")
    (planned,) = heard.estimates
    assert planned.basis == Basis.FIRST
    assert planned.span == Span(
        from_="2026-03-12T13:30",
        to="2026-03-12T17:30",
        precision="window",
        zone="America/Los_Angeles",
    )


def test_a_poll_tells_the_whole_history_oldest_first() -> None:
    """Seven scans, newest first in the answer, come out in the total order."""
    heard = polled(sample("ups_poll_delivered.json"), NUMBER)

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.processed"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "in_transit", "progress.processed"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.other"),
    ]
    assert [answer.outcome for answer in heard.answers] == [Outcome.NEWS]
    assert heard.estimates == ()
    assert heard.statements[-1].text == "DELIVERED"


@pytest.mark.parametrize("name", ["ups_push_out_for_delivery.json", "ups_push_delivered.json"])
def test_a_scan_pushed_and_polled_is_one_scan(name: str) -> None:
    """City case, postcode, offsets and texts differ between the channels; the scan does not."""
    from_push = {said.scan_id for said in pushed(sample(name)).statements}
    from_poll = {said.scan_id for said in polled(sample("ups_poll_delivered.json")).statements}

    assert from_push < from_poll


def test_a_customs_case_carries_the_duties_and_the_new_day() -> None:
    """Unpaid charges stand on the scan about them; no scan is lost for lacking a UTC pair."""
    heard = polled(sample("ups_poll_customs.json"), DUTIABLE)

    export, imported, due = heard.statements
    assert (export.milestone, export.reason) == ("in_transit", "progress.departed")
    assert (due.milestone, due.reason) == ("exception", "customs.duties_due")
    assert (due.duties_amount, due.duties_currency) == ("38.20", "GBP")
    assert imported.when.certainty == Certainty.PLACE
    assert imported.when.zone == "Europe/London"
    assert imported.duties_amount is None
    (planned,) = heard.estimates
    assert planned.basis == Basis.REVISED
    assert planned.span == Span(
        from_="2026-03-18", to="2026-03-18", precision="day", zone="Europe/Berlin"
    )


def test_not_found_is_not_an_error() -> None:
    """A number UPS does not know yet comes with 200 and a warning."""
    heard = polled(sample("ups_poll_not_found.json"), "1ZK7R24W0310049998")

    (answer,) = heard.answers
    assert (answer.outcome, answer.code) == (Outcome.NOT_FOUND, "TW0001")
    assert (heard.trouble, heard.problems, heard.statements) == (None, (), ())


def test_not_found_as_the_documents_have_it_is_the_same() -> None:
    """The documents promise 404 with an error document."""
    body = {"response": {"errors": [{"code": "TW0001", "message": "Not Found"}]}}

    (answer,) = polled(body, NUMBER).answers

    assert answer.outcome == Outcome.NOT_FOUND


@pytest.mark.parametrize(
    ("code", "advice", "alarm"),
    [
        ("250002", Advice.STOP_ACCOUNT, True),
        ("UJ0001", Advice.STOP_ACCOUNT, True),
        ("251004", Advice.NEW_TOKEN, False),
        ("10429", Advice.RETRY_LATER, False),
        ("10004", Advice.RETRY_LATER, False),
    ],
)
def test_an_error_about_the_account_is_not_laid_on_the_number(
    code: str, advice: Advice, alarm: bool
) -> None:
    """What is wrong with credentials or with UPS itself is trouble of the account."""
    heard = polled({"response": {"errors": [{"code": code}]}}, NUMBER)

    assert heard.trouble is not None
    assert (heard.trouble.advice, heard.trouble.alarm) == (advice, alarm)


def test_an_unknown_error_is_told_and_tried_again() -> None:
    """An error code that stands on no page refuses for now and is a problem to look at."""
    heard = polled({"response": {"errors": [{"code": "X77"}]}}, NUMBER)

    (answer,) = heard.answers
    assert (answer.outcome, answer.advice) == (Outcome.REFUSED, Advice.RETRY_LATER)
    assert "X77" in heard.problems[0]
