"""Which stored item an entry is (design 7.6), and which of its versions are new."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aggregator.database.codec import encode_undated
from aggregator.model.comparison import containment, digest, squash, words_digest
from aggregator.model.item import TELLING, Item, Label, Version
from aggregator.model.poll import ItemChange, KnownItem, NewVersion

REUSED_BELOW = 0.2
"""Below this containment, and with a moved date, an outlet has used its guid again for another story."""

_STOPS = {"KILL": Label.KILL, "WITHHOLD": Label.WITHHOLD}

Delivery = Sequence[Item]
"""The items of one body, the oldest first."""


@dataclass(slots=True)
class _Track:
    """One item under a guid while its poll is planned: what is stored of it, what the poll says of it."""

    item: int | None
    stored: tuple[str, ...]
    latest: Version
    polled: list[NewVersion] = field(default_factory=list)
    delivery: int | None = None
    """The number of the body that spoke of it last."""

    @property
    def newest(self) -> Version:
        """Return what it says now."""
        return self.polled[-1].version if self.polled else self.latest


def version_digest(version: Version) -> str:
    """Return a digest of all that the version says but its dates.

    Outlets that date every entry with the time of the request would make a version at each poll.
    """
    return digest(encode_undated(version))


def in_time_order(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items of one feed with the oldest first; a feed lists the newest first.

    Under one guid the versions' own times decide where each has one of its own. A kill often keeps the date of
    what it kills, so with a kill among them the place in the feed decides.
    """
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in reversed(items):
        groups[item.guid].append(item)
    return tuple(item for group in groups.values() for item in _by_time(group))


def plan_changes(
    deliveries: Sequence[Delivery],
) -> Callable[[Mapping[str, Sequence[KnownItem]]], tuple[ItemChange, ...]]:
    """Return the function that, given what is stored under each guid, says what this poll changes.

    The deliveries are in the order of time: of several files in a folder, the later one is the later word.
    """

    def plan(known: Mapping[str, Sequence[KnownItem]]) -> tuple[ItemChange, ...]:
        tracks = {
            guid: [_Track(item=each.item, stored=each.digests, latest=each.latest) for each in items]
            for guid, items in known.items()
        }
        for number, delivery in enumerate(deliveries):
            for item in delivery:
                _follow(tracks.setdefault(item.guid, []), item, number)
        return tuple(
            ItemChange(guid=guid, item=track.item, versions=_appended(track))
            for guid, found in tracks.items()
            for track in found
            if track.polled
        )

    return plan


def plan_archive(
    deliveries: Sequence[Delivery],
) -> Callable[[Mapping[str, Sequence[KnownItem]]], tuple[ItemChange, ...]]:
    """Return the function that says what a document of a feed's archive changes.

    It makes items of what we never had, and no new version of anything: what the feed itself said is newer.
    """
    plan = plan_changes(deliveries)

    def plan_unknown(known: Mapping[str, Sequence[KnownItem]]) -> tuple[ItemChange, ...]:
        return tuple(_archived(change) for change in plan(known) if not known.get(change.guid))

    return plan_unknown


def _archived(change: ItemChange) -> ItemChange:
    marked = (replace(new, version=replace(new.version, is_archived=True)) for new in change.versions)
    return replace(change, versions=tuple(marked))


def _by_time(group: Sequence[Item]) -> Sequence[Item]:
    times = [item.version.updated or item.version.published for item in group]
    has_stop = any(item.version.label in TELLING for item in group)
    if has_stop or None in times or len(set(times)) < len(times):
        return group
    return [item for _, item in sorted(zip(times, group, strict=True), key=lambda pair: str(pair[0]))]


def _follow(tracks: list[_Track], item: Item, delivery: int) -> None:
    """Add what an entry says to the item that it is, or to a new one; the removal of what we never had is nothing."""
    track = _find(tracks, item, delivery)
    if track is None and item.is_removed:
        return
    version = item.version if track is None else _in_context(item, track.newest)
    if track is None:
        track = _Track(item=None, stored=(), latest=version)
        tracks.append(track)
    kept = version.purged() if track.newest.is_purged else version
    track.polled.append(NewVersion(version_digest(version), words_digest(version), kept))
    track.delivery = delivery


def _in_context(item: Item, before: Version) -> Version:
    """Return the item's version as it reads after the one before it."""
    version = item.version
    if item.is_dated_ahead and before.published is not None:
        version = replace(version, published=before.published)  # the time first seen, once
    word, _, rest = version.title.partition(" ")
    if version.label not in TELLING and word in _STOPS and rest and not before.title.startswith(word):
        # "KILL MAYOR RESIGNS" may be a film's title in an all-capitals feed; over a known story it is a kill
        version = replace(version, label=_STOPS[word], title=rest)
    if before.is_flood and version.label not in TELLING:
        version = replace(version, is_flood=True)  # a new version of what waits for editors waits with it
    return version


def _find(tracks: Sequence[_Track], item: Item, delivery: int) -> _Track | None:
    """Return the item that says this already, else the one that it is most like, if it is like any."""
    for track in tracks:
        said = {*track.stored, *(each.digest for each in track.polled)}
        if version_digest(item.version) in said or version_digest(_in_context(item, track.newest)) in said:
            return track
    if (
        item.version.label in TELLING
    ):  # a kill shares no words with what it kills: it means what the guid said last
        return tracks[-1] if tracks else None
    alike = [track for track in tracks if _is_same_item(track, item, delivery)]
    # of equals the newest, for an outlet that uses its guid again has done with the earlier ones
    return max(reversed(alike), key=lambda track: _likeness(track.newest, item.version), default=None)


def _is_same_item(track: _Track, item: Item, delivery: int) -> bool:
    if track.newest.is_purged:
        return True  # what it said is no longer known: whatever comes under its guid is taken for it
    if _likeness(track.newest, item.version) >= REUSED_BELOW or track.newest.label in TELLING:
        return True
    if track.delivery == delivery:
        return False  # one feed shows both at once: two stories under one guid
    return item.is_dated_ahead or track.newest.published == item.version.published


def _likeness(old: Version, new: Version) -> float:
    return containment(squash(old.title + old.text), squash(new.title + new.text))


def _appended(track: _Track) -> tuple[NewVersion, ...]:
    """Return what this poll adds to the item's chain, which then ends with the poll's newest version.

    A feed that shows two versions at every poll adds each of them once; one that goes back to an
    earlier text adds it again, for that is what it says now.
    """
    *earlier, newest = track.polled
    unseen = {new.digest: new for new in earlier if new.digest not in (*track.stored, newest.digest)}
    added = [*unseen.values()]
    last = added[-1].digest if added else next(reversed(track.stored), None)
    return tuple(added) if newest.digest == last else (*added, newest)
