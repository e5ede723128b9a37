"""Digests of what a person types: one for every way of writing it, none that says it."""

import pytest
from waymark_events.contact_keys import Typed, contact_digest, contact_keys
from waymark_events.ids import RetailerId, recipient_id
from waymark_events.messages.people import ContactSet

SHOP = RetailerId("nordlicht")
KEY = b"0" * 32


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Typed.POSTCODE, "SW1A 1AA", "sw1a1aa"),
        (Typed.EMAIL, " Anna@Example.com", "anna@example.com"),
        (Typed.PHONE, "+49 171 1234567", "0171/123 45 67"),
        (Typed.PHONE, "0049 171 1234567", "01711234567"),
        (Typed.FAMILY_NAME, "Anna Müller", "muller"),
        (Typed.FAMILY_NAME, "Groß, Jan", "GROSS"),
    ],
)
def test_ways_of_writing_are_one(kind: Typed, one: str, other: str) -> None:
    """Who types it another way is found all the same."""
    assert contact_digest(KEY, SHOP, kind, one) == contact_digest(KEY, SHOP, kind, other)


def test_digests_are_apart_by_key_retailer_and_kind() -> None:
    """What one retailer's table holds says nothing about another's."""
    mine = contact_digest(KEY, SHOP, Typed.POSTCODE, "10115")

    assert mine != contact_digest(b"1" * 32, SHOP, Typed.POSTCODE, "10115")
    assert mine != contact_digest(KEY, RetailerId("other"), Typed.POSTCODE, "10115")
    assert mine != contact_digest(KEY, SHOP, Typed.PHONE, "10115")


@pytest.mark.parametrize("kind", list(Typed))
def test_nothing_to_compare_has_no_digest(kind: Typed) -> None:
    """An empty field must not match an empty try."""
    for nothing in (None, "", "  ", "-"):
        assert contact_digest(KEY, SHOP, kind, nothing) is None


def test_a_contact_gives_its_keys_and_no_plaintext() -> None:
    """The digests travel; name, mail and phone do not."""
    person = recipient_id(SHOP, "anna")
    contact = ContactSet(
        retailer=SHOP, recipient_id=person, version=3, name="Anna Weiß", email="a@example.com"
    )

    keys = contact_keys(KEY, contact)

    assert (keys.recipient_id, keys.version, keys.phone) == (person, 3, None)
    assert keys.email == contact_digest(KEY, SHOP, Typed.EMAIL, "a@example.com")
    assert "example" not in repr(keys)
    assert "Wei" not in repr(keys)
