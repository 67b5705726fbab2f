"""What becomes of a story, given its carriers: its lead, its status, and whether `updated` moves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.model.decision import Evidence, StoryDecision
from aggregator.model.item import Version
from aggregator.model.source import ALL_SECTION, Source
from aggregator.model.story import NOTICE_LASTS, Carrier, Status, Story
from aggregator.stories.lead import choose_lead
from aggregator.stories.status import Verdict, judge
from aggregator.stories.versions import is_substantive, version_time

TICK = timedelta(seconds=1)
OUT = frozenset({Status.USABLE, Status.CORRECTED})
"""The statuses whose text is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a decision needs beside the carriers."""

    sources: Mapping[str, Source]
    sections: tuple[str, ...]
    """Our section ids, in the order of the configuration."""
    replaced: Mapping[int, Version]
    """For items with a new version: the version that was matched before it."""
    now: datetime


def decide(
    before: Story, carriers: Sequence[Carrier], around: Surroundings, *, evidence: tuple[Evidence, ...] = ()
) -> StoryDecision:
    """Return the story's next state; the same story, carriers and surroundings give the same decision."""
    verdict = judge(carriers, around.sources)
    lead = choose_lead(verdict.usable, around.sources)
    shown = replace(
        before,
        status=verdict.status,
        held_because=verdict.held_because,
        lead=lead,
        carriers=tuple(carriers),
        sections=_sections(before, carriers, around.sections),
        agency=_known(lambda version: version.agency, lead, carriers),
        language=_known(lambda version: version.language, lead, carriers),
    )
    after = _timed(before, shown, _cause(before, verdict, lead, around), around.now)
    return StoryDecision(
        story=after,
        evidence=evidence,
        publish_in=_publish_in(before, after),
        due_at=_due_at(after, around.now),
    )


def merged(story: Story, *, into: str, now: datetime) -> StoryDecision:
    """Return the end of a story that is found to be another: it leaves the feeds without a notice.

    Design 7.2; one that was out leaves a tombstone, which is why it surfaces once more.
    """
    ended = replace(story, status=Status.MERGED, held_because=None, into=into, lead=None, carriers=())
    if story.released_at is not None:
        ended = replace(ended, updated=_later(story.updated, now, now), surfaced_at=now)
    return StoryDecision(story=ended, publish_in=_publish_in(story, ended))


def _cause(before: Story, verdict: Verdict, lead: Carrier | None, around: Surroundings) -> Carrier | None:
    """Return the carrier because of which `updated` moves; None when nothing of substance happened.

    A new carrier, even one that leads, moves nothing: it says what is known already.
    """
    if lead is not None and _is_revised(lead, around):
        return lead
    if before.released_at is None or verdict.status is not before.status:
        return verdict.by or lead
    return None


def _is_revised(carrier: Carrier, around: Surroundings) -> bool:
    old = around.replaced.get(carrier.item)
    return old is not None and is_substantive(old, carrier.version)


def _timed(before: Story, after: Story, cause: Carrier | None, now: datetime) -> Story:
    if cause is None:
        return after
    if before.released_at is not None:
        moved = _later(before.updated, version_time(cause, after=before.updated), now)
        return replace(after, updated=moved, surfaced_at=now)
    if after.status is Status.HELD:
        return after  # it was never out, and it does not go out now
    published = min(cause.version.published or cause.first_seen, now)
    updated = max(published, min(version_time(cause, after=None), now))
    return replace(after, first_published=published, updated=updated, surfaced_at=now, released_at=now)


def _later(previous: datetime | None, time: datetime, now: datetime) -> datetime:
    """Return max(previous + 1 s, min(time, now)): never back (design 7.3)."""
    candidate = min(time, now)
    return candidate if previous is None else max(previous + TICK, candidate)


def _sections(before: Story, carriers: Sequence[Carrier], order: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sections of all carriers; those of a story that is stopped are kept, for its notice."""
    found = {section for carrier in carriers for section in carrier.version.sections}
    return tuple(section for section in order if section in found) or before.sections


def _known(
    what: Callable[[Version], str | None], lead: Carrier | None, carriers: Sequence[Carrier]
) -> str | None:
    """Return the lead's value, else that of the first carrier which knows it."""
    ordered = ([lead] if lead else []) + sorted(carriers, key=lambda each: (each.first_seen, each.item))
    return next((value for each in ordered if (value := what(each.version))), None)


def _publish_in(before: Story, after: Story) -> tuple[str, ...]:
    if after.released_at is None:
        return ()
    return tuple(sorted({*before.sections, *after.sections, ALL_SECTION}))


def _due_at(after: Story, now: datetime) -> datetime | None:
    """Return when a notice becomes a tombstone."""
    if after.status in OUT or after.released_at is None or after.surfaced_at is None:
        return None
    ends = after.surfaced_at + NOTICE_LASTS
    return ends if ends > now else None
