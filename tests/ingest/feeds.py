"""Feeds as a law needs them: three formats, odd entries, heads that change."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

TEXTS = (
    "The pier opens.",
    "<p>The pier &amp; the quay</p>",
    "<![CDATA[<p>The <b>pier</b> opens</p>]]>",
    "<![CDATA[<item><title>no item</title></item>]]>",
    "<![CDATA[<entry>no entry</entry> <!-- more -->]]>",
    "<!-- <item><title>no item</title></item> -->The quay",
    "&lt;item&gt;no item&lt;/item&gt;",
    "caf\u00e9 \u2014 \U0001f600 &#233; &#x1F600;",
    "",
)
EXTRAS = (
    "",
    '<media:content url="https://i.example/a.jpg"><media:description>Pier</media:description></media:content>',
    "<dc:creator>Jane Doe</dc:creator>",
    '<category domain="d">Ports</category>',
    '<link rel="alternate" href="/relative"/>',
    "<author><name>Jane Doe</name></author>",
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The <b>pier</b></p></div></content>',
    '<content type="html" xml:base="https://other.example/">&lt;a href="a">a&lt;/a></content>',
    '<x:odd xmlns:x="urn:x">odd</x:odd>',
    '<description xml:lang="fr">Le quai</description>',
    "<published>2026-01-07T10:00:00Z</published>",
    "<pubDate>Wed, 07 Jan 2026 10:00:00 GMT</pubDate>",
    "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='1' when='2026-01-07T10:00:00Z'/>",
)
HEADS = (
    "<link>https://harbour.example/</link>",
    "<link>https://pier.example/</link>",
    '<link href="https://harbour.example/"/>',
    "<author><name>The Desk</name></author>",
    "<language>fr</language>",
    "<ttl>30</ttl>",
)
GAPS = (*["", "\n  "] * 5, "<!-- x -->", "<title>late</title>")
_OPEN = {
    "rss": '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<channel>",
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">',
}
_CLOSE = {"rss": "</channel></rss>", "atom": "</feed>"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed, whatever its format."""

    guid: int
    title: int
    text: str
    extra: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed at one time."""

    kind: str
    head: str
    clock: int
    entries: tuple[Entry, ...]
    gap: str = ""


_COMMON = (EXTRAS[0], *EXTRAS[:7], *EXTRAS[9:12]) * 4
entries = st.builds(
    Entry, st.integers(0, 40), st.integers(0, 3), st.sampled_from(TEXTS), st.sampled_from((*_COMMON, *EXTRAS))
)


@st.composite
def two_polls(draw: st.DrawFn) -> tuple[Feed, Feed]:
    """Return a feed at two times: some entries stayed, some are new, the clock in its head moved."""
    kind = draw(st.sampled_from(["rss", "atom", "jsonfeed"]))
    head, gap = (
        draw(st.sampled_from(HEADS)),
        draw(st.sampled_from(GAPS)),
    )
    before = draw(st.lists(entries, min_size=1, max_size=6))
    kept = [each for each in before if draw(st.booleans())]
    after = draw(st.permutations([*draw(st.lists(entries, max_size=3)), *kept]))
    later_head = draw(st.sampled_from([*[head] * 20, *HEADS]))
    return (
        Feed(kind, head, 1, tuple(before), gap),
        Feed(kind, later_head, draw(st.integers(1, 2)), tuple(after), gap),
    )


def render(feed: Feed) -> bytes:
    """Return a feed's bytes."""
    if feed.kind == "jsonfeed":
        return _render_json(feed)
    name, guid = ("item", "guid") if feed.kind == "rss" else ("entry", "id")
    clock = "lastBuildDate" if feed.kind == "rss" else "updated"
    body = "description" if feed.kind == "rss" else "summary"
    rendered = (
        f"<{name}><title>Pier {each.title}</title><{guid}>g{each.guid}</{guid}><{body}>{each.text}</{body}>"
        f"{each.extra}</{name}>"
        for each in feed.entries
    )
    moved = f"<{clock}>2026-01-07T1{feed.clock}:00:00Z</{clock}>"
    head = f'<?xml version="1.0" encoding="utf-8"?>{_OPEN[feed.kind]}<title>Post</title>{feed.head}{moved}'
    return (head + feed.gap.join(rendered) + _CLOSE[feed.kind]).encode()


def _render_json(feed: Feed) -> bytes:
    items: Sequence[object] = [
        {
            "id": f"g{each.guid}",
            "title": f"Pier {each.title}",
            "content_html": each.text,
            "tags": [each.extra],
        }
        for each in feed.entries
    ]
    head = {"version": "https://jsonfeed.org/version/1.1", "title": "Post", "home_page_url": feed.head}
    return json.dumps({**head, "items": items, "_clock": 1}, indent=1 if feed.gap else None).encode()
