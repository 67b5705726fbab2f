"""Whether a delivery is signed with the secret that we gave the hub (WebSub, 7.1)."""

import hmac
from typing import Final

METHODS: Final = ("sha1", "sha256", "sha384", "sha512")


def is_signed(content: bytes, signature: str | None, *, secret: str) -> bool:
    """Return whether `signature`, the value of `X-Hub-Signature`, is that of these bytes.

    The comparison takes as long whatever is wrong with it.
    """
    method, _, given = (signature or "").strip().partition("=")
    if method.lower() not in METHODS:
        return False
    expected = hmac.new(secret.encode(), content, method.lower()).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode())
