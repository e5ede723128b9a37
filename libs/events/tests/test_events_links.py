"""Tracking links: unguessable, revocable, computed alike by everybody who holds the key."""

from waymark_events.ids import OrderId, RecipientId
from waymark_events.links import token, token_digest

KEY = bytes(range(32))
ORDER, PERSON = OrderId("order-1"), RecipientId("person-1")
GOLDEN = "2a23ti5TBnEEK9XYuR9h8K"


def test_a_link_is_permanent() -> None:
    """Changing how a link is computed would kill every link ever mailed."""
    assert token(KEY, ORDER, PERSON, "buyer", 1) == GOLDEN


def test_whatever_a_link_is_for_changes_it_wholly() -> None:
    """Another order, person, role, version or key: another token."""
    others = {
        token(KEY, OrderId("order-2"), PERSON, "buyer", 1),
        token(KEY, ORDER, RecipientId("person-2"), "buyer", 1),
        token(KEY, ORDER, PERSON, "watcher", 1),
        token(KEY, ORDER, PERSON, "buyer", 2),
        token(bytes(32), ORDER, PERSON, "buyer", 1),
        GOLDEN,
    }

    assert len(others) == 6


def test_a_token_is_safe_in_an_address_and_always_as_long() -> None:
    """128 bits in 22 characters that need no escaping and cannot be misread."""
    tokens = [token(KEY, ORDER, PERSON, "buyer", version) for version in range(200)]

    assert {len(text) for text in tokens} == {22}
    assert not set("".join(tokens)) & set("0OIl/+=-_")


def test_only_the_digest_is_stored() -> None:
    """What the database holds does not open the page."""
    assert len(token_digest(GOLDEN)) == 32
    assert GOLDEN.encode() not in token_digest(GOLDEN)
