"""What becomes of a story, given its carriers: its lead, its status, and whether `updated` moves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.model.comparison import words_digest
from aggregator.model.decision import EditorsDecision, EditorsWord, StoryDecision
from aggregator.model.item import STOPPING, Version
from aggregator.model.source import ALL_SECTION, Source
from aggregator.model.story import NOTICE_LASTS, Carrier, Status, Story
from aggregator.stories.edition import find_shown, write_edition
from aggregator.stories.lead import choose_lead
from aggregator.stories.status import Verdict, judge
from aggregator.stories.succession import is_newer
from aggregator.stories.versions import is_substantive, version_time

TICK = timedelta(seconds=1)
Cause = Carrier | EditorsDecision
"""What moves `updated`: a carrier's newest version, or the editors' word."""

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
    before: Story,
    carriers: Sequence[Carrier],
    around: Surroundings,
    *,
    editors: Sequence[EditorsDecision] = (),
) -> StoryDecision:
    """Return the story's next state; the same story, carriers and surroundings give the same decision."""
    verdict = judge(carriers, around.sources, now=around.now, editors=editors)
    shown = _shown(before, carriers, verdict, around)
    cause = _cause(before, shown, verdict, around, editors=editors)
    after = _timed(before, _written(before, shown, cause, around), cause, around)
    return StoryDecision(
        story=after,
        publish_in=_publish_in(before, after),
        due_at=_due_at(after, around.now),
    )


def _shown(before: Story, carriers: Sequence[Carrier], verdict: Verdict, around: Surroundings) -> Story:
    """Return the story with its status, its lead and what follows from them; its times are still the old ones."""
    choice = choose_lead(verdict.usable, around.sources)
    lead = choice.carrier if choice else None
    return replace(
        before,
        status=verdict.status,
        held_because=verdict.held_because,
        lead=lead,
        shown_item=lead.item if lead else None,
        shown_words=words_digest(lead.version) if lead else None,
        carriers=tuple(carriers),
        sections=_sections(before, carriers, verdict.status, around.sections),
        agency=_known(lambda version: version.agency, lead, verdict.usable or carriers),
        language=_known(lambda version: version.language, lead, verdict.usable or carriers),
    )


def merged(story: Story, *, into: str, now: datetime) -> StoryDecision:
    """Return the end of a story that is found to be another: it leaves the feeds without a notice.

    Design 7.2; one that was out leaves a tombstone, which is why it surfaces once more.
    """
    ended = replace(
        story,
        status=Status.MERGED,
        held_because=None,
        into=into,
        lead=None,
        shown_item=None,
        edition=None,
        carriers=(),
    )
    if story.released_at is not None:
        ended = replace(ended, updated=_later(story.updated, now, now), surfaced_at=now)
    return StoryDecision(story=ended, publish_in=_publish_in(story, ended))


def _cause(
    before: Story,
    after: Story,
    verdict: Verdict,
    around: Surroundings,
    *,
    editors: Sequence[EditorsDecision],
) -> Cause | None:
    """Return why `updated` moves; None when nothing of substance happened.

    A new carrier moves nothing, even one that leads: subscribers are not told twice of one story. Only one that
    brings a newer version of it does. Nor does a carrier that leads again once it has caught up with the words
    that are shown already. Where the item that was shown takes its words back, others that stand in their place do.
    """
    lead = after.lead
    if before.released_at is None:
        return lead or verdict.by  # the first publication has the lead's own time
    if (
        lead is not None
        and not _catches_up(before, lead)
        and (_is_revised(lead, around) or _brings_newer(before, after, verdict, around))
    ):
        return lead
    if verdict.status is not before.status:
        return verdict.by or _freed(before, verdict, editors) or lead
    if lead is not None and after.shown_words != before.shown_words:
        return _taken_back(before, after)
    return None


def _written(before: Story, after: Story, cause: Cause | None, around: Surroundings) -> Story:
    """Return the story with its edition: a new one where `updated` moves, none where it is not out."""
    if after.status not in OUT:
        return replace(after, edition=None)
    if cause is None:
        return after
    return replace(after, edition=write_edition(before, after, around.replaced))


def _brings_newer(before: Story, after: Story, verdict: Verdict, around: Surroundings) -> bool:
    """Return whether another carrier than the one that was shown leads now, with a newer version of the story."""
    shown, lead = find_shown(before, after, around.replaced), after.lead
    if shown is None or lead is None or lead.item == shown.carrier.item or before.status not in OUT:
        return False
    is_usable = any(each.item == shown.carrier.item for each in verdict.usable)
    return (
        is_usable
        and is_newer(lead, shown.carrier, verdict.usable)
        and is_substantive(shown.version, lead.version)
    )


def _freed(before: Story, verdict: Verdict, editors: Sequence[EditorsDecision]) -> EditorsDecision | None:
    """Return the editors' release by which a story that was out is out again: `updated` is then its time."""
    is_back = before.released_at is not None and before.status not in OUT and verdict.status in OUT
    words = [each for each in editors if each.word is EditorsWord.RELEASE]
    last = words[-1] if words and is_back else None
    return last if last and (before.updated is None or last.decided_at > before.updated) else None


def _is_revised(carrier: Carrier, around: Surroundings) -> bool:
    old = around.replaced.get(carrier.item)
    return old is not None and is_substantive(old, carrier.version)


def _catches_up(before: Story, lead: Carrier) -> bool:
    return lead.item != before.shown_item and words_digest(lead.version) == before.shown_words


def _taken_back(before: Story, after: Story) -> Carrier | None:
    """Return the carrier that was shown if it has killed or removed its copy since."""
    shown = (each for each in after.carriers if each.item == before.shown_item)
    return next((each for each in shown if each.version.label in STOPPING), None)


def _timed(before: Story, after: Story, cause: Cause | None, around: Surroundings) -> Story:
    if cause is None:
        return after
    now = around.now
    time = _time_of(cause, around, after=before.updated)
    if before.released_at is not None:
        return replace(after, updated=_later(before.updated, time, now), surfaced_at=now)
    if after.status is Status.HELD or isinstance(cause, EditorsDecision):
        return after  # it was never out, and it does not go out now
    published = _whole_seconds(min(cause.version.published or cause.first_seen, now))
    updated = max(published, _later(None, time, now))
    # what was news before we came pushes nothing out of a feed
    surfaced = published if cause.version.is_archived else now
    return replace(after, first_published=published, updated=updated, surfaced_at=surfaced, released_at=now)


def _time_of(cause: Cause, around: Surroundings, *, after: datetime | None) -> datetime:
    match cause:
        case EditorsDecision():
            return cause.decided_at
        case Carrier():
            return version_time(cause, around.replaced.get(cause.item), after=after)


def _later(previous: datetime | None, time: datetime, now: datetime) -> datetime:
    """Return max(previous + 1 s, min(time, now)): never back (design 7.3)."""
    candidate = _whole_seconds(min(time, now))
    return candidate if previous is None else max(previous + TICK, candidate)


def _whole_seconds(time: datetime) -> datetime:
    """Return the time as feeds write it: RSS knows no fractions."""
    return time.replace(microsecond=0)


def _sections(
    before: Story, carriers: Sequence[Carrier], status: Status, order: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the sections of all carriers; a story that is stopped keeps those that it was in, for its notice.

    A kill seldom repeats the categories of what it kills.
    """
    kept = () if status in OUT else before.sections
    found = {*kept, *(section for carrier in carriers for section in carrier.version.sections)}
    return tuple(section for section in order if section in found)


def _known(
    what: Callable[[Version], str | None], lead: Carrier | None, carriers: Sequence[Carrier]
) -> str | None:
    """Return the lead's value, else that of the first carrier which knows it.

    A carrier that is held is not asked while others are published: an agency's name would name it.
    """
    if lead is not None and (value := what(lead.version)):
        return value
    ordered = sorted(carriers, key=lambda each: (each.first_seen, each.source, each.item))
    return next((value for each in ordered if (value := what(each.version))), None)


def _publish_in(before: Story, after: Story) -> tuple[str, ...]:
    if after.released_at is None:
        return ()
    return tuple(sorted({*before.sections, *after.sections, ALL_SECTION}))


def _due_at(after: Story, now: datetime) -> datetime | None:
    """Return when the story changes by itself: an embargo's hour, or when a notice becomes a tombstone."""
    hours = [each.version.embargo_until for each in after.carriers if each.version.is_embargoed]
    known = [hour for hour in hours if hour is not None and hour > now]
    if known and after.status in {*OUT, Status.HELD}:
        return min(known)  # of another carrier too: it may lead from then on
    if after.status in OUT or after.released_at is None or after.surfaced_at is None:
        return None
    ends = after.surfaced_at + NOTICE_LASTS
    return ends if ends > now else None
