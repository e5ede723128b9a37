"""The dialects there are. Adding a carrier is a folder beside this file and one line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from carrier_ingest.carriers import csv, dhl_parcel_de, own_json, test, ups
from carrier_ingest.carriers.dialect import Dialect

_ALL: Final = (
    csv.DIALECT,
    dhl_parcel_de.DIALECT,
    own_json.DIALECT,
    test.DIALECT,
    ups.DIALECT,
)

DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType({one.name: one for one in _ALL})
