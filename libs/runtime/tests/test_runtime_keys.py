"""API keys: what is shown once, what is stored."""

import math

from hypothesis import given
from hypothesis import strategies as st
from waymark_runtime import keys

PEPPER = "p" * 32


def test_a_key_is_read_back() -> None:
    """What was made is what is parsed, and its secret has at least 190 bits."""
    key = keys.make()

    assert keys.parse(key.text) == key
    assert key.text.startswith("wm_live_")
    assert len(key.secret) * math.log2(58) >= 190


def test_a_mistyped_key_is_no_key() -> None:
    """The checksum tells a typing error without asking anybody."""
    text = keys.make("test").text

    for place in range(8, len(text)):
        changed = text[:place] + ("a" if text[place] != "a" else "b") + text[place + 1 :]
        assert keys.parse(changed) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    """Whatever a stranger sends: a key or None."""
    assert keys.parse(text) is None
    assert keys.parse(f"wm_live_{text}") is None


def test_a_digest_needs_the_pepper_and_says_nothing() -> None:
    """Two keys, or two peppers, have different digests; the secret is not in the repr."""
    one, other = keys.make(), keys.make()

    assert keys.digest(one, PEPPER) == keys.digest(one, PEPPER)
    assert len({keys.digest(one, PEPPER), keys.digest(other, PEPPER), keys.digest(one, "q")}) == 3
    assert one.secret not in repr(one)
