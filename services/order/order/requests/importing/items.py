"""An item of a file, and a file that cannot be read as what it says it is."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from waymark_runtime.faults import Denied


def as_it_is(denied: Denied) -> Denied:
    """The denial, unchanged."""
    return denied


class Item(Struct, frozen=True, kw_only=True):
    """One order or parcel of a file.

    `content` is what a reader of wishes takes, or why there is none. `size` is roughly how many
    bytes it has. `pointed` says a denial in the words of the file.
    """

    line: int
    last_line: int
    content: Any
    size: int
    pointed: Callable[[Denied], Denied] = as_it_is
