"""What has become of a story, by the labels of its carriers and by who put them (design, table of section 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.comparison import words_digest
from aggregator.model.decision import EditorsDecision, EditorsWord
from aggregator.model.item import EMBARGO, STOPPING, Label
from aggregator.model.source import Source
from aggregator.model.story import Carrier, HeldBecause, Status


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
    """
    if (kill := standing_kill(editors)) is not None:
        return Verdict(Status.WITHDRAWN, by=kill)
    stop = _standing_stop(carriers, sources)
    if stop is not None:
        return _stopped((stop,), alone=len(carriers) == 1)
    words = [carrier for carrier in carriers if not carrier.version.is_purged]
    copy = [carrier for carrier in words if not carrier.is_stopping and not _replaces_copy(carrier)]
    if not copy:
        return _stopped(words, alone=True) if words else Verdict(Status.WITHDRAWN)
    usable = tuple(carrier for carrier in copy if not carrier.is_held_at(now))
    if not usable:
        return _held(copy, now)
    corrected = [carrier for carrier in usable if carrier.was_corrected]
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


def _replaces_copy(carrier: Carrier) -> bool:
    """Return whether the carrier's newest words are those of a kill that was released: they are no copy."""
    return carrier.version.label in STOPPING and carrier.ordinal > 1


def _held(copy: Sequence[Carrier], now: datetime) -> Verdict:
    """Return the verdict of carriers that are all held: an embargo ends by itself, a rule's hold waits for editors."""
    is_by_rule = all(any(not hold.startswith(EMBARGO) for hold in each.holds_at(now)) for each in copy)
    because = HeldBecause.RULE if is_by_rule else HeldBecause.EMBARGO
    return Verdict(Status.HELD, held_because=because, by=max(copy, key=_said_at))


def _standing_stop(carriers: Sequence[Carrier], sources: Mapping[str, Source]) -> Carrier | None:
    """Return the newest kill or withhold of an agency that the same agency has not lifted since."""
    wires = {
        carrier.item: agency
        for carrier in carriers
        if (agency := agency_speaking(carrier, sources)) is not None
    }
    spoken = [carrier for carrier in carriers if carrier.item in wires]
    stops = sorted((each for each in spoken if each.is_stopping), key=_said_at, reverse=True)
    for stop in stops:
        same_agency = [each for each in spoken if wires[each.item] == wires[stop.item]]
        if not any(_lifts(each, stop) for each in same_agency):
            return stop
    return None


def agency_speaking(carrier: Carrier, sources: Mapping[str, Source]) -> str | None:
    """Return the agency whose own word a carrier is: its source is or was the agency, or it came as a wire file."""
    source = sources.get(carrier.source)
    if carrier.version.is_agencys_word or (source is not None and source.wire is not None):
        return carrier.version.agency or carrier.source
    return None


def _lifts(later: Carrier, stop: Carrier) -> bool:
    """Return whether an agency's later word lifts its stop: a new text does, the stopped one sent again does not."""
    is_new_text = words_digest(later.version) not in stop.past_texts
    return later.version.label not in STOPPING and is_new_text and _said_at(later) > _said_at(stop)


def _said_at(carrier: Carrier) -> tuple[object, ...]:
    """Order the agency's words; one said again under its guid counts from when we saw it, unless it says when.

    A kill often keeps the pubDate of the copy it kills, and must not lose to a write-thru sent in between.
    """
    version = carrier.version
    said = version.updated or (version.published if carrier.ordinal == 1 else None) or carrier.version_seen
    return (said, carrier.version_seen, carrier.source, carrier.item)


def _stopped(stopping: Sequence[Carrier], *, alone: bool) -> Verdict:
    """Return the verdict of carriers that all kill or withhold; a kill that found no story waits for editors."""
    last = max(stopping, key=_said_at)
    if any(carrier.version.label is Label.WITHHOLD for carrier in stopping):
        return Verdict(Status.HELD, held_because=HeldBecause.WITHHOLD, by=last)
    if alone and all(carrier.ordinal == 1 for carrier in stopping):
        return Verdict(Status.HELD, held_because=HeldBecause.KILL, by=last)
    return Verdict(Status.WITHDRAWN, by=last)
