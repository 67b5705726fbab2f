"""The pages of stories on disk: written when their story changes, made anew when their making did, removed with it.

A new release, or another configuration, makes them anew portion by portion beside the daily work (`publish.made`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aggregator.database.batches import batches
from aggregator.database.storypages import StoryPages
from aggregator.model.page import StoryWithPast
from aggregator.model.story import ShownVersion, Story
from aggregator.publish import sitemap
from aggregator.publish.entry import Entry, Tombstone
from aggregator.publish.files import find_folders, remove_documents, write_documents
from aggregator.publish.made import ALL_STORIES, FOLDER, Making
from aggregator.publish.pages import render_page
from aggregator.publish.pastversions import Compare
from aggregator.publish.site import Document, Site
from aggregator.publish.sitemap import SitemapStory
from aggregator.publish.storypage import Around, bare, make_page, page_path, story_id

PORTION = 100
"""Stories that are read, rendered and written together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPublisher:
    """What publishes the pages of stories, and the news sitemap that names the latest."""

    store: StoryPages
    site: Site
    public: Path
    compare: Compare
    making: Making
    titles: dict[ShownVersion, str] = field(default_factory=dict)
    """Headlines of the latest stories: what has not changed is not read again for the sitemap."""
    fresh: set[str] = field(default_factory=set)
    """Stories whose pages were published while others were still to be made anew: they need not be made twice."""

    def publish(
        self, pasts: Sequence[StoryWithPast], entries: Mapping[str, Entry | Tombstone], *, now: datetime
    ) -> tuple[str, ...]:
        """Publish the pages of stories whose entries were made in the site's words; return the paths that changed."""
        written = self._write(pasts, entries, now=now)
        if not self.making.is_done:
            self.fresh.update(past.story.id for past in pasts)
        return written

    def publish_stale(self, *, now: datetime) -> tuple[str, ...]:
        """Make a portion of the pages anew that were made otherwise; after the last, what is no story's goes."""
        up_to = self.making.up_to()
        if up_to == ALL_STORIES:
            return ()
        portion = self.store.after(up_to, limit=PORTION)
        stale = self.store.read([story for story in portion if story not in self.fresh])
        written = self._write(stale, {}, now=now)
        if len(portion) < PORTION:
            self._remove_strangers()
            self.fresh.clear()
        self.making.note(portion[-1] if len(portion) == PORTION else ALL_STORIES)
        return written

    def forget(self) -> None:
        """Take every page for stale."""
        self.fresh.clear()
        self.making.note("")

    def publish_sitemap(self, *, now: datetime) -> tuple[str, ...]:
        """Publish the news sitemap, in parts where it is long; parts that it needs no more go."""
        documents = sitemap.render(tuple(self._latest(now)), self.site)
        written = write_documents(self.public, documents)
        known = {document.path for document in documents}
        gone = [each.name for each in self.public.glob(sitemap.PARTS) if each.name not in known]
        remove_documents(self.public, gone)
        return written

    def _write(
        self, pasts: Sequence[StoryWithPast], entries: Mapping[str, Entry | Tombstone], *, now: datetime
    ) -> tuple[str, ...]:
        others = self._others(pasts)
        around = Around(site=self.site, others=others, compare=self.compare, now=now, entries=entries)
        pages = {past.story.id: make_page(past, around) for past in pasts}
        remove_documents(self.public, (page_path(story) for story, page in pages.items() if page is None))
        documents = (
            Document(page_path(story), render_page(page, self.site), is_popular=False)
            for story, page in pages.items()
            if page is not None
        )
        return write_documents(self.public, documents)

    def _others(self, pasts: Sequence[StoryWithPast]) -> Mapping[str, Story]:
        """Return the stories that these name, whole."""
        named = {
            other for past in pasts for other in (*past.story.related, past.story.into) if other is not None
        }
        known = {past.story.id: past.story for past in pasts}
        missing = sorted(named - known.keys())
        read = self.store.read(missing) if missing else ()
        return known | {past.story.id: past.story for past in read}

    def _latest(self, now: datetime) -> Iterator[SitemapStory]:
        recent = self.store.recent(since=now - sitemap.LASTS)
        missing = self.store.titles(each.shown for each in recent if each.shown not in self.titles)
        known = self.titles | missing
        titles = {each.shown: known.get(each.shown, "") for each in recent}
        self.titles.clear()
        self.titles.update(titles)
        for each in recent:
            yield SitemapStory(
                url=self.site.story_url(each.story),
                title=titles[each.shown],
                language=each.language,
                published=each.published,
            )

    def _remove_strangers(self) -> None:
        """Remove the pages of stories that the store does not have: of a story that is deleted nothing stays."""
        folders = [name for name in find_folders(self.public, FOLDER) if not name.startswith(".")]
        for portion in batches(folders, PORTION):
            known = {bare(story) for story in self.store.known([story_id(name) for name in portion])}
            remove_documents(self.public, (page_path(name) for name in portion if name not in known))
