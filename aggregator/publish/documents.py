"""Everything that is published of a section, and of the site as a whole, as documents."""

from collections.abc import Iterator, Mapping, Sequence

from aggregator.model.filing import ArchivePage, is_further
from aggregator.model.source import Section
from aggregator.publish import opml, pages
from aggregator.publish.feed import Feed, Paging
from aggregator.publish.feedstyle import FEED_STYLE, with_style
from aggregator.publish.gathering import make_feed
from aggregator.publish.joining import join
from aggregator.publish.look import render as render_template
from aggregator.publish.names import INDEX_DOCUMENTS
from aggregator.publish.shown import Shown
from aggregator.publish.site import Document, Site


def render_section(
    site: Site, section: Section, shown: Mapping[str, Shown], *, newest_page: int | None = None
) -> tuple[Document, ...]:
    """Return the three feeds of a section, or of a further feed, and its page; `shown` are its stories by their ids."""
    feed = make_feed(site, section, shown, paging=Paging(newest=newest_page))
    page = f"{section.id}/index.html", pages.render_section_page(feed, site, section)
    documents = (*_render_feeds(feed, site, shown, path=section.id), page)
    return tuple(Document(*each, is_popular=not is_further(section.id)) for each in documents)


def render_archive(
    site: Site, section: Section, shown: Mapping[str, Shown], *, paging: Paging
) -> tuple[Document, ...]:
    """Return the three feeds of an archive document."""
    feed = make_feed(site, section, shown, paging=paging)
    path = ArchivePage(section.id, paging.number or 1).path
    return tuple(Document(*each, is_popular=False) for each in _render_feeds(feed, site, shown, path=path))


def _render_feeds(
    feed: Feed, site: Site, shown: Mapping[str, Shown], *, path: str
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each format."""
    contents = join(feed, site, {story: each.written for story, each in shown.items()})
    for name, content in contents.items():
        file = f"{path}/{name}"
        yield file, with_style(content, path=file) if name.endswith(".xml") else content


def render_index(
    site: Site, latest: Mapping[str, Mapping[str, Shown]], *, further: Sequence[Section] = ()
) -> tuple[Document, ...]:
    """Return the front page, with the newest of each section by its id, and the list of feeds.

    Both name the `further` feeds, without their stories.
    """
    feeds = tuple(
        (section, make_feed(site, section, latest.get(section.id, {})))
        for section in (*site.sections, site.all)
    )
    contents = (
        pages.render_index_page(feeds, site, further=further),
        opml.render(site, further=further),
        render_template(FEED_STYLE, site, words=site.words),
    )
    return tuple(Document(name, content) for name, content in zip(INDEX_DOCUMENTS, contents, strict=True))
