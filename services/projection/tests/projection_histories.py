"""Histories of one shipment in the shapes they really have: crowded, out of order, contradictory.

Promises, orders and names come from small pools, so that the watchman's facts and corrections meet
what they are about, before or after it.
"""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from projection.domain import Fact
from projection_scans import START, STREAM, instants, scans, versions
from waymark_events.ids import AccountId, OrderId, ParcelId, RecipientId, ShipmentId
from waymark_events.messages import shipments
from waymark_events.values import Destination, Leg, Money, Services, Span
from waymark_events.vocabulary import Direction, Kind, LinkKind, Way

__all__ = ["LAW", "START", "histories", "scans"]

LAW = settings(
    deadline=None,
    report_multiple_bugs=False,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""As many histories a law as WAYMARK_LAW_EXAMPLES asks for."""


@st.composite
def bookings(draw: st.DrawFn) -> shipments.ShipmentBooked:
    """A booking of one of three orders, as often as not just after that order was placed."""
    order = draw(st.sampled_from("123"))
    booked_at = draw(instants)
    just_before = booked_at - timedelta(seconds=30)
    return shipments.ShipmentBooked(
        **STREAM,
        entered="1z999aa10123456784",
        order_id=OrderId(f"order-{order}"),
        order_version=1,
        order_reference=f"A-{order}",
        parcel_id=ParcelId(f"parcel-{order}"),
        parcel_no=1,
        recipients=(RecipientId("person"),),
        direction=draw(st.sampled_from([Direction.OUTBOUND, *Direction])),
        way=draw(st.sampled_from([Way.HOME, *Way])),
        destination=Destination(country="DE", zone="Europe/Berlin"),
        placed_at=draw(st.one_of(st.just(just_before), instants)),
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
    day = draw(instants).date().isoformat()
    if draw(st.booleans()):
        return Span(from_=day, to=day, precision="day", zone="Europe/Berlin")
    return Span(from_=f"{day}T12:00", to=f"{day}T14:00", precision="window", zone="Europe/Berlin")


def promises() -> st.SearchStrategy[shipments.ShipmentPromised]:
    """A promise of one of the orders, due somewhere on the grid."""
    return st.builds(
        lambda span, due, at: shipments.ShipmentPromised(
            **STREAM,
            order_id=OrderId("order-1"),
            order_version=1,
            span=span,
            due=due,
            observed_at=at,
        ),
        _spans(),
        instants,
        instants,
    )


def estimates() -> st.SearchStrategy[shipments.ShipmentEstimated]:
    """An estimate, or the carrier's word that it names no day any more."""
    return st.builds(
        lambda span, at, version: shipments.ShipmentEstimated(
            **STREAM,
            basis="revised" if span else "none",
            dialect="ups",
            channel="poll",
            account=AccountId("main"),
            observed_at=at,
            mapping_version=version,
            span=span,
        ),
        st.one_of(st.none(), _spans()),
        instants,
        versions,
    )


def _cancellations() -> st.SearchStrategy[shipments.ShipmentCancelled]:
    return st.builds(
        lambda at: shipments.ShipmentCancelled(
            **STREAM, order_id=OrderId("order-1"), order_version=2, at=at
        ),
        instants,
    )


def _links() -> st.SearchStrategy[shipments.ShipmentLinked]:
    here = Leg(shipment_id=ShipmentId("here"), carrier=STREAM["carrier"], number=STREAM["number"])
    there = Leg(shipment_id=ShipmentId("there"), carrier="dhl_parcel_de", number="JJD0099990001")
    return st.builds(
        lambda kind, at, ends: shipments.ShipmentLinked(
            **STREAM,
            order_id=OrderId("order-1"),
            order_version=3,
            origin=ends[0],
            successor=ends[1],
            kind=kind,
            at=at,
        ),
        st.sampled_from(list(LinkKind)),
        instants,
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
            instants,
        ),
        st.builds(
            lambda name, due: shipments.ShipmentFellSilent(
                **STREAM, fact_id=name, since=due, due=due
            ),
            named,
            instants,
        ),
        st.builds(
            lambda name, due: shipments.ShipmentNeverSeen(
                **STREAM, booking_id=name, hand_over_by=due, due=due
            ),
            named,
            instants,
        ),
        st.builds(
            lambda name, due: shipments.ShipmentExpired(**STREAM, fact_id=name, due=due),
            named,
            instants,
        ),
    )


@st.composite
def bodies(draw: st.DrawFn) -> shipments.ShipmentFact:
    """Any fact; scans most often, events more often than not."""
    drawn = draw(st.sampled_from(_WEIGHTED))
    return draw(drawn)


_WEIGHTED: list[st.SearchStrategy[shipments.ShipmentFact]] = [
    *[scans()] * 4,
    *[scans((Kind.EVENT,))] * 5,
    *[bookings()] * 2,
    promises(),
    estimates(),
    _cancellations(),
    _links(),
    _deadlines(),
]


def histories(
    body: st.SearchStrategy[shipments.ShipmentFact] | None = None, longest: int = 14
) -> st.SearchStrategy[list[Fact]]:
    """Facts with ids of their own, learned at any time, in no order."""
    known = st.builds(
        lambda at, late: at + timedelta(hours=late), instants, st.sampled_from([0, 1, 30])
    )
    one = st.tuples(bodies() if body is None else body, known)
    few, many = (
        st.lists(one, min_size=least, max_size=longest) for least in (1, (longest + 1) // 2)
    )
    pairs = st.one_of(few, many, many)
    return pairs.map(
        lambda drawn: [
            Fact(f"c{number:02}", known_at, fact) for number, (fact, known_at) in enumerate(drawn)
        ]
    )
