"""Patterns over carriers' codes, as corrections narrow what they may take back."""

import pytest
from waymark_events.codes import matches, matches_any


@pytest.mark.parametrize(
    ("pattern", "code", "meant"),
    [
        ("OT", "OT", True),
        ("OT", "OF", False),
        ("*", "OT", True),
        ("*/*/ZU", "DLVRD/NGHBR/ZU", True),
        ("*/*/ZU", "DLVRD/NGHBR/ZN", False),
        ("DLVRD/*/*", "DLVRD//ZU", True),
        ("*/ZU", "DLVRD/NGHBR/ZU", False),
        ("D/*/*", "D/FS/011", True),
        ("D/*/*", "D", False),
        ("", "", True),
    ],
)
def test_a_pattern_means_codes_slot_by_slot(pattern: str, code: str, meant: bool) -> None:
    """As many slots, each equal or a star."""
    assert matches(pattern, code) is meant


def test_no_patterns_at_all_mean_every_code() -> None:
    """A correction that narrows nothing may take back any earlier event."""
    assert matches_any((), "OT")
    assert matches_any(("OF", "OT"), "OT")
    assert not matches_any(("OF",), "OT")
