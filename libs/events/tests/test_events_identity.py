"""Ids, partitions, links and the total order: permanent rules, pinned by value."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waymark_events import ids, links
from waymark_events.ordering import order_key, own_instant
from waymark_events.partitions import murmur2, partition_of
from waymark_events.values import When
from waymark_events.vocabulary import REASONS, TERMINAL, Certainty, Milestone, fits

SHOP = ids.RetailerId("shop")
ORDER = ids.OrderId("6f1c2b1e-4a5d-5e6f-8a9b-0c1d2e3f4a5b")
PERSON = ids.RecipientId("0b8f6d5c-1a2b-5c3d-9e4f-5a6b7c8d9e0f")


def test_ids_never_change() -> None:
    """A changed id would orphan every stream; these values stand for ever."""
    shipment = ids.shipment_id(SHOP, "ups", "1Z9999999999999999")

    assert shipment == "2d607cb1-1e76-5bd7-ab0d-7e83d6125f70"
    assert ids.order_id(SHOP, "SO-1") == "dbb714a8-f1e0-547d-b524-321168f439b2"
    assert ids.parcel_id(ORDER, 1) == "f3279c55-53fd-5646-aeae-1406d5591dad"
    assert ids.intake_id(SHOP, "cmd-1") == "446a8344-f493-58bc-933b-109afdfe337b"
    assert ids.digest("a", "b") == "facdde7abf1eac5b301273ab2e282f79"


def test_the_cut_between_parts_counts() -> None:
    """("ab", "c") and ("a", "bc") are two facts."""
    assert ids.digest("ab", "c") != ids.digest("a", "bc")
    with pytest.raises(ValueError, match="unit separator"):
        ids.shipment_id(SHOP, "ups\x1f1Z", "")


def test_public_ids_read_back_and_strangers_do_not() -> None:
    """A caller's id is one of ours or it is nothing."""
    public = ids.public("ord", ORDER)

    assert ids.parse_public("ord", public) == ORDER
    assert ids.parse_public("shp", public) is None
    assert ids.parse_public("ord", "ord_" + "z" * 32) is None
    assert ids.parse_public("ord", "") is None


def test_partitions_are_those_of_kafkas_own_clients() -> None:
    """Java's and our records of one key lie in one partition."""
    known = {b"21": -973932308, b"foobar": -790332482, b"a-little-bit-long-string": -985981536}
    for key, signed in known.items():
        assert murmur2(key) == signed % 2**32

    assert partition_of(b"21", 12) == (-973932308 & 0x7FFFFFFF) % 12


@given(st.binary(max_size=60))
def test_murmur2_agrees_with_the_client_library(key: bytes) -> None:
    """The reckoning holds for every length and byte."""
    from aiokafka.partitioner import murmur2 as theirs

    assert murmur2(key) == theirs(key) % 2**32


def test_a_link_token_is_stable_and_revoked_by_its_version() -> None:
    """Three services compute the same token; a new version makes another."""
    first = links.token(b"k" * 32, ORDER, PERSON, "buyer", 1)

    assert first == "YKcHY6w3xTGWJDkh7TsBmv"
    assert len(first) == 22
    assert links.token(b"k" * 32, ORDER, PERSON, "buyer", 2) != first
    assert links.token(b"q" * 32, ORDER, PERSON, "buyer", 1) != first


def test_a_date_alone_counts_from_the_end_of_its_day_in_its_zone() -> None:
    """The day has 23 hours in March and 25 in October."""

    def end(day: str) -> datetime:
        return own_instant(When(local=day, certainty=Certainty.NONE, zone="Europe/Berlin"))

    assert end("2026-03-29") == datetime(2026, 3, 29, 21, 59, 59, 999999, UTC)
    assert end("2026-10-25") == datetime(2026, 10, 25, 22, 59, 59, 999999, UTC)


@given(st.text(max_size=20), st.text(max_size=10))
def test_an_unreadable_time_never_raises(local: str, zone: str) -> None:
    """A stored fact never raises, whatever was stored."""
    assert own_instant(When(local=local, certainty=Certainty.NONE, zone=zone)).tzinfo is not None


def test_equal_times_are_told_apart_by_sequence_then_rank_then_learning() -> None:
    """The order is total: two facts never compare equal."""
    when = When(local="2026-03-12", certainty=Certainty.NONE)
    early, late = datetime(2026, 3, 13, tzinfo=UTC), datetime(2026, 3, 14, tzinfo=UTC)

    keys = [
        order_key(when, 0, Milestone.IN_TRANSIT, early, "b"),
        order_key(when, 0, Milestone.IN_TRANSIT, late, "a"),
        order_key(when, 0, Milestone.DELIVERED, early, "a"),
        order_key(when, 1, Milestone.ANNOUNCED, early, "a"),
    ]

    assert sorted(keys, key=lambda key: key) == keys


def test_delivered_and_its_family_belong_together() -> None:
    """A table row that says more, or less, than it may is refused with a sentence."""
    assert fits("delivered", "delivered.to_neighbour") is None
    assert fits("in_transit", "unmapped") is None
    assert "delivered" in (fits("delivered", "progress.update") or "")
    assert "delivered" in (fits("returned", "delivered.other") or "")
    assert "vocabulary" in (fits("in_transit", "carrier.slow") or "")
    assert "milestone" in (fits("arrived", "unstated") or "")
    assert len(REASONS) == 76
    assert Milestone.DELIVERED in TERMINAL
