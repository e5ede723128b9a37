"""The dialects there are. Adding a carrier is a folder beside this file and one line here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from carrier_ingest.carriers import (
    bring,
    canada_post,
    colissimo,
    csv,
    dhl_parcel_de,
    dhl_unified,
    dpd,
    fedex,
    gls,
    hermes,
    iftsta,
    own_json,
    royal_mail,
    test,
    ups,
    usps,
    x12_214,
)
from carrier_ingest.carriers.dialect import Dialect

_ALL: Final = (
    bring.DIALECT,
    canada_post.DIALECT,
    colissimo.DIALECT,
    csv.DIALECT,
    dhl_parcel_de.DIALECT,
    dhl_unified.DIALECT,
    dpd.DIALECT,
    fedex.DIALECT,
    gls.DIALECT,
    hermes.DIALECT,
    iftsta.DIALECT,
    own_json.DIALECT,
    royal_mail.DIALECT,
    test.DIALECT,
    ups.DIALECT,
    usps.DIALECT,
    x12_214.DIALECT,
)

DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType({one.name: one for one in _ALL})
