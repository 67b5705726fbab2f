"""The third stage: what waits to be published is rendered, written, and then crossed off."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aggregator.config.settings import Settings
from aggregator.database.batches import batches
from aggregator.database.engine import Database
from aggregator.database.filing import Filings
from aggregator.database.publishing import Pending, Publishing
from aggregator.database.searching import Search
from aggregator.model.conditions import AgencyNames
from aggregator.model.filing import ArchivePage, is_further, read_place
from aggregator.model.push import StoryChange
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
from aggregator.publish.filing import file_story
from aggregator.publish.further import FILED_BY, digest_filing, digest_looks, find_stale, further_sections
from aggregator.publish.overrides import read_overrides
from aggregator.publish.push import feed_topics, find_pushes
from aggregator.publish.searching import searchable_words
from aggregator.publish.site import ALL, Document, Site
from aggregator.publish.storypublisher import StoryPublisher

HEADLINES = 5
"""Stories that the index page shows of each section."""

LARGEST_ARCHIVE = 50
"""Stories in an archive document."""

ARCHIVES_AT_ONCE = 20
"""Archive documents that are published before others have their turn."""

PLACES_AT_ONCE = 20
"""Places whose stories are held in memory while their feeds are rendered."""

FILED_AT_ONCE = 200
"""Stories that are held in memory while it is decided where they stand."""


def make_site(settings: Settings, database: Database) -> Site:
    """Return the site that an installation publishes."""
    return Site(
        title=settings.service.title,
        base_url=settings.service.base_url,
        installation=UUID(database.installation),
        created_at=database.created_at,
        sections=settings.sections,
        sources={source.id: source for source in settings.sources},
        hubs=_find_hubs(settings),
        overrides=read_overrides(settings.publish.templates),
    )


def _find_hubs(settings: Settings) -> Mapping[str, str]:
    """Return the hub of each section that everyone may read: nobody can fetch the others for it."""
    hub = settings.publish.hub
    sections = (*settings.sections, ALL)
    return {each.id: hub for each in sections if each.id not in settings.readers} if hub else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The publish stage of one installation."""

    store: Publishing
    search: Search
    filings: Filings
    settings: Settings
    site: Site
    agencies: AgencyNames
    """By whatever name conditions call them."""
    story_pages: StoryPublisher
    sections: tuple[Section, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sections", (*self.site.sections, self.site.all))

    def has_work(self, now: datetime) -> bool:
        """Return whether anything waits to be published at this time."""
        return bool(self._pending(now).sections) or self.story_pages.has_stale()

    def publish_pending(self, now: datetime) -> tuple[str, ...]:
        """Publish what has changed and what is due; return the paths below `public` that were written.

        Of archive documents a portion at a time is published: the rest still waits.
        """
        waiting = self._pending(now)
        if not waiting.sections:
            return self.story_pages.publish_stale(now=now)
        self._file(self.store.changed(waiting), now)
        pending = self._pending(now).as_filed(waiting).with_archives(ARCHIVES_AT_ONCE)
        places = self._places()
        told = self._changes(pending)
        changed = [each for place, each in places.items() if place in pending.sections]
        written = self._write_stories(pending, now)
        written += self._write(changed, places, now=now)
        written += self._write_archives(pending, places, now)
        self._let_find(told, now)
        self._clear(pending, told, now=now, places=places)
        return written

    def publish_all(self, now: datetime, *, again: bool = False) -> tuple[str, ...]:
        """Render every section again, further feeds and archives where they may have changed, or `again` all of them.

        Files whose bytes stay the same are not touched. Of archive documents a portion is published, the rest waits, as
        do the pages of stories that did not change.
        """
        if again:
            self.story_pages.forget()
        self._refile(now)
        waiting = self.store.pending(now=now)
        self._file(self.store.changed(waiting), now)
        places = self._places()
        stale = self._find_stale(places, again=again)
        pending = self.store.pending(now=now).as_filed(waiting).with_archives(ARCHIVES_AT_ONCE)
        told = self._changes(pending)
        wanted = {section.id for section in self.sections} | set(pending.sections) | stale
        written = self._write_stories(pending, now)
        written += self._write([each for place, each in places.items() if place in wanted], places, now=now)
        written += self._write_archives(pending, places, now)
        self._remove_what_nobody_subscribes_to(places)
        self._let_find(told, now)
        self._clear(pending, told, now=now, places=places)
        self.filings.remember(digest_looks(self.settings, self.site))
        return written

    def _let_find(self, told: Sequence[StoryChange], now: datetime) -> None:
        """Let the stories that changed be found by their new words, and those that were taken back by none.

        A crash before they are crossed off repeats it.
        """
        for ids in batches([change.story for change in told]):
            stories = self.filings.stories(ids)
            self.search.keep({story.id: searchable_words(story, self.site, now=now) for story in stories})

    def _pending(self, now: datetime) -> Pending:
        """Return what waits in our sections; what waits in others is theirs who know them (an edited configuration)."""
        return self.store.pending(now=now).of({section.id for section in self.sections})

    def _places(self) -> dict[str, Section]:
        """Return everything that people subscribe to, by place: the sections, and the further feeds."""
        further = further_sections(self.settings, self.filings.known(), self.filings.outlets())
        return {each.id: each for each in (*self.sections, *further)}

    def _file(self, ids: Sequence[str], now: datetime, *, is_quiet: bool = False) -> None:
        """Let stories stand in the feeds where they belong, and queue the documents that show them."""
        saved, size = self.settings.feeds, page_size(self.settings.publish.entries)
        for start in range(0, len(ids), FILED_AT_ONCE):
            stories = self.filings.stories(ids[start : start + FILED_AT_ONCE])
            filings = [file_story(story, saved, agencies=self.agencies, now=now) for story in stories]
            self.filings.file(filings, page_size=size, is_quiet=is_quiet)

    def _refile(self, now: datetime) -> None:
        """File every story again where the settings that decide it have changed."""
        digest = digest_filing(self.settings)
        if self.filings.made_of().get(FILED_BY) != digest:
            self._file(self.filings.released(), now, is_quiet=True)
            self.filings.remember({FILED_BY: digest})

    def _find_stale(self, places: Mapping[str, Section], *, again: bool) -> frozenset[str]:
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

    def _write_stories(self, pending: Pending, now: datetime) -> tuple[str, ...]:
        """Publish the pages of the stories that wait, before the pages and feeds that lead to them."""
        written = self.story_pages.publish(self.store.changed(pending), now=now)
        return written + self.story_pages.publish_sitemap(now=now)

    def _changes(self, pending: Pending) -> tuple[StoryChange, ...]:
        """Return what subscribers learn by this publication; read before it, for what comes meanwhile is the next's."""
        with_rules = any(webhook.rules for webhook in self.settings.webhooks)
        return self.store.changes(pending, with_rules=with_rules)

    def _clear(
        self, pending: Pending, told: Sequence[StoryChange], *, now: datetime, places: Iterable[str]
    ) -> None:
        topics = feed_topics(self.site, filter(is_further, places))
        pushes = find_pushes(told, webhooks=self.settings.webhooks, topics=topics)
        self.store.clear(pending, now=now, told=told, pushes=pushes)

    def _remove_what_nobody_subscribes_to(self, places: Mapping[str, Section]) -> None:
        """Remove the documents of places that the configuration no longer names.

        Nobody would take a killed story out of them.
        """
        public = self.settings.service.public
        for gone in find_feeds(public, is_ours=self._is_ours):
            if gone not in places:
                documents = (f"{gone}/{name}" for name in SECTION_DOCUMENTS)
                remove_documents(public, (*documents, *find_archives(public, gone)))

    def _is_ours(self, name: str, atom: bytes) -> bool:
        """Return whether a folder's Atom feed bears the id that we give a place of this name."""
        return feed_id(self.site, name).encode() in atom

    def _write(
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

    def _write_archives(
        self, pending: Pending, places: Mapping[str, Section], now: datetime
    ) -> tuple[str, ...]:
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


def page_size(entries: int) -> int:
    """Return how many stories an archive document holds, for feeds that show so many entries.

    Half of them at most: so what no archive holds yet is nearly always among what the feed shows anyway.
    """
    return max(1, min(LARGEST_ARCHIVE, entries // 2))
