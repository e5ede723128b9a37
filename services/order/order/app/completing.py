"""The return period ends: a command that a timer gives, decided like any other."""

from typing import Final

from waymark_events.values import Instant

from order.domain.commands import Complete
from order.domain.decide import decide
from order.store.beside import Beside
from order.store.orders import Change, OrderStore, OvertakenError
from order.store.rows import Rows

_AT_ONCE: Final = 200


class Completing:
    """Completes orders that fell due; who is overtaken leaves the rest to the next round."""

    def __init__(self, store: OrderStore, rows: Rows) -> None:
        self._store = store
        self._rows = rows

    def step(self, now: Instant) -> int:
        """Complete what is due by now, saved in one call; answers how many orders."""
        orders = self._store.load_many(self._rows.due(now, _AT_ONCE))
        changes = [Change.of(order, decide(order, Complete(), now)) for order in orders.values()]
        if not changes:
            return 0
        beside = Beside(at=now, due=tuple(change.due for change in changes))
        try:
            self._store.save([entry for change in changes for entry in change.entries], beside)
        except OvertakenError:
            return 0
        return sum(bool(change.facts) for change in changes)
