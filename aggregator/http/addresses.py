"""Which addresses a poll may reach: the public internet's, unless a source says otherwise."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052, 2.1: the last 32 bits are an IPv4 address

_NEVER_PUBLIC = (
    IPv6Network("::/96"),  # RFC 4291, 2.5.5.1: IPv4-compatible, deprecated; some stacks still unwrap it
    IPv6Network("64:ff9b:1::/48"),  # RFC 8215: NAT64 within one network
    IPv6Network("2001::/32"),  # RFC 4380: Teredo, a tunnel to wherever its sender says
    IPv6Network("5f00::/16"),  # RFC 9602: segment routing identifiers; older Pythons call them global
    IPv6Network("fec0::/10"),  # RFC 3879: site-local, deprecated, still routed inside some sites
)


def is_public(address: str) -> bool:
    """Return whether `address`, an IP address in text, is one that the public internet routes.

    What is no IP address is not public. IPv4 wrapped in IPv6 is judged by what it wraps, because that is where
    the packets go.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_routed(_unwrap(ip))


def _unwrap(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour or ip


def _is_routed(ip: IPv4Address | IPv6Address) -> bool:
    # is_global alone is True for multicast and, by Python version, for several of the networks above.
    if ip.is_multicast or ip.is_reserved or ip.is_unspecified or not ip.is_global:
        return False
    return isinstance(ip, IPv4Address) or not any(ip in network for network in _NEVER_PUBLIC)
