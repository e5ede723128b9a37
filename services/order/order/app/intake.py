"""Commands by topic: each is done once and answered, a batch in one transaction.

An answer is a fact in the log, named by the command; it is followed by those of no order, so that
it is published after what the command did, and once more whenever the command is repeated.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from waymark_events.ids import IntakeId, OrderId, RecipientId
from waymark_events.messages.intake import Fault, IntakeAccepted, IntakeAnswer, IntakeRefused
from waymark_runtime.faults import Denied

from order.app.calls import Call
from order.app.drafting import Done, Draft
from order.store import intake
from order.store.beside import Beside, Request
from order.store.entries import Entry
from order.store.orders import OrderStore

Wish = Callable[[Draft], Done]
"""Does what a command asks; Denied says why not, and then nothing of it was done."""
REUSED = Denied(
    422,
    "command_id_reused",
    "this ce_id was used for another command within thirty days; use a new one for a new command",
)


class Refusal(Struct, frozen=True):
    """A no as it is answered: nothing that was sent is in it."""

    code: str
    detail: str
    errors: tuple[Fault, ...] = ()


class Asked(Struct, frozen=True, kw_only=True):
    """A command as it was read. `request` is the keyed digest of its content.

    `about` is what its answer says of it; without a `name` it is not answered. `people` are those
    whose contacts it may change.
    """

    wish: Wish
    explain: Callable[[Denied], Refusal]
    about: IntakeAnswer
    request: bytes
    name: IntakeId | None
    people: tuple[RecipientId, ...] = ()


class Intake:
    """Takes commands in, inside the consumer's transaction."""

    def __init__(self, store: OrderStore) -> None:
        self._store = store

    def take(self, connection: Connection[Any], call: Call, asked: Sequence[Asked]) -> None:
        """Decide, answer and store a batch of one retailer's commands, in their order.

        Decided before the log is held: nobody waits while we reckon. Where others changed an order
        or a contact meanwhile, all is decided again, and now nobody can.
        """
        sitting = self._decided(connection, call, asked)
        if sitting.draft.entries:
            self._store.recorder.take_turn(connection)
            if self._store.heads(_names(asked), connection) != sitting.heads:
                sitting = self._decided(connection, call, asked)
        self._store.append_within(connection, sitting.draft.entries, sitting.beside)

    def _decided(
        self, connection: Connection[Any], call: Call, asked: Sequence[Asked]
    ) -> "_Sitting":
        # the heads first: what comes after them is noticed, what came before is read
        heads = self._store.heads(_names(asked), connection)
        orders = {one.about.order_id for one in asked if one.about.order_id is not None}
        people = {person for one in asked for person in one.people}
        draft = Draft(
            call,
            heads,
            self._store.load_many(orders, connection),
            intake.contacts(connection, call.retailer, people),
        )
        named = [one.name for one in asked if one.name is not None]
        sitting = _Sitting(draft, heads, intake.requests(connection, named))
        for one in asked:
            sitting.hear(one)
        return sitting


class _Sitting:
    """One pass over a batch: the draft, and which command was given which answer."""

    def __init__(
        self,
        draft: Draft,
        heads: Mapping[UUID, int],
        known: Mapping[IntakeId, Mapping[bytes, int]],
    ) -> None:
        self.draft = draft
        self.heads = heads
        self._known = {name: dict(versions) for name, versions in known.items()}
        self._new: list[Request] = []
        self._repeats: list[tuple[IntakeId, int]] = []

    @property
    def beside(self) -> Beside:
        """What commits with the draft's entries."""
        changed = self.draft.changed
        return Beside(
            at=self.draft.call.now,
            contacts=tuple(one for one in changed.values() if one is not None),
            forgotten=tuple(person for person, one in changed.items() if one is None),
            due=tuple(self.draft.due.values()),
            requests=tuple(self._new),
            repeats=tuple(self._repeats),
        )

    def hear(self, one: Asked) -> None:
        """Do what a command asks and answer it; what was answered before is answered so again."""
        if one.name is None:
            one.wish(self.draft)
            return
        known = self._known.setdefault(one.name, {})
        last = self.draft.heads.get(UUID(one.name), 0)
        if one.request in known:
            self._repeats.append((one.name, known[one.request]))
        elif last and not known:  # what it asked is forgotten, its answer never
            self._repeats.append((one.name, 1))
        else:
            answer = _refused(one, REUSED) if known else _answered(one, self.draft)
            self.draft.append(Entry(UUID(one.name), last + 1, answer))
            known[one.request] = last + 1
            self._new.append(
                Request(
                    intake_id=one.name,
                    request=one.request,
                    retailer=one.about.retailer,
                    version=last + 1,
                )
            )


def _answered(one: Asked, draft: Draft) -> IntakeAnswer:
    try:
        done = one.wish(draft)
    except Denied as no:
        return _refused(one, no)
    return IntakeAccepted(**_about(one), version=done.version, warnings=done.warnings)


def _refused(one: Asked, no: Denied) -> IntakeRefused:
    refusal = one.explain(no)
    return IntakeRefused(
        **_about(one), code=refusal.code, detail=refusal.detail, errors=refusal.errors
    )


def _about(one: Asked) -> dict[str, Any]:
    return {name: getattr(one.about, name) for name in IntakeAnswer.__struct_fields__}


def _names(asked: Sequence[Asked]) -> list[UUID]:
    """Everything in the log on which a batch may depend."""
    named: list[OrderId | RecipientId | IntakeId | None] = []
    for one in asked:
        named += [one.name, one.about.order_id, *one.people]
    return [UUID(name) for name in named if name is not None]
