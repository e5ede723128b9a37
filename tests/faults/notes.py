"""What one party saw, a line of JSON a time, on the disk before anybody is answered."""

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class Notes:
    """Appends lines, `at` (seconds since 1970) with each; may be called in threads."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)
        self._lock = threading.Lock()

    def write(self, *lines: Json) -> None:
        """Write lines and have them on the disk."""
        at = time.time()
        text = "".join(json.dumps({"at": at, **line}) + "\n" for line in lines)
        with self._lock:
            self._file.write(text.encode())
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


def read(path: Path) -> Iterator[Json]:
    """All lines of a file; none where there is no file. The last may be cut off by a crash."""
    if not path.exists():
        return
    with path.open() as lines:
        for line in lines:
            if line.endswith("\n"):
                yield json.loads(line)
