"""Where Waymark is and with which key; said, or told by the environment."""

import os
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

from msgspec import Struct

URL: Final = "WAYMARK_URL"
KEY: Final = "WAYMARK_API_KEY"
VERSION: Final = version("waymark-client")
TIMEOUT_S: Final = 15.0


class Settings(Struct, frozen=True):
    """`url` without a slash at its end."""

    url: str
    key: str

    def __repr__(self) -> str:
        """Where; never the key."""
        return f"Settings({self.url!r})"

    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {
            "Authorization": f"Bearer {self.key}",
            "Accept": "application/json",
            "User-Agent": f"waymark-client/{VERSION}",
        }


def settings(
    url: str | None, key: str | None, environment: Mapping[str, str] = os.environ
) -> Settings:
    """What is given, else what the environment says; ValueError names what is missing."""
    found_url = url or environment.get(URL, "")
    found_key = key or environment.get(KEY, "")
    if not found_url.startswith(("http://", "https://")):
        raise ValueError(f"base_url is {found_url!r}: give http(s)://…, or set {URL}")
    if not found_key or not (found_key.isascii() and found_key.isprintable()):
        raise ValueError(f"there is no API key, or it is none: give api_key, or set {KEY}")
    return Settings(found_url.rstrip("/"), found_key)
