"""Settings of `notifier`: `WAYMARK_NOTIFIER_<NAME>`, and those of the whole system."""

from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict
from waymark_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """`mail_from` writes to the customers of retailers that name no address of their own.

    `smtp_security` is `starttls`, `tls`, or `none` for a server on this machine. Without `sms_url`
    no SMS goes out. `lease_s` is how long a sending may take before it counts as in doubt;
    `first_pause_s` the pause after a first failure, doubled each time. `senders` threads send.
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

    @field_validator("mail_from")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        local, _, domain = address.rpartition("@")
        if not local or not domain:
            raise ValueError(f"{address!r} is no address; give one such as tracking@shop.example")
        return address

    @model_validator(mode="after")
    def _lease_outlasts_sending(self) -> "Settings":
        longest = max(self.smtp_timeout_s, self.sms_timeout_s)
        if self.lease_s <= longest:
            raise ValueError(f"lease_s must be above the time-outs of sending ({longest:g} s)")
        return self
