"""Tracking numbers: whose they may be, whether they can be right, and their one permanent form."""

from waymark_events.numbers.checking import Accepted, Refused, Valid, check
from waymark_events.numbers.detecting import Candidate, Detection, Fit, Near, detect, fits, near
from waymark_events.numbers.played import TEST, journey_of
from waymark_events.numbers.registry import (
    Carrier,
    MalformedNumberError,
    UnknownCarrierError,
    canonical,
    carrier,
    carriers,
    tracking_url,
)

__all__ = [
    "TEST",
    "Accepted",
    "Candidate",
    "Carrier",
    "Detection",
    "Fit",
    "MalformedNumberError",
    "Near",
    "Refused",
    "UnknownCarrierError",
    "Valid",
    "canonical",
    "carrier",
    "carriers",
    "check",
    "detect",
    "fits",
    "journey_of",
    "near",
    "tracking_url",
]
