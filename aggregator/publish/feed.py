"""One feed before it takes a format: who it is and what it holds, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid5

from aggregator.model.source import Section
from aggregator.model.story import Status, Story
from aggregator.publish.characters import language_tag
from aggregator.publish.dates import whole_seconds
from aggregator.publish.entry import Entry, Reference, Tombstone, make_entry
from aggregator.publish.site import Site, section_title, words_of
from aggregator.publish.words import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What every format of one feed says; entries are ordered from the newest, by `updated` and then `id`."""

    path: str
    """Where it is below the base address, such as `national`."""
    id: str
    """`urn:uuid:...`, derived from the installation and the path: it outlives every change of address."""
    title: str
    language: str | None
    home_url: str
    updated: datetime
    entries: tuple[Entry, ...]
    tombstones: tuple[Tombstone, ...] = ()
    words: Words = ENGLISH
    """In which what we add to the copy is said."""
    hub: str | None = None
    """The WebSub hub that distributes it."""

    def url(self, name: str) -> str:
        """Return the address of one of its files, such as `atom.xml`."""
        return self.home_url + name


def feed_id(site: Site, path: str) -> str:
    """Return the id of a feed, which is the same for ever and at any address."""
    return uuid5(site.installation, path).urn


def make_feed(site: Site, section: Section, stories: Sequence[Story], *, now: datetime) -> Feed:
    """Return the section's feed of these stories; a story that was stopped before it was ever out leaves no trace."""
    words = words_of(section, site)
    made = [make_entry(story, site, now=now, words=words) for story in stories if _may_be_named(story)]
    entries = sorted(_with_related(made, stories), key=_by_id)
    entries.sort(key=_by_time, reverse=True)
    tombstones = sorted((one for one in made if isinstance(one, Tombstone)), key=lambda one: one.id)
    times = [entry.updated for entry in entries] + [one.deleted_at for one in tombstones]
    return Feed(
        path=section.id,
        id=feed_id(site, section.id),
        title=f"{section_title(section)} – {site.name}",
        words=words,
        language=language_tag(section.language),
        home_url=site.home_url(section.id),
        updated=max(times, default=whole_seconds(site.created_at)),
        entries=tuple(entries),
        tombstones=tuple(tombstones),
        hub=site.hubs.get(section.id),
    )


def _with_related(made: Sequence[Entry | Tombstone], stories: Sequence[Story]) -> Iterator[Entry]:
    """Yield the entries, each with those related to it that show copy: of what was taken back no headline is named."""
    entries = {entry.id: entry for entry in made if isinstance(entry, Entry)}
    related = {story.id: story.related for story in stories}
    for entry in entries.values():
        others = (entries[other] for other in related[entry.id] if other in entries)
        named = tuple(Reference(other.title, other.id) for other in others if other.has_copy)
        yield replace(entry, related=named if entry.has_copy else ())


def _may_be_named(story: Story) -> bool:
    """Tell whether subscribers may learn that the story exists: an embargo must not show before its hour."""
    return story.released_at is not None or story.status in (Status.USABLE, Status.CORRECTED)


def _by_id(entry: Entry) -> str:
    return entry.id


def _by_time(entry: Entry) -> datetime:
    return entry.updated
