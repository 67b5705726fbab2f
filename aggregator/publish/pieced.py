"""A feed put together from entries that were rendered before: of a hundred, one has changed.

The writers know nothing of it. What they make of a feed without entries is the frame; what they make of a feed with one
entry alone holds that entry as it stands in any feed, and is remembered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.site import Site

REMEMBERED = 2_000
"""Entries, each in all formats: some forty megabytes."""

Formats = tuple[tuple[str, Callable[[Feed, Site], bytes]], ...]
"""The name of a file, and who renders it."""
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


def render_pieced(formats: Formats, feed: Feed, site: Site) -> dict[str, bytes]:
    """Return what each format makes of the feed, byte for byte; an entry that was rendered before costs nothing."""
    entries = [_render_entry(formats, entry, site.title) for entry in feed.entries]
    return {
        name: _join(render(replace(feed, entries=()), site), [entry[place] for entry in entries], SEAMS[name])
        for place, (name, render) in enumerate(formats)
    }


def _join(frame: bytes, entries: Sequence[bytes], seams: Seams) -> bytes:
    if not entries:
        return frame
    head = frame.removesuffix(seams.empty)
    return b"".join((head, seams.before, seams.between.join(entries), seams.ends))


@lru_cache(maxsize=REMEMBERED)
def _render_entry(formats: Formats, entry: Entry, title: str) -> tuple[bytes, ...]:
    """Return an entry as it stands in each format of a feed; of the site it shows nothing but the title."""
    site = Site(
        title=title,
        base_url="http://-/",
        installation=UUID(int=0),
        created_at=_LONG_AGO,
        sections=(),
        sources={},
    )
    alone = replace(_ALONE, entries=(entry,))
    return tuple(_cut(render(alone, site), SEAMS[name]) for name, render in formats)


def _cut(document: bytes, seams: Seams) -> bytes:
    start = document.index(seams.begins)
    return document[start:].removesuffix(seams.ends).removeprefix(seams.before)
