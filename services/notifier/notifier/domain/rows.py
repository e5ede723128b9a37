"""What the ledger knows of messages: identity, what they say, and how far each has come."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct
from waymark_events.ids import OrderId, ParcelId, RecipientId, RetailerId, ShipmentId, digest
from waymark_events.values import Money

from notifier.domain.triggers import Channel, State, Trigger

NO_LONGER_TRUE: Final = "no_longer_true"
"""The rule by which a message ends whose sentence stopped being true before it went out."""
KEPT: Final = "kept"
"""The detail of a message that was kept instead of being sent: its retailer is a test mode."""
NO_PROVIDER: Final = "no_provider"
"""The rule by which a message ends when nobody was named to hand its kind to."""


class Inputs(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a message says beside what is kept anyway; nothing personal.

    `day` is the local day it names, `taken_back` the ledger id of the message a correction is
    about and `taken_trigger` what that one said.
    """

    day: str | None = None
    amount: Money | None = None
    line_no: int | None = None
    parcel_no: int | None = None
    taken_back: str | None = None
    taken_trigger: Trigger | None = None


class Occurrence(Struct, frozen=True, kw_only=True):
    """Something that happened and is worth a message, whoever is told.

    `subject_key` is the journey or the order; with trigger and occasion it happens once. `fact`
    names the scan behind it whatever journey that is filed under. `happened_at` is its own time.
    """

    trigger: Trigger
    subject_key: str
    occasion: str
    happened_at: datetime
    fact: str
    inputs: Inputs = Inputs()


class About(Struct, frozen=True, kw_only=True):
    """What an occurrence is about, and the message that caused it.

    `status` is the generation and version of a shipment's status.
    """

    retailer: RetailerId
    order_id: OrderId
    caused_by: str
    shipment_id: ShipmentId | None = None
    parcel_id: ParcelId | None = None
    traceparent: str | None = None
    status: tuple[int, int] | None = None

    def is_later(self, shipment: ShipmentId, status: tuple[int, int]) -> bool:
        """Whether a later status of this shipment caused it: one that is being read again."""
        return self.shipment_id == shipment and self.status is not None and self.status > status


class Row(Struct, frozen=True, kw_only=True):
    """One message to one person by one channel. `attempts` counts how often it was taken up."""

    about: About
    what: Occurrence
    recipient_id: RecipientId
    channel: Channel
    planned_at: datetime
    state: State = State.DUE
    detail: str | None = None
    attempts: int = 0
    doubtful: bool = False

    @property
    def id(self) -> str:
        """Computed from what makes it one message, so that planning it twice is one row."""
        what = self.what
        parts = (what.subject_key, what.trigger, what.occasion, self.recipient_id, self.channel)
        return digest("told", *parts)

    @property
    def is_told(self) -> bool:
        """Whether the person has it, or may have it."""
        return self.state in {State.SENT, State.SENDING} or self.doubtful

    @property
    def is_dead(self) -> bool:
        """Whether the person never gets it."""
        return self.state in {State.FAILED, State.SUPPRESSED} and not self.doubtful


def to_person(rows: Iterable[Row], recipient: RecipientId, channel: Channel) -> list[Row]:
    """The rows of one person and channel, in the order given."""
    return [row for row in rows if row.recipient_id == recipient and row.channel == channel]
