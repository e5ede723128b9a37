"""Bring's bell: whose it is and for which number it rings; and what names a scan of the poll."""

import msgspec
import pytest
from carrier_ingest.carriers import bring
from carrier_ingest.carriers.dialect import Post, Pushing
from carrier_ingest.carriers.heard import Heard
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
)

SECRET = {"push_secret": "9fKw"}
NOON = "20250211T100400Z"


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


def test_a_push_says_nothing_but_that_it_rings() -> None:
    """Whatever its group and moment: the poll behind it has them, with place and cause."""
    heard = pushed()

    assert msgspec.structs.replace(heard, links=(), bells=()) == Heard()
    assert [(one.number, one.successor) for one in heard.links] == [(NUMBER, SHIPMENT)]
    assert [bell.number for bell in heard.bells] == [NUMBER, SHIPMENT]
    assert pushed(created="", status="DRONE_LOST") == heard
    assert [bell.number for bell in pushed(shipment=None).bells] == [NUMBER]


def test_a_push_that_names_nothing_is_told() -> None:
    """It rings for nobody."""
    sentence = "a push of Bring has no readable package or shipment"

    assert pushed(package="", shipment=None).problems == (sentence,)


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


def test_a_scan_is_named_by_group_instant_code_and_unit() -> None:
    """The unit is a terminal or pickup point, else the town."""
    at_unit = only(event("TERMINAL", "6A", dateIso="2025-02-11T11:04:20+01:00", unitId="120"))
    in_town = only(event("TERMINAL", "6A", dateIso="2025-02-11T10:04:20Z"))

    begins = ("bring", "bring", NUMBER, "TERMINAL", "20250211T100420Z", "6A")
    assert at_unit.scan_key == (*begins, "120")
    assert in_town.scan_key == (*begins, "TRONDHEIM")


@pytest.mark.parametrize("minor", [True, False])
def test_a_scan_keeps_its_name_when_another_of_its_minute_disappears(*, minor: bool) -> None:
    """Minor ones do, and others come late."""
    one = event("TERMINAL", "G")
    other = event("TERMINAL", "6A", dateIso="2025-02-11T11:04:20+01:00", insignificant=minor)
    expected = {only(one).scan_key, only(other).scan_key}

    for listed in ((one, other), (other, one)):
        both = polled(answer(package(*listed)), NUMBER).statements
        assert {said.scan_key for said in both} == expected


def test_a_scan_is_named_by_nothing_that_changes() -> None:
    """Not by text, country, postcode, signature or flags."""
    bare = {"status": "TERMINAL", "dateIso": "2025-02-11T11:04:00+01:00", "lmEventCode": "G"} | {
        "city": "TRONDHEIM"
    }
    rich = event("TERMINAL", "G", consignmentEvent=True, insignificant=False)

    assert only(bare).scan_key == only(rich).scan_key


def test_a_time_without_an_offset_names_a_scan_as_printed() -> None:
    """No setting of an account may change a name."""
    adrift = event("TERMINAL", dateIso="2025-02-11T11:04:30", countryCode="", unitId="120")
    keys = {
        polled(answer(package(adrift)), NUMBER, zone=zone).statements[0].scan_key
        for zone in (None, "Europe/Oslo", "Asia/Tokyo")
    }

    assert keys == {("bring", "bring", NUMBER, "TERMINAL", "2025-02-11T11:04:30", "", "120")}


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
