"""The one way in: `decide(order, command, now)` gives facts, none when it is so already.

Raises `Refused` when the order may not do it. A command never leaves an order half changed.
"""

from functools import singledispatch

from waymark_events.values import Instant

from order.domain import commands, goods_rules, order_rules, parcel_rules
from order.domain.commands import Command, Place
from order.domain.facts import Fact, Placed
from order.domain.order import Order
from order.domain.refusal import Refused

Facts = tuple[Fact, ...]


def place(order: Order | None, command: Place, now: Instant) -> Facts:
    """Make an order; its reference may name one order only."""
    if order is not None:
        raise Refused(
            "order_exists",
            f"order {command.reference!r} exists already; another order needs another reference",
        )
    placed = Placed(
        at=now,
        retailer=command.retailer,
        order_id=command.order_id,
        reference=command.reference,
        placed_at=command.placed_at,
        destination=command.destination,
        lines=command.lines,
        recipients=command.recipients,
        links=command.links,
        return_period_days=command.return_period_days,
        tracked_only=not command.lines,
        notify=command.notify,
    )
    return (placed,)


def decide(order: Order, command: Command, now: Instant) -> Facts:
    """What a command makes of an order at this instant."""
    return _decided(command, order, now)


@singledispatch
def _decided(command: object, _order: Order, _now: Instant) -> Facts:
    raise TypeError(f"no rule for {type(command).__name__}")


_decided.register(commands.Confirm)(order_rules.confirm)
_decided.register(commands.Process)(order_rules.process)
_decided.register(commands.Amend)(order_rules.amend)
_decided.register(commands.Cancel)(order_rules.cancel)
_decided.register(commands.Complete)(order_rules.complete)
_decided.register(commands.DelayLine)(goods_rules.delay_line)
_decided.register(commands.CancelLine)(goods_rules.cancel_line)
_decided.register(commands.Receive)(goods_rules.receive)
_decided.register(commands.GiveBack)(goods_rules.give_back)
_decided.register(commands.Book)(parcel_rules.book)
_decided.register(commands.Rebook)(parcel_rules.rebook)
_decided.register(commands.ChangePromise)(parcel_rules.change_promise)
_decided.register(commands.CancelParcel)(parcel_rules.cancel_parcel)
_decided.register(commands.Move)(parcel_rules.move)
