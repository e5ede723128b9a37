"""Whether a retailer wants people told: a fact of the order, and of a parcel where it differs."""

from waymark_events.ids import ParcelId
from waymark_events.messages.orders import OrderState, ParcelState


def is_quiet(order: OrderState, parcel: ParcelId | None = None) -> bool:
    """Whether nobody is to be told about the order or, if one is named, about this parcel.

    A parcel that is not in the order yet is not known to be quiet.
    """
    if parcel is None:
        return not order.notify
    found = parcel_of(order, parcel)
    return found is not None and not found.notify


def parcel_of(order: OrderState, parcel: ParcelId) -> ParcelState | None:
    """The parcel as this state of the order has it; None when it was booked later."""
    return next((one for one in order.parcels if one.parcel_id == parcel), None)
