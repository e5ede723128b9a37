"""Settings of `notifier`: `WAYMARK_NOTIFIER_<NAME>`, and those of the whole system."""

from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict
from waymark_runtime.seal import Seal, SealKey
from waymark_runtime.settings import ServiceSettings

_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(ServiceSettings):
    """`mail_from` writes to the recipients of retailers that name no address of their own.

    `smtp_security` is `starttls`, `tls`, or `none` for a server on this machine. Without `sms_url`
    no SMS goes out. `lease_s` is how long a sending may take before it counts as in doubt;
    `first_pause_s` the pause after a first failure, doubled each time. `senders` threads send.
    `seal_key` seals the secrets of webhooks. `webhook_places`: how many webhooks may be on their
    way at once. `webhooks_to_loopback` lets them go to this very machine, without TLS too: for
    tests and demonstrations, and refused where the public URL is not this machine's.
    """

    model_config = SettingsConfigDict(env_prefix="WAYMARK_NOTIFIER_", frozen=True)

    smtp_host: str
    smtp_port: int = Field(ge=1, le=65_535)
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_timeout_s: float = Field(default=10.0, gt=0)
    mail_from: str
    sms_url: str | None = None
    sms_token: SecretStr | None = None
    sms_sender: str = "Waymark"
    sms_timeout_s: float = Field(default=10.0, gt=0)
    lease_s: float = Field(default=60.0, gt=0)
    first_pause_s: float = Field(default=15.0, gt=0)
    tick_s: float = Field(default=0.25, gt=0)
    senders: int = Field(default=2, ge=1, le=4)
    seal_key: SealKey
    webhook_places: int = Field(default=128, ge=2, le=1_000)
    webhooks_to_loopback: bool = False

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        local, _, domain = address.rpartition("@")
        if not local or not domain:
            raise ValueError(f"{address!r} is no address; give one such as tracking@shop.example")
        return address

    @property
    def seal(self) -> Seal:
        """What seals and opens the secrets of webhooks."""
        return Seal.of(self.seal_key, "WAYMARK_NOTIFIER_SEAL_KEY")

    @model_validator(mode="after")
    def _loopback_is_for_this_machine(self) -> "Settings":
        host = urlsplit(self.public_url).hostname or ""
        if self.webhooks_to_loopback and host not in _THIS_MACHINE:
            raise ValueError(
                "webhooks_to_loopback is for tests and demonstrations: WAYMARK_PUBLIC_URL must be "
                f"this machine's too, such as http://127.0.0.1:8080; it is {self.public_url!r}"
            )
        return self

    @model_validator(mode="after")
    def _lease_outlasts_sending(self) -> "Settings":
        longest = max(self.smtp_timeout_s, self.sms_timeout_s)
        if self.lease_s <= longest:
            raise ValueError(f"lease_s must be above the time-outs of sending ({longest:g} s)")
        return self
