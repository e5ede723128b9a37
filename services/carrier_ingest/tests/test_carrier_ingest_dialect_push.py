"""How a push is told from a stranger's post."""

import pytest
from carrier_ingest.carriers import ups
from carrier_ingest.carriers.dialect import Dialect, Post, Pushing

UPS_PUSH = {"push_client_id": "client-7"}
UPS_HEADERS = {
    "authorization": "Bearer ours",
    "x-api-key": "client-7",
    "user-agent": "UPSPubSubTrackingService",
}


def pushing(dialect: Dialect) -> Pushing:
    assert dialect.pushing is not None
    return dialect.pushing


UPS_PUSHING = pushing(ups.DIALECT)


@pytest.mark.parametrize(
    ("changed", "admitted"),
    [
        ({}, True),
        ({"authorization": "bearer ours"}, True),
        ({"authorization": "Bearer  ours"}, True),
        ({"authorization": "Bearer theirs"}, False),
        ({"authorization": ""}, False),
        ({"x-api-key": "client-8"}, False),
        ({"x-api-key": ""}, False),
        ({"x-api-key": "Ünïcode"}, False),
        ({"authorization": "", "credential": "client-7"}, False),
    ],
)
def test_a_push_of_ups_needs_our_token_and_its_client_id(
    changed: dict[str, str], admitted: bool
) -> None:
    """Nothing is signed, so both are asked for; the user agent proves nothing."""
    headers = UPS_HEADERS | changed

    assert (
        UPS_PUSHING.admits(Post(headers=headers), UPS_PUSH, lambda token: token == "ours")
        is admitted
    )


def test_an_account_without_a_client_id_admits_nobody() -> None:
    """An empty expectation is never met by an empty header."""
    headers = UPS_HEADERS | {"x-api-key": ""}

    assert not UPS_PUSHING.admits(Post(headers=headers), {}, lambda _: True)


def test_the_number_of_a_push_is_found_without_a_full_parse() -> None:
    """It is part of the key under which the raw bytes are kept."""
    assert UPS_PUSHING.number(b'{"trackingNumber": "1ZK7R24W0310048711"}') == "1ZK7R24W0310048711"
    assert UPS_PUSHING.number(b"not json") is None
    assert UPS_PUSHING.number(b"[]") is None
