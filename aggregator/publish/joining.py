"""A feed joined from entries that were rendered before: of a hundred, one has changed.

The writers know nothing of it. What they make of a feed without entries is the frame; what they make of a feed with
entries holds each of them as it stands in any feed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from aggregator.publish.entry import Entry
from aggregator.publish.feed import Feed
from aggregator.publish.formats import FORMATS
from aggregator.publish.site import Site

Written = tuple[bytes, ...]
"""An entry as it stands in each of the formats, in their order."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_BARE = Feed(
    path="", id=UUID(int=0).urn, title="-", language=None, home_url="http://-/", updated=_LONG_AGO, entries=()
)


@dataclass(frozen=True, slots=True)
class Seams:
    """Where the entries of a format begin and end, and how they are joined."""

    begins: bytes
    """What the first entry begins with, in a feed that has one."""
    ends: bytes
    """What follows the last entry."""
    empty: bytes
    """What stands in the place of the entries and of what follows them, in a feed that has none."""
    seam: tuple[bytes, bytes]
    """The end of an entry and the beginning of the next; text is escaped, so that nothing else looks like them."""
    before: bytes = b""
    """What stands before the first entry and not in a feed without one."""
    between: bytes = b""


SEAMS = {
    "rss.xml": Seams(
        begins=b"<item>",
        ends=b"</channel></rss>",
        empty=b"</channel></rss>",
        seam=(b"</item>", b"<item>"),
    ),
    "atom.xml": Seams(begins=b"<entry", ends=b"</feed>", empty=b"</feed>", seam=(b"</entry>", b"<entry")),
    "feed.json": Seams(
        begins=b'"items": [\n',
        ends=b"\n]}\n",
        empty=b'"items": [\n\n]}\n',
        seam=(b"}", b"{"),
        before=b'"items": [\n',
        between=b",\n",
    ),
}
"""By the name of the file."""


def write_entries(entries: Sequence[Entry], site: Site) -> list[Written]:
    """Return entries as they stand in each format of any feed of the site, of which they show the title alone."""
    if not entries:
        return []
    bare = Site(
        title=site.title,
        base_url="http://-/",
        installation=UUID(int=0),
        created_at=_LONG_AGO,
        sections=(),
        sources={},
    )
    together = replace(_BARE, entries=tuple(entries))
    formats = [_cut(render(together, bare), SEAMS[name]) for name, render in FORMATS.items()]
    return list(zip(*formats, strict=True))


def join(frame: Feed, site: Site, entries: Sequence[Written]) -> dict[str, bytes]:
    """Return what each format makes of the feed, byte for byte, by the name of the file.

    The frame is the feed without its entries, which are as `write_entries` wrote them and in the feed's order.
    """
    return {
        name: _join(render(frame, site), [entry[place] for entry in entries], SEAMS[name])
        for place, (name, render) in enumerate(FORMATS.items())
    }


def _join(frame: bytes, entries: Sequence[bytes], seams: Seams) -> bytes:
    if not entries:
        return frame
    head = frame.removesuffix(seams.empty)
    return b"".join((head, seams.before, seams.between.join(entries), seams.ends))


def _cut(document: bytes, seams: Seams) -> list[bytes]:
    start = document.index(seams.begins)
    entries = document[start:].removesuffix(seams.ends).removeprefix(seams.before)
    end, begin = seams.seam
    first, *others = entries.split(end + seams.between + begin)
    parts = [first, *(begin + other for other in others)]
    return [part + end for part in parts[:-1]] + parts[-1:]
