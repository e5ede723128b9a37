"""Statements about scans, drawn from small pools: times on a grid, few ids, two dialects.

Equal instants, days and minutes and the borders of 7 and 60 days are common, and restatements,
pairs and corrections meet what they are about.
"""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st
from waymark_events.ids import AccountId, ScanId
from waymark_events.messages import shipments
from waymark_events.values import Place, When
from waymark_events.vocabulary import REASONS, Certainty, Kind, Milestone, family

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
STREAM: dict[str, Any] = {"retailer": "acme", "carrier": "ups", "number": "1Z999AA10123456784"}
_DAYS = (0, 0, 0, 1, 1, 2, 3, 5, 9, 12, 60, 61, 66, 68, 75, 140)
_SECONDS = (0, 0, 20, 60, 90, 3600, 9 * 3600, 14 * 3600)
_REASONS = sorted(REASONS)
_DELIVERED = [reason for reason in _REASONS if family(reason) == "delivered"]
_OTHER = [reason for reason in _REASONS if family(reason) != "delivered"]
_MILESTONES = [
    Milestone.OUT_FOR_DELIVERY,
    Milestone.OUT_FOR_DELIVERY,
    *Milestone,
    Milestone.DELIVERED,
    Milestone.DELIVERED,
    Milestone.ANNOUNCED,
    Milestone.ACCEPTED,
]
_LIKELY = ["progress.update", "unstated", "unmapped", "recipient.refused", "customs.duties_due"]

_GRID = sorted(
    {START + timedelta(days=day, seconds=second) for day in _DAYS for second in _SECONDS}
)
_NEAR = [at for at in _GRID if at < START + timedelta(days=3)]
_CROWD = _GRID[:4] * 8
instants = st.sampled_from(_GRID + _NEAR + _CROWD)
_SCAN_IDS = [f"S{number}" for number in range(9)]
scan_ids = st.sampled_from(_SCAN_IDS)
_KINDS = [Kind.EVENT, Kind.EVENT, Kind.EVENT, *Kind]
_VOICES = [("ups", "A"), ("ups", "B")] * 4 + [("dhl_unified", "A")]
versions = st.sampled_from([1, 1, 1, 2])


def _whens() -> list[When]:
    """Every instant of the grid as carriers print it, and times that cannot be read."""
    whens = [When(local=local, certainty=Certainty.NONE) for local in ("", "soon", "9999-12-31")]
    for at in (
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
    ):
        whens.append(When(local="at the edge", certainty=Certainty.EXACT, instant=at))
    for at in _GRID + _NEAR + _CROWD:
        local = at.isoformat()[:19]
        offset = at.astimezone(timezone(timedelta(hours=-7)))
        whens += [
            When(local=local, certainty=Certainty.EXACT, instant=at, zone="UTC"),
            When(local=local, certainty=Certainty.PLACE, instant=at, zone="UTC"),
            When(local=local, certainty=Certainty.EXACT, instant=offset, zone="-07:00"),
            When(local=local, certainty=Certainty.NONE, zone="Europe/Berlin"),
            When(local=local[:10], certainty=Certainty.NONE, zone="Europe/Berlin"),
            When(local=local[:10], certainty=Certainty.NONE, zone="nowhere"),
        ]
    return whens


_WHENS = _whens()
_MEANINGS = [
    (milestone, reason)
    for number, milestone in enumerate(_MILESTONES)
    for reason in (
        _DELIVERED if milestone == Milestone.DELIVERED else _LIKELY + _OTHER[number % 7 :: 7]
    )
]
"""About as many for each milestone, and every reason somewhere."""
_EXTRAS: list[dict[str, Any]] = [
    {},
    {"sequence": 1},
    {"sequence": 1},
    {"sequence": -1},
    {"place": Place(city="Hamburg")},
    {"place": Place(city=" hamburg ", country="DE"), "pickup_until": "2026-03-09"},
    {"duties_amount": "12.40", "duties_currency": "EUR"},
]
_WITHDRAWS: list[dict[str, Any]] = [
    {},
    {"withdraws_codes": ("A",)},
    *({"withdraws": scan_id} for scan_id in _SCAN_IDS),
]


@st.composite
def scans(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> shipments.ShipmentScanned:
    """A statement about one of a few scans."""
    milestone, reason = draw(st.sampled_from(_MEANINGS))
    kind = draw(st.sampled_from(_KINDS))
    kind = kind if kind in kinds else kinds[0]
    dialect, code = draw(st.sampled_from(_VOICES))
    takes = draw(st.sampled_from(_WITHDRAWS)) if kind == Kind.CORRECTION else {}
    return shipments.ShipmentScanned(
        **STREAM,
        scan_id=ScanId(draw(scan_ids)),
        kind=kind,
        milestone=milestone,
        reason=reason,
        when=draw(st.sampled_from(_WHENS)),
        code=code,
        dialect=dialect,
        channel="poll",
        account=AccountId("main"),
        observed_at=draw(instants),
        mapping_version=draw(versions),
        **draw(st.sampled_from(_EXTRAS)),
        **takes,
    )
