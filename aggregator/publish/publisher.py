"""The third stage: what waits to be published is rendered, written, and then crossed off."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.config.settings import Settings
from aggregator.database.batches import batches
from aggregator.database.publishing import Pending, Publishing
from aggregator.database.searching import Search
from aggregator.database.telling import told_in_order
from aggregator.model.page import StoryWithPast
from aggregator.model.push import StoryChange
from aggregator.model.story import Story
from aggregator.publish.entrystore import EntryStore
from aggregator.publish.feedpublisher import FeedPublisher
from aggregator.publish.filer import Filer
from aggregator.publish.further import EVERYTHING, LINKED_BY, digest_common_looks, find_stale
from aggregator.publish.places import Places
from aggregator.publish.push import feed_topics, find_pushes
from aggregator.publish.searching import searchable_words
from aggregator.publish.shown import Shown
from aggregator.publish.site import Site
from aggregator.publish.storypublisher import StoryPublisher
from aggregator.publish.upkeep import LISTED_AT, Upkeep

ARCHIVES_AT_ONCE = 50
"""Archive documents that are published before others have their turn: a fraction of a second."""

PORTION = 100
"""Stories that are held in memory while their entries and pages are made."""


@dataclass(frozen=True, slots=True)
class _Stories:
    """What came of publishing stories, but for the feeds that show them."""

    written: tuple[str, ...]
    told: tuple[StoryChange, ...]
    """What subscribers learn by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The publish stage of one installation."""

    store: Publishing
    search: Search
    filer: Filer
    entries: EntryStore
    feeds: FeedPublisher
    story_pages: StoryPublisher
    upkeep: Upkeep
    settings: Settings
    site: Site

    def publish_pending(self, now: datetime) -> tuple[str, ...]:
        """Publish what has changed and what is due; return the paths below `public` that were written.

        Of stories and of archive documents a portion at a time is published: the rest still waits.
        """
        waiting = self._pending(now)
        if not waiting.sections:
            return self.story_pages.publish_stale(now=now)
        stories = self._publish_stories(waiting, now)
        pending = self.store.filed(waiting, now=now).with_archives(ARCHIVES_AT_ONCE)
        places = self.upkeep.places()
        self._doubt_looks()
        return stories.written + self._publish_feeds(
            pending, places, stories, wanted=pending.sections, now=now
        )

    def publish_all(self, now: datetime, *, again: bool = False) -> tuple[str, ...]:
        """Publish what has changed, what is missing and what must look otherwise, or everything `again`.

        Files whose bytes stay the same are not touched. Of stories and archive documents a portion is published, the
        rest waits, as do the pages of stories that did not change.
        """
        if again:
            self.story_pages.forget()
            self.entries.forget()
        self.filer.refile(now)
        waiting = self.store.pending(now=now)
        stories = self._publish_stories(waiting, now)
        places = self.upkeep.places()
        looks = self.upkeep.looks(places.further)
        before = self.filer.filings.made_of()
        stale = self.feeds.find_stale(places.sections, EVERYTHING if again else find_stale(before, looks))
        pending = self.store.filed(waiting, now=now).with_archives(ARCHIVES_AT_ONCE)
        written = self._publish_feeds(pending, places, stories, wanted={*pending.sections, *stale}, now=now)
        self.feeds.remove_others(places.sections)
        written += self.story_pages.publish_sitemap(now=now)  # what has become too old for it leaves it
        changed = {name: look for name, look in looks.items() if before.get(name) != look}
        self.filer.filings.remember({**changed, LISTED_AT: now.isoformat()})
        return stories.written + written

    def _publish_stories(self, waiting: Pending, now: datetime) -> _Stories:
        """Publish whatever of the stories that wait is not a feed's, before the pages and feeds that lead to them."""
        changed = waiting.changed
        written: tuple[str, ...] = ()
        told: list[StoryChange] = []
        for ids in batches(changed, PORTION):
            pasts = self.story_pages.store.read(ids)
            stories = [past.story for past in pasts]
            self.filer.file(stories, now)
            told += _as_read(self._changes(ids), stories)
            shown = self.entries.renew(stories, now=now)
            written += self._publish_pages(pasts, shown, now)
            self.search.keep(
                {each.id: searchable_words(each, shown[each.id].made, self.site) for each in stories}
            )
        for ids in batches(self.story_pages.store.beside(changed), PORTION):
            pasts = self.story_pages.store.read(ids)
            shown = self.entries.renew([past.story for past in pasts], now=now)
            written += self._publish_pages(pasts, shown, now)
        return _Stories(written, tuple(told))

    def _publish_pages(
        self, pasts: Sequence[StoryWithPast], shown: Mapping[str, Shown], now: datetime
    ) -> tuple[str, ...]:
        entries = {story: each.made for story, each in shown.items() if each.made is not None}
        return self.story_pages.publish(pasts, entries, now=now)

    def _publish_feeds(
        self,
        pending: Pending,
        places: Places,
        stories: _Stories,
        *,
        wanted: Collection[str],
        now: datetime,
    ) -> tuple[str, ...]:
        """Write what shows the stories, and cross off what waited for it."""
        changed = [section for place, section in places.sections.items() if place in wanted]
        written = self.story_pages.publish_sitemap(now=now) if changed else ()
        written += self.feeds.write(changed, places, now=now)
        written += self.feeds.write_archives(pending, places, now)
        told = tuple(
            sorted(
                (*stories.told, *filter(_stands_elsewhere, self._changes(pending.filed))), key=told_in_order
            )
        )
        topics = feed_topics(self.site, [section.id for section in places.further])
        pushes = find_pushes(told, webhooks=self.settings.webhooks, topics=topics)
        self.store.clear(pending, now=now, told=told, pushes=pushes)
        return written

    def _doubt_looks(self) -> None:
        """Let the next whole publication render every feed where this one shows other settings than the last did."""
        looks, filings = digest_common_looks(self.settings, self.site), self.filer.filings
        if filings.made_of(list(looks)) != looks:
            filings.remember({LINKED_BY: "in doubt"})

    def _pending(self, now: datetime) -> Pending:
        """Return what waits in our sections; what waits in others is theirs who know them (an edited configuration)."""
        return self.store.pending(now=now, within=[section.id for section in self.upkeep.sections])

    def _changes(self, ids: Sequence[str]) -> tuple[StoryChange, ...]:
        """Return what subscribers learn of these stories."""
        with_rules = any(webhook.rules for webhook in self.settings.webhooks)
        return self.store.changes(ids, with_rules=with_rules)


def _as_read(changes: Iterable[StoryChange], stories: Iterable[Story]) -> Iterator[StoryChange]:
    """Yield the changes of stories that are as they were read; what has changed meanwhile is the next publication's."""
    known = {story.id: (story.status, story.updated) for story in stories}
    for change in changes:
        if known[change.story] == (change.after.status, change.after.updated):
            yield change


def _stands_elsewhere(change: StoryChange) -> bool:
    """Return whether nothing but its places has changed of a story since subscribers were told of it."""
    before, after = change.before, change.after
    return before is not None and (before.status, before.updated) == (after.status, after.updated)
