"""The feed of a place, gathered from the stories that it shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.model.source import Section
from aggregator.publish.characters import language_tag
from aggregator.publish.dates import whole_seconds
from aggregator.publish.entry import Entry, Reference, Tombstone
from aggregator.publish.entrycodec import read_entry
from aggregator.publish.feed import LIVE, Feed, Paging
from aggregator.publish.listed import Listed
from aggregator.publish.site import Site, feed_id, section_title, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A feed without its entries, and these in their order."""

    frame: Feed
    listed: tuple[Listed, ...]
    related: Mapping[str, tuple[Reference, ...]]
    """Entries of the feed that have something in common with one of it, by its id."""

    def read(self, listed: Listed) -> Entry:
        """Return an entry of it as pages show it at length."""
        entry, related = read_entry(listed), self.related.get(listed.id)
        return replace(entry, related=related) if related else entry


def gather(
    site: Site, section: Section, kept: Iterable[Listed | Tombstone], *, paging: Paging = LIVE
) -> Gathered:
    """Return the feed of a section that shows these stories."""
    every = tuple(kept)
    listed = sorted((one for one in every if isinstance(one, Listed)), key=_by_id)
    listed.sort(key=_by_time, reverse=True)
    tombstones = sorted((one for one in every if isinstance(one, Tombstone)), key=_by_id)
    times = [one.updated for one in listed] + [one.deleted_at for one in tombstones]
    frame = Feed(
        path=section.id,
        id=feed_id(site, section.id),
        title=f"{section_title(section)} – {site.name}",
        words=words_of(section, site),
        language=language_tag(section.language),
        home_url=site.home_url(section.id),
        updated=max(times, default=whole_seconds(site.created_at)),
        entries=(),
        tombstones=tuple(tombstones),
        hub=site.hub_of(section.id) if paging.number is None else None,
        paging=paging,
    )
    return Gathered(frame=frame, listed=tuple(listed), related=_relate(listed))


def _relate(listed: Iterable[Listed]) -> dict[str, tuple[Reference, ...]]:
    """Return what shows copy and is related to another that does: of what was taken back no headline is named."""
    with_copy = {one.id: one for one in listed if one.has_copy}
    found = {
        one.id: tuple(Reference(with_copy[id_].title, id_) for id_ in one.related if id_ in with_copy)
        for one in with_copy.values()
        if one.related
    }
    return {id_: references for id_, references in found.items() if references}


def _by_id(one: Listed | Tombstone) -> str:
    return one.id


def _by_time(one: Listed) -> datetime:
    return one.updated
