"""The network of an address: what is counted by it cannot be passed by taking the next address."""

import ipaddress


def network_of(host: str, *, v4: int = 32, v6: int = 64) -> str:
    """The network of a host by these prefix lengths; an IPv4 address mapped into IPv6 is IPv4."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return str(ipaddress.ip_network((address.packed, v6), strict=False))
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address.packed, v4), strict=False))
