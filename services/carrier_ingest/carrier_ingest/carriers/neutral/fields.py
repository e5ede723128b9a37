"""The fields of a row, and a row: whatever it was written in, text under these names."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from carrier_ingest.carriers.heard import Refused
from carrier_ingest.carriers.reading import printable, tidy

REQUIRED: Final = ("tracking_number", "code")
MEASURES: Final = ("weight_kg", "length_cm", "width_cm", "height_cm")
FIELDS: Final = (
    *REQUIRED,
    "occurred_at", "carrier", "time_zone", "text", "city", "region", "postcode", "country",
    "estimated_delivery", "window_end", "sequence", "event_id", "correction",
    "retailer_reference", "parcels_in_shipment", "signed_by", "pod_reference", "pod_url",
    *MEASURES,
)  # fmt: skip
LONGEST_FIELD: Final = 4_096
_SHOWN: Final = 60
_PERSONAL: Final = frozenset({"signed_by", "pod_reference", "pod_url"})


class Row(Struct, frozen=True):
    """One scan as it was written; `line` counts from 1 in the whole file."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        """The text of a field, blanks folded and cut; "" for what is absent."""
        return tidy(self.cells.get(field, ""))

    def link(self, field: str) -> str:
        """The whole of a link: a shorter one would lead elsewhere."""
        return printable(self.cells.get(field, ""))


class WrongCellError(ValueError):
    """A row cannot be taken because of one field; the message says what would be right."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


def refused(row: Row, fault: WrongCellError) -> Refused:
    """A row that was not taken; of what is personal not even the start is repeated."""
    value = "" if fault.field in _PERSONAL else row[fault.field][:_SHOWN]
    return Refused(line=row.line, field=fault.field, value=value, problem=str(fault))
