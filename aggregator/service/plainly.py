"""What people are told, said plainly: lengths of time, and addresses without what they may give away."""

import re
from datetime import timedelta
from typing import Final

WEB_ADDRESS: Final = re.compile(r"""(https?://[^\s/?#"']+)[^\s"']*""", re.IGNORECASE)
"""Its host is told; what follows may hold a key, if only in the address that a redirect led to."""


def hosts_only(text: str | None) -> str | None:
    """Return the text with no more of any address in it than its host."""
    return WEB_ADDRESS.sub(r"\1/…", text) if text else None


def spell_length(length: timedelta) -> str:
    """Return a length of time as people say it, two of a unit at least, so that a number says enough."""
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
