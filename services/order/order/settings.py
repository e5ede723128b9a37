"""Settings of `order`: `WAYMARK_ORDER_<NAME>`, and those of the whole system."""

from pydantic import Field, field_validator
from pydantic_settings import SettingsConfigDict
from waymark_runtime.settings import ServiceSettings

_LEAST_HEX = 32


class Settings(ServiceSettings):
    """`contact_key` keys the digests of contacts; `projection` has the same one.

    `completion_interval_s`: how often the timer looks for orders whose return period is over.
    `log_pool_size`: connections that append to and read the log.
    """

    model_config = SettingsConfigDict(env_prefix="WAYMARK_ORDER_")

    contact_key: str = Field(repr=False, validation_alias="WAYMARK_CONTACT_KEY")
    completion_interval_s: float = Field(default=60.0, gt=0)
    log_pool_size: int = Field(default=8, ge=2)

    @field_validator("contact_key")
    @classmethod
    def _is_hex(cls, key: str) -> str:
        try:
            bytes.fromhex(key)
        except ValueError:
            raise ValueError("give hex characters, as `openssl rand -hex 32` prints") from None
        if len(key) < _LEAST_HEX:
            raise ValueError(f"give at least {_LEAST_HEX} hex characters (16 bytes)")
        return key
