"""What has become of a story, by the labels of its carriers and by who put them (design, table of section 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.model.item import STOPPING, Label
from aggregator.model.source import Source
from aggregator.model.story import Carrier, HeldBecause, Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """A story's status, with the carriers that may lead; none of them when it is not to be published."""

    status: Status
    usable: tuple[Carrier, ...] = ()
    held_because: HeldBecause | None = None
    by: Carrier | None = None
    """The carrier that decided it, where one did."""


def judge(carriers: Sequence[Carrier], sources: Mapping[str, Source]) -> Verdict:
    """Return the verdict on a story's carriers: the agency's last word binds all, an outlet's only itself."""
    agency = _last_word_of_agency(carriers, sources)
    if agency is not None and agency.version.label in STOPPING:
        return _stopped((agency,), alone=len(carriers) == 1)
    usable = tuple(carrier for carrier in carriers if carrier.version.label not in STOPPING)
    if not usable:
        return _stopped(carriers, alone=True)
    corrected = [carrier for carrier in usable if carrier.was_corrected]
    if corrected:
        return Verdict(Status.CORRECTED, usable, by=max(corrected, key=_said_at))
    return Verdict(Status.USABLE, usable)


def _last_word_of_agency(carriers: Sequence[Carrier], sources: Mapping[str, Source]) -> Carrier | None:
    wires = [carrier for carrier in carriers if (source := sources.get(carrier.source)) and source.wire]
    return max(wires, key=_said_at, default=None)


def _said_at(carrier: Carrier) -> tuple[object, ...]:
    """Order the agency's words; one said again under its guid counts from when we saw it, unless it says when.

    A kill often keeps the pubDate of the copy it kills, and must not lose to a write-thru sent in between.
    """
    version = carrier.version
    said = version.updated or (version.published if carrier.ordinal == 1 else None) or carrier.version_seen
    return (said, carrier.version_seen, carrier.item)


def _stopped(stopping: Sequence[Carrier], *, alone: bool) -> Verdict:
    """Return the verdict of carriers that all kill or withhold; a kill that found no story waits for editors."""
    last = max(stopping, key=_said_at)
    if any(carrier.version.label is Label.WITHHOLD for carrier in stopping):
        return Verdict(Status.HELD, held_because=HeldBecause.WITHHOLD, by=last)
    if alone and all(carrier.ordinal == 1 for carrier in stopping):
        return Verdict(Status.HELD, held_because=HeldBecause.KILL, by=last)
    return Verdict(Status.WITHDRAWN, by=last)
