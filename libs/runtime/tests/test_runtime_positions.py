"""The position rule, without a database: what of a partition's records may be applied."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from waymark_runtime.positions import Gap, cut
from waymark_runtime.records import Arrived

NOW = datetime(2026, 3, 12, 22, 10, 5, tzinfo=UTC)


def records(*offsets: int) -> list[Arrived]:
    return [Arrived("shipment.events.v1", 0, offset, NOW, b"k", b"v", ()) for offset in offsets]


def offsets(part: Sequence[Arrived] | Gap) -> list[int]:
    assert not isinstance(part, Gap)
    return [record.offset for record in part]


def test_records_that_follow_are_applied_as_they_came() -> None:
    """Nobody overlaps: the batch is taken whole, be it one record long."""
    batch = records(5, 6, 7)

    assert cut(batch, 5, compacted=False) == batch
    assert cut(batch[:1], 5, compacted=False) == batch[:1]


def test_what_was_applied_is_sliced_off() -> None:
    """Two owners overlap: the position's own record is the first that is applied again."""
    assert offsets(cut(records(3, 4, 5, 6), 5, compacted=False)) == [5, 6]
    assert offsets(cut(records(4, 5, 6), 5, compacted=False)) == [5, 6]


def test_a_batch_that_was_applied_whole_leaves_nothing() -> None:
    """Everything lies below the position: there is nothing to do, and no gap."""
    assert offsets(cut(records(3, 4), 5, compacted=False)) == []
    assert offsets(cut([], 5, compacted=False)) == []


def test_missing_records_are_a_gap() -> None:
    """What starts above the position is refused, because the missing would never be applied."""
    assert cut(records(6, 7), 5, compacted=False) == Gap(5)
    assert cut(records(4, 6), 5, compacted=False) == Gap(5)


@pytest.mark.parametrize("present", [(6, 7), (4, 6, 9), (5, 9)])
def test_a_compacted_log_has_holes(present: tuple[int, ...]) -> None:
    """There a missing record was deleted by a later one of its key: it is no gap."""
    fresh = [offset for offset in present if offset >= 5]

    assert offsets(cut(records(*present), 5, compacted=True)) == fresh
