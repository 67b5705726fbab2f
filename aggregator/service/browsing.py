"""A feed that somebody opens in a browser: as XML, for browsers show `application/rss+xml` as plain text.

As XML it is shown with the style sheet that it names (`feed.css`). Programs that read feeds do not say that they open
a document (Fetch Metadata Request Headers, `Sec-Fetch-Dest`), and get the type that is the feed's own.
"""

from collections.abc import Mapping
from typing import Final

FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml")
XML: Final = "application/xml; charset=utf-8"
HEADER: Final = "Sec-Fetch-Dest"

FEED_POLICY: Final = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
"""A feed shows its own text and our style, whatever stands in it."""


def is_feed(media_type: str) -> bool:
    """Return whether a document is a feed that a browser could show."""
    return media_type.startswith(FEED_TYPES)


def opened_type(media_type: str, headers: Mapping[str, str]) -> str:
    """Return the media type under which a document is answered to whoever sends these headers."""
    is_opened = headers.get(HEADER) == "document"
    return XML if is_opened and is_feed(media_type) else media_type
