"""What a dialect hears in a payload: statements about scans, estimates, notes, answers."""

from enum import StrEnum

from msgspec import Struct
from waymark_events.ids import ScanId, digest
from waymark_events.values import Place, Span, When
from waymark_events.vocabulary import Kind, LinkKind, Milestone


class Statement(Struct, frozen=True, kw_only=True):
    """What one payload says about one scan; the fields are those of `shipment.scanned`.

    `scan_key` is what makes the scan this one and no other: dialect, carrier, number, then the
    fields that the dialect declares. It holds no text and nothing the carrier fills in later, and
    no retailer: a scan is the carrier's. `postcode` is where it was scanned: it finds a zone and
    helps who mends a mapping, and is in no message.
    """

    scan_key: tuple[str, ...]
    carrier: str
    number: str
    kind: Kind
    milestone: Milestone
    reason: str
    when: When
    code: str
    sequence: int = 0
    place: Place | None = None
    postcode: str | None = None
    text: str | None = None
    text_language: str | None = None
    pickup_until: str | None = None
    duties_amount: str | None = None
    duties_currency: str | None = None
    withdraws: ScanId | None = None
    withdraws_codes: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def scan_id(self) -> ScanId:
        """The same by webhook, poll and file."""
        return scan_id(self.scan_key)


def scan_id(scan_key: tuple[str, ...]) -> ScanId:
    """Name the scan that a dialect's key declares. Permanent, as every identity."""
    return ScanId(digest("scan", *scan_key))


class Basis(StrEnum):
    """How the carrier meant its estimate."""

    FIRST = "first"
    REVISED = "revised"
    COMMITTED = "committed"
    NONE = "none"


class Estimate(Struct, frozen=True, kw_only=True):
    """When the carrier says it will deliver; `span` is absent with basis `none` alone.

    A dialect sees one payload: it says `first` where the carrier does not call the date changed.
    Whoever remembers an earlier, different span of this parcel may say `revised` instead.
    """

    carrier: str
    number: str
    basis: Basis
    span: Span | None = None


class Note(Struct, frozen=True, kw_only=True):
    """What a stranger must not read about a scan; never into a stream kept for ever."""

    carrier: str
    number: str
    scan_id: ScanId
    receiver: str | None = None
    neighbour: str | None = None
    safe_place: str | None = None
    pickup_name: str | None = None
    pickup_address: str | None = None
    free_text: str | None = None


class Proof(Struct, frozen=True, kw_only=True):
    """That a delivery can be proved, and by what; never by whom: a name is a `Note`.

    `means` are words of `signature`, `photo`, `document`, `code`; `location` is the carrier's word
    for where it was left (`FRONT DOOR`); `scan_id` the delivery it proves, where it is known.
    """

    carrier: str
    number: str
    means: tuple[str, ...] = ()
    location: str | None = None
    when: When | None = None
    scan_id: ScanId | None = None


class Linked(Struct, frozen=True, kw_only=True):
    """The carrier named a second number: where the parcel of `number` goes on, or what it is of.

    `successor` is canonical in `successor_carrier`, which may be another carrier than ours.
    """

    carrier: str
    number: str
    successor_carrier: str
    successor: str
    kind: LinkKind


class Bell(Struct, frozen=True, kw_only=True):
    """Something happened to a parcel, and no more was said: it has to be asked for."""

    carrier: str
    number: str


class Refused(Struct, frozen=True, kw_only=True):
    """A line of a file that was not taken: its number in the whole file, what, and why.

    `value` is cut and holds no more than the field that was wrong; `problem` says what would be
    right.
    """

    line: int
    field: str
    value: str
    problem: str


class Outcome(StrEnum):
    """What an answer holds about a number that was asked for."""

    NEWS = "news"
    NOT_FOUND = "not_found"
    REFUSED = "refused"


class Advice(StrEnum):
    """What asking again is good for.

    `carry_on` as planned · `retry_later` with growing pauses · `ask_apart` one number of several
    spoiled the question · `new_token` fetch one and ask once more · `stop_number` this number will
    never be answered · `stop_account` ask nothing more with these credentials and tell somebody.
    """

    CARRY_ON = "carry_on"
    RETRY_LATER = "retry_later"
    ASK_APART = "ask_apart"
    NEW_TOKEN = "new_token"  # noqa: S105 - an advice, not a secret
    STOP_NUMBER = "stop_number"
    STOP_ACCOUNT = "stop_account"


class Answer(Struct, frozen=True, kw_only=True):
    """What came of one asked number. `code` and `detail` are the carrier's, where it gave any."""

    number: str
    outcome: Outcome
    advice: Advice = Advice.CARRY_ON
    code: str | None = None
    detail: str | None = None


class Trouble(Struct, frozen=True, kw_only=True):
    """An answer that is about the account or the carrier, not about a number.

    `alarm`: somebody has to see this, once, not once a number; with `patience`, only after that
    many such answers in a row.
    """

    advice: Advice
    code: str
    detail: str
    alarm: bool = False
    patience: int = 0


class Heard(Struct, frozen=True, kw_only=True):
    """All that one payload says. Statements stand in the total order, oldest first.

    `warnings` are sentences about what was read in doubt: somebody may want to see them beside the
    lines that were refused, and unlike `problems` they park nothing.
    """

    statements: tuple[Statement, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    notes: tuple[Note, ...] = ()
    proofs: tuple[Proof, ...] = ()
    links: tuple[Linked, ...] = ()
    bells: tuple[Bell, ...] = ()
    answers: tuple[Answer, ...] = ()
    trouble: Trouble | None = None
    problems: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    warnings: tuple[str, ...] = ()
