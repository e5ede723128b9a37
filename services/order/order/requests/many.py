"""What callers send of many orders or parcels at once. An item is read when its turn comes."""

from typing import Annotated, Any, Final

from pydantic import Field, StrictBool

from order.requests.bodies import Body

MOST_ITEMS: Final = 500


class BatchBody(Body):
    """Up to 500 items. `notify`: whether people are told where an item does not say; as a rule not.

    Each item is read by itself: one that does not fit keeps no other from its end.
    """

    items: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    notify: StrictBool = False


class ImportQuery(Body):
    """`notify`: whether people are told where an item does not say; as a rule not."""

    notify: bool = False
