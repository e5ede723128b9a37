"""An Idempotency-Key does its deed once, whoever repeats it, whichever process is asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final, TypeVar

from waymark_events.ids import RetailerId
from waymark_runtime.faults import Denied, TransientFault

from order.app.calls import Call
from order.store.beside import Answered
from order.store.orders import OvertakenError
from order.store.rows import Rows

_ATTEMPTS: Final = 4
A = TypeVar("A")


class Once:
    """Runs attempts until one is committed, and answers repeats from what was committed.

    The record of the key commits with the events, so a crash leaves both or neither. A refusal
    leaves no record: nothing was done, and a repeat is decided again.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._flying: set[tuple[RetailerId, str]] = set()
        self._lock = Lock()

    def __call__(self, call: Call, attempt: Callable[[], A], again: Callable[[Answered], A]) -> A:
        """What `attempt` answers now, or what `again` makes of what was answered then.

        TransientFault when always overtaken.
        """
        with self._flight(call):
            for _ in range(_ATTEMPTS):
                known = self._known(call)
                if known is not None:
                    return again(known)
                try:
                    return attempt()
                except OvertakenError:
                    continue
        raise TransientFault("others keep changing this order; try again", "overtaken")

    def _known(self, call: Call) -> Answered | None:
        if call.key is None:
            return None
        known = self._rows.answered(call.retailer, call.key, call.now)
        if known is not None and known.request != call.request:
            raise Denied(
                422,
                "idempotency_key_reused",
                "this Idempotency-Key was used for another request within seven days; "
                "use a new one for a new request",
            )
        return known

    @contextmanager
    def _flight(self, call: Call) -> Iterator[None]:
        """Refuse a repeat while the first is under way in this process.

        In another process the first's commit decides, and the repeat is answered from it.
        """
        if call.key is None:
            yield
            return
        flight = (call.retailer, call.key)
        with self._lock:
            if flight in self._flying:
                raise Denied(
                    409,
                    "idempotency_key_in_flight",
                    "a request with this Idempotency-Key is under way; ask again in a second",
                )
            self._flying.add(flight)
        try:
            yield
        finally:
            with self._lock:
                self._flying.discard(flight)
