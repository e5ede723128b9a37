"""The progress line: the stops of a parcel's way, and which one it is at."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from waymark_events.vocabulary import Direction, Milestone, Way

from waymark_words.catalogue import say
from waymark_words.views import ParcelWords


class Station(Struct, frozen=True):
    """A stop. `state`: `past`, `present`, `future` or `stopped` (the way ended here)."""

    name: str
    state: str


_HOME: Final = ("ordered", "shipped", "on_the_way", "out_for_delivery", "delivered")
_PICKUP: Final = ("ordered", "shipped", "on_the_way", "ready", "collected")
_STORE: Final = ("ordered", "prepared", "ready", "collected")
_RETURN: Final = ("handed_in", "on_the_way_back", "arrived", "refunded")
_M = Milestone
_AT: Final[Mapping[str, Mapping[Milestone, str]]] = MappingProxyType(
    {
        "home": {
            _M.ACCEPTED: "shipped",
            _M.IN_TRANSIT: "on_the_way",
            _M.EXCEPTION: "on_the_way",
            _M.OUT_FOR_DELIVERY: "out_for_delivery",
            _M.ATTEMPT_FAILED: "out_for_delivery",
            _M.AVAILABLE_FOR_PICKUP: "out_for_delivery",
            _M.DELIVERED: "delivered",
        },
        "pickup": {
            _M.ACCEPTED: "shipped",
            _M.IN_TRANSIT: "on_the_way",
            _M.EXCEPTION: "on_the_way",
            _M.OUT_FOR_DELIVERY: "on_the_way",
            _M.ATTEMPT_FAILED: "on_the_way",
            _M.AVAILABLE_FOR_PICKUP: "ready",
            _M.DELIVERED: "collected",
        },
        "store": {
            _M.ACCEPTED: "prepared",
            _M.IN_TRANSIT: "prepared",
            _M.EXCEPTION: "prepared",
            _M.OUT_FOR_DELIVERY: "prepared",
            _M.AVAILABLE_FOR_PICKUP: "ready",
            _M.DELIVERED: "collected",
        },
        "return": {
            _M.ACCEPTED: "handed_in",
            _M.IN_TRANSIT: "on_the_way_back",
            _M.EXCEPTION: "on_the_way_back",
            _M.OUT_FOR_DELIVERY: "on_the_way_back",
            _M.DELIVERED: "arrived",
        },
    }
)
_LINES: Final = MappingProxyType(
    {"home": _HOME, "pickup": _PICKUP, "store": _STORE, "return": _RETURN}
)
_ENDED: Final = frozenset({_M.CANCELLED, _M.LOST, _M.DISPOSED, _M.RETURNED})


def stations(language: str, parcel: ParcelWords) -> tuple[Station, ...]:
    """The stops of this parcel's way; an end that is no delivery stops the line."""
    line = _line(parcel)
    stops = _LINES[line]
    milestone = parcel.status.milestone
    if milestone in _ENDED:
        return _stopped(language, stops, milestone, str(milestone))
    if milestone == _M.RETURNING:
        return _stopped(language, stops, milestone, "on_the_way_back")
    if milestone == _M.AVAILABLE_FOR_PICKUP and line == "home":
        stops = ("ordered", "shipped", "on_the_way", "ready", "collected")
        line = "pickup"
    if parcel.status.reason == "delivered.collected" and line == "home":
        stops, line = _PICKUP, "pickup"
    present = stops.index(_AT[line].get(milestone, stops[0]))
    return tuple(
        Station(say(language, f"station.{name}"), _state(at, present))
        for at, name in enumerate(stops)
    )


def _line(parcel: ParcelWords) -> str:
    if parcel.direction == Direction.RETURN:
        return "return"
    if parcel.way == Way.STORE:
        return "store"
    return "pickup" if parcel.way in {Way.PICKUP_POINT, Way.LOCKER} else "home"


def _state(at: int, present: int) -> str:
    if at == present:
        return "present"
    return "past" if at < present else "future"


def _stopped(
    language: str, stops: tuple[str, ...], milestone: Milestone, last: str
) -> tuple[Station, ...]:
    """The line up to the way, and then where it ended instead."""
    passed = stops[:1] if milestone == _M.CANCELLED else stops[:3]
    way = [Station(say(language, f"station.{name}"), "past") for name in passed]
    return (*way, Station(say(language, f"station.{last}"), "stopped"))
