"""The feeds on disk, with their pages and archives: of sections, agencies, sources and saved queries."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from aggregator.config.settings import Settings
from aggregator.database.batches import batches
from aggregator.database.filing import Filings
from aggregator.database.publishing import Pending, Publishing, Window
from aggregator.model.filing import ArchivePage, is_further, read_place
from aggregator.model.source import Section
from aggregator.publish.documents import render_archive, render_index, render_lists, render_section
from aggregator.publish.entry import Tombstone
from aggregator.publish.entrystore import EntryStore
from aggregator.publish.feed import Paging
from aggregator.publish.files import find_archives, remove_documents, write_documents
from aggregator.publish.further import Stale
from aggregator.publish.listed import Listed
from aggregator.publish.names import SECTION_DOCUMENTS
from aggregator.publish.places import Places
from aggregator.publish.site import Document, Site, words_of
from aggregator.publish.upkeep import Upkeep

HEADLINES = 5
"""Stories that the index page shows of each section."""

AT_ONCE = 10
"""Feeds of which the entries are read together; they are held compressed until each feed's turn."""

Kept = tuple[Listed | Tombstone, ...]
"""What a feed shows of its stories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPublisher:
    """What publishes the feeds of one installation."""

    store: Publishing
    filings: Filings
    entries: EntryStore
    upkeep: Upkeep
    settings: Settings
    site: Site
    lists: dict[tuple[Section, ...], tuple[Document, ...]] = field(default_factory=dict)
    """What names every feed and shows no story, by the further feeds that it names, as it was rendered last."""

    def find_stale(self, places: Collection[str], stale: Stale) -> frozenset[str]:
        """Return the places whose feeds must be rendered, and queue such archives: stale ones, and missing ones."""
        self.filings.queue_pages(
            page
            for page in self.upkeep.archives(places)
            if stale.everything or page.place in stale.places or self.upkeep.is_missing(page)
        )
        if stale.everything or stale.feeds:
            return frozenset(places)
        return stale.places | self.upkeep.missing(places)

    def write(self, changed: Sequence[Section], places: Places, *, now: datetime) -> tuple[str, ...]:
        """Write the feeds and pages of these places, and the front page where any of them changed."""
        if not changed:
            return ()
        public, written, latest = self.settings.service.public, list[str](), dict[str, Kept]()
        newest = self.filings.newest_pages([section.id for section in changed])
        for section, window, kept in self._read(changed, places, now):
            documents = render_section(self.site, section, kept, newest_page=newest.get(section.id))
            written += write_documents(public, documents)
            if not is_further(section.id) and self.settings.publish.entries >= HEADLINES:
                latest[section.id] = tuple(one for one in kept if one.id in window.latest[:HEADLINES])
        return (*written, *write_documents(public, self._index(places, latest, now)))

    def _read(
        self, sections: Sequence[Section], places: Places, now: datetime
    ) -> Iterator[tuple[Section, Window, Kept]]:
        """Yield which stories each place shows, and what of them."""
        for portion in batches(sections, AT_ONCE):
            ids = [section.id for section in portion]
            windows = self.store.windows(ids, limit=self.settings.publish.entries)
            lists = [(section, windows[section.id].stories) for section in portion]
            for section, kept in zip(portion, self._take(lists, places, now), strict=True):
                yield section, windows[section.id], kept

    def write_archives(self, pending: Pending, places: Places, now: datetime) -> tuple[str, ...]:
        """Write the archive documents that wait, and return the paths that changed."""
        named = (read_place(place) for place in pending.sections)
        pages = [each for each in named if isinstance(each, ArchivePage) and each.place in places.sections]
        newest = self.filings.newest_pages(sorted({page.place for page in pages}))
        written = list[str]()
        for portion in batches(pages, AT_ONCE):
            lists = [(places.sections[page.place], self.filings.page(page)) for page in portion]
            for page, kept in zip(portion, self._take(lists, places, now), strict=True):
                paging = Paging(number=page.page, newest=newest.get(page.place))
                documents = render_archive(self.site, places.sections[page.place], kept, paging=paging)
                written += write_documents(self.settings.service.public, documents)
        return tuple(written)

    def _take(
        self, lists: Sequence[tuple[Section, Sequence[str]]], places: Places, now: datetime
    ) -> Iterator[Kept]:
        """Yield what each section shows of a list of stories, in its own words."""
        for words, group in groupby(lists, key=lambda each: words_of(each[0], self.site)):
            ids = [stories for _, stories in group]
            yield from self.entries.take(ids, words, outlets=places.outlets, now=now)

    def remove_others(self, places: Collection[str]) -> None:
        """Remove the documents of places that the configuration no longer names.

        Nobody would take a killed story out of them.
        """
        public = self.settings.service.public
        for gone in self.upkeep.strangers(places):
            documents = (f"{gone}/{name}" for name in SECTION_DOCUMENTS)
            remove_documents(public, (*documents, *find_archives(public, gone)))

    def _index(self, places: Places, latest: Mapping[str, Kept], now: datetime) -> tuple[Document, ...]:
        """Return what names every feed; of sections that have not changed the latest is read."""
        every = {
            section.id: latest.get(section.id) or self._latest(section, places, now)
            for section in self.upkeep.sections
        }
        return render_index(self.site, every, further=places.further), *self._lists(places.further)

    def _lists(self, further: tuple[Section, ...]) -> tuple[Document, ...]:
        """Return the list of feeds and their style, which a thousand feeds make long: rendered where a feed is new."""
        if further not in self.lists:
            self.lists.clear()
            self.lists[further] = render_lists(self.site, further=further)
        return self.lists[further]

    def _latest(self, section: Section, places: Places, now: datetime) -> Kept:
        (kept,) = self._take([(section, self.store.latest(section.id, limit=HEADLINES))], places, now)
        return kept
