"""A URL as it goes over the wire: what was written, byte for byte, where HTTP allows it."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes, urljoin

from yarl import URL

_PARTS = re.compile(r"(https?)://([^/?#]*)([^#]*)", re.IGNORECASE | re.DOTALL)

_AS_WRITTEN = "".join(chr(code) for code in range(0x21, 0x7F))
"""What may stand in a request line as it is, `%` included: quoting it anew would ask for another document."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where one request goes; `url` has no user, password or fragment."""

    url: str
    scheme: str
    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)
    """The URL's own user and password as a header (RFC 7617)."""

    def takes_credentials_of(self, other: "Target") -> bool:
        """Return whether what was meant for `other` may be sent here: the same server, not less protected."""
        if (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port):
            return True
        upgraded = (other.scheme, other.port, self.scheme, self.port) == ("http", 80, "https", 443)
        return upgraded and self.host == other.host


def read_target(url: str) -> Target | None:
    """Return where `url` leads, or None if it is no http(s) URL with a host."""
    parts = _PARTS.match(url)
    if parts is None:
        return None
    scheme, authority, rest = parts.groups()
    userinfo, _, host_and_port = authority.rpartition("@")
    try:
        parsed = URL(f"{scheme}://{_as_ascii(host_and_port)}{_as_written(rest)}", encoded=True)
        host, port = parsed.raw_host, parsed.port
    except ValueError:
        return None
    if not host or port is None:
        return None
    return Target(
        url=str(parsed), scheme=scheme.lower(), host=host.lower(), port=port, authorization=_basic(userinfo)
    )


def follow(target: Target, location: bytes) -> Target | None:
    """Return where a `Location` header leads from `target`, or None if that is no http(s) URL."""
    try:
        joined = urljoin(target.url, location.decode("utf-8", "surrogateescape"))
    except ValueError:
        return None
    return read_target(joined)


def _as_written(text: str) -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe=_AS_WRITTEN)


def _as_ascii(host_and_port: str) -> str:
    if host_and_port.isascii():
        return host_and_port
    return URL(f"http://{host_and_port}").raw_authority


def _basic(userinfo: str) -> str | None:
    if not userinfo:
        return None
    user, _, password = userinfo.partition(":")
    return "Basic " + b64encode(unquote_to_bytes(user) + b":" + unquote_to_bytes(password)).decode("ascii")
