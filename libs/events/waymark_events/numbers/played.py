"""The carrier `test`: numbers that play a journey, for retailers' test modes alone.

It stands beside the formats, so that no number of a live retailer is ever taken for one of these.
"""

import re
from typing import Final

TEST: Final = "test"
NAME: Final = "Test carrier"
JOURNEYS: Final = (
    "DELIVERED",
    "NEIGHBOUR",
    "ATTEMPT",
    "PICKUP",
    "DUTY",
    "LATE",
    "SILENT",
    "LOST",
    "RETURN",
    "WITHDRAWN",
)
"""What can be played; permanent, since numbers are made of them."""
_PRINTABLE: Final = re.compile(r"[ -~]+")
_NUMBER: Final = re.compile(rf"TEST-({'|'.join(JOURNEYS)})(?:-.+)?")


def written(entered: str) -> str | None:
    """The one form: upper case, blanks folded; None for what is not printable ASCII."""
    text = " ".join(entered.split())
    return text.upper() if _PRINTABLE.fullmatch(text) else None


def journey_of(entered: str) -> str | None:
    """The journey that a number plays, such as `DELIVERED`; None for any other number."""
    found = _NUMBER.fullmatch(written(entered) or "")
    return found[1] if found else None


def would_be_right() -> str:
    """What numbers there are, for whoever typed another."""
    listed = ", ".join(f"TEST-{journey}" for journey in JOURNEYS)
    return f"{listed}, each as it is or followed by a hyphen and anything"
