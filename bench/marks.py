"""What a measured program says of itself: when its first records came into its hands."""

import json
import sys
import time


def begun() -> None:
    """Say so, on a line of its own. The clock is the machine's, the same for every process."""
    mark = {"begun": time.monotonic(), "cpu_s": time.process_time()}
    sys.stdout.write(json.dumps(mark) + "\n")
    sys.stdout.flush()
