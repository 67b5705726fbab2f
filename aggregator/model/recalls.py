"""Which words were taken back, whether a later word lifts that, and which carriers run them still.

All of it is asked of carriers alone, by whoever decides, publishes or shows a story.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.comparison import share_in, squash, words_digest
from aggregator.model.item import CORRECTING, STOPPING, TELLING, Label, Version
from aggregator.model.story import Carrier, PastVersion, Recall

MOSTLY = 0.5
"""From which share on the words of a carrier are those that were taken back, unless the newer text has more of them."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """A carrier that still runs what somebody took back."""

    carrier: Carrier
    recall: Recall

    @property
    def since(self) -> datetime:
        """Return when that was said."""
        return said_at(self.recall)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """The words that were taken back and those in their place, as digests and as they are compared."""

    old_words: frozenset[str]
    new_words: frozenset[str]
    old: tuple[str, ...]
    new: tuple[str, ...]


def tellable(carriers: Sequence[Carrier], *, now: datetime) -> frozenset[int]:
    """Return the items whose words may be told: not those that are held, were taken back or run what was killed."""
    killed = {each.carrier.item for each in find_outdated(carriers, labels=STOPPING)}
    return frozenset(
        each.item
        for each in carriers
        if each.is_copy and not each.is_held_at(now) and each.item not in killed
    )


def recalls_in(chain: Sequence[PastVersion]) -> tuple[Recall, ...]:
    """Return what an item's versions, oldest first, took back."""
    return tuple(
        Recall(
            label=said.version.label,
            said=said,
            before=tuple(past.version for past in chain[:place]),
            since=tuple(chain[place + 1 :]),
        )
        for place, said in enumerate(chain)
        if said.version.label in TELLING
    )


def stops_of(carrier: Carrier) -> tuple[Recall, ...]:
    """Return every kill and withhold in an item's chain, oldest first; without its chain, what it says now."""
    recalls = carrier.recalls or (recalls_in((newest_of(carrier),)) if carrier.is_stopping else ())
    return tuple(each for each in recalls if each.label in STOPPING and each.label not in carrier.released)


def said_at(recall: Recall) -> datetime:
    """Return when something was taken back: by its own time, else when we saw it.

    A kill often keeps the date of the copy it kills, and must not lose to a write-thru sent in between.
    """
    return _own_time(recall.said, recall.before) or recall.said.seen_at


def lifts(later: PastVersion, recall: Recall) -> bool:
    """Return whether an item's own later version lifts what it had taken back.

    A higher number does and a lower one never. Else a new text does, or the same one with a newer date: what a
    cache serves again, with the old text and the old date, is nobody's release. A withhold ends with its label.
    """
    version, stop = later.version, recall.said.version
    if version.label in STOPPING or later.ordinal <= recall.said.ordinal:
        return False
    if version.number is not None and stop.number is not None and version.number != stop.number:
        return version.number > stop.number
    own = _own_time(later, (*recall.before, stop))
    stopped = _own_time(recall.said, recall.before)
    if own is not None and stopped is not None and own <= stopped:
        return False
    is_dated_later = own is not None and own > said_at(recall)
    return recall.label is Label.WITHHOLD or is_dated_later or _is_new_text(version, recall)


def lifts_for_others(later: Carrier, recall: Recall) -> bool:
    """Return whether another item of the same agency lifts a stop: only a new text, said later, does; no corrective."""
    version = later.version
    if version.label in STOPPING or later.is_corrective:
        return False
    said = version.updated or (version.published if later.ordinal == 1 else None) or later.version_seen
    return _is_new_text(version, recall) and said > said_at(recall)


def is_same_agency(one: Carrier, other: Carrier) -> bool:
    """Return whether two items of agencies are of the same one: by its name, or by their source."""
    agency = one.version.agency
    return one.source == other.source or (agency is not None and agency == other.version.agency)


def newest_of(carrier: Carrier) -> PastVersion:
    """Return what an item says now, as the end of its chain."""
    return PastVersion(ordinal=carrier.ordinal, seen_at=carrier.version_seen, version=carrier.version)


def find_outdated(
    carriers: Sequence[Carrier], *, labels: Collection[Label] = TELLING
) -> tuple[Outdated, ...]:
    """Return the carriers that still run what was taken back under one of these labels, with its newest recall.

    An agency's kill or withhold is everybody's business, an outlet's only its own; a correction is everybody's.
    """
    found: dict[int, Outdated] = {}
    for source, recall in _recalls(carriers, labels):
        change = _change(source, recall, carriers)
        for carrier in carriers:
            if _may_run_it(carrier, source, recall) and _is_behind(carrier.version, change):
                found.setdefault(carrier.item, Outdated(carrier, recall))
    return tuple(found[carrier.item] for carrier in carriers if carrier.item in found)


def is_killed(version: Version, carriers: Sequence[Carrier]) -> bool:
    """Return whether a version, of whichever carrier and time, has the words that an agency killed or withheld."""
    recalls = _recalls(carriers, STOPPING)
    return any(_is_behind(version, _change(source, recall, carriers)) for source, recall in recalls)


def _recalls(carriers: Sequence[Carrier], labels: Collection[Label]) -> list[tuple[Carrier, Recall]]:
    """Return what was taken back in everybody's name, and by which item, the newest first."""
    found = [
        (source, recall)
        for source in carriers
        for recall in source.recalls
        if recall.label in labels
        and recall.label not in source.released
        and (recall.label in CORRECTING or recall.said.version.is_agencys_word)
    ]
    return sorted(found, key=lambda pair: said_at(pair[1]), reverse=True)


def _own_time(said: PastVersion, before: Sequence[Version]) -> datetime | None:
    """Return the time that a version gives itself; one that an earlier version had already is not its own."""
    old = {time for version in before for time in (version.updated, version.published)}
    own = (said.version.updated, said.version.published)
    return next((time for time in own if time is not None and time not in old), None)


def _is_new_text(version: Version, recall: Recall) -> bool:
    return words_digest(version) not in {words_digest(old) for old in recall.before}


def _said_instead(source: Carrier, recall: Recall, carriers: Sequence[Carrier]) -> Iterator[Version]:
    """Yield what took the place of the recalled words, by the item itself and by its agency's others."""
    if recall.label in CORRECTING:
        yield recall.said.version
    yield from (later.version for later in recall.since if lifts(later, recall))
    for other in carriers:
        is_agencys = other.version.is_agencys_word and is_same_agency(other, source)
        if other.item != source.item and is_agencys and lifts_for_others(other, recall):
            yield other.version


def _may_run_it(carrier: Carrier, source: Carrier, recall: Recall) -> bool:
    is_later = carrier.item != source.item or carrier.ordinal > recall.said.ordinal
    return is_later and carrier.is_copy


def _change(source: Carrier, recall: Recall, carriers: Sequence[Carrier]) -> _Change:
    old = [each for each in recall.before if each.label not in STOPPING]
    new = list(_said_instead(source, recall, carriers))
    return _Change(
        old_words=frozenset(map(words_digest, old)),
        new_words=frozenset(map(words_digest, new)),
        old=tuple(squash(each.text) for each in old),
        new=tuple(squash(each.text) for each in new),
    )


def _is_behind(version: Version, change: _Change) -> bool:
    """Return whether a version's words are those before the recall rather than those that replaced them."""
    words = words_digest(version)
    if words in change.new_words or words in change.old_words:
        return words not in change.new_words
    text = squash(version.text)
    share = max((share_in(text, old) for old in change.old), default=0.0)
    return share >= MOSTLY and share > max((share_in(text, new) for new in change.new), default=0.0)
