"""What the service is told from outside, and what it refuses to be told."""

from typing import Any

import pytest
from notifier.settings import Settings
from pydantic import ValidationError

GIVEN: dict[str, Any] = {
    "kafka_bootstrap_servers": ["broker:9092"],
    "owner_database_url": "postgresql://o@db/n",
    "worker_database_url": "postgresql://w@db/n",
    "web_database_url": "postgresql://v@db/n",
    "web_port": 0,
    "health_port": 0,
    "key_pepper": "p" * 32,
    "link_keys": {"k1": "00" * 16},
    "link_kid": "k1",
    "smtp_host": "mail",
    "smtp_port": 25,
    "mail_from": "parcels@shop.example",
    "seal_key": "5e" * 32,
}


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"])
def test_webhooks_may_go_to_this_machine_where_all_else_is_here_too(origin: str) -> None:
    """For tests and demonstrations."""
    assert Settings(**GIVEN, public_url=origin, webhooks_to_loopback=True).webhooks_to_loopback


@pytest.mark.parametrize("origin", ["https://track.shop.example", "https://127.0.0.1.shop.example"])
def test_webhooks_never_go_to_this_machine_in_production(origin: str) -> None:
    """A retailer could reach what listens beside us; the program does not even start."""
    assert not Settings(**GIVEN, public_url=origin).webhooks_to_loopback
    with pytest.raises(ValidationError, match="WAYMARK_PUBLIC_URL must be this machine's too"):
        Settings(**GIVEN, public_url=origin, webhooks_to_loopback=True)


@pytest.mark.parametrize("key", ["", "5e", "x" * 64])
def test_the_key_that_seals_secrets_is_a_key(key: str) -> None:
    """And it is not shown."""
    origin = "https://track.shop.example"
    with pytest.raises(ValidationError, match="64 hex characters"):
        Settings(**GIVEN | {"seal_key": key}, public_url=origin)
    assert "5e5e" not in repr(Settings(**GIVEN, public_url=origin))
