"""The settings that every service has; a service subclasses them with its own prefix."""

import re
from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_HEX_KEY = re.compile(r"(?:[0-9a-fA-F]{2}){16,}")
_LEAST_PEPPER = 32
_MOST_PORT = 65_535


def _shared(name: str) -> str:
    return f"WAYMARK_{name}"


class ServiceSettings(BaseSettings):
    """Settings from `WAYMARK_<SERVICE>_<NAME>`; those of the whole system have no service part.

    `kafka_bootstrap_servers` is text parted by commas. `instance` is the ordinal of this process
    among its kind: it names the static member of every consumer group. `key_pepper` keys the
    digests of API keys. `link_keys` is JSON `{kid: hex}`, `link_kid` the one of new links.
    `requests_a_minute` is what one API key may ask of one web process.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    kafka_bootstrap_servers: Annotated[list[str], NoDecode]
    owner_database_url: str = Field(repr=False)
    worker_database_url: str = Field(repr=False)
    web_database_url: str = Field(repr=False)
    topic_prefix: str = Field(default="", validation_alias=_shared("TOPIC_PREFIX"))
    http_host: str = "127.0.0.1"
    web_port: int = Field(ge=0, le=_MOST_PORT)
    health_port: int = Field(ge=0, le=_MOST_PORT)
    instance: str = "0"
    key_pepper: str = Field(repr=False, validation_alias=_shared("KEY_PEPPER"))
    link_keys: dict[str, str] = Field(repr=False, validation_alias=_shared("LINK_KEYS"))
    link_kid: str = Field(validation_alias=_shared("LINK_KID"))
    public_url: str = Field(validation_alias=_shared("PUBLIC_URL"))
    requests_a_minute: int = Field(
        default=3_000, ge=1, validation_alias=_shared("REQUESTS_A_MINUTE")
    )

    @field_validator("kafka_bootstrap_servers", mode="before")
    @classmethod
    def _are_listed(cls, given: str | list[str]) -> list[str]:
        parts = given.split(",") if isinstance(given, str) else given
        servers = [part.strip() for part in parts if part.strip()]
        if not servers:
            raise ValueError("name at least one host:port, parted by commas")
        return servers

    @field_validator("key_pepper")
    @classmethod
    def _is_long(cls, pepper: str) -> str:
        if len(pepper) < _LEAST_PEPPER:
            raise ValueError(f"give at least {_LEAST_PEPPER} characters, as `openssl rand -hex 32`")
        return pepper

    @field_validator("link_keys")
    @classmethod
    def _are_hex(cls, keys: dict[str, str]) -> dict[str, str]:
        if not keys or not all(_HEX_KEY.fullmatch(key) for key in keys.values()):
            raise ValueError("give {kid: key} with keys of at least 32 hex characters (16 bytes)")
        return keys

    @property
    def links(self) -> dict[str, bytes]:
        """The keys of links as bytes, by kid."""
        return {kid: bytes.fromhex(key) for kid, key in self.link_keys.items()}

    @field_validator("public_url")
    @classmethod
    def _has_no_slash(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} must begin with http:// or https://")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _kid_is_known(self) -> "ServiceSettings":
        if self.link_kid not in self.link_keys:
            known = ", ".join(sorted(self.link_keys))
            raise ValueError(f"link_kid {self.link_kid!r} is not among the link keys: {known}")
        return self
