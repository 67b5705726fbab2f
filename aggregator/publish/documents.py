"""Everything that is published of a section, and of the site as a whole, as documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aggregator.model.filing import ArchivePage, is_further
from aggregator.model.source import Section
from aggregator.publish import opml, pages
from aggregator.publish.entry import Tombstone
from aggregator.publish.feed import Paging
from aggregator.publish.feedstyle import FEED_STYLE, with_style
from aggregator.publish.gathering import Gathered, gather
from aggregator.publish.joining import join
from aggregator.publish.listed import Listed
from aggregator.publish.look import render as render_template
from aggregator.publish.names import INDEX_DOCUMENTS
from aggregator.publish.site import Document, Site


def render_section(
    site: Site, section: Section, kept: Iterable[Listed | Tombstone], *, newest_page: int | None = None
) -> tuple[Document, ...]:
    """Return the three feeds of a section, or of a further feed, and its page, that show these stories."""
    feed = gather(site, section, kept, paging=Paging(newest=newest_page))
    page = f"{section.id}/index.html", pages.render_section_page(feed, site, section)
    documents = (*_render_feeds(feed, site, path=section.id), page)
    return tuple(Document(*each, is_popular=not is_further(section.id)) for each in documents)


def render_archive(
    site: Site, section: Section, kept: Iterable[Listed | Tombstone], *, paging: Paging
) -> tuple[Document, ...]:
    """Return the three feeds of an archive document."""
    feed = gather(site, section, kept, paging=paging)
    path = ArchivePage(section.id, paging.number or 1).path
    return tuple(Document(*each, is_popular=False) for each in _render_feeds(feed, site, path=path))


def _render_feeds(feed: Gathered, site: Site, *, path: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each format."""
    contents = join(feed.frame, site, [each.written for each in feed.listed])
    for name, content in contents.items():
        file = f"{path}/{name}"
        yield file, with_style(content, path=file) if name.endswith(".xml") else content


def render_index(
    site: Site, latest: Mapping[str, Iterable[Listed | Tombstone]], *, further: Sequence[Section] = ()
) -> Document:
    """Return the front page, with the newest of each section by its id; it names the `further` feeds as well."""
    feeds = tuple(
        (section, gather(site, section, latest.get(section.id, ()))) for section in (*site.sections, site.all)
    )
    return Document(INDEX_DOCUMENTS[0], pages.render_index_page(feeds, site, further=further))


def render_lists(site: Site, *, further: Sequence[Section] = ()) -> tuple[Document, ...]:
    """Return the list of all feeds, and the style in which browsers show one."""
    contents = opml.render(site, further=further), render_template(FEED_STYLE, site, words=site.words)
    return tuple(Document(name, content) for name, content in zip(INDEX_DOCUMENTS[1:], contents, strict=True))
