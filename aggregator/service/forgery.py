"""Whether a form was sent from our own page: what another site makes a browser send is told from it."""

from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest, new
from typing import Final
from urllib.parse import urlsplit

SAME: Final = "same-origin"


def is_from_here(headers: Mapping[str, str]) -> bool:
    """Return whether a browser says that a request comes from a page of this very address.

    `Sec-Fetch-Site` is its own word (https, and localhost); elsewhere `Origin` must name the host that was asked.
    A request with neither is from no browser that we know, and is refused.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == SAME
    origin, host = headers.get("Origin"), headers.get("Host")
    return bool(origin and host) and urlsplit(origin or "").netloc.lower() == (host or "").lower()


def make_token(secret: bytes, *, editor: str, story: str) -> str:
    """Return what a form about a story bears that was made for this editor; only we can make it."""
    message = f"{editor}\0{story}".encode(errors="surrogateescape")
    return new(secret, message, sha256).hexdigest()


def is_token(token: str, secret: bytes, *, editor: str, story: str) -> bool:
    """Return whether a form bears the token that was made for this editor and this story."""
    expected = make_token(secret, editor=editor, story=story)
    return compare_digest(token.encode(errors="surrogateescape"), expected.encode())
