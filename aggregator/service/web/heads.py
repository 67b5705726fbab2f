"""The heads of published documents: made once for each version of a document, and kept while they are asked for."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Final, NamedTuple

from aggregator.service.browsing import FEED_POLICY, HEADER, is_feed
from aggregator.service.deltas import has_deltas
from aggregator.service.web.answers import ALWAYS
from aggregator.service.web.ready import Head, make_head

MAX_AGE_SECONDS: Final = 60

KEPT: Final = 4096
"""Heads that are kept, of about half a kilobyte each."""

# Our pages hold one inline style, pictures from anywhere and no script; copy comes from strangers, so all
# else is forbidden, whatever the sanitiser may have overlooked.
PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Document(NamedTuple):
    """What the head of a document depends on; a tuple, for it is what heads are found by at each request."""

    media_type: str
    last_modified: datetime
    etag: str
    coding: str | None
    further: tuple[tuple[str, str], ...]
    """Headers that are said of it beside its own."""


@lru_cache(KEPT)
def known_head(document: Document) -> Head:
    """Return the head of a 304."""
    return make_head(304, _common(document))


@lru_cache(KEPT)
def whole_head(document: Document, media_type: str, status: int) -> Head:
    """Return the head of a whole document under this media type."""
    coding = {"Content-Encoding": document.coding} if document.coding else {}
    page = {"Content-Security-Policy": PAGE_POLICY} if document.media_type.startswith("text/html") else {}
    return make_head(status, {**_common(document), "Content-Type": media_type, **coding, **page})


def delta_head(document: Document, media_type: str, base: str) -> Head:
    """Return what says that an answer is a part (RFC 3229, 10.5): no cache may hand it to anybody else."""
    part = {"IM": "feed", "Delta-Base": f'"{base}"', "Cache-Control": "no-store, im"}
    return make_head(226, {**_common(document), "Content-Type": media_type, **part})


def _common(document: Document) -> dict[str, str]:
    """Return what a 200 and a 304 have in common (RFC 9110, 15.4.5)."""
    feed = {"Content-Security-Policy": FEED_POLICY} if is_feed(document.media_type) else {}
    further = dict(document.further)
    return {
        **ALWAYS,
        **feed,
        "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}",
        **further,
        "Vary": ", ".join(_varies(document.media_type, further)),
        "ETag": f'"{document.etag}"',
        "Last-Modified": format_datetime(document.last_modified, usegmt=True),
    }


def _varies(media_type: str, further: Mapping[str, str]) -> Iterator[str]:
    """Yield the headers of requests that an answer depends on."""
    yield further.get("Vary", "Accept-Encoding")
    if is_feed(media_type):
        yield HEADER
    if has_deltas(media_type):
        yield "A-IM"
