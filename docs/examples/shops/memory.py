"""The one thing that neither side keeps: which parcels a shop's fulfilment became."""

import sqlite3
from collections.abc import Iterable

_TABLE = """
CREATE TABLE IF NOT EXISTS became (
    fulfilment TEXT, parcel_no INTEGER, PRIMARY KEY (fulfilment, parcel_no)
)
"""


class Memory:
    """A file of SQLite. Lost, it costs no more than that changed numbers are left to a person."""

    def __init__(self, path: str) -> None:
        self._file = sqlite3.connect(path)
        self._file.execute(_TABLE)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def keep(self, fulfilment: str, parcels: Iterable[int]) -> None:
        """These parcels of the order are of this fulfilment."""
        rows = [(fulfilment, parcel_no) for parcel_no in parcels]
        with self._file:
            self._file.executemany("INSERT OR IGNORE INTO became VALUES (?, ?)", rows)

    def parcels(self, fulfilment: str) -> set[int]:
        """The parcels that a fulfilment became, by their numbers in the order."""
        query = "SELECT parcel_no FROM became WHERE fulfilment = ?"
        return {parcel_no for (parcel_no,) in self._file.execute(query, [fulfilment])}
