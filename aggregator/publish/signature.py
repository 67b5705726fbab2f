"""Signed messages, as Standard Webhooks 1.0 has them (standardwebhooks.com): who sends, which message, and when."""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime


def sign(content: bytes, *, message_id: str, at: datetime, key: bytes) -> Mapping[str, str]:
    """Return the three headers of a message; its id stays the same when it is sent again, the time does not."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), content))
    digest = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{digest}",
    }
