"""The feed of a place, gathered from the stories that it shows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from aggregator.model.source import Section
from aggregator.publish.characters import language_tag
from aggregator.publish.dates import whole_seconds
from aggregator.publish.entry import Entry, Reference, Tombstone
from aggregator.publish.feed import LIVE, Feed, Paging
from aggregator.publish.shown import Shown
from aggregator.publish.site import Site, feed_id, section_title, words_of


def make_feed(site: Site, section: Section, shown: Mapping[str, Shown], *, paging: Paging = LIVE) -> Feed:
    """Return the section's feed of these stories, by their ids; one that was never out leaves no trace in it."""
    made = [each.made for each in shown.values()]
    entries = sorted(_with_related(shown), key=_by_id)
    entries.sort(key=_by_time, reverse=True)
    tombstones = sorted((one for one in made if isinstance(one, Tombstone)), key=lambda one: one.id)
    times = [entry.updated for entry in entries] + [one.deleted_at for one in tombstones]
    return Feed(
        path=section.id,
        id=feed_id(site, section.id),
        title=f"{section_title(section)} – {site.name}",
        words=words_of(section, site),
        language=language_tag(section.language),
        home_url=site.home_url(section.id),
        updated=max(times, default=whole_seconds(site.created_at)),
        entries=tuple(entries),
        tombstones=tuple(tombstones),
        hub=site.hub_of(section.id) if paging.number is None else None,
        paging=paging,
    )


def _with_related(shown: Mapping[str, Shown]) -> Iterator[Entry]:
    """Yield the entries, each with those related to it that show copy: of what was taken back no headline is named."""
    for each in shown.values():
        if isinstance(each.made, Entry):
            related = tuple(_references(each, shown)) if each.made.has_copy else ()
            yield replace(each.made, related=related) if related else each.made


def _references(each: Shown, shown: Mapping[str, Shown]) -> Iterator[Reference]:
    for story in each.related:
        other = shown[story].made if story in shown else None
        if isinstance(other, Entry) and other.has_copy:
            yield Reference(other.title, other.id)


def _by_id(entry: Entry) -> str:
    return entry.id


def _by_time(entry: Entry) -> datetime:
    return entry.updated
