"""What has become of a story, by the labels of its carriers and by who put them (design, table of section 7)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.decision import EditorsDecision, EditorsWord
from aggregator.model.item import EMBARGO, FLOOD, STOPPING, Label
from aggregator.model.recalls import (
    find_outdated,
    is_same_agency,
    lifts,
    lifts_for_others,
    newest_of,
    said_at,
    stops_of,
)
from aggregator.model.source import Source
from aggregator.model.story import Carrier, HeldBecause, Recall, Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """A story's status, with the carriers that may lead; none of them when it is not to be published."""

    status: Status
    usable: tuple[Carrier, ...] = ()
    held_because: HeldBecause | None = None
    by: Carrier | EditorsDecision | None = None
    """What decided it: a carrier's label, or the editors' word."""


def judge(
    carriers: Sequence[Carrier],
    sources: Mapping[str, Source],
    *,
    now: datetime,
    editors: Sequence[EditorsDecision] = (),
) -> Verdict:
    """Return the verdict on a story's carriers at this time.

    The editors' word holds against everybody's; the agency's last word binds all carriers, an outlet's only itself.
    Killed words stay out after a Sub as well: a carrier that runs them still is not asked.
    """
    if (kill := standing_kill(editors)) is not None:
        return Verdict(Status.WITHDRAWN, by=kill)
    stop = _standing_stop(carriers, sources)
    if stop is not None:
        speaker, recall = stop
        return _stopped({recall.label}, speaker, is_alone=len(carriers) == 1)
    outdated = {each.carrier.item for each in find_outdated(carriers, labels=STOPPING)}
    said = [each for each in carriers if each.is_copy and each.item not in outdated]
    if not said:
        return _without_copy([each for each in carriers if not each.version.is_purged])
    return _told(said, now)


def _without_copy(words: Sequence[Carrier]) -> Verdict:
    """Return the verdict of carriers that have nothing to publish: they all kill or withhold, or were purged."""
    if not words:
        return Verdict(Status.WITHDRAWN)
    is_alone = all(each.ordinal == 1 for each in words)
    labels = {each.version.label for each in words}
    return _stopped(labels, max(words, key=_said_at), is_alone=is_alone)


def _told(said: Sequence[Carrier], now: datetime) -> Verdict:
    """Return the verdict of carriers that nobody has stopped; correctives alone wait for the copy or for editors."""
    copy = [carrier for carrier in said if not carrier.is_corrective]
    if not copy:
        return Verdict(Status.HELD, held_because=HeldBecause.CORRECTION, by=max(said, key=_said_at))
    usable = tuple(carrier for carrier in copy if not carrier.is_held_at(now))
    if not usable:
        return _held(copy, now)
    free = [carrier for carrier in said if not carrier.is_held_at(now)]
    corrected = [carrier for carrier in free if carrier.was_corrected or carrier.is_corrective]
    if corrected:
        return Verdict(Status.CORRECTED, usable, by=max(corrected, key=_said_at))
    return Verdict(Status.USABLE, usable)


def standing_kill(editors: Sequence[EditorsDecision]) -> EditorsDecision | None:
    """Return the editors' kill that holds: the newest that no later release of its story has lifted; a purge stays.

    The decisions are in the order in which they were taken.
    """
    standing: dict[str, EditorsDecision] = {}
    for decision in editors:
        match decision.word:
            case EditorsWord.PURGE:
                return decision
            case EditorsWord.KILL:
                standing[decision.story] = decision
            case EditorsWord.RELEASE:
                standing.pop(decision.story, None)
            case EditorsWord.MERGE | EditorsWord.SPLIT:
                pass
    return max(standing.values(), key=lambda kill: kill.decided_at, default=None)


def _held(copy: Sequence[Carrier], now: datetime) -> Verdict:
    """Return the verdict of carriers that are all held: an embargo ends by itself, other holds wait for editors."""
    waiting = [{hold for hold in each.holds_at(now) if not hold.startswith(EMBARGO)} for each in copy]
    is_flood = any(FLOOD in holds for holds in waiting)
    because = HeldBecause.EMBARGO
    if all(waiting):
        because = HeldBecause.FLOOD if is_flood else HeldBecause.RULE
    return Verdict(Status.HELD, held_because=because, by=max(copy, key=_said_at))


def _standing_stop(
    carriers: Sequence[Carrier], sources: Mapping[str, Source]
) -> tuple[Carrier, Recall] | None:
    """Return the newest kill or withhold of an agency that the same agency has not lifted since, and whose it is."""
    spoken = [carrier for carrier in carriers if agency_speaking(carrier, sources) is not None]
    stops = [(carrier, recall) for carrier in spoken for recall in stops_of(carrier)]
    stops.sort(key=lambda stop: (said_at(stop[1]), stop[1].said.seen_at, stop[0].source, stop[0].item))
    for speaker, recall in reversed(stops):
        if not any(_lifts(later, speaker, recall) for later in spoken):
            return speaker, recall
    return None


def agency_speaking(carrier: Carrier, sources: Mapping[str, Source]) -> str | None:
    """Return the agency whose own word a carrier is: its source is or was the agency, or it came as a wire file."""
    source = sources.get(carrier.source)
    if carrier.version.is_agencys_word or (source is not None and source.wire is not None):
        return carrier.version.agency or carrier.source
    return None


def _lifts(later: Carrier, speaker: Carrier, recall: Recall) -> bool:
    """Return whether what an agency says now in an item lifts what it had stopped in this or in another one."""
    if later.item == speaker.item:
        return lifts(newest_of(later), recall)
    return is_same_agency(later, speaker) and lifts_for_others(later, recall)


def _said_at(carrier: Carrier) -> tuple[object, ...]:
    """Order what carriers say; one said again under its guid counts from when we saw it, unless it says when."""
    version = carrier.version
    said = version.updated or (version.published if carrier.ordinal == 1 else None) or carrier.version_seen
    return (said, carrier.version_seen, carrier.source, carrier.item)


def _stopped(labels: Collection[Label | None], by: Carrier, *, is_alone: bool) -> Verdict:
    """Return the verdict of carriers that all kill or withhold; a kill that found no story waits for editors."""
    if Label.WITHHOLD in labels:
        return Verdict(Status.HELD, held_because=HeldBecause.WITHHOLD, by=by)
    if is_alone and by.ordinal == 1:
        return Verdict(Status.HELD, held_because=HeldBecause.KILL, by=by)
    return Verdict(Status.WITHDRAWN, by=by)
