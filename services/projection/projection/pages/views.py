"""What the tracking page shows, in words already: the templates only place it."""

from msgspec import Struct
from waymark_words import Station

from projection.pages.colours import Colours


class TimelineLine(Struct, frozen=True, kw_only=True):
    """One thing that happened, with what an expert may unfold. `struck` says who took it back."""

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
    """One parcel: its sentence first, then its way. `disclaimer` is "I do not have it"."""

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

    history: str
    contents: str
    carrier: str
    number: str
    copy: str
    copied: str
    carrier_page: str
    details: str
    order: str
    pause: str
    resume: str
    skip: str
    messages: str
    not_sent: str


class PageView(Struct, frozen=True, kw_only=True):
    """A whole page. `order_headline` is absent where a single parcel's headline says it all.

    `test` says that it is no real parcel, where the retailer is a test mode.
    `switch` leads to the page in the other language, `stream` to its live updates.
    """

    language: str
    other_language: str
    other_language_name: str
    switch: str
    retailer: str
    colours: Colours
    title: str
    test: str | None
    order_headline: str | None
    waiting: str | None
    reference: str
    parcels: tuple[ParcelView, ...]
    not_sent: tuple[str, ...]
    messages: tuple[str, ...]
    help: str
    support: tuple[tuple[str, str], ...]
    labels: Labels
    tag: str
    stream: str


class NoticeView(Struct, frozen=True, kw_only=True):
    """A page that says why there is nothing more to show, and a way on.

    `hint` is the small line under the text; `form` has the look-up's field; `test` as on a page.
    """

    language: str
    title: str
    headline: str
    test: str | None = None
    text: str = ""
    hint: str = ""
    form: bool = False
    retailer: str = ""
    number_label: str = ""
    submit: str = ""
