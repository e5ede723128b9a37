"""What USPS's phrases mean, by how they begin: they say more than the codes beside them."""

import re
from functools import cache
from typing import Final

from waymark_events.vocabulary import Milestone

_PHRASES: Final = """
delivered in at mailbox | delivered po box = delivered delivered.to_mailbox
delivered parcel locker = delivered delivered.to_locker
delivered front door porch | delivered garage = delivered delivered.to_safe_place
delivered * other location at address = delivered delivered.to_safe_place
delivered front desk reception mail room = delivered delivered.to_reception
delivered neighbor as requested = delivered delivered.to_neighbour
delivered individual picked up at = delivered delivered.collected
delivered left with individual = delivered delivered.to_recipient
delivered = delivered delivered.other
delivered to original sender = returned unstated
delivered to agent | tendered to agent | tendered to returns agent \
= in_transit progress.handed_over
accepted at usps | usps in possession | usps picked up item | acceptance \
= accepted progress.processed
shipping label created | pre shipment info sent | usps awaiting item = announced progress.update
arrived shipping partner facility | departed shipping partner facility \
| picked up by shipping partner = announced progress.handed_over
arrived at = in_transit progress.arrived
departed | international dispatch = in_transit progress.departed
processed | sorting complete | preparing for delivery = in_transit progress.processed
in transit arriving late = in_transit carrier.delayed
moving through network = in_transit progress.update
out for delivery = out_for_delivery progress.update
available for pickup | available for redelivery or pickup \
| held at post office at customer request = available_for_pickup pickup.counter
reminder to schedule redelivery | reminder to pick up = available_for_pickup pickup.last_call
redelivery scheduled | rescheduled to next delivery day = in_transit progress.appointment_set
delivery exception local weather delay = exception external.weather
delivery exception animal interference | no access = attempt_failed recipient.access
processing exception = exception carrier.delayed
missent = exception carrier.missorted
insufficient address | no such number = exception retailer.wrong_address
addressee unknown = exception recipient.unknown
vacant | moved left no address | forward expired = exception recipient.moved
refused = attempt_failed recipient.refused
unclaimed being returned = returning recipient.not_collected
return to sender = returning unstated
held in customs = exception customs.held
inbound into customs = in_transit customs.presented
inbound out of customs | customs clearance complete | out of foreign customs \
= in_transit customs.cleared
customs clearance | into foreign customs | processed through customs \
= in_transit customs.presented
dead mail disposed | disposed by post office = lost carrier.destroyed
dead mail * recovery = exception carrier.investigating
"""


def folded(phrase: str) -> str:
    """A phrase in small letters, its words apart by one blank, without signs."""
    return " ".join(re.findall(r"[a-z0-9]+", phrase.casefold()))


def meant_by(phrase: str) -> tuple[Milestone, str] | None:
    """What the longest beginning that fits means; None where none does."""
    words = f"{folded(phrase)} "
    fitting = [start for start in beginnings() if _fits(words, start)]
    return beginnings()[max(fitting, key=len)] if fitting else None


@cache
def beginnings() -> dict[str, tuple[Milestone, str]]:
    """Each beginning with its milestone and reason; `*` stands for any words."""
    found: dict[str, tuple[Milestone, str]] = {}
    for line in _PHRASES.strip().splitlines():
        starts, _, meaning = line.partition(" = ")
        milestone, reason = meaning.split()
        for start in starts.split(" | "):
            found[start] = (Milestone(milestone), reason)
    return found


def _fits(words: str, start: str) -> bool:
    head, any_words, tail = start.partition(" * ")
    return words.startswith(f"{head} ") and (not any_words or f" {tail} " in words)
