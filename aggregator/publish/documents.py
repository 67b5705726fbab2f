"""Everything that is published of a section, and of the site as a whole, as documents."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from aggregator.model.filing import ArchivePage
from aggregator.model.source import Section
from aggregator.model.story import Story
from aggregator.publish import atom, jsonfeed, opml, pages, rss
from aggregator.publish.feed import Feed, Paging, make_feed
from aggregator.publish.feedstyle import FEED_STYLE, with_style
from aggregator.publish.look import render as render_template
from aggregator.publish.pieced import render_pieced
from aggregator.publish.site import Document, Site

FORMATS: Mapping[str, Callable[[Feed, Site], bytes]] = {
    "rss.xml": rss.render,
    "atom.xml": atom.render,
    "feed.json": jsonfeed.render,
}
"""Name of a file -> who renders it."""

SECTION_DOCUMENTS = (*FORMATS, "index.html")
"""The files of a section, and of a further feed."""


def render_section(
    site: Site, section: Section, stories: Sequence[Story], *, now: datetime, newest_page: int | None = None
) -> tuple[Document, ...]:
    """Return the three feeds of a section, or of a further feed, and its page."""
    feed = make_feed(site, section, stories, now=now, paging=Paging(newest=newest_page))
    page = Document(f"{section.id}/index.html", pages.render_section_page(feed, site, section))
    return (*_render_feeds(feed, site, section.id), page)


def render_archive(
    site: Site, section: Section, stories: Sequence[Story], *, now: datetime, paging: Paging
) -> tuple[Document, ...]:
    """Return the three feeds of an archive document."""
    feed = make_feed(site, section, stories, now=now, paging=paging)
    return _render_feeds(feed, site, ArchivePage(section.id, paging.number or 1).path)


def _render_feeds(feed: Feed, site: Site, path: str) -> tuple[Document, ...]:
    contents = render_pieced(tuple(FORMATS.items()), feed, site)
    paths = {f"{path}/{name}": content for name, content in contents.items()}
    return tuple(
        Document(each, with_style(content, path=each) if each.endswith(".xml") else content)
        for each, content in paths.items()
    )


def render_index(
    site: Site,
    latest: Mapping[str, Sequence[Story]],
    *,
    now: datetime,
    further: Sequence[Section] = (),
) -> tuple[Document, ...]:
    """Return the front page, with the newest of each section by its id, and the list of feeds.

    Both name the `further` feeds, without their stories.
    """
    feeds = tuple(
        (section, make_feed(site, section, latest.get(section.id, ()), now=now))
        for section in (*site.sections, site.all)
    )
    return (
        Document("index.html", pages.render_index_page(feeds, site, further=further)),
        Document("opml.xml", opml.render(site, further=further)),
        Document(FEED_STYLE, render_template(FEED_STYLE, site, words=site.words)),
    )
