"""The service's fold and the oracle's, written apart from the same page, agree on any history."""

import json
from collections.abc import Iterable

import faults.oracle.fold as oracle
import msgspec
from faults.fold_histories import differing
from hypothesis import given, note
from msgspec.structs import replace
from projection import domain
from projection_facts import STREAM, at, booking, fact, link
from projection_histories import LAW
from waymark_events.ids import RetailerId, ShipmentId, shipment_id
from waymark_events.registry import type_of
from waymark_events.values import Leg, Value
from waymark_events.vocabulary import LinkKind

SHIPMENT = shipment_id(RetailerId(STREAM["retailer"]), STREAM["carrier"], STREAM["number"])
_ENCODER = msgspec.json.Encoder(order="deterministic")


def wire(value: Value | None) -> object:
    """What lies on the topic, read as any other program reads it."""
    return json.loads(_ENCODER.encode(value))


def told(facts: Iterable[domain.Fact]) -> oracle.Folded:
    """The oracle's fold of what the service was given."""
    read = [
        oracle.Fact(
            fact.ce_id,
            oracle.micros(fact.known_at),
            type_of(fact.body),
            json.loads(_ENCODER.encode(fact.body)),
        )
        for fact in facts
    ]
    return oracle.fold(read, SHIPMENT)


def shown(facts: Iterable[domain.Fact]) -> tuple[oracle.TimelineJourney, ...]:
    """Which entries the service's timeline has, journey by journey."""
    return tuple(
        oracle.TimelineJourney(
            id=journey.id,
            milestone=journey.milestone,
            reason=journey.reason,
            ids=tuple(entry.ce_id for entry in journey.entries),
        )
        for journey in domain.timeline(facts).journeys
    )


def alike(facts: list[domain.Fact]) -> None:
    """Hold everything that the oracle says against the service."""
    state, expected = domain.fold(facts), told(facts)

    assert wire(domain.status(state)) == oracle.public_status(expected)
    assert wire(domain.since(state)) == expected.since
    assert shown(facts) == expected.timeline
    assert expected.facts == len({fact.ce_id for fact in facts})
    assert expected.ended == (state.course.end is not None)


def further_leg(number: int) -> Leg:
    return Leg(shipment_id=ShipmentId(str(number)), carrier="dhl_parcel_de", number=f"JJD{number}")


@LAW
@given(facts=differing)
def test_the_service_and_the_oracle_fold_alike(facts: list[domain.Fact]) -> None:
    """Status, since and timeline are what the page says, whoever reads it."""
    note("\n".join(map(repr, facts)))
    alike(facts)


def test_both_keep_the_newest_of_many() -> None:
    """Of twenty parcels and twenty further legs, one of each twice, both show the same sixteen."""
    hours = [at(hours=number) for number in range(21)]
    booked = [booking(hour, hour, str(number % 20)) for number, hour in enumerate(hours)]
    legs = [link(hour, LinkKind.REBOOK) for hour in hours]
    moved = [
        replace(leg.body, successor=further_leg(number % 20)) for number, leg in enumerate(legs)
    ]

    alike([*booked, *(fact(body, hour) for body, hour in zip(moved, hours, strict=True))])
