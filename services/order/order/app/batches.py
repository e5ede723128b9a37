"""Many orders or parcels in one transaction, with a result for each."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from waymark_runtime.faults import Denied

from order.app.calls import Call
from order.app.drafting import Draft
from order.app.many import Many, Result, Wanted
from order.app.once import Once
from order.app.people import People
from order.domain.evolve import fold
from order.store.beside import Answered, Beside
from order.store.orders import OrderStore

_RESULTS: Final = msgspec.json.Decoder(list[Result])
_ENCODE: Final = msgspec.json.Encoder().encode


class Batches:
    """Decides all on one reading and records them in one call, once per Idempotency-Key.

    Whoever is overtaken by another writer reads and decides everything again.
    """

    def __init__(self, store: OrderStore, people: People, once: Once) -> None:
        self._store = store
        self._people = people
        self._once = once

    def __call__(self, call: Call, wanted: Sequence[Wanted]) -> list[Result]:
        """What became of each, in their order. One that is refused keeps no other from its end."""

        def attempt() -> list[Result]:
            draft, many = self._read(call, wanted)
            results = [many.take(one) for one in wanted]
            beside = _beside(draft, results)
            if draft.entries or beside.answered is not None:
                self._store.save(draft.entries, beside)
            return results

        return self._once(call, attempt, _again)

    def _read(self, call: Call, wanted: Sequence[Wanted]) -> tuple[Draft, Many]:
        """What is there of all that is asked for, in a few round trips however much it is."""
        asked = [one for one in wanted if not isinstance(one, Denied)]
        histories = self._store.histories(one.command.order_id for one in asked)
        people = sorted({one.buyer.recipient_id for one in asked})
        contacts = self._people.contacts(call.retailer, people)
        heads = self._store.heads(UUID(name) for name in people)
        found = {name: fold(facts) for name, facts in histories.items()}
        orders = {name: order for name, order in found.items() if order is not None}
        firsts = {name: histories[name][0] for name in orders}
        draft = Draft(call, heads, orders, contacts)
        return draft, Many(draft, firsts)


def _beside(draft: Draft, results: Sequence[Result]) -> Beside:
    call = draft.call
    answered = None
    if call.key is not None:
        answered = Answered(
            key=call.key, request=call.request, status=200, results=_ENCODE(results)
        )
    return Beside(
        at=call.now,
        retailer=call.retailer,
        contacts=tuple(one for one in draft.changed.values() if one is not None),
        answered=answered,
        due=tuple(draft.due.values()),
    )


def _again(known: Answered) -> list[Result]:
    if known.results is None:
        raise LookupError("this Idempotency-Key was answered for one order, not for a batch")
    return _RESULTS.decode(known.results)
