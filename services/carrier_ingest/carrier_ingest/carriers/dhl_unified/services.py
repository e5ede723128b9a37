"""DHL's divisions (`service`), and whose numbers they carry."""

import re
from collections.abc import Mapping
from typing import Final

from carrier_ingest.carriers.dhl_parcel_de.events import CARRIER as PARCEL_DE
from carrier_ingest.carriers.dialect import Conventions

NAME: Final = "dhl_unified"
CARRIER: Final = "dhl"
CARRIERS: Final = (CARRIER, PARCEL_DE)
_GERMAN: Final = frozenset({"parcel-de", "post-de", "svb"})
"""Parcels, and letters: Germany's post and its parcel service keep one list of numbers."""
_SERVICE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def service_of(*written: str) -> str:
    """The first of these that is the name of a division, in small letters; "" for none."""
    names = (one.lower() for one in written)
    return next((one for one in names if _SERVICE.fullmatch(one)), "")


def asked_service(conventions: Conventions) -> str:
    """The division an account is for (its option `service`); "" leaves it to DHL to guess."""
    return service_of(conventions.options.get("service", ""))


def carrier_of(service: str) -> str:
    """Whose numbers a division uses, where nobody asked for one of them."""
    return PARCEL_DE if service in _GERMAN else CARRIER


def account_carrier(conventions: Conventions) -> str:
    """Whose numbers an account asks for: what is asked is answered in that carrier's stream."""
    named = conventions.options.get("carrier", "")
    return named if named in CARRIERS else CARRIER


def refuses(options: Mapping[str, str]) -> str | None:
    """Say what is wrong with an account's options; None when nothing is.

    What DHL pushes is told in the stream of its division's carrier; what is asked has to be too.
    """
    conventions = Conventions(options=options)
    service = asked_service(conventions)
    carrier = carrier_of(service)
    if not service or account_carrier(conventions) == carrier:
        return None
    return f"what {service} pushes is of {carrier}: give option carrier={carrier}"
