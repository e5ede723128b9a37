"""Bring's bell: whose it is, what it says, and that the poll behind it means the same scan."""

import msgspec
import pytest
from carrier_ingest.carriers import bring
from carrier_ingest.carriers.dialect import Post, Pushing
from dialect_bring_payloads import (
    NUMBER,
    SHIPMENT,
    answer,
    event,
    only,
    package,
    polled,
    pushed,
    sample,
    told,
)

SECRET = {"push_secret": "9fKw"}
MINUTE = "2025-02-11T10:04Z"


def pushing() -> Pushing:
    assert bring.DIALECT.pushing is not None
    return bring.DIALECT.pushing


@pytest.mark.parametrize(
    ("headers", "credentials", "admitted"),
    [
        ({"x-hook-token": "9fKw"}, SECRET, True),
        ({"x-hook-token": "9fKW"}, SECRET, False),
        ({"x-hook-token": ""}, SECRET, False),
        ({"x-bring-application": "BMEC"}, SECRET, False),
        ({"x-hook-token": ""}, {}, False),
        ({"x-hook-token": "9fKw"}, {}, False),
        ({"x-ours": "9fKw"}, SECRET | {"push_header": "X-Ours"}, True),
        ({"x-hook-token": "9fKw"}, SECRET | {"push_header": "X-Ours"}, False),
    ],
)
def test_a_push_bears_the_header_we_gave(
    headers: dict[str, str], credentials: dict[str, str], *, admitted: bool
) -> None:
    """Nothing is signed; what Bring adds of its own proves nothing."""
    post = Post(headers=headers)

    assert pushing().admits(post, credentials, lambda _: True) is admitted


def test_a_push_rings() -> None:
    """It has no place and no reason, so the number is asked for at once."""
    assert pushing().rings
    assert pushing().accepted_status == 200


def test_what_the_push_says_is_heard() -> None:
    """A group and a moment; its own dispatch time is no scan's."""
    (said,) = pushed().statements

    assert told(pushed()) == [("event", "available_for_pickup", "pickup.counter")]
    assert (said.number, said.place, said.text) == (NUMBER, None, None)
    assert (said.code, said.when.local) == ("READY_FOR_PICKUP", "2025-02-11T10:04:00")
    assert said.scan_key == ("bring", "bring", NUMBER, "READY_FOR_PICKUP", MINUTE)


def test_a_group_nobody_knows_is_shown_as_it_is() -> None:
    """New ones may come."""
    assert told(pushed(status="DRONE_LOST")) == [("event", "in_transit", "unmapped")]
    assert pushed(status="DRONE_LOST").statements[0].code == "DRONE_LOST"


def test_a_push_and_the_poll_behind_it_mean_one_scan() -> None:
    """They meet in parcel, group and minute, whatever the seconds and the finer code."""
    rung = pushed(created="2025-02-11T10:04:31+0000").statements[0].scan_id

    scans = polled(sample("bring_fetched.json"), NUMBER).statements

    assert [said.code for said in scans if said.scan_id == rung] == ["READY_FOR_PICKUP/Q"]


def test_a_repeated_answer_means_the_same_scans() -> None:
    """Each time the whole history comes, in another language too, without what was minor."""
    body = sample("bring_fetched.json")
    before = {said.scan_id for said in polled(body, NUMBER).statements}
    events = body["consignmentSet"][0]["packageSet"][0]["eventSet"]
    kept = [one | {"description": "På vei"} for one in events if not one["insignificant"]]
    body["consignmentSet"][0]["packageSet"][0]["eventSet"] = [*kept, *kept]

    after = {said.scan_id for said in polled(body, NUMBER, locale="nb").statements}

    assert len(after) == len(kept)
    assert after < before


def test_scans_of_one_group_in_one_minute_are_told_apart() -> None:
    """The first is the one a push rang for; the next by instant, code and unit."""
    late = event("TERMINAL", "6A", dateIso="2025-02-11T11:04:20+01:00", unitId="120")
    first, second = polled(answer(package(late, event("TERMINAL", "G"))), NUMBER).statements

    assert first.scan_key[3:] == ("TERMINAL", MINUTE)
    assert second.scan_key[3:] == ("TERMINAL", MINUTE, "2025-02-11T10:04:20Z", "6A", "120")


def test_what_is_minor_is_never_the_scan_a_push_rang_for() -> None:
    """Minor ones disappear later, and the scan must not become another then."""
    minor = event("TERMINAL", "6A", insignificant=True)
    both = polled(answer(package(event("TERMINAL", "G"), minor)), NUMBER).statements

    alone = only(event("TERMINAL", "G"))

    assert [said.scan_key for said in both if said.code.endswith("/G")] == [alone.scan_key]


def test_a_scan_is_named_by_nothing_that_changes() -> None:
    """Not by text, place, signature or flags."""
    bare = {"status": "TERMINAL", "dateIso": "2025-02-11T11:04:00+01:00"}
    rich = event("TERMINAL", "G", consignmentEvent=True, insignificant=False)

    assert only(bare).scan_key == only(rich).scan_key


def test_a_time_without_an_offset_names_a_scan_as_printed() -> None:
    """No setting of an account may change a name."""
    undated = event("TERMINAL", dateIso="2025-02-11T11:04:30", countryCode="")
    keys = [
        polled(answer(package(undated)), NUMBER, zone=zone).statements[0].scan_key
        for zone in (None, "Europe/Oslo", "Asia/Tokyo")
    ]

    assert set(keys) == {("bring", "bring", NUMBER, "TERMINAL", "2025-02-11T11:04")}


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ({"package": "3707 3000 0000 0000 15", "shipment": SHIPMENT}, NUMBER),
        ({"package": "", "shipment": SHIPMENT}, SHIPMENT),
        ({"package": 370730000000000015}, NUMBER),
        ({}, None),
        ([], None),
    ],
)
def test_the_number_of_a_push_is_the_parcels_else_the_shipments(
    body: object, number: str | None
) -> None:
    """It is part of the key under which the raw bytes are kept."""
    assert pushing().number(msgspec.json.encode(body)) == number
    assert pushing().number(b"not json") is None
