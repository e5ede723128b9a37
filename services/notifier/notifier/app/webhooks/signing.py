"""What is posted: the bytes, and headers with a signature for each secret that is valid."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError
from waymark_runtime.seal import Seal

from notifier.store.webhooks.secrets import Sealed

_SECRET: Final = "secret"  # noqa: S105 (the name of the field)


class Posting(Struct, frozen=True):
    """One POST as it leaves."""

    url: str
    headers: dict[str, str]
    body: bytes


class BadSecret(Exception):  # noqa: N818 (names whose secret it is)
    """A secret that was kept cannot be signed with."""


class Signing:
    """Opens secrets and signs with them."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def close(self, secret: str, place: str) -> bytes:
        """A secret as it is kept."""
        return self._seal.close({_SECRET: secret}, place)

    def posting(
        self, url: str, name: str, body: bytes, secrets: Iterable[Sealed], now: datetime
    ) -> Posting:
        """Sign an event's bytes with each secret, the newest first."""
        made = [self._sign(one, name, body, now) for one in secrets]
        headers = {
            "content-type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(made),
        }
        return Posting(url, headers, body)

    def _sign(self, sealed: Sealed, name: str, body: bytes, now: datetime) -> str:
        secret = self._seal.open(sealed.sealed, sealed.place)[_SECRET]
        try:
            return Webhook(secret).sign(name, now, body.decode())
        except (ValueError, EmptyWebhookSecretError) as fault:  # base64 that is none: ValueError
            raise BadSecret(f"the secret of {sealed.place} is no whsec_ secret") from fault
