"""The day as it stands in its file: who orders what, what carriers say when, how it ends.

Seconds are seconds into the play; `minutes_ago` puts a carrier's own time before the moment it is
said. Numbers are named by letters within a story.
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Final, Literal

import msgspec
from msgspec import Struct

_FILE: Final = "day.toml"


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """One deed, not before second `at` and not before what the story's step before has shown.

    `shows` is the milestone of parcel `of`, `told` a trigger told by mail, that follow from it.
    """

    at: float
    shows: str | None = None
    told: str | None = None
    of: str = "a"


class Place(Step, frozen=True, kw_only=True, tag="place"):
    """The shop places the order; it was placed this long before the play."""

    days_ago: int = 2


class Confirm(Step, frozen=True, kw_only=True, tag="confirm"):
    """The shop accepts the order."""


class Book(Step, frozen=True, kw_only=True, tag="book"):
    """The shop books a parcel. `contents` are [line, quantity]; all that is open when absent."""

    contents: tuple[tuple[int, int], ...] | None = None
    promised_in_days: int | None = None
    replaces: int | None = None
    way: str = "home"


class Mistype(Step, frozen=True, kw_only=True, tag="mistype"):
    """The shop books with a mistyped number; the refusal names the digit that would be right."""

    typed: str
    right_digit: str


class CancelLine(Step, frozen=True, kw_only=True, tag="cancel_line"):
    """The shop cancels the open pieces of a line."""

    line: int


class Receive(Step, frozen=True, kw_only=True, tag="receive"):
    """The shop has goods back."""

    contents: tuple[tuple[int, int], ...]


class Ups(Step, frozen=True, kw_only=True, tag="ups"):
    """UPS scans: `code` is type/code/status. `heard` by `push`, or only when it is asked."""

    code: str
    text: str
    city: str
    country: str = "DE"
    minutes_ago: int = 0
    heard: str = "push"
    planned_in_days: int | None = None


class Duty(Step, frozen=True, kw_only=True, tag="duty"):
    """UPS asks for import charges, or has got them; it says so when it is asked."""

    amount: str
    paid: bool = False


class Dhl(Step, frozen=True, kw_only=True, tag="dhl"):
    """DHL scans: `code` is ICE/RIC/TTpro. `back`: on the way back to the sender."""

    code: str
    text: str
    city: str
    minutes_ago: int
    back: bool = False
    then_down: bool = False


class Up(Step, frozen=True, kw_only=True, tag="dhl_up"):
    """DHL answers again. Until then it was down, and nothing was called silent for that."""


Deed = Place | Confirm | Book | Mistype | CancelLine | Receive | Ups | Duty | Dhl | Up


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of an order."""

    title: str
    quantity: int
    price: str


class End(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a parcel ends. `action` is `by.what` or empty."""

    milestone: str
    reason: str
    flags: tuple[str, ...] = ()
    action: str = ""


class Story(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the day's. `ends` by parcel in the order of booking; `mails` are triggers told.

    `mails_say` are words that stand in at least one of the buyer's mails. `shop` is which of the
    three shops it is of: by API, by topics, or one that hears by webhooks alone.
    """

    name: str
    reference: str
    shop: Literal["api", "topics", "webhooks"] = "api"
    buyer: str
    carrier: str
    language: str = "de"
    lines: tuple[Line, ...]
    numbers: Mapping[str, str]
    carriers: Mapping[str, str] = {}
    steps: tuple[Deed, ...]
    ends: tuple[End, ...]
    mails: tuple[str, ...]
    mails_say: tuple[str, ...] = ()

    def carrier_of(self, letter: str) -> str:
        """Who carries the number of this letter."""
        return self.carriers.get(letter, self.carrier)


class Day(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole day."""

    story: tuple[Story, ...]

    @property
    def steps(self) -> Sequence[Step]:
        """Every step of every story."""
        return [step for story in self.story for step in story.steps]


def the_day() -> Day:
    """Read the day's file; msgspec.ValidationError names the place that is wrong."""
    text = files("waymark_tools.demo").joinpath(_FILE).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Day)
