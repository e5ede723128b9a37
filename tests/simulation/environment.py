"""What stands in the place of SQL while a simulation runs, and limits small enough to reach."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final
from unittest.mock import patch

from simulation import notifying, projecting
from waymark_runtime import outbox
from waymark_runtime.consumer import sending

_ROWS_AT_ONCE: Final = 2


@contextmanager
def in_memory() -> Iterator[None]:
    """Stores in memory, and no line in the log for each of a thousand faults."""
    with ExitStack() as stack:
        stack.enter_context(projecting.in_memory())
        stack.enter_context(notifying.in_memory())
        stack.enter_context(patch.object(outbox, "AT_ONCE", _ROWS_AT_ONCE))
        stack.enter_context(patch.object(sending, "AT_ONCE", _ROWS_AT_ONCE))
        before = logging.root.manager.disable
        logging.disable(logging.CRITICAL)
        stack.callback(logging.disable, before)
        yield
