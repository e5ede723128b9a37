"""Which addresses may be connected to: those that the whole world could reach, and no others."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_GLOBAL_V6: Final = IPv6Network("2000::/3")
_TEREDO: Final = IPv6Network("2001::/32")
_RELAYS: Final = IPv4Network("192.88.99.0/24")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR: Final = IPv6Network("2002::/16")


def refused(address: str, *, to_loopback: bool = False) -> str | None:
    """Why an address that a name was resolved to may not be connected to; None when it may.

    `to_loopback` lets this very machine be reached, for tests and demonstrations.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return f"{address!r} is no address"
    if to_loopback and _plain(found).is_loopback:
        return None
    return None if is_public(found) else f"{found} is not an address of the public internet"


def is_loopback(address: str) -> bool:
    """Whether an address is this very machine's."""
    try:
        return _plain(ip_address(address)).is_loopback
    except ValueError:
        return False


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether everybody could reach it: an IPv4 address inside an IPv6 one counts for itself."""
    plain = _plain(address)
    if plain.is_multicast or plain.is_reserved or not plain.is_global:
        return False
    if isinstance(plain, IPv4Address):
        return plain not in _RELAYS
    return plain.scope_id is None and plain in _GLOBAL_V6 and plain not in _TEREDO


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    if address in _SIX_TO_FOUR:
        return address.sixtofour or address
    return address
