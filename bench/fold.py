"""What one step of the fold costs, and how large a state is: `uv run python bench/fold.py`."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from projection.domain import EMPTY, Fact, State, fold, pack, status, step, unpack
from waymark_events.ids import AccountId, OrderId, ParcelId, RecipientId, ScanId, digest
from waymark_events.messages.shipments import ShipmentBooked, ShipmentScanned
from waymark_events.values import Destination, Place, When
from waymark_events.vocabulary import Certainty, Direction, Kind, Milestone, Way

STREAM: dict[str, Any] = {"retailer": "acme", "carrier": "ups", "number": "1Z999AA10123456784"}
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
WAY = (
    [Milestone.ANNOUNCED, Milestone.ACCEPTED]
    + [Milestone.IN_TRANSIT] * 9
    + [Milestone.OUT_FOR_DELIVERY, Milestone.DELIVERED]
)


def booking() -> Fact:
    body = ShipmentBooked(
        **STREAM,
        entered=STREAM["number"],
        order_id=OrderId("0f3c8a52-1f6a-5be0-9f7e-4d1f7fb3d0a1"),
        order_version=2,
        order_reference="A-1001",
        parcel_id=ParcelId("7f1f8a52-1f6a-5be0-9f7e-4d1f7fb3d0a1"),
        parcel_no=1,
        recipients=(RecipientId("9c3c8a52-1f6a-5be0-9f7e-4d1f7fb3d0a1"),),
        direction=Direction.OUTBOUND,
        way=Way.HOME,
        destination=Destination(country="DE", zone="Europe/Berlin"),
        placed_at=START - timedelta(days=1),
        booked_at=START - timedelta(hours=1),
        hand_over_by=START + timedelta(days=1),
    )
    return Fact(digest("booking"), START, body)


def scan(number: int, milestone: Milestone) -> Fact:
    at = START + timedelta(hours=number)
    body = ShipmentScanned(
        **STREAM,
        scan_id=ScanId(digest("scan", str(number))),
        kind=Kind.EVENT,
        milestone=milestone,
        reason="delivered.other" if milestone == Milestone.DELIVERED else "progress.update",
        when=When(local=at.isoformat()[:19], certainty=Certainty.EXACT, instant=at, zone="+00:00"),
        code="DP",
        dialect="ups",
        channel="push",
        account=AccountId("main"),
        observed_at=at,
        mapping_version=1,
        place=Place(city="Hamburg", country="DE"),
    )
    return Fact(digest("fact", str(number)), at, body)


def fastest(work: object, rounds: int, per_round: int) -> float:
    """Microseconds of the median round, per piece of work."""
    assert callable(work)
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) / per_round * 1e6)
    return statistics.median(taken)


def measured() -> dict[str, float]:
    """Microseconds of each piece, and the bytes of a packed state."""
    facts = [booking()] + [scan(number, milestone) for number, milestone in enumerate(WAY)]
    states: list[State] = [EMPTY]
    for fact in facts:
        state = step(states[-1], fact)
        assert state is not None
        states.append(state)
    assert pack(states[-1]) == pack(fold(facts))
    plain = list(zip(states[1:], facts[1:], strict=False))
    last, packed = states[-2], pack(states[-2])

    def steps() -> None:
        for before, fact in plain:
            step(before, fact)

    return {
        "step, a plain scan": fastest(steps, 400, len(plain)),
        "status": fastest(lambda: [status(last) for _ in range(50)], 100, 50),
        "pack": fastest(lambda: [pack(last) for _ in range(50)], 100, 50),
        "unpack": fastest(lambda: [unpack(packed) for _ in range(50)], 100, 50),
        "fold, 14 facts": fastest(lambda: fold(facts), 200, 1),
        "packed state, bytes": len(packed),
    }


def main() -> None:
    for name, figure in measured().items():
        print(f"{name:<20} {figure:8.2f}")


if __name__ == "__main__":
    main()
