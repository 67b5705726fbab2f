"""The feeds on disk, with their pages and archives: of sections, agencies, sources and saved queries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.database.filing import Filings
from aggregator.database.publishing import Pending, Publishing
from aggregator.model.filing import ArchivePage, is_further, read_place
from aggregator.model.source import Section
from aggregator.model.story import Story
from aggregator.publish.documents import SECTION_DOCUMENTS, render_archive, render_index, render_section
from aggregator.publish.feed import Paging, feed_id
from aggregator.publish.files import (
    find_archives,
    find_feeds,
    has_document,
    remove_documents,
    write_documents,
)
from aggregator.publish.further import digest_looks, find_stale, further_sections
from aggregator.publish.site import Document, Site

HEADLINES = 5
"""Stories that the index page shows of each section."""

PLACES_AT_ONCE = 20
"""Places whose stories are held in memory while their feeds are rendered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPublisher:
    """What publishes the feeds of one installation."""

    store: Publishing
    filings: Filings
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

    def find_stale(self, places: Mapping[str, Section], *, again: bool) -> frozenset[str]:
        """Return the places whose feeds must be rendered, and queue such archive documents.

        What is missing, and what must look otherwise than before.
        """
        public, newest = self.settings.service.public, self.filings.newest_pages()
        stale = find_stale(self.filings.made_of(), digest_looks(self.settings, self.site))
        everything = again or stale.everything
        pages = [ArchivePage(place, 1 + page) for place in places for page in range(newest.get(place, 0))]
        self.filings.queue_pages(
            page
            for page in pages
            if everything or page.place in stale.places or not has_document(public, f"{page.path}/atom.xml")
        )
        if everything or stale.feeds:
            return frozenset(places)
        return stale.places | {place for place in places if not has_document(public, f"{place}/atom.xml")}

    def write(
        self, changed: Sequence[Section], places: Mapping[str, Section], *, now: datetime
    ) -> tuple[str, ...]:
        """Write the feeds and pages of these places, and the front page where any of them changed."""
        public, entries = self.settings.service.public, self.settings.publish.entries
        newest = self.filings.newest_pages([section.id for section in changed])
        written: tuple[str, ...] = ()
        for start in range(0, len(changed), PLACES_AT_ONCE):
            some = changed[start : start + PLACES_AT_ONCE]
            for section, stories in self._read(some, entries):
                page = newest.get(section.id)
                documents = render_section(self.site, section, stories, now=now, newest_page=page)
                written += write_documents(public, documents)
        return written + write_documents(public, self._index(places, now)) if changed else written

    def write_archives(
        self, pending: Pending, places: Mapping[str, Section], now: datetime
    ) -> tuple[str, ...]:
        """Write the archive documents that wait, and return the paths that changed."""
        named = (read_place(place) for place in pending.sections)
        pages = [each for each in named if isinstance(each, ArchivePage) and each.place in places]
        newest = self.filings.newest_pages([page.place for page in pages])
        written: tuple[str, ...] = ()
        for page in pages:
            paging = Paging(number=page.page, newest=newest.get(page.place))
            stories = self.filings.page(page)
            documents = render_archive(self.site, places[page.place], stories, now=now, paging=paging)
            written += write_documents(self.settings.service.public, documents)
        return written

    def remove_others(self, places: Mapping[str, Section]) -> None:
        """Remove the documents of places that the configuration no longer names.

        Nobody would take a killed story out of them.
        """
        public = self.settings.service.public
        for gone in find_feeds(public, is_ours=self._is_ours):
            if gone not in places:
                documents = (f"{gone}/{name}" for name in SECTION_DOCUMENTS)
                remove_documents(public, (*documents, *find_archives(public, gone)))

    def _read(self, places: Sequence[Section], entries: int) -> Iterator[tuple[Section, list[Story]]]:
        """Yield each place with the stories of its feed; one that several show is read once."""
        chosen = {place.id: self.store.window(place.id, limit=entries) for place in places}
        stories = self.store.whole(story for ids in chosen.values() for story in ids)
        for place in places:
            yield place, [stories[story] for story in chosen[place.id] if story in stories]

    def _index(self, places: Mapping[str, Section], now: datetime) -> tuple[Document, ...]:
        latest = {section.id: self.store.latest(section.id, limit=HEADLINES) for section in self.sections}
        further = [section for place, section in places.items() if is_further(place)]
        return render_index(self.site, latest, now=now, further=further)

    def _is_ours(self, name: str, atom: bytes) -> bool:
        """Return whether a folder's Atom feed bears the id that we give a place of this name."""
        return feed_id(self.site, name).encode() in atom
