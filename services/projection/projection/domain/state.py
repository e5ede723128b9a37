"""What the fold remembers of a shipment: bounded, however long its history.

Everything here is a function of the set of facts, never of the order they came in. Only what the
next fact in order needs, and what the public status shows, is kept.
"""

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct
from waymark_events.values import (
    BookingRef,
    Estimate,
    LinkRef,
    Money,
    Place,
    Promise,
    Services,
    When,
)
from waymark_events.vocabulary import Milestone

from projection.domain.instants import EARLIEST

BLOOM_BYTES: Final = 64


class Stream(Struct, frozen=True, gc=False, array_like=True):
    """Which stream this is; the three parts its id is computed from."""

    retailer: str = ""
    carrier: str = ""
    number: str = ""


class Course(Struct, frozen=True, gc=False, array_like=True):
    """Where the events of one journey have led, taken one after another.

    `cause` is the last cause stated, `end` the own time of the event that ended the journey,
    `end_day` its printed day. `answered` is the earliest own time of an event that answers a
    promise, `seen` whether a carrier had the parcel. `place`, `until` and `duties` came with the
    present milestone.
    """

    milestone: Milestone = Milestone.UNKNOWN
    reason: str = "unstated"
    since: When | None = None
    cause: str | None = None
    attempts: int = 0
    end: datetime | None = None
    end_day: str = ""
    after_end: bool = False
    answered: datetime | None = None
    seen: bool = False
    place: Place | None = None
    until: str | None = None
    duties: Money | None = None


class Booked(Struct, frozen=True, gc=False, array_like=True):
    """What was booked in this journey: newest last, at most sixteen parcels.

    The services are the newest booking's; `hand_over_by` and `hand_over_id` are of the booking to
    be handed over last.
    """

    bookings: tuple[BookingRef, ...] = ()
    services: Services = Services()
    hand_over_by: datetime = EARLIEST
    hand_over_id: str = ""


class Watch(Struct, frozen=True, gc=False, array_like=True):
    """What the watchman has said of this journey.

    `missed` is the promise in force when it was missed; the others hold the fact last named and
    when the watchman's fact was known.
    """

    missed: str = ""
    silent_fact: str = ""
    silent_at: datetime | None = None
    unseen_booking: str = ""
    expired_fact: str = ""
    expired_at: datetime | None = None


class State(Struct, frozen=True, gc=False, array_like=True):
    """A shipment, folded.

    `head` is the highest key of the total order. `heard` is own time and id of the journey's last
    carrier fact; `carrier_known` and `other_known` the highest known_at of carriers' facts and of
    all but the watchman's, `other_fact` the one named. `scans` is a Bloom filter of scan ids known
    or named; `dialect` is `*` when several spoke; `timed` and `day` are the latest own time and
    the latest printed day of scans with and without an hour. `dangling`: a fact of the watchman
    names one that is not here.
    """

    stream: Stream = Stream()
    journey: str = ""
    opened: datetime = EARLIEST
    reused: bool = False
    head: tuple[datetime, int, int, datetime, str] = (EARLIEST, 0, 0, EARLIEST, "")
    course: Course = Course()
    booked: Booked = Booked()
    promise: Promise | None = None
    promised_at: datetime = EARLIEST
    estimate: Estimate | None = None
    estimated: tuple[datetime, int, str] = (EARLIEST, 0, "")
    links: tuple[LinkRef, ...] = ()
    watch: Watch = Watch()
    heard: tuple[datetime, str] | None = None
    carrier_known: datetime | None = None
    other_known: datetime | None = None
    other_fact: str = ""
    scans: bytes = bytes(BLOOM_BYTES)
    dialect: str = ""
    timed: datetime | None = None
    day: str = ""
    dangling: bool = False


EMPTY: Final = State()
_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(State)


def pack(state: State) -> bytes:
    """The state as it is stored; equal states have equal bytes."""
    return _ENCODER.encode(state)


def unpack(packed: bytes) -> State:
    """The state as it was packed by this version of the fold."""
    return _DECODER.decode(packed)
