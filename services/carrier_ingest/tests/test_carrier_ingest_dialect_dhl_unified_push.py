"""DHL's push: our header tells it from a stranger's; its subscription speaks too."""

import msgspec
import pytest
from carrier_ingest.carriers import dhl_unified
from carrier_ingest.carriers.dialect import Post
from dialect_dhl_unified_payloads import (
    EXPRESS,
    NUMBER,
    event,
    pushed,
    sample,
    shipment,
)

assert dhl_unified.DIALECT.pushing is not None
PUSHING = dhl_unified.DIALECT.pushing
SECRET = {"push_token": "long-and-random"}


@pytest.mark.parametrize(
    ("headers", "admitted"),
    [
        ({"x-hook-token": "long-and-random"}, True),
        ({"x-hook-token": "long-and-rando"}, False),
        ({"x-hook-token": "Ünïcode"}, False),
        ({"x-hook-token": ""}, False),
        ({"authorization": "Bearer long-and-random"}, False),
        ({}, False),
    ],
)
def test_a_push_bears_the_token_that_we_gave_dhl(
    headers: dict[str, str], *, admitted: bool
) -> None:
    """In the header that we named; nothing is signed."""
    assert PUSHING.admits(Post(headers=headers), SECRET, lambda _: True) is admitted


def test_an_account_without_a_token_admits_nobody() -> None:
    """An empty expectation is never met by an empty header."""
    for headers in ({"x-hook-token": ""}, {}):
        assert not PUSHING.admits(Post(headers=headers), {}, lambda _: True)


def test_the_number_of_a_push_is_its_first_parcels() -> None:
    """It is part of the key under which the raw bytes are kept."""
    body = {"service": "parcel-de", "shipments": [{}, {"id": "340434900000000010"}]}

    assert PUSHING.number(msgspec.json.encode(body)) == NUMBER
    for nothing in (b"not json", b"[]", b'{"scope": "subscription.validate"}'):
        assert PUSHING.number(nothing) is None


@pytest.mark.parametrize(
    ("service", "carrier"),
    [
        ("parcel-de", "dhl_parcel_de"),
        ("post-de", "dhl_parcel_de"),
        ("svb", "dhl_parcel_de"),
        ("express", "dhl"),
        ("ecommerce-europe", "dhl"),
        ("parcel-nl", "dhl"),
        ("new-one", "dhl"),
    ],
)
def test_a_division_says_whose_number_was_pushed(service: str, carrier: str) -> None:
    """Nobody asked, so there is no account's carrier to go by."""
    (said,) = pushed({"shipments": [shipment(event(), service=service)]}).statements

    assert said.carrier == carrier


def test_several_parcels_of_one_push_are_heard_each_for_itself() -> None:
    """One that cannot be read costs no other; the push's own division helps out."""
    parcels = [
        shipment(event("ZU")),
        {"id": EXPRESS, "events": [event("OK")]},
        shipment(event("ZU"), id="?"),
    ]

    heard = pushed({"service": "express", "shipments": parcels})

    assert {(said.carrier, said.number) for said in heard.statements} == {
        ("dhl_parcel_de", NUMBER),
        ("dhl", EXPRESS),
    }
    assert heard.problems == ("shipment[2] of a push of DHL has no readable id or service",)
    assert heard.answers == ()


def test_the_hand_shake_is_shown_to_somebody_and_tells_no_secret() -> None:
    """It is parked with its payload, where the secret is found."""
    heard = pushed(sample("dhl_unified_push_validate.json"))

    (sentence,) = heard.problems
    assert "activate the subscription" in sentence
    assert "one-time-value-from-dhl" not in str(heard)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("subscription.activate", ()),
        ("subscription.ready", ()),
        ("subscription.delete", ("DHL ended a subscription",)),
        ("subscription.deleted", ("DHL ended a subscription",)),
        ("subscription.failure", ("DHL says that a subscription failed",)),
        ("subscription.push", ("a push of DHL holds no shipments",)),
        ("", ("a push of DHL holds no shipments",)),
    ],
)
def test_news_of_a_subscription_are_told_when_they_are_bad(
    scope: str, told: tuple[str, ...]
) -> None:
    """What goes well needs nobody."""
    problems = pushed({"scope": scope}).problems

    assert len(problems) == len(told)
    assert all(said.startswith(begins) for said, begins in zip(problems, told, strict=True))
