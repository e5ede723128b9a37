"""La Poste's events, heard: times, days without an hour, identity, countries."""

from datetime import UTC, datetime
from typing import Any

import pytest
from carrier_ingest.carriers.heard import Outcome
from dialect_colissimo_payloads import (
    NUMBER,
    TO_SWITZERLAND,
    answer,
    event,
    only,
    polled,
    sample,
    told,
)
from dialect_damage import JUNK, damage, paths
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty, Kind


def test_a_delivery_is_told_from_being_taken_in_on() -> None:
    """Newest first as La Poste lists it; the announcement, without an hour, moves nothing more."""
    heard = polled(sample("colissimo_delivered.json"))

    assert told(heard) == [
        ("event", "accepted", "progress.update"),
        ("info", "announced", "progress.update"),
        ("event", "in_transit", "progress.processed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "out_for_delivery", "progress.update"),
        ("event", "delivered", "delivered.other"),
    ]
    assert [(one.number, one.outcome) for one in heard.answers] == [(NUMBER, Outcome.NEWS)]
    assert (heard.problems, heard.trouble, heard.estimates, heard.notes) == ((), None, (), ())


def test_an_event_has_its_offset_and_its_phrase_without_the_browsers_signs() -> None:
    """Entities are read; of a place only the country is known."""
    last = polled(sample("colissimo_delivered.json"), locale="fr").statements[-1]

    assert last.when == When(
        local="2025-09-04T11:26:00",
        certainty=Certainty.EXACT,
        instant=datetime(2025, 9, 4, 9, 26, tzinfo=UTC),
        zone="+02:00",
    )
    assert (last.text, last.text_language) == ("Votre colis est livré.", "fr")
    assert (last.code, last.place) == ("DI1", Place(country="FR"))


def test_line_breaks_in_a_phrase_are_blanks() -> None:
    """And a phrase that is empty is none, in no language."""
    broken = only(event("ET1", label="En&nbsp;transit<br/>vers l&#39;Italie"))
    silent = only(event("ET1", label=""))

    assert broken.text == "En transit vers l'Italie"
    assert (silent.text, silent.text_language) == (None, None)


def test_midnight_is_a_day_and_no_hour() -> None:
    """La Poste prints it where it knows the day only; the offset still orders it."""
    said = only(event("DR1", "2025-09-02T00:00:00+02:00"))

    assert said.when == When(local="2025-09-02", certainty=Certainty.NONE, zone="+02:00")
    assert said.kind == Kind.EVENT


@pytest.mark.parametrize(
    ("printed", "local", "certainty", "zone"),
    [
        ("2025-09-04T11:26:00+0200", "2025-09-04T11:26:00", Certainty.EXACT, "+02:00"),
        ("2025-09-04T09:26:00.123Z", "2025-09-04T09:26:00", Certainty.EXACT, "+00:00"),
        ("2025-09-04T11:26:00", "2025-09-04T11:26:00", Certainty.PLACE, "Europe/Paris"),
        ("2025-09-04T11:26:00+02:07", "2025-09-04T11:26:00", Certainty.PLACE, "Europe/Paris"),
        ("2025-09-04", "2025-09-04", Certainty.NONE, "Europe/Paris"),
    ],
)
def test_a_time_is_as_sure_as_it_was_printed(
    printed: str, local: str, certainty: Certainty, zone: str
) -> None:
    """With an offset, else by the country, else a day."""
    when = only(event("ET1", printed)).when

    assert (when.local, when.certainty, when.zone) == (local, certainty, zone)


def test_without_an_offset_and_a_country_the_accounts_zone_helps() -> None:
    """And says so."""
    printed = event("ET1", "2025-09-04T11:26:00")

    assert only(printed, context={}).when.certainty == Certainty.ACCOUNT
    assert only(printed, context={}, zone=None).when.certainty == Certainty.NONE


def test_an_event_is_one_in_every_language_and_whatever_its_order_is() -> None:
    """Labels are translated, and numbers of the order are given anew."""
    before = only(event("ET1", label="En transit"))
    after = only(event("ET1", label="On its way") | {"order": 77})

    assert before.scan_key == ("colissimo", "colissimo", NUMBER, "ET1", "2025-09-04", "0")
    assert before.scan_id == after.scan_id


def test_the_hour_that_comes_later_belongs_to_the_same_event() -> None:
    """The same code on the same day, first without and then with its hour."""
    before = only(event("DI1", "2025-09-04T00:00:00+02:00"))
    after = only(event("DI1"))
    both = only(event("DI1"), event("DI1", "2025-09-04T00:00:00+02:00"))

    assert before.scan_id == after.scan_id == both.scan_id
    assert after.when == both.when != before.when


def test_events_of_one_code_on_one_day_are_told_apart_by_their_hours() -> None:
    """An hour that is listed twice is one; a foreign order changes nothing."""
    morning, evening = (
        event("ET1", "2025-09-03T03:40:00+02:00"),
        event("ET1", "2025-09-03T22:10:00+02:00"),
    )
    first = polled(answer(evening, morning, morning)).statements
    again = polled(answer(morning, evening)).statements

    assert [said.scan_key[-1] for said in first] == ["0", "1"]
    assert [said.scan_id for said in first] == [said.scan_id for said in again]


def test_a_day_without_an_hour_moves_until_another_event_of_that_day_comes() -> None:
    """It counts from the day's end: without this a parcel in their hands would be announced."""
    announced = event("DR1", "2025-09-02T00:00:00+02:00")
    taken_in = event("PC1", "2025-09-02T17:05:00+02:00")
    gone = event("ET1", "2025-09-03T17:05:00+02:00")

    kinds = [
        {said.code: said.kind for said in polled(answer(*newest_first)).statements}["DR1"]
        for newest_first in ((announced,), (taken_in, announced), (gone, announced))
    ]
    assert kinds == [Kind.EVENT, Kind.INFO, Kind.EVENT]


@pytest.mark.parametrize(
    ("code", "country"),
    [("PC1", "FR"), ("MD2", "CH"), ("AG1", "CH"), ("DI1", "CH"), ("ET1", None), ("DO3", None)],
)
def test_across_a_border_the_country_is_known_at_both_ends_alone(
    code: str, country: str | None
) -> None:
    """No event names a place."""
    said = only(event(code), context=TO_SWITZERLAND)

    assert said.place == (Place(country=country) if country else None)


def test_events_without_a_date_are_told_and_those_beside_them_read() -> None:
    """Damage to one costs no other; a code that is missing is none that anybody mapped."""
    heard = polled(answer(event("DI1", "soon"), event("", "2025-09-04T05:55:00+02:00")))

    assert told(heard) == [("event", "in_transit", "unmapped")]
    assert heard.problems == (f"event[0] of {NUMBER} has no readable date",)


def test_one_event_that_stands_alone_is_a_list_of_one() -> None:
    """And a fresh number has none."""
    assert len(polled(answer(event=event("DR1"))).statements) == 1
    fresh = polled(answer(event=None))
    assert (fresh.statements, fresh.problems) == ((), ())
    assert [one.outcome for one in fresh.answers] == [Outcome.NEWS]


def test_the_steps_for_people_are_no_events() -> None:
    """Nor are the dates beside them."""
    steps = [{"id": 5, "status": True, "type": 1, "date": "2025-09-04T11:26:00+02:00"}]
    heard = polled(answer(event("ET1"), timeline=steps, deliveryDate=steps[0]["date"]))

    assert [said.code for said in heard.statements] == ["ET1"]


@given(data=st.data())
def test_damage_to_one_event_of_la_poste_costs_no_other(data: st.DataObject) -> None:
    """However one is mangled, the five beside it are read as before."""
    value: Any = sample("colissimo_delivered.json")
    events = value["shipment"]["event"]
    before = {said.code: said.when for said in polled(value).statements}
    position = data.draw(st.integers(0, 5))
    harmed = events[position]["code"]
    for _ in range(data.draw(st.integers(1, 3))):
        if places := paths(events[position]):
            how = data.draw(st.sampled_from(["drop", "retype", "nest", "repeat"]))
            damage(events[position], data.draw(st.sampled_from(places)), how, data.draw(JUNK))

    after = {said.code: said.when for said in polled(value).statements}

    assert {code: when for code, when in before.items() if code != harmed}.items() <= after.items()
