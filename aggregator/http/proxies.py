"""Which requests go through a proxy: never those to this machine, nor those to hosts that are asked directly."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aggregator.config.proxies import Proxies
from aggregator.http.urls import Target, read_target


def find_proxy(target: Target, proxies: Proxies) -> Target | None:
    """Return the proxy through which a target is asked, None where it is asked directly."""
    url = proxies.https if target.scheme == "https" else proxies.http
    if url is None or _is_this_machine(target.host) or is_direct(target, proxies.direct):
        return None
    return read_target(url)


def is_direct(target: Target, direct: tuple[str, ...]) -> bool:
    """Return whether one of the `no_proxy` entries means the target.

    `example.org` and `.example.org` mean the host and all below it, as in curl; networks are written 10.0.0.0/8.
    """
    return any(_means(_read_entry(entry), target) for entry in direct)


@dataclass(frozen=True, slots=True)
class _Entry:
    host: str
    port: int | None


def _read_entry(entry: str) -> _Entry:
    if entry.startswith("["):  # [::1]:8080
        host, _, rest = entry[1:].partition("]")
        return _Entry(host, _port(rest.removeprefix(":")))
    if entry.count(":") == 1:
        host, _, port = entry.partition(":")
        return _Entry(host, _port(port))
    return _Entry(entry, None)


def _port(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _means(entry: _Entry, target: Target) -> bool:
    if entry.port not in {None, target.port}:
        return False
    address = _address(target.host)
    if entry.host == "*":
        return True
    if address is not None:
        return _holds(entry.host, address)
    domain = entry.host.removeprefix("*").removeprefix(".")
    return bool(domain) and f".{target.host}".endswith(f".{domain}")


def _holds(network: str, address: IPv4Address | IPv6Address) -> bool:
    try:
        return address in ip_network(network, strict=False)
    except ValueError:
        return False


def _is_this_machine(host: str) -> bool:
    address = _address(host)
    is_name = host == "localhost" or host.endswith(".localhost")  # RFC 6761, 6.3
    return is_name if address is None else address.is_loopback


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
