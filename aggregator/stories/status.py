"""What has become of a story, by the labels of its carriers and by who put them (design, table of section 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.comparison import words_digest
from aggregator.model.decision import EditorsDecision, EditorsWord
from aggregator.model.item import STOPPING, Label
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
    editors: EditorsDecision | None = None,
) -> Verdict:
    """Return the verdict on a story's carriers at this time.

    The editors' word holds against everybody's; the agency's last word binds all carriers, an outlet's only itself.
    """
    if editors is not None and editors.word is EditorsWord.KILL:
        return Verdict(Status.WITHDRAWN, by=editors)
    stop = _standing_stop(carriers, sources)
    if stop is not None:
        return _stopped((stop,), alone=len(carriers) == 1)
    said = [carrier for carrier in carriers if carrier.version.label not in STOPPING]
    return _told(said, now) if said else _stopped(carriers, alone=True)


def _told(said: Sequence[Carrier], now: datetime) -> Verdict:
    """Return the verdict of carriers that nobody has stopped; correctives alone wait for the copy or for editors."""
    copy = [carrier for carrier in said if not _is_own_corrective(carrier)]
    if not copy:
        return Verdict(Status.HELD, held_because=HeldBecause.CORRECTION, by=max(said, key=_said_at))
    usable = tuple(carrier for carrier in copy if not carrier.version.is_held_at(now))
    if not usable:
        return _held(copy)
    free = [carrier for carrier in said if not carrier.version.is_held_at(now)]
    corrected = [carrier for carrier in free if carrier.was_corrected or _is_own_corrective(carrier)]
    if corrected:
        return Verdict(Status.CORRECTED, usable, by=max(corrected, key=_said_at))
    return Verdict(Status.USABLE, usable)


def _is_own_corrective(carrier: Carrier) -> bool:
    """Return whether an item only says what was wrong in another: it is no copy, and never leads (design 7.7).

    One that came in the place of the copy, under its guid, is the corrected copy.
    """
    return carrier.version.label is Label.CORRECTIVE and carrier.ordinal == 1


def _held(copy: Sequence[Carrier]) -> Verdict:
    """Return the verdict of carriers that are all held: an embargo ends by itself, a rule's hold waits for editors."""
    is_by_rule = all(carrier.version.held_by is not None for carrier in copy)
    because = HeldBecause.RULE if is_by_rule else HeldBecause.EMBARGO
    return Verdict(Status.HELD, held_because=because, by=max(copy, key=_said_at))


def _standing_stop(carriers: Sequence[Carrier], sources: Mapping[str, Source]) -> Carrier | None:
    """Return the newest kill or withhold of an agency that the same agency has not lifted since."""
    wires = {
        carrier.item: agency
        for carrier in carriers
        if (agency := _agency_speaking(carrier, sources)) is not None
    }
    spoken = [carrier for carrier in carriers if carrier.item in wires]
    stops = sorted((each for each in spoken if each.version.label in STOPPING), key=_said_at, reverse=True)
    for stop in stops:
        same_agency = [each for each in spoken if wires[each.item] == wires[stop.item]]
        if not any(_lifts(each, stop) for each in same_agency):
            return stop
    return None


def _agency_speaking(carrier: Carrier, sources: Mapping[str, Source]) -> str | None:
    """Return the agency whose own word a carrier is: its source is or was the agency, or it came as a wire file."""
    source = sources.get(carrier.source)
    if carrier.version.is_agencys_word or (source is not None and source.wire is not None):
        return carrier.version.agency or carrier.source
    return None


def _lifts(later: Carrier, stop: Carrier) -> bool:
    """Return whether an agency's later word lifts its stop: a new text does, the stopped one sent again does not."""
    is_new_text = words_digest(later.version) not in stop.past_texts
    is_copy = later.version.label not in STOPPING and not _is_own_corrective(later)
    return is_copy and is_new_text and _said_at(later) > _said_at(stop)


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
