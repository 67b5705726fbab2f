"""What is asked of a server, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 30.0
"""How long a whole poll may take, redirects and body included."""

MAX_BYTES = 32 * 1024 * 1024
"""How large a body may be once decompressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request: the URL goes out as it is written, the headers beside those that every request carries."""

    url: str = field(repr=False)  # both may hold secrets
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    """What is sent along (POST); None for a GET."""
    sent_on_to: str | None = field(default=None, repr=False)
    """Where the server of `url` sends us for good, as we know by now: the request begins there, as if it had just been
    sent on, so that it takes along only what may leave that server."""
    allow_private: bool = False
    """Whether it may lead to loopback and private addresses."""
    timeout_seconds: float = TIMEOUT_SECONDS
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A server's answer; the body is decompressed, and empty where the answer is no success (2xx)."""

    url: str
    """Where it finally came from, without user and password."""
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    """As sent, in order; bytes that are not UTF-8 are U+FFFD."""
    body: bytes = b""
    moved_to: str | None = None
    """Where the server says the document lives for good, when every redirect was permanent (301, 308)."""

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of every header called `name`, in any case, in the order sent."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer that can be used; `reason` is one plain line that names the host, without secrets."""

    reason: str
