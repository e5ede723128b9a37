"""DPD's web service, heard: the bar of milestones, its dates, its problems, what stays private."""

import copy
from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring, tostring

import msgspec
import pytest
from carrier_ingest.carriers.heard import Outcome
from dialect_damage import damage_xml, elements
from dialect_dpd_payloads import NUMBER, answer, dated, item, only, polled, sample, step, told
from hypothesis import given
from hypothesis import strategies as st
from waymark_events.values import Place, When
from waymark_events.vocabulary import Certainty


def test_a_delivery_is_told_from_the_first_data_on() -> None:
    """Six milestones in the order of the bar, the last one the delivery."""
    heard = polled(sample("dpd_delivered.xml"))

    assert told(heard) == [
        ("event", "announced", "progress.update"),
        ("event", "accepted", "progress.update"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "in_transit", "progress.departed"),
        ("event", "in_transit", "progress.arrived"),
        ("event", "delivered", "delivered.other"),
    ]
    assert [(one.number, one.outcome) for one in heard.answers] == [(NUMBER, Outcome.NEWS)]
    assert (heard.problems, heard.trouble, heard.estimates, heard.links) == ((), None, (), ())


def test_a_milestone_has_its_town_and_the_zone_of_it() -> None:
    """The country in brackets behind the town tells whose clock it was."""
    said = polled(sample("dpd_delivered.xml")).statements[1]

    assert said.place == Place(name="Oirschot", country="NL")
    assert said.when == When(
        local="2025-07-07T18:55:00",
        certainty=Certainty.PLACE,
        instant=datetime(2025, 7, 7, 16, 55, tzinfo=UTC),
        zone="Europe/Amsterdam",
    )
    assert (said.code, said.text, said.text_language) == ("ACCEPTED", "Handed to DPD", "en")


def test_a_milestone_without_a_town_takes_the_accounts_zone() -> None:
    """And without that none at all."""
    first = polled(sample("dpd_delivered.xml")).statements[0]
    nowhere = polled(sample("dpd_delivered.xml"), zone=None).statements[0]

    assert (first.when.certainty, first.when.zone) == (Certainty.ACCOUNT, "Europe/Brussels")
    assert (nowhere.when.certainty, nowhere.when.instant) == (Certainty.NONE, None)


def test_what_lies_in_the_future_has_not_happened() -> None:
    """Otherwise every parcel would look delivered."""
    heard = polled(sample("dpd_customs_papers.json"))

    assert [said.code for said in heard.statements] == ["SHIPMENT", "ON_THE_ROAD"]
    assert heard.problems == ()


def test_a_milestone_that_leaves_open_whether_it_was_reached_has_not_been() -> None:
    """It is told, and those beside it are read."""
    heard = polled(answer(step("DELIVERED", reached=""), step("ON_THE_ROAD")))

    assert [said.code for said in heard.statements] == ["ON_THE_ROAD"]
    assert heard.problems == (f"statusInfo[0] of {NUMBER} has no readable statusHasBeenReached",)


def test_a_problem_under_the_current_milestone_is_an_exception_with_its_words_aside() -> None:
    """It has no code: the milestone is raised, and the words may be anybody's."""
    heard = polled(sample("dpd_customs_papers.json"))

    said = heard.statements[1]
    assert (said.milestone, said.reason, said.text) == ("exception", "unmapped", "On the road")
    (note,) = heard.notes
    assert (note.scan_id, note.free_text) == (said.scan_id, "Waiting for customs documents")


def test_a_problem_ends_when_an_answer_has_none() -> None:
    """The same scan is said anew."""
    troubled = only(step("ON_THE_ROAD", item("errorItems", "Papers")))
    solved = only(step("ON_THE_ROAD"))

    assert troubled.scan_id == solved.scan_id
    assert (troubled.milestone, solved.milestone) == ("exception", "in_transit")


@pytest.mark.parametrize("status", ["DELIVERED", "DeliveryFailure"])
def test_a_problem_takes_no_delivery_and_no_attempt_back(status: str) -> None:
    """They say more than that there is a problem."""
    said = only(step(status, item("errorItems", "Box is dented")))

    assert said.milestone == only(step(status)).milestone != "exception"


def test_a_problem_under_an_earlier_milestone_is_over() -> None:
    """Only the current one is raised."""
    said = only(step("ON_THE_ROAD", item("errorItems", "Papers"), current="false"))

    assert said.milestone == "in_transit"


def test_a_milestone_is_one_whatever_its_date_and_its_words() -> None:
    """Each appears once, and is brought up to date."""
    before = only(step("ON_THE_ROAD"))
    after = only(
        step("on_the_road", dated("08/07/2025 23:40"), item("location", "Basel (CH)")), locale="fr"
    )

    assert before.scan_key == ("dpd", "dpd", NUMBER, "status", "ON_THE_ROAD")
    assert before.scan_id == after.scan_id
    assert after.when.local == "2025-07-08T23:40:00"


def test_the_address_of_a_shop_and_the_lines_under_a_milestone_are_private() -> None:
    """Neither is in any statement; of the place its country is left."""
    lines = (item("location", "Kiosk Vos, Kerkstraat 1 (NL)"), item("description", "For J. Vos"))
    heard = polled(answer(step("ParcelShop", *lines), shipment=item("receiver", "Jan Vos")))

    (said,), (note,) = heard.statements, heard.notes
    assert said.place == Place(country="NL")
    assert (note.pickup_address, note.free_text) == ("Kiosk Vos, Kerkstraat 1 (NL)", "For J. Vos")
    assert b"Vos" not in msgspec.json.encode((heard.statements, heard.problems))
    assert b"Jan" not in msgspec.json.encode(heard)


def test_a_shop_with_a_problem_keeps_its_address_to_itself() -> None:
    """The milestone is raised; the place stays what it was."""
    said = only(step("ParcelShop", item("location", "Kerkstraat 1"), item("errorItems", "Closed")))

    assert (said.milestone, said.place) == ("exception", None)


def test_what_stands_at_a_status_nobody_mapped_may_be_a_shops_address() -> None:
    """Of it the country is left, in public; the rest is the recipient's."""
    heard = polled(answer(step("NEW_SHOP", item("location", "Kiosk Vos, Kerkstraat 1 (NL)"))))

    (said,), (note,) = heard.statements, heard.notes
    assert (said.reason, said.place) == ("unmapped", Place(country="NL"))
    assert (note.free_text, note.pickup_address) == ("Kiosk Vos, Kerkstraat 1 (NL)", None)


def test_words_are_read_however_deep_they_stand() -> None:
    """Nested, in several pieces, with entities and line breaks."""
    nested = (
        "<description><content><content>Wait&amp;#39;s</content><bold>true</bold></content>"
        "<content>over&lt;br/&gt;now</content></description>"
    )
    heard = polled(answer(step("ON_THE_ROAD", nested)))

    assert [note.free_text for note in heard.notes] == ["Wait's over now"]


@given(data=st.data())
def test_damage_to_one_milestone_costs_no_other(data: st.DataObject) -> None:
    """However one is mangled, the five beside it are read as before."""
    root = fromstring(sample("dpd_delivered.xml"))
    result = root[0][0][0]
    before = {said.code: said.when for said in polled(tostring(root)).statements}
    position = data.draw(st.integers(1, 6))
    entry = copy.deepcopy(result[position])
    harmed = entry.findtext("status")
    for _ in range(data.draw(st.integers(1, 3))):
        inner = [pair for pair in elements(entry) if pair[0] is not None]
        if inner:
            damage_xml(*data.draw(st.sampled_from(inner)), data.draw)
    result[position] = entry

    after = {said.code: said.when for said in polled(tostring(root)).statements}

    assert {code: when for code, when in before.items() if code != harmed}.items() <= after.items()
