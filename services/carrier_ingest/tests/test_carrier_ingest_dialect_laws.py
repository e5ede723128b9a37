"""Laws of every dialect: it never raises, and damage to one scan costs no other."""

import copy
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

import msgspec
import pytest
from carrier_ingest.carriers.registry import DIALECTS
from dialect_damage import JUNK, XML_TEXT, damage, damage_bytes, damage_xml, elements, paths
from dialect_hearing import ALL_SAMPLES, JSON_SAMPLES, SAMPLES, XML_SAMPLES, check, hear, spoken_in
from hypothesis import given
from hypothesis import strategies as st
from waymark_events import numbers


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_has_samples(dialect: str) -> None:
    """The laws hold of what they look at; a dialect without a sample would be looked at by none."""
    assert [name for name in ALL_SAMPLES if spoken_in(name) == dialect]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_carrier_of_a_dialect_is_known(dialect: str) -> None:
    """Its numbers have a form, so that they are read alike everywhere."""
    assert set(DIALECTS[dialect].carriers) <= set(numbers.carriers())


@pytest.mark.parametrize("name", JSON_SAMPLES)
@given(data=st.data())
def test_a_damaged_json_payload_never_raises(name: str, data: st.DataObject) -> None:
    """Whatever is dropped, retyped, nested or repeated, the dialect answers with what it heard."""
    value = msgspec.json.decode((SAMPLES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        places = paths(value)
        if not places:
            break
        how = data.draw(st.sampled_from(["drop", "retype", "nest", "repeat"]))
        damage(value, data.draw(st.sampled_from(places)), how, data.draw(JUNK))

    check(hear(name, msgspec.json.encode(value)))


@pytest.mark.parametrize("name", XML_SAMPLES)
@given(data=st.data())
def test_a_damaged_xml_payload_never_raises(name: str, data: st.DataObject) -> None:
    """Attributes lost or garbled, elements lost, nested or repeated: heard as far as it goes."""
    root = fromstring((SAMPLES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        parent, element = data.draw(st.sampled_from(elements(root)))
        damage_xml(parent, element, data.draw)

    check(hear(name, tostring(root, encoding="utf-8")))


@pytest.mark.parametrize("name", ALL_SAMPLES)
@given(data=st.data())
def test_damaged_bytes_never_raise(name: str, data: st.DataObject) -> None:
    """Bytes lost, doubled or garbled anywhere: heard as far as it goes."""
    body = (SAMPLES / name).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        body = damage_bytes(body, data.draw)

    check(hear(name, body))


@given(data=st.data())
def test_damage_to_one_scan_of_ups_costs_no_other(data: st.DataObject) -> None:
    """However one activity is mangled, the six beside it are read as before."""
    body = (SAMPLES / "ups_poll_delivered.json").read_bytes()
    before = {said.scan_id: said.milestone for said in hear("ups_poll", body).statements}
    value = msgspec.json.decode(body)
    activity = value["trackResponse"]["shipment"][0]["package"][0]["activity"]
    position = data.draw(st.integers(0, len(activity) - 1))
    harmed = hear("ups_poll", _only(value, position)).statements[0].scan_id
    for _ in range(data.draw(st.integers(1, 3))):
        if places := paths(activity[position]):
            how = data.draw(st.sampled_from(["drop", "retype", "nest", "repeat"]))
            damage(activity[position], data.draw(st.sampled_from(places)), how, data.draw(JUNK))

    after = {
        s.scan_id: s.milestone for s in hear("ups_poll", msgspec.json.encode(value)).statements
    }

    untouched = {scan: milestone for scan, milestone in before.items() if scan != harmed}
    assert untouched.items() <= after.items()


@given(data=st.data())
def test_damage_to_one_event_of_dhl_costs_no_other(data: st.DataObject) -> None:
    """However one event is mangled, the five beside it are read as before."""
    body = (SAMPLES / "dhl_parcel_de_delivered.xml").read_bytes()
    before = {said.scan_id: said.milestone for said in hear("dhl_parcel_de", body).statements}
    root = fromstring(body)
    events = [one for one in root.iter() if one.get("name") == "piece-event"]
    element = data.draw(st.sampled_from(events))
    harmed = hear("dhl_parcel_de", _alone(element)).statements[0].scan_id
    attribute = data.draw(st.sampled_from(sorted(element.attrib)))
    if data.draw(st.booleans()):
        del element.attrib[attribute]
    else:
        element.set(attribute, data.draw(XML_TEXT))

    after = {
        said.scan_id: said.milestone for said in hear("dhl_parcel_de", tostring(root)).statements
    }

    untouched = {scan: milestone for scan, milestone in before.items() if scan != harmed}
    assert untouched.items() <= after.items()


@pytest.mark.parametrize(
    "name", [f"{one}_{way}" for one in DIALECTS for way in ("push", "poll", "file")]
)
@given(body=st.binary(max_size=200))
def test_bytes_that_are_nothing_at_all_never_raise(name: str, body: bytes) -> None:
    """Noise is a problem in a sentence, not an exception."""
    heard = hear(name, body)

    check(heard)
    assert heard.statements == ()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("ups_poll", b"[" * 100_000),
        ("ups_poll", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
        ("dhl_parcel_de", b"<data>" * 50_000 + b"</data>" * 50_000),
        ("dhl_parcel_de", b"\xff\xfe<\x00"),
        ("dhl_parcel_de", b'<?xml version="1.0" encoding="no-such"?><data/>'),
        ("ups_push", b'{"trackingNumber": "1Z\\u001f", "localActivityDate": "20260101"}'),
        ("ups_push", b'{"trackingNumber": "\\ud800"}'),
        ("test", b'{"number": "TEST-LOST-\\ud800"}'),
        (
            "test",
            b'{"number": "TEST-LOST", "scans": {"code": "A", "at": "9999-12-31T23:59-14:00"}}',
        ),
    ],
)
def test_payloads_made_to_hurt_are_problems(name: str, body: bytes) -> None:
    """Depth, broken encodings and characters that no id may hold."""
    check(hear(name, body))


@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_parsing_is_a_function_of_the_payload(name: str) -> None:
    """The same bytes are heard the same way every time."""
    body = (SAMPLES / name).read_bytes()

    assert hear(name, body) == hear(name, body)


def _only(value: Any, position: int) -> bytes:
    alone = copy.deepcopy(value)
    package = alone["trackResponse"]["shipment"][0]["package"][0]
    package["activity"] = [package["activity"][position]]
    return msgspec.json.encode(alone)


def _alone(element: Element) -> bytes:
    root = fromstring((SAMPLES / "dhl_parcel_de_delivered.xml").read_bytes())
    for holder in root.iter():
        for child in list(holder):
            if child.get("name") == "piece-event" and child.attrib != element.attrib:
                holder.remove(child)
    return tostring(root)
