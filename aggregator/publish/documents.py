"""Everything that is published of a section, and of the site as a whole, as documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aggregator.model.source import Section
from aggregator.model.story import Story
from aggregator.publish import atom, jsonfeed, opml, pages, rss
from aggregator.publish.feed import make_feed
from aggregator.publish.feedstyle import FEED_STYLE, with_style
from aggregator.publish.look import render
from aggregator.publish.site import Document, Site

SECTION_DOCUMENTS = ("rss.xml", "atom.xml", "feed.json", "index.html")
"""The files of a section."""


def render_section(
    site: Site, section: Section, stories: Sequence[Story], *, now: datetime
) -> tuple[Document, ...]:
    """Return the section's three feeds and its page."""
    feed = make_feed(site, section, stories, now=now)
    contents = (
        rss.render(feed, site),
        atom.render(feed, site),
        jsonfeed.render(feed, site),
        pages.render_section_page(feed, site, section),
    )
    paths = (f"{section.id}/{name}" for name in SECTION_DOCUMENTS)
    return tuple(
        Document(path, with_style(content, path=path) if path.endswith(".xml") else content)
        for path, content in zip(paths, contents, strict=True)
    )


def render_index(site: Site, latest: Mapping[str, Sequence[Story]], *, now: datetime) -> tuple[Document, ...]:
    """Return the front page, with the newest of each section by its id, the list of feeds, and their style."""
    feeds = tuple(
        (section, make_feed(site, section, latest.get(section.id, ()), now=now))
        for section in (*site.sections, site.all)
    )
    return (
        Document("index.html", pages.render_index_page(feeds, site)),
        Document("opml.xml", opml.render(site)),
        Document(FEED_STYLE, render(FEED_STYLE, site, words=site.words)),
    )
