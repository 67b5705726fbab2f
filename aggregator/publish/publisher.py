"""The third stage: what waits to be published is rendered, written, and then crossed off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aggregator.config.settings import Settings
from aggregator.database.batches import batches
from aggregator.database.engine import Database
from aggregator.database.publishing import Pending, Publishing
from aggregator.database.searching import Search
from aggregator.model.filing import is_further
from aggregator.model.push import StoryChange
from aggregator.model.source import Section
from aggregator.publish.feedpublisher import FeedPublisher
from aggregator.publish.filer import Filer
from aggregator.publish.further import digest_looks
from aggregator.publish.overrides import read_overrides
from aggregator.publish.push import feed_topics, find_pushes
from aggregator.publish.searching import searchable_words
from aggregator.publish.site import ALL, Site
from aggregator.publish.storypublisher import StoryPublisher

ARCHIVES_AT_ONCE = 20
"""Archive documents that are published before others have their turn."""


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
    filer: Filer
    feeds: FeedPublisher
    story_pages: StoryPublisher
    settings: Settings
    site: Site

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every section, `all` the last."""
        return self.feeds.sections

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
        self.filer.file(self.store.changed(waiting), now)
        pending = self._pending(now).as_filed(waiting).with_archives(ARCHIVES_AT_ONCE)
        places = self.feeds.places()
        told = self._changes(pending)
        changed = [each for place, each in places.items() if place in pending.sections]
        written = self._write_stories(pending, now)
        written += self.feeds.write(changed, places, now=now)
        written += self.feeds.write_archives(pending, places, now)
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
        self.filer.refile(now)
        waiting = self.store.pending(now=now)
        self.filer.file(self.store.changed(waiting), now)
        places = self.feeds.places()
        stale = self.feeds.find_stale(places, again=again)
        pending = self.store.pending(now=now).as_filed(waiting).with_archives(ARCHIVES_AT_ONCE)
        told = self._changes(pending)
        wanted = {section.id for section in self.sections} | set(pending.sections) | stale
        written = self._write_stories(pending, now)
        written += self.feeds.write(
            [each for place, each in places.items() if place in wanted], places, now=now
        )
        written += self.feeds.write_archives(pending, places, now)
        self.feeds.remove_others(places)
        self._let_find(told, now)
        self._clear(pending, told, now=now, places=places)
        self.filer.filings.remember(digest_looks(self.settings, self.site))
        return written

    def _let_find(self, told: Sequence[StoryChange], now: datetime) -> None:
        """Let the stories that changed be found by their new words, and those that were taken back by none.

        A crash before they are crossed off repeats it.
        """
        for ids in batches([change.story for change in told]):
            stories = self.filer.filings.stories(ids)
            self.search.keep({story.id: searchable_words(story, self.site, now=now) for story in stories})

    def _pending(self, now: datetime) -> Pending:
        """Return what waits in our sections; what waits in others is theirs who know them (an edited configuration)."""
        return self.store.pending(now=now).of({section.id for section in self.sections})

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
