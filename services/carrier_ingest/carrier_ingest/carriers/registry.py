"""The dialects there are. Adding a carrier is a folder beside this file and one line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from carrier_ingest.carriers import dhl_parcel_de, fedex, test, ups, usps
from carrier_ingest.carriers.dialect import Dialect

_ALL: Final = (
    dhl_parcel_de.DIALECT,
    fedex.DIALECT,
    test.DIALECT,
    ups.DIALECT,
    usps.DIALECT,
)

DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType({one.name: one for one in _ALL})
