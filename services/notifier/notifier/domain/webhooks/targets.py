"""The address of an endpoint, taken apart once: whoever connects reads no URL again."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from notifier.domain.webhooks.addresses import is_loopback, refused

MOST_LENGTH: Final = 2_000
_PORTS: Final = {"https": 443, "http": 80}
_VISIBLE: Final = re.compile(r"[!-~]+")
_NAME: Final = re.compile(
    r"(?=.{1,253}\.?$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.?"
)
_LIKE_A_NUMBER: Final = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?")
"""What resolvers read as an address although nobody writes one so: 2130706433, 0x7f.1, 017700.1"""


class Target(Struct, frozen=True):
    """Where to connect and what to ask for. `host` is a name, or an address without brackets."""

    scheme: str
    host: str
    port: int
    path: str


class BadTarget(ValueError):  # noqa: N818 (says what is wrong with what was asked)
    """This is no address to send to; the text says what would be one."""


def target_of(url: str, *, to_loopback: bool = False) -> Target:
    """Take an endpoint's address apart; BadTarget for one that nothing is ever sent to.

    What a name resolves to is looked at when it is connected to, each time anew.
    """
    if len(url) > MOST_LENGTH or not _VISIBLE.fullmatch(url) or "\\" in url:
        raise BadTarget(f"give a URL of at most {MOST_LENGTH} visible ASCII characters, without \\")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise BadTarget("give a URL such as https://shop.example/waymark") from None
    if parts.scheme not in _PORTS or (parts.scheme == "http" and not to_loopback):
        raise BadTarget("give a URL that begins with https://")
    if "@" in parts.netloc:
        raise BadTarget("give a URL without user and password; the signature says who sends")
    if parts.fragment or url.endswith("#"):
        raise BadTarget("give a URL without #…; it is never sent")
    if port == 0:
        raise BadTarget("give a port from 1 to 65535")
    _check_host(host, to_loopback=to_loopback)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def _check_host(host: str, *, to_loopback: bool) -> None:
    try:
        ip_address(host)
    except ValueError:
        if _LIKE_A_NUMBER.fullmatch(host):
            raise BadTarget("give the address as four numbers from 0 to 255, or a name") from None
        if not _NAME.fullmatch(host):
            raise BadTarget("give a host name in ASCII; write others as xn--…") from None
        return
    if why := refused(host, to_loopback=to_loopback):
        raise BadTarget(f"{why}; give one that everybody could reach")


def may_be_plain(target: Target, address: str) -> bool:
    """Whether this may be sent to this address: without TLS only to this very machine."""
    return target.scheme == "https" or is_loopback(address)
