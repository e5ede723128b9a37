"""IFTSTA: times by their length, numbers by their nearness, letters in any character set."""

import pytest
from carrier_ingest.carriers import iftsta
from carrier_ingest.carriers.iftsta.syntax import split, syntax_at
from dialect_edi_payloads import heard, iftsta_of, interchange, message, status
from waymark_events.values import Place

DIALECT = iftsta.DIALECT


@pytest.mark.parametrize(
    ("written", "local", "certainty", "zone"),
    [
        ("202603121504?+0100:205", "2026-03-12T15:04:00", "exact", "+01:00"),
        ("202603121504-0530:205", "2026-03-12T15:04:00", "exact", "-05:30"),
        ("202603121504UTC:303", "2026-03-12T15:04:00", "exact", "+00:00"),
        ("202603121504CET:303", "2026-03-12T15:04:00", "account", "Europe/Berlin"),
        ("20260312150405:204", "2026-03-12T15:04:05", "account", "Europe/Berlin"),
        ("2603121504:201", "2026-03-12T15:04:00", "account", "Europe/Berlin"),
        ("20260312:203", "2026-03-12", "none", "Europe/Berlin"),
        ("260312:101", "2026-03-12", "none", "Europe/Berlin"),
        ("202603122504:203", "2026-03-12", "none", "Europe/Berlin"),
    ],
)
def test_a_time_is_read_by_its_length(written: str, local: str, certainty: str, zone: str) -> None:
    """Where format and length disagree the length wins; three letters are a zone only for UTC."""
    when = iftsta_of("STS+1+24", at=written).when

    assert (when.local, when.certainty, when.zone) == (local, certainty, zone)


def test_the_time_of_the_event_comes_before_all_others() -> None:
    """And never the one at which the message was written."""
    times = ("DTM+137:202603130000:203", "DTM+35:202603121506:203", "DTM+334:202603121505:203")
    without = status("STS+1+21", *times).replace("DTM+78", "DTM+99")

    assert heard(DIALECT, without).statements[0].when.local == "2026-03-12T15:05:00"
    assert iftsta_of("STS+1+21", *times).when.local == "2026-03-12T15:04:00"
    timeless = heard(DIALECT, status("STS+1+21").replace("DTM+78", "DTM+137"))
    assert timeless.statements == ()
    assert "no readable time" in timeless.problems[0]


@pytest.mark.parametrize(
    ("segments", "number"),
    [
        (("RFF+CW:PKG1", "CNI+1+TR1", "STS+1+24"), "PKG1"),
        (("CNI+1+TR1", "RFF+CW:PKG2", "STS+1+24"), "PKG2"),
        (("CNI+1+TR1", "STS+1+24"), "TR1"),
        (("CNI+1", "STS+1+24", "GIN+BJ+00340001"), "00340001"),
        (("CNI+1", "STS+1+24", "PCI+33E+00340002"), "00340002"),
        (("RFF+AAM:WB1", "CNI+1", "STS+1+24"), "WB1"),
    ],
)
def test_a_parcel_is_known_by_the_nearest_of_its_numbers(
    segments: tuple[str, ...], number: str
) -> None:
    """Its package number, its consignment's, a mark, a waybill."""
    said = heard(DIALECT, interchange(message(*segments, "DTM+78:202603121504:203")))

    assert [one.number for one in said.statements] == [number]


@pytest.mark.parametrize("consignments", [(), ("CNI+1+TR1", "STS+1+21", "DTM+78:202603121505:203")])
def test_a_status_before_or_without_a_consignment_is_heard(consignments: tuple[str, ...]) -> None:
    """By the number of its package, or by what the message's head names."""
    status = ("STS+1+24", "DTM+78:202603121504:203")
    of_each = (("RFF+AAM:WB1", *status), (*status, "RFF+CW:WB1"))

    for segments in of_each:
        said = heard(DIALECT, interchange(message(*segments, *consignments)))
        assert [one.number for one in said.statements] == ["WB1", "TR1"][: 1 + bool(consignments)]
        assert said.problems == ()


@pytest.mark.parametrize(
    ("own", "around", "place"),
    [
        (("LOC+5+:::BERN+:::CH",), (), Place(city="BERN", country="CH")),
        ((), ("LOC+5+:::BERN+:::CH", "LOC+7+:::ULM+:::DE", "LOC+11+DEHAM", "LOC+60+DEHAM"), None),
        ((), ("LOC+5+:::BERN+:::CH", "LOC+14+:::ULM+:::DE"), Place(city="ULM", country="DE")),
        (("LOC+60+:::BERN+:::CH",), ("LOC+175+:::ULM",), Place(city="BERN", country="CH")),
    ],
)
def test_places_of_the_journey_are_no_places_of_a_scan(
    own: tuple[str, ...], around: tuple[str, ...], place: Place | None
) -> None:
    """A consignment names where it begins and ends; only where it is is said of its statuses."""
    status = ("STS+1+24", "DTM+78:202603121504:203")
    for segments in ((*around, "CNI+1+TR1"), ("CNI+1+TR1", *around)):
        (said,) = heard(DIALECT, interchange(message(*segments, *status, *own))).statements
        assert said.place == place


def test_a_status_without_a_number_costs_no_other() -> None:
    """It is a problem in a sentence."""
    nameless = ("CNI+1", "STS+1+24", "DTM+78:202603121504:203")
    named = ("CNI+2+TR2", "STS+1+24", "DTM+78:202603121504:203")
    said = heard(DIALECT, interchange(message(*nameless, *named)))

    assert [one.number for one in said.statements] == ["TR2"]
    assert said.problems == ("a status of an IFTSTA message names no readable number",)


@pytest.mark.parametrize(
    ("declared", "written", "city"),
    [
        ("UNOC", "iso8859-1", "MÜNCHEN"),
        ("UNOA", "utf-8", "MÜNCHEN"),
        ("UNOA", "cp1252", "MÜNCHEN"),
        ("UNOC", "cp1252", "ŠUMPERK"),
        ("UNOE", "iso8859-5", "УФА"),
        ("UNOW", "utf-8", "ŁÓDŹ"),
    ],
)
def test_letters_are_read_whatever_was_declared(declared: str, written: str, city: str) -> None:
    """The declared set first, then what senders write instead."""
    body = status("STS+1+24", f"LOC+175+:::{city}+:::DE").replace("UNOC", declared)

    said = heard(DIALECT, body.encode(written)).statements
    assert said[0].place == Place(city=city, country="DE")


def test_a_segment_whose_escapes_are_broken_costs_no_other() -> None:
    """A release character before a line feed is none."""
    body = status("STS+1+24", "FTX+ACD+++BROKEN?\n", "LOC+175+:::BERN+:::CH")
    said = heard(DIALECT, body)

    assert said.problems == ("a segment of an interchange of EDIFACT cannot be read",)
    assert said.statements[0].place == Place(city="BERN", country="CH")


@pytest.mark.parametrize("plain", ["FTX+A:B::+C:", "FTX", "FTX+:+ A:.", "FTX++\r\nA:B"])
def test_a_segment_without_escapes_is_read_as_one_with_them(plain: str) -> None:
    """The short way and pydifact's agree; there nothing is a segment without an end."""
    usual = syntax_at(b"UNB", None)
    assert usual is not None
    assert split(f"{plain}'", usual) == split(f"?{plain}'", usual)
    for nothing in ("", "'", plain):
        assert split(nothing, usual) is None
