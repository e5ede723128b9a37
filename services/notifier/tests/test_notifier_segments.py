"""How many segments an SMS takes, by GSM 03.38 and 3GPP TS 23.038."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notifier.domain.segments import segmented


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("ÄÖÜäöüß", "gsm7", 7, 1),
        ("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæÉ¤¡¿Ññ§à", "gsm7", 35, 1),
        ("€[]{}~^|\\", "gsm7", 18, 1),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("ç", "ucs2", 1, 1),
        ("я" * 70, "ucs2", 70, 1),
        ("я" * 71, "ucs2", 71, 2),
        ("я" * 134, "ucs2", 134, 2),
        ("я" * 135, "ucs2", 135, 3),
        ("📦", "ucs2", 2, 1),
        ("📦" * 35, "ucs2", 70, 1),
        ("📦" * 36, "ucs2", 72, 2),
    ],
)
def test_a_text_is_counted(text: str, encoding: str, units: int, segments: int) -> None:
    """160 septets alone, 153 each in several; 70 and 67 where one sign is not in the table."""
    found = segmented(text)

    assert (found.encoding, found.units, found.segments) == (encoding, units, segments)
    assert (found.text, type(found.units)) == (text, int)


def test_typographic_signs_do_not_halve_the_room() -> None:
    """Dashes, quotes, an ellipsis and fixed blanks are written plainly."""
    found = segmented("„Anna“ – it’s\N{NO-BREAK SPACE}here…")

    assert (found.text, found.encoding) == ('"Anna" - it\'s here...', "gsm7")


@settings(deadline=None)
@given(st.text(max_size=400))
def test_segments_hold_the_text(text: str) -> None:
    """The room of the counted segments is enough, and one segment fewer is not."""
    found = segmented(text)
    alone, each = (160, 153) if found.encoding == "gsm7" else (70, 67)

    assert found.units <= (alone if found.segments == 1 else found.segments * each)
    assert found.segments == 1 or found.units > max(alone, (found.segments - 1) * each)
