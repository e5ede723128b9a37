"""A fold of a shipment's stream that shares nothing with the services: the standard library only.

It is written from docs/fold.md and its tables, so that what the services say can be held against
the page and not against themselves.
"""

from faults.oracle.fold.facts import Fact
from faults.oracle.fold.folded import Folded, TimelineJourney, public_status
from faults.oracle.fold.folding import fold
from faults.oracle.fold.times import micros

__all__ = ["Fact", "Folded", "TimelineJourney", "fold", "micros", "public_status"]
