"""The third stage: what waits to be published is rendered, written, and then crossed off."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aggregator.config.settings import Settings
from aggregator.database.engine import Database
from aggregator.database.publishing import Pending, Publishing
from aggregator.model.push import StoryChange
from aggregator.model.source import Section
from aggregator.model.story import Story
from aggregator.publish.documents import SECTION_DOCUMENTS, render_index, render_section
from aggregator.publish.feed import feed_id
from aggregator.publish.files import find_sections, remove_documents, write_documents
from aggregator.publish.overrides import read_overrides
from aggregator.publish.push import feed_topics, find_pushes
from aggregator.publish.site import ALL, Document, Site
from aggregator.publish.storypublisher import StoryPublisher

HEADLINES = 5
"""Stories that the index page shows of each section."""


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
    settings: Settings
    site: Site
    story_pages: StoryPublisher
    sections: tuple[Section, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sections", (*self.site.sections, self.site.all))

    def has_work(self, now: datetime) -> bool:
        """Return whether anything waits to be published at this time."""
        return bool(self._pending(now).sections) or self.story_pages.has_stale()

    def publish_pending(self, now: datetime) -> tuple[str, ...]:
        """Publish what has changed and what is due; return the paths below `public` that were written."""
        pending = self._pending(now)
        if not pending.sections:
            return self.publish_stale(now)
        told = self._changes(pending)
        changed = [section for section in self.sections if section.id in pending.sections]
        written = (*self._write_stories(pending, now), *self._write(changed, now))
        self._clear(pending, told, now)
        return written

    def _pending(self, now: datetime) -> Pending:
        """Return what waits in our sections; what waits in others is theirs who know them (an edited configuration)."""
        return self.store.pending(now=now).of({section.id for section in self.sections})

    def publish_all(self, now: datetime) -> tuple[str, ...]:
        """Render every document again but stories' pages that are up to date; same bytes are not touched."""
        pending = self.store.pending(now=now)
        told = self._changes(pending)
        written = (*self._write_stories(pending, now), *self._write(self.sections, now))
        self._remove_what_nobody_subscribes_to()
        self._clear(pending, told, now)
        return written

    def publish_stale(self, now: datetime) -> tuple[str, ...]:
        """Make some of the stories' pages anew that were made by another release or configuration."""
        return self.story_pages.publish_stale(now=now) if self.story_pages.has_stale() else ()

    def _write_stories(self, pending: Pending, now: datetime) -> tuple[str, ...]:
        """Publish the pages of the stories that wait, before the pages and feeds that lead to them."""
        queued = self.story_pages.store.queued([number for number, _ in pending.queued])
        written = self.story_pages.publish([*queued, *pending.due], now=now)
        return (*written, *self.story_pages.publish_sitemap(now=now))

    def _changes(self, pending: Pending) -> tuple[StoryChange, ...]:
        """Return what subscribers learn by this publication; read before it, for what comes meanwhile is the next's."""
        with_rules = any(webhook.rules for webhook in self.settings.webhooks)
        return self.store.changes(pending, with_rules=with_rules)

    def _clear(self, pending: Pending, told: Sequence[StoryChange], now: datetime) -> None:
        pushes = find_pushes(told, webhooks=self.settings.webhooks, topics=feed_topics(self.site))
        self.store.clear(pending, now=now, told=told, pushes=pushes)

    def _remove_what_nobody_subscribes_to(self) -> None:
        """Remove the documents of sections that the configuration no longer names.

        Nobody would take a killed story out of them.
        """
        public = self.settings.service.public
        known = {section.id for section in self.sections}
        gone = [name for name in find_sections(public, is_ours=self._is_ours) if name not in known]
        remove_documents(public, (f"{section}/{name}" for section in gone for name in SECTION_DOCUMENTS))

    def _is_ours(self, name: str, atom: bytes) -> bool:
        """Return whether a folder's Atom feed bears the id that we give a section of this name."""
        return feed_id(self.site, name).encode() in atom

    def _write(self, sections: Iterable[Section], now: datetime) -> tuple[str, ...]:
        return write_documents(self.settings.service.public, self._documents(sections, now))

    def _documents(self, sections: Iterable[Section], now: datetime) -> Iterator[Document]:
        for section in sections:
            stories = self._latest(section, self.settings.publish.entries)
            yield from render_section(self.site, section, stories, now=now)
        newest = {section.id: self._latest(section, HEADLINES) for section in self.sections}
        yield from render_index(self.site, newest, now=now)

    def _latest(self, section: Section, limit: int) -> Sequence[Story]:
        return self.store.latest(section.id, limit=limit)
