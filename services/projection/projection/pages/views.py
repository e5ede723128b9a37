"""What the tracking page shows, in words already: the template only places it."""

from msgspec import Struct


class Station(Struct, frozen=True, kw_only=True):
    """A stop on the progress line. `state`: `past`, `present`, `future` or `stopped`."""

    name: str
    state: str


class TimelineLine(Struct, frozen=True, kw_only=True):
    """One thing that happened, with what an expert may unfold."""

    time: str
    text: str
    place: str | None = None
    late: str | None = None
    struck: str | None = None
    details: tuple[tuple[str, str], ...] = ()


class TimelineDay(Struct, frozen=True, kw_only=True):
    """What happened on one local day, newest first."""

    name: str
    lines: tuple[TimelineLine, ...]


class ParcelView(Struct, frozen=True, kw_only=True):
    """One parcel: its sentence first, then its way."""

    id: str
    milestone: str
    milestone_name: str
    headline: str
    certainty: str | None
    action: str | None
    disclaimer: str | None
    notes: tuple[str, ...]
    stations: tuple[Station, ...]
    days: tuple[TimelineDay, ...]
    contents: tuple[str, ...]
    carrier: str
    number: str
    carrier_url: str | None
    freshness: str


class Labels(Struct, frozen=True, kw_only=True):
    """The page's own words in its language."""

    parcels: str
    history: str
    contents: str
    carrier: str
    number: str
    copy: str
    copied: str
    carrier_page: str
    help: str
    details: str
    order: str
    pause: str
    resume: str
    updated: str
    skip: str
    messages: str
    powered: str


class PageView(Struct, frozen=True, kw_only=True):
    """A whole page. `colour` is the accent, `on_colour` what is readable on it."""

    language: str
    other_language: str
    other_language_name: str
    retailer: str
    colour: str
    on_colour: str
    colour_dark: str
    title: str
    order_headline: str | None
    reference: str | None
    parcels: tuple[ParcelView, ...]
    messages: tuple[str, ...]
    support: tuple[tuple[str, str], ...]
    labels: Labels
    etag: str
    stream: str | None
    switch: str


class NoticeView(Struct, frozen=True, kw_only=True):
    """A page that says why there is nothing to show, and a way on."""

    language: str
    title: str
    headline: str
    text: str
    form: bool = False
    number_label: str = ""
    submit: str = ""
