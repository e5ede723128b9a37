"""Histories of one shipment in the shapes they really have: crowded, out of order, contradictory.

Times lie on a small grid, so that equal instants, days and minutes and the borders of 7 and 60
days are common; scan ids, promises and names come from small pools, so that restatements, pairs,
corrections and watchman's facts meet what they are about, before or after it.
"""

import os
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from projection.domain import Fact
from waymark_events.messages import shipments
from waymark_events.values import Destination, Leg, Money, Place, Services, Span, When
from waymark_events.vocabulary import (
    REASONS,
    Certainty,
    Direction,
    Kind,
    LinkKind,
    Milestone,
    Way,
    family,
)

LAW = settings(
    max_examples=int(os.environ.get("WAYMARK_LAW_EXAMPLES", "300")),
    deadline=None,
    report_multiple_bugs=False,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""300 histories a law keep the tier to seconds; WAYMARK_LAW_EXAMPLES asks for thousands."""

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
STREAM = {"retailer": "acme", "carrier": "ups", "number": "1Z999AA10123456784"}
_DAYS = (0, 0, 0, 1, 1, 2, 3, 5, 9, 12, 60, 61, 66, 68, 75, 140)
_SECONDS = (0, 0, 20, 60, 90, 3600, 9 * 3600, 14 * 3600)
_REASONS = sorted(REASONS)
_DELIVERED = [reason for reason in _REASONS if family(reason) == "delivered"]
_OTHER = [reason for reason in _REASONS if family(reason) != "delivered"]
_LIKELY = ["progress.update", "unstated", "unmapped", "recipient.refused", "customs.duties_due"]

_instants = st.builds(
    lambda day, second: START + timedelta(days=day, seconds=second),
    st.sampled_from(_DAYS),
    st.sampled_from(_SECONDS),
)
_scan_ids = st.sampled_from([f"S{number}" for number in range(9)])
_versions = st.sampled_from([1, 1, 1, 2])
_places = st.sampled_from(
    [None, None, Place(city="Hamburg"), Place(city=" hamburg ", country="DE")]
)


@st.composite
def _whens(draw: st.DrawFn) -> When:
    at = draw(_instants)
    shape = draw(st.sampled_from(["exact", "exact", "exact", "offset", "day", "none", "broken"]))
    local = at.strftime("%Y-%m-%dT%H:%M:%S")
    match shape:
        case "day":
            zone = draw(st.sampled_from(["Europe/Berlin", "America/New_York", "nowhere"]))
            return When(local=local[:10], certainty=Certainty.NONE, zone=zone)
        case "none":
            return When(local=local, certainty=Certainty.NONE, zone="Europe/Berlin")
        case "broken":
            return When(local=draw(st.sampled_from(["", "soon", "9999-12-31"])), certainty="none")
        case "offset":
            offset = datetime.fromisoformat(at.isoformat().replace("+00:00", "-07:00"))
            return When(local=local, certainty=Certainty.EXACT, instant=offset, zone="-07:00")
        case _:
            return When(local=local, certainty=Certainty.EXACT, instant=at, zone="UTC")


@st.composite
def scans(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> shipments.ShipmentScanned:
    """A statement about one of a few scans."""
    milestone = draw(st.sampled_from(list(Milestone)))
    reasons = _DELIVERED if milestone == Milestone.DELIVERED else _LIKELY + _OTHER
    kind = draw(st.sampled_from([Kind.EVENT, Kind.EVENT, Kind.EVENT, *Kind]))
    kind = kind if kind in kinds else kinds[0]
    corrects = kind == Kind.CORRECTION
    due = draw(st.sampled_from([None, "12.40"]))
    return shipments.ShipmentScanned(
        **STREAM,
        scan_id=draw(_scan_ids),
        kind=kind,
        milestone=milestone,
        reason=draw(st.sampled_from(reasons)),
        when=draw(_whens()),
        code=draw(st.sampled_from("AB")),
        dialect=draw(st.sampled_from(["ups", "ups", "dhl_unified"])),
        channel="poll",
        account="main",
        observed_at=draw(_instants),
        mapping_version=draw(_versions),
        sequence=draw(st.sampled_from([0, 0, 0, 1, -1])),
        place=draw(_places),
        pickup_until=draw(st.sampled_from([None, "2026-03-09"])),
        duties_amount=due,
        duties_currency=due and "EUR",
        withdraws=draw(st.one_of(st.none(), _scan_ids)) if corrects else None,
        withdraws_codes=draw(st.sampled_from([(), ("A",)])) if corrects else (),
    )


@st.composite
def bookings(draw: st.DrawFn) -> shipments.ShipmentBooked:
    """A booking of one of three orders."""
    order = draw(st.sampled_from("123"))
    booked_at = draw(_instants)
    return shipments.ShipmentBooked(
        **STREAM,
        entered="1z999aa10123456784",
        order_id=f"order-{order}",
        order_version=1,
        order_reference=f"A-{order}",
        parcel_id=f"parcel-{order}",
        parcel_no=1,
        recipients=("person",),
        direction=draw(st.sampled_from([Direction.OUTBOUND, *Direction])),
        way=draw(st.sampled_from([Way.HOME, *Way])),
        destination=Destination(country="DE", zone="Europe/Berlin"),
        placed_at=draw(_instants),
        booked_at=booked_at,
        hand_over_by=booked_at + timedelta(days=1),
        services=draw(
            st.sampled_from(
                [Services(), Services(cash_on_delivery=Money(amount="9.90", currency="EUR"))]
            )
        ),
    )


@st.composite
def _spans(draw: st.DrawFn) -> Span:
    day = draw(_instants).date().isoformat()
    if draw(st.booleans()):
        return Span(from_=day, to=day, precision="day", zone="Europe/Berlin")
    return Span(from_=f"{day}T12:00", to=f"{day}T14:00", precision="window", zone="Europe/Berlin")


def promises() -> st.SearchStrategy[shipments.ShipmentPromised]:
    """A promise of one of the orders, due somewhere on the grid."""
    return st.builds(
        lambda span, due, at: shipments.ShipmentPromised(
            **STREAM, order_id="order-1", order_version=1, span=span, due=due, observed_at=at
        ),
        _spans(),
        _instants,
        _instants,
    )


def estimates() -> st.SearchStrategy[shipments.ShipmentEstimated]:
    """An estimate, or the carrier's word that it names no day any more."""
    return st.builds(
        lambda span, at, version: shipments.ShipmentEstimated(
            **STREAM,
            basis="revised" if span else "none",
            dialect="ups",
            channel="poll",
            account="main",
            observed_at=at,
            mapping_version=version,
            span=span,
        ),
        st.one_of(st.none(), _spans()),
        _instants,
        _versions,
    )


def _cancellations() -> st.SearchStrategy[shipments.ShipmentCancelled]:
    return st.builds(
        lambda at: shipments.ShipmentCancelled(
            **STREAM, order_id="order-1", order_version=2, at=at
        ),
        _instants,
    )


def _links() -> st.SearchStrategy[shipments.ShipmentLinked]:
    here = Leg(shipment_id="here", carrier=STREAM["carrier"], number=STREAM["number"])
    there = Leg(shipment_id="there", carrier="dhl_parcel_de", number="00340434161094042557")
    return st.builds(
        lambda kind, at, ends: shipments.ShipmentLinked(
            **STREAM,
            order_id="order-1",
            order_version=3,
            origin=ends[0],
            successor=ends[1],
            kind=kind,
            at=at,
        ),
        st.sampled_from(list(LinkKind)),
        _instants,
        st.sampled_from([(here, there), (there, here)]),
    )


def _deadlines() -> st.SearchStrategy[shipments.ShipmentFact]:
    named = st.sampled_from([f"c{number:02}" for number in range(14)])
    return st.one_of(
        st.builds(
            lambda name, due: shipments.ShipmentPromiseMissed(
                **STREAM, promise_id=name, due=due, zone="Europe/Berlin"
            ),
            named,
            _instants,
        ),
        st.builds(
            lambda name, due: shipments.ShipmentFellSilent(
                **STREAM, fact_id=name, since=due, due=due
            ),
            named,
            _instants,
        ),
        st.builds(
            lambda name, due: shipments.ShipmentNeverSeen(
                **STREAM, booking_id=name, hand_over_by=due, due=due
            ),
            named,
            _instants,
        ),
        st.builds(
            lambda name, due: shipments.ShipmentExpired(**STREAM, fact_id=name, due=due),
            named,
            _instants,
        ),
    )


def bodies() -> st.SearchStrategy[shipments.ShipmentFact]:
    """Any fact; scans most often."""
    return st.one_of(
        scans(),
        scans(),
        scans((Kind.EVENT,)),
        bookings(),
        promises(),
        estimates(),
        _cancellations(),
        _links(),
        _deadlines(),
    )


def histories(
    body: st.SearchStrategy[shipments.ShipmentFact] | None = None, longest: int = 14
) -> st.SearchStrategy[list[Fact]]:
    """Facts with ids of their own, learned at any time, in no order."""
    known = st.builds(
        lambda at, late: at + timedelta(hours=late), _instants, st.sampled_from([0, 1, 30])
    )
    pairs = st.lists(
        st.tuples(bodies() if body is None else body, known), min_size=1, max_size=longest
    )
    return pairs.map(
        lambda drawn: [
            Fact(f"c{number:02}", known_at, fact) for number, (fact, known_at) in enumerate(drawn)
        ]
    )
