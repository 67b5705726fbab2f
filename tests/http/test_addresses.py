"""Which addresses a poll may reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.http.addresses import is_public


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "93.184.215.14",
        "172.32.0.1",  # just above the private 172.16/12
        "100.128.0.1",  # just above the carriers' 100.64/10
        "2606:4700:4700::1111",
        "2a00:1450:4001:80b::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",  # how a network with IPv6 alone reaches IPv4
        "2002:0808:0808::1",
    ],
)
def test_public_address_may_be_reached(address: str) -> None:
    """What the internet routes is public, in IPv4, IPv6 or one inside the other."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104  # an address to judge, not one to listen on
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",  # the metadata service of the clouds
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.1.2.3",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:0a00:0001::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456:789a::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_address_that_is_not_public_may_not_be_reached(address: str) -> None:
    """Private, loopback, link-local, shared, reserved, multicast and whatever wraps them are refused."""
    assert not is_public(address)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    """A text that is no address is refused, never an error."""
    assert is_public(text) in {True, False}


@given(st.ip_addresses(v=4))
def test_wrapping_changes_no_verdict(address: object) -> None:
    """An IPv4 address is judged alike on its own, mapped into IPv6 and behind NAT64."""
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))
