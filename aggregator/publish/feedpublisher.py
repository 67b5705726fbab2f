"""The feeds on disk, with their pages and archives: of sections, agencies, sources and saved queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.database.filing import Filings
from aggregator.database.publishing import Pending, Publishing
from aggregator.model.filing import ArchivePage, is_further, read_place
from aggregator.model.source import Outlet, Section
from aggregator.publish.documents import render_archive, render_index, render_section
from aggregator.publish.entrystore import EntryStore
from aggregator.publish.feed import Paging
from aggregator.publish.files import find_archives, remove_documents, write_documents
from aggregator.publish.further import Stale
from aggregator.publish.names import SECTION_DOCUMENTS
from aggregator.publish.site import Document, Site, words_of
from aggregator.publish.upkeep import Upkeep

HEADLINES = 5
"""Stories that the index page shows of each section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPublisher:
    """What publishes the feeds of one installation."""

    store: Publishing
    filings: Filings
    entries: EntryStore
    upkeep: Upkeep
    settings: Settings
    site: Site

    def find_stale(self, places: Mapping[str, Section], stale: Stale) -> frozenset[str]:
        """Return the places whose feeds must be rendered, and queue such archives: stale ones, and missing ones."""
        missing = frozenset(self.upkeep.missing_archives(places))
        self.filings.queue_pages(
            page
            for page in self.upkeep.archives(places)
            if stale.everything or page.place in stale.places or page in missing
        )
        if stale.everything or stale.feeds:
            return frozenset(places)
        return stale.places | self.upkeep.missing(places)

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
        for gone in self.upkeep.strangers(places):
            documents = (f"{gone}/{name}" for name in SECTION_DOCUMENTS)
            remove_documents(public, (*documents, *find_archives(public, gone)))

    def _index(
        self, places: Mapping[str, Section], outlets: Mapping[str, Outlet], now: datetime
    ) -> tuple[Document, ...]:
        latest = {}
        for section in self.upkeep.sections:
            ids = self.store.latest(section.id, limit=HEADLINES)
            words = words_of(section, self.site)
            latest[section.id] = self.entries.take(ids, words, outlets=outlets, now=now)
        further = [section for place, section in places.items() if is_further(place)]
        return render_index(self.site, latest, further=further)
