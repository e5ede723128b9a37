"""Damage to one event of Bring costs no other."""

import msgspec
from dialect_bring_payloads import NUMBER, sample
from dialect_damage import JUNK, damage, paths
from dialect_hearing import hear
from hypothesis import given
from hypothesis import strategies as st


@given(data=st.data())
def test_damage_to_one_event_of_bring_costs_no_other(data: st.DataObject) -> None:
    """However one event is mangled, the seven beside it are read as before."""
    value = sample("bring_fetched.json")
    before = hear("bring_poll", msgspec.json.encode(value), (NUMBER,)).statements
    events = value["consignmentSet"][0]["packageSet"][0]["eventSet"]
    position = data.draw(st.integers(0, len(events) - 1))
    printed = events[position]["dateIso"]
    for _ in range(data.draw(st.integers(1, 3))):
        if places := paths(events[position]):
            how = data.draw(st.sampled_from(["drop", "retype", "nest", "repeat"]))
            damage(events[position], data.draw(st.sampled_from(places)), how, data.draw(JUNK))

    after = hear("bring_poll", msgspec.json.encode(value), (NUMBER,)).statements

    untouched = {said.scan_id for said in before if said.when.local not in printed}
    assert len(untouched) == len(before) - 1
    assert untouched <= {said.scan_id for said in after}
