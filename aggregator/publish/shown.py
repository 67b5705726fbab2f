"""A story as feeds and lists show it: its entry, and that entry as it stands in every format and in lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.story import Status, Story
from aggregator.publish.entry import Entry, Tombstone, make_entry
from aggregator.publish.joining import Written, write_entries
from aggregator.publish.rows import make_row
from aggregator.publish.site import Site
from aggregator.publish.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a story is in feeds; `made` is None of one that subscribers may not know of."""

    made: Entry | Tombstone | None
    related: tuple[str, ...] = ()
    """The stories that have something in common with it, by their ids."""
    written: Written = ()
    """The entry in each of the formats; nothing of a tombstone, which is the frame's."""
    row: str = ""
    """The entry in lists of pages, with gaps; nothing of a notice, which stands in no list."""


def show_all(stories: Iterable[Story], site: Site, *, now: datetime, words: Words) -> dict[str, Shown]:
    """Return what feeds in these words show of each story at `now`, by its id."""
    every = tuple(stories)
    made = {story.id: _make(story, site, now=now, words=words) for story in every}
    entries = [entry for entry in made.values() if isinstance(entry, Entry)]
    written = {entry.id: each for entry, each in zip(entries, write_entries(entries, site), strict=True)}
    rows = {entry.id: make_row(entry, site.overrides, words) for entry in entries if entry.has_copy}
    return {
        story.id: Shown(
            made=made[story.id],
            related=story.related,
            written=written.get(story.id, ()),
            row=rows.get(story.id, ""),
        )
        for story in every
    }


def _make(story: Story, site: Site, *, now: datetime, words: Words) -> Entry | Tombstone | None:
    return make_entry(story, site, now=now, words=words) if _may_be_named(story) else None


def _may_be_named(story: Story) -> bool:
    """Tell whether subscribers may learn that the story exists: an embargo must not show before its hour."""
    return story.released_at is not None or story.status in (Status.USABLE, Status.CORRECTED)
