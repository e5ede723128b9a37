"""Many numbers in one question, where one that the carrier cannot read spoils it for the others."""

import re
from collections.abc import Iterator, Sequence


def batches(
    numbers: Sequence[str], size: int, well_formed: re.Pattern[str]
) -> Iterator[tuple[str, ...]]:
    """Cut numbers into questions of at most `size`; an odd-looking one is asked for alone."""
    plain = [number for number in numbers if well_formed.fullmatch(number)]
    for start in range(0, len(plain), size):
        yield tuple(plain[start : start + size])
    yield from ((number,) for number in numbers if not well_formed.fullmatch(number))
