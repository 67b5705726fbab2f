"""What has become of a story, by the labels of its carriers and by who put them (design, table of section 7)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.decision import EditorsDecision, EditorsWord
from aggregator.model.item import STOPPING, Label
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
    editors: EditorsDecision | None = None,
) -> Verdict:
    """Return the verdict on a story's carriers at this time.

    The editors' word holds against everybody's; the agency's last word binds all carriers, an outlet's only itself.
    Killed words stay out after a Sub as well: a carrier that runs them still is not asked.
    """
    if editors is not None and editors.word is EditorsWord.KILL:
        return Verdict(Status.WITHDRAWN, by=editors)
    stop = _standing_stop(carriers, sources)
    if stop is not None:
        speaker, recall = stop
        return _stopped({recall.label}, speaker, is_alone=len(carriers) == 1)
    outdated = {each.carrier.item for each in find_outdated(carriers, labels=STOPPING)}
    said = [each for each in carriers if each.version.label not in STOPPING and each.item not in outdated]
    if not said:
        labels = {each.version.label for each in carriers}
        is_alone = all(each.ordinal == 1 for each in carriers)
        return _stopped(labels, max(carriers, key=_said_at), is_alone=is_alone)
    return _told(said, now)


def _told(said: Sequence[Carrier], now: datetime) -> Verdict:
    """Return the verdict of carriers that nobody has stopped; correctives alone wait for the copy or for editors."""
    copy = [carrier for carrier in said if not carrier.is_corrective]
    if not copy:
        return Verdict(Status.HELD, held_because=HeldBecause.CORRECTION, by=max(said, key=_said_at))
    usable = tuple(carrier for carrier in copy if not carrier.version.is_held_at(now))
    if not usable:
        return _held(copy)
    free = [carrier for carrier in said if not carrier.version.is_held_at(now)]
    corrected = [carrier for carrier in free if carrier.was_corrected or carrier.is_corrective]
    if corrected:
        return Verdict(Status.CORRECTED, usable, by=max(corrected, key=_said_at))
    return Verdict(Status.USABLE, usable)


def _held(copy: Sequence[Carrier]) -> Verdict:
    """Return the verdict of carriers that are all held: an embargo ends by itself, a rule's hold waits for editors."""
    is_by_rule = all(carrier.version.held_by is not None for carrier in copy)
    because = HeldBecause.RULE if is_by_rule else HeldBecause.EMBARGO
    return Verdict(Status.HELD, held_because=because, by=max(copy, key=_said_at))


def _standing_stop(
    carriers: Sequence[Carrier], sources: Mapping[str, Source]
) -> tuple[Carrier, Recall] | None:
    """Return the newest kill or withhold of an agency that the same agency has not lifted since, and whose it is."""
    spoken = [carrier for carrier in carriers if _is_agency(carrier, sources)]
    stops = [(carrier, recall) for carrier in spoken for recall in stops_of(carrier)]
    stops.sort(key=lambda stop: (said_at(stop[1]), stop[1].said.seen_at, stop[0].source, stop[0].item))
    for speaker, recall in reversed(stops):
        if not any(_lifts(later, speaker, recall) for later in spoken):
            return speaker, recall
    return None


def _is_agency(carrier: Carrier, sources: Mapping[str, Source]) -> bool:
    """Return whether a carrier is an agency's own word: its source is or was the agency, or it came as a wire file."""
    source = sources.get(carrier.source)
    return carrier.version.is_agencys_word or (source is not None and source.wire is not None)


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
