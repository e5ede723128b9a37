"""What parcels may do: be booked, booked again, promised, taken back, and moved by a status."""

from waymark_events.values import Instant
from waymark_events.vocabulary import Direction

from order.domain import commands
from order.domain.booking import contents_of
from order.domain.facts import (
    Fact,
    Label,
    ParcelBooked,
    ParcelCancelled,
    ParcelMoved,
    ParcelRebooked,
    PromiseChanged,
    Reckoned,
)
from order.domain.order import Order, Parcel
from order.domain.order_rules import alive
from order.domain.pieces import Whereabouts, where, whereabouts
from order.domain.refusal import Refused

_ENDED = frozenset({Whereabouts.DELIVERED, Whereabouts.RETURNED, Whereabouts.LOST})


def book(command: commands.Book, order: Order, now: Instant) -> tuple[Fact, ...]:
    """A parcel takes open pieces, those of a lost parcel it replaces, or those coming back."""
    _fits_direction(command)
    if command.direction != Direction.RETURN:
        alive(order)
    _free_number(order, command.label)
    booked = ParcelBooked(
        at=now,
        parcel_no=len(order.parcels) + 1,
        label=command.label,
        direction=command.direction,
        way=command.way,
        services=command.services,
        destination=command.destination or order.destination,
        contents=contents_of(order, command),
        promise=command.promise,
        replaces=command.replaces,
        returns=command.returns,
        notify=command.notify,
    )
    return (booked,)


def rebook(command: commands.Rebook, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Another number for the same parcel, until it has arrived; the same number changes nothing."""
    parcel = standing_parcel(order, command.parcel_no)
    if parcel.leg.shipment_id == command.label.leg.shipment_id:
        return ()
    if whereabouts(parcel) in _ENDED:
        raise Refused(
            "parcel_ended",
            f"parcel {parcel.parcel_no} is {whereabouts(parcel)}; book another parcel that "
            "replaces it",
        )
    _free_number(order, command.label)
    kept = parcel.promise
    promise = None if kept is None else Reckoned(span=kept.span, due=kept.due)
    again = ParcelRebooked(at=now, parcel_no=parcel.parcel_no, label=command.label, promise=promise)
    return (again,)


def change_promise(command: commands.ChangePromise, order: Order, now: Instant) -> tuple[Fact, ...]:
    """A promise may change until the parcel has arrived; the same one again changes nothing."""
    parcel = standing_parcel(order, command.parcel_no)
    if whereabouts(parcel) in _ENDED:
        raise Refused("parcel_ended", f"parcel {parcel.parcel_no} is {whereabouts(parcel)}")
    if parcel.promise is not None and parcel.promise.span == command.promise.span:
        return ()
    return (PromiseChanged(at=now, parcel_no=parcel.parcel_no, promise=command.promise),)


def cancel_parcel(command: commands.CancelParcel, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Only before the carrier has it; a cancelled parcel stays cancelled."""
    parcel = known_parcel(order, command.parcel_no)
    if parcel.cancelled:
        return ()
    if whereabouts(parcel) not in (Whereabouts.BOOKED, Whereabouts.CANCELLED):
        raise Refused(
            "handed_over",
            f"parcel {parcel.parcel_no} is {whereabouts(parcel)}: the carrier has or had it",
        )
    return (ParcelCancelled(at=now, parcel_no=parcel.parcel_no),)


def move(command: commands.Move, order: Order, now: Instant) -> tuple[Fact, ...]:
    """Only the number in force moves its parcel, only forward in (generation, version), and only
    when a piece changes its state."""
    parcel = order.travelling_as(command.shipment_id)
    if parcel is None or where(command.milestone) == whereabouts(parcel):
        return ()
    known = (parcel.generation, parcel.status_version)
    if (command.generation, command.status_version) <= known:
        return ()
    moved = ParcelMoved(
        at=now,
        parcel_no=parcel.parcel_no,
        shipment_id=command.shipment_id,
        generation=command.generation,
        status_version=command.status_version,
        milestone=command.milestone,
        happened_at=command.happened_at,
    )
    return (moved,)


def known_parcel(order: Order, parcel_no: int) -> Parcel:
    """A parcel that must have been booked."""
    parcel = order.parcel(parcel_no)
    if parcel is None:
        raise Refused(
            "unknown_parcel",
            f"parcel {parcel_no} was not booked; the order has {len(order.parcels)}",
        )
    return parcel


def standing_parcel(order: Order, parcel_no: int) -> Parcel:
    """A parcel that was booked and not cancelled."""
    parcel = known_parcel(order, parcel_no)
    if parcel.cancelled:
        raise Refused("parcel_cancelled", f"parcel {parcel_no} is cancelled; book another one")
    return parcel


def _fits_direction(command: commands.Book) -> None:
    coming_back = command.direction == Direction.RETURN
    wrong = "replaces" if coming_back else "returns"
    if (command.replaces if coming_back else command.returns) is not None:
        raise Refused("wrong_direction", f"`{wrong}` is not for direction {command.direction}")


def _free_number(order: Order, label: Label) -> None:
    for parcel in order.parcels:
        used = [known.leg.shipment_id for known in parcel.labels]
        if label.leg.shipment_id in used and not parcel.cancelled:
            raise Refused(
                "number_booked",
                f"{label.leg.carrier} {label.leg.number} is booked already, as parcel "
                f"{parcel.parcel_no}",
            )
