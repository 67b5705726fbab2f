"""Which stored item an entry is (design 7.6), and which of its versions are new."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pydantic import TypeAdapter

from aggregator.model.comparison import containment, digest, squash, words_digest
from aggregator.model.item import Item, Version
from aggregator.model.poll import ItemChange, KnownItem, NewVersion

REUSED_BELOW = 0.2
"""Below this containment, and with a moved date, an outlet has used its guid again for another story."""

_VERSION = TypeAdapter(Version)
_NO_TIME = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Track:
    """One item under a guid while its poll is planned: what is stored of it, what the poll says of it."""

    item: int | None
    stored: tuple[str, ...]
    latest: Version
    polled: list[NewVersion] = field(default_factory=list)


def version_digest(version: Version) -> str:
    """Return a digest of all that the version says but its dates.

    Outlets that date every entry with the time of the request would make a version at each poll.
    """
    undated = replace(version, published=None, updated=None)
    return digest(_VERSION.dump_json(undated).decode())


def plan_changes(
    items: Sequence[Item],
) -> Callable[[Mapping[str, Sequence[KnownItem]]], tuple[ItemChange, ...]]:
    """Return the function that, given what is stored under each guid, says what this poll changes."""

    def plan(known: Mapping[str, Sequence[KnownItem]]) -> tuple[ItemChange, ...]:
        groups: dict[str, list[Version]] = defaultdict(list)
        for item in items:
            groups[item.guid].append(item.version)
        return tuple(
            change
            for guid, versions in groups.items()
            for change in _plan_guid(guid, versions, known.get(guid, ()))
        )

    return plan


def _plan_guid(guid: str, versions: Sequence[Version], known: Sequence[KnownItem]) -> list[ItemChange]:
    tracks = [_Track(item=each.item, stored=each.digests, latest=each.latest) for each in known]
    for version in _oldest_first(versions):
        new = NewVersion(version_digest(version), words_digest(version), version)
        track = _find(tracks, new)
        if track is None:
            track = _Track(item=None, stored=(), latest=version)
            tracks.append(track)
        track.polled.append(new)
    return [
        ItemChange(guid=guid, item=track.item, versions=_appended(track)) for track in tracks if track.polled
    ]


def _oldest_first(versions: Sequence[Version]) -> list[Version]:
    """Return the versions that one poll holds under one guid in the order of time.

    A feed lists the newest first; where every version tells its time, that decides.
    """
    backwards = list(reversed(versions))
    times = [version.updated or version.published for version in backwards]
    if None in times or len(set(times)) == 1:
        return backwards
    return sorted(backwards, key=lambda version: version.updated or version.published or _NO_TIME)


def _find(tracks: Sequence[_Track], new: NewVersion) -> _Track | None:
    """Return the item that says this already, else the one that it is most like, if it is like any."""
    for track in tracks:
        if new.digest in track.stored or any(new.digest == each.digest for each in track.polled):
            return track
    alike = [track for track in tracks if _is_same_item(_newest(track), new.version)]
    return max(alike, key=lambda track: _likeness(_newest(track), new.version), default=None)


def _newest(track: _Track) -> Version:
    return track.polled[-1].version if track.polled else track.latest


def _is_same_item(old: Version, new: Version) -> bool:
    if old.published == new.published or old.label or new.label:
        return True  # a kill shares no words with what it kills
    return _likeness(old, new) >= REUSED_BELOW


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
