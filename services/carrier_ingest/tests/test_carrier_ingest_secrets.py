"""Secrets: sealed to their place, clients that name their retailer, ids that nobody can guess."""

import pytest
from carrier_ingest.app.admitting import new_client, retailer_of
from waymark_runtime.faults import Refused
from waymark_runtime.seal import Seal

CREDENTIALS = {"user": "zt12345", "password": "geheim"}


def test_what_is_sealed_opens_again() -> None:
    """Credentials come back as they were, and are not readable in between."""
    seal = Seal(bytes(32))

    sealed = seal.close(CREDENTIALS, "nordlicht/dhl")

    assert b"geheim" not in sealed
    assert seal.open(sealed, "nordlicht/dhl") == CREDENTIALS


@pytest.mark.parametrize(("key", "place"), [(bytes(32), "other/dhl"), (b"x" * 32, "nordlicht/dhl")])
def test_a_seal_opens_only_at_its_place_with_its_key(key: bytes, place: str) -> None:
    """A row copied to another account, or another key, opens nothing and says so."""
    sealed = Seal(bytes(32)).close(CREDENTIALS, "nordlicht/dhl")

    with pytest.raises(Refused, match="SEAL_KEY"):
        Seal(key, "WAYMARK_SEAL_KEY").open(sealed, place)


def test_a_client_id_names_its_retailer() -> None:
    """The token endpoint reads the retailer from the client id, before it reads any table."""
    client_id, secret = new_client("nord-licht", "ups-main")

    assert retailer_of(client_id) == "nord-licht"
    assert len(secret) >= 43


@pytest.mark.parametrize("foreign", ["", "wmc", "wmc_a_b", "abc_a_b_c", "wmc_a_b_c_d"])
def test_a_foreign_client_id_names_nobody(foreign: str) -> None:
    """What is not ours is refused before the database is asked."""
    assert retailer_of(foreign) is None
