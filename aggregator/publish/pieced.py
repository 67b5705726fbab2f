"""A feed put together from entries that were rendered before: of a hundred, one has changed.

The writers know nothing of it. What they make of a feed without entries is the frame; what they make of a feed with one
entry alone holds that entry as it stands in any feed, and is remembered.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.site import Site

REMEMBERED = 3_000
"""Entries in one format: some thirty megabytes."""

Render = Callable[[Feed, Site], bytes]
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_ALONE = Feed(
    path="", id=UUID(int=0).urn, title="-", language=None, home_url="http://-/", updated=_LONG_AGO, entries=()
)


@dataclass(frozen=True, slots=True)
class Seams:
    """Where the entries of a format begin and end, and how they are joined."""

    begins: bytes
    """What an entry begins with, in a feed that has one."""
    ends: bytes
    """What follows the last entry."""
    empty: bytes
    """What stands in the place of the entries and of what follows them, in a feed that has none."""
    before: bytes = b""
    """What stands before the first entry and not in a feed without one."""
    between: bytes = b""


SEAMS = {
    "rss.xml": Seams(begins=b"<item>", ends=b"</channel></rss>", empty=b"</channel></rss>"),
    "atom.xml": Seams(begins=b"<entry", ends=b"</feed>", empty=b"</feed>"),
    "feed.json": Seams(
        begins=b'"items": [\n',
        ends=b"\n]}\n",
        empty=b'"items": [\n\n]}\n',
        before=b'"items": [\n',
        between=b",\n",
    ),
}
"""By the name of the file."""


def render_pieced(name: str, render: Render, feed: Feed, site: Site) -> bytes:
    """Return what `render` makes of the feed, byte for byte; an entry that it has rendered before costs nothing."""
    frame = render(replace(feed, entries=()), site)
    if not feed.entries:
        return frame
    seams = SEAMS[name]
    entries = [_render_entry(name, render, entry, site.title) for entry in feed.entries]
    head = frame.removesuffix(seams.empty)
    return b"".join((head, seams.before, seams.between.join(entries), seams.ends))


@lru_cache(maxsize=REMEMBERED)
def _render_entry(name: str, render: Render, entry: Entry, title: str) -> bytes:
    """Return an entry as it stands in a feed; of the site it shows nothing but the title."""
    site = Site(
        title=title,
        base_url="http://-/",
        installation=UUID(int=0),
        created_at=_LONG_AGO,
        sections=(),
        sources={},
    )
    document = render(replace(_ALONE, entries=(entry,)), site)
    seams = SEAMS[name]
    start = document.index(seams.begins)
    return document[start:].removesuffix(seams.ends).removeprefix(seams.before)
