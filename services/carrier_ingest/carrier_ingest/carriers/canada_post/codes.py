"""What an event identifier means, and, where no row has it, its phrase in either language."""

import re
from typing import Final

from waymark_events.vocabulary import Milestone

from carrier_ingest.carriers.meanings import UNKNOWN, Meaning, meant
from carrier_ingest.carriers.tables import bare, by_code

SIGNATURE_IMAGE: Final = "0020"
CARD_LEFT: Final = "1479"
_DIGITS: Final = 4
_READY: Final = (
    r"(?<!not )(?<!yet )(?<!longer )\bavailable for pickup"
    r"|(?<!non )(?<!pas )(?<!plus )\bdisponible"
)
_PHRASES: Final = (
    (r"successfully delivered|livré avec succès", Milestone.DELIVERED, "delivered.other"),
    (r"out for delivery|sorti pour livraison", Milestone.OUT_FOR_DELIVERY, "progress.update"),
    (_READY, Milestone.AVAILABLE_FOR_PICKUP, "pickup.counter"),
    (r"notice card|\bavis\b", Milestone.ATTEMPT_FAILED, "recipient.not_home"),
    (r"being returned to sender|retourné à l'expéditeur", Milestone.RETURNING, "unstated"),
    (r"customs|douan", Milestone.IN_TRANSIT, "customs.presented"),
    (r"processed|traité", Milestone.IN_TRANSIT, "progress.processed"),
    (r"arrived|arrivé", Milestone.IN_TRANSIT, "progress.arrived"),
)
"""The public table is a part of the official one. These words tell most of the rest; a sentence
that denies or foresees one of them in a way not thought of here is still read as if it said it."""


def code_from(written: str) -> str:
    """Bring an identifier to the table's spelling; its leading zeros may be lost."""
    return bare(written, _DIGITS)


def meaning_of(code: str, phrase: str) -> Meaning:
    """Look an identifier up; only one of no row is read by its phrase."""
    row = by_code(__package__).get(code)
    if row is not None:
        return meant(row)
    folded = phrase.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for pattern, milestone, reason in _PHRASES:
        if re.search(pattern, folded):
            return Meaning(milestone=milestone, reason=reason)
    return UNKNOWN
