"""The feeds on disk, with their pages and archives: of sections, agencies, sources and saved queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.database.filing import Filings
from aggregator.database.publishing import Pending, Publishing
from aggregator.model.filing import FOLDERS, ArchivePage, is_further, read_place
from aggregator.model.source import Outlet, Section
from aggregator.publish.documents import (
    INDEX_DOCUMENTS,
    SECTION_DOCUMENTS,
    render_archive,
    render_index,
    render_section,
)
from aggregator.publish.entrystore import EntryStore
from aggregator.publish.feed import Paging, feed_id
from aggregator.publish.files import (
    find_archives,
    find_feeds,
    has_document,
    remove_documents,
    write_documents,
)
from aggregator.publish.further import Stale, further_sections
from aggregator.publish.site import ALL, Document, Site, words_of

HEADLINES = 5
"""Stories that the index page shows of each section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPublisher:
    """What publishes the feeds of one installation."""

    store: Publishing
    filings: Filings
    entries: EntryStore
    settings: Settings
    site: Site

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section, `all` the last."""
        return (*self.site.sections, self.site.all)

    def places(self) -> dict[str, Section]:
        """Return everything that people subscribe to, by place: the sections, and the further feeds."""
        further = further_sections(self.settings, self.filings.known(), self.filings.outlets())
        return {each.id: each for each in (*self.sections, *further)}

    def find_stale(self, places: Mapping[str, Section], stale: Stale) -> frozenset[str]:
        """Return the places whose feeds must be rendered, and queue such archives: stale ones, and missing ones."""
        public, newest = self.settings.service.public, self.filings.newest_pages()
        pages = [ArchivePage(place, 1 + page) for place in places for page in range(newest.get(place, 0))]
        self.filings.queue_pages(
            page
            for page in pages
            if stale.everything
            or page.place in stale.places
            or not has_document(public, f"{page.path}/atom.xml")
        )
        if stale.everything or stale.feeds:
            return frozenset(places)
        return stale.places | self._missing(places)

    def _missing(self, places: Iterable[str]) -> frozenset[str]:
        """Return the places of which a document is missing; without the front page, that of every story."""
        public = self.settings.service.public
        without = {
            place
            for place in places
            if not all(has_document(public, f"{place}/{name}") for name in SECTION_DOCUMENTS)
        }
        is_whole = all(has_document(public, name) for name in INDEX_DOCUMENTS)
        return frozenset(without if is_whole else {*without, ALL.id})

    def write(
        self, changed: Sequence[Section], places: Mapping[str, Section], *, now: datetime
    ) -> tuple[str, ...]:
        """Write the feeds and pages of these places, and the front page where any of them changed."""
        public, most = self.settings.service.public, self.settings.publish.entries
        newest = self.filings.newest_pages([section.id for section in changed])
        outlets = self.filings.outlets() if changed else {}
        written: tuple[str, ...] = ()
        for section in changed:
            ids = self.store.window(section.id, limit=most)
            shown = self.entries.take(ids, words_of(section, self.site), outlets=outlets, now=now)
            page = newest.get(section.id)
            written += write_documents(public, render_section(self.site, section, shown, newest_page=page))
        return written + write_documents(public, self._index(places, outlets, now)) if changed else written

    def write_archives(
        self, pending: Pending, places: Mapping[str, Section], now: datetime
    ) -> tuple[str, ...]:
        """Write the archive documents that wait, and return the paths that changed."""
        named = (read_place(place) for place in pending.sections)
        pages = [each for each in named if isinstance(each, ArchivePage) and each.place in places]
        newest = self.filings.newest_pages([page.place for page in pages])
        outlets = self.filings.outlets() if pages else {}
        written: tuple[str, ...] = ()
        for page in pages:
            section, paging = places[page.place], Paging(number=page.page, newest=newest.get(page.place))
            ids = self.filings.page(page)
            shown = self.entries.take(ids, words_of(section, self.site), outlets=outlets, now=now)
            documents = render_archive(self.site, section, shown, paging=paging)
            written += write_documents(self.settings.service.public, documents)
        return written

    def remove_others(self, places: Mapping[str, Section]) -> None:
        """Remove the documents of places that the configuration no longer names.

        Nobody would take a killed story out of them.
        """
        public = self.settings.service.public
        for gone in find_feeds(public, within=FOLDERS, besides=places, is_ours=self._is_ours):
            documents = (f"{gone}/{name}" for name in SECTION_DOCUMENTS)
            remove_documents(public, (*documents, *find_archives(public, gone)))

    def _index(
        self, places: Mapping[str, Section], outlets: Mapping[str, Outlet], now: datetime
    ) -> tuple[Document, ...]:
        latest = {}
        for section in self.sections:
            ids = self.store.latest(section.id, limit=HEADLINES)
            words = words_of(section, self.site)
            latest[section.id] = self.entries.take(ids, words, outlets=outlets, now=now)
        further = [section for place, section in places.items() if is_further(place)]
        return render_index(self.site, latest, further=further)

    def _is_ours(self, name: str, atom: bytes) -> bool:
        """Return whether a folder's Atom feed bears the id that we give a place of this name."""
        return feed_id(self.site, name).encode() in atom
