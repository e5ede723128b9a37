"""Watches a database's positions a thousand times a second, as a process of its own.

Writes a line whenever one has moved: time, partition, next offset. The time is from before the
query, plus half of what it took: what is seen may have been committed at any moment in between.
"""

import signal
import sys
import time
from pathlib import Path
from typing import Final

import psycopg

_PAUSE_S: Final = 0.001


def main() -> None:
    """Until told to end."""
    database, query, file = sys.argv[1:4]
    going = [True]
    signal.signal(signal.SIGTERM, lambda _number, _frame: going.clear())
    seen: dict[int, int] = {}
    with psycopg.connect(database, autocommit=True) as connection, Path(file).open("w") as out:
        while going:
            asked = time.monotonic()
            rows = connection.execute(query).fetchall()
            now = (asked + time.monotonic()) / 2
            for partition, following in rows:
                if seen.get(partition) != following:
                    seen[partition] = following
                    out.write(f"{now} {partition} {following}\n")
            time.sleep(_PAUSE_S)


if __name__ == "__main__":
    main()
