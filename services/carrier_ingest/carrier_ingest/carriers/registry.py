"""The dialects there are. Adding a carrier is a folder beside this file and one line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from carrier_ingest.carriers import bring, dhl_parcel_de, test, ups
from carrier_ingest.carriers.dialect import Dialect

_ALL: Final = (
    bring.DIALECT,
    dhl_parcel_de.DIALECT,
    test.DIALECT,
    ups.DIALECT,
)

DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType({one.name: one for one in _ALL})
