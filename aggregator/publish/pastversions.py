"""The versions of a story's lead that a page may show, with what each changed, and which of them a carrier runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregator.model.change import Change
from aggregator.model.comparison import words_digest
from aggregator.model.differences import Kind, Passage, find_difference
from aggregator.model.item import CORRECTING, STOPPING, Label, Version
from aggregator.model.recalls import is_killed, stops_of
from aggregator.model.story import Carrier, PastVersion, Story
from aggregator.publish.characters import one_line
from aggregator.publish.dates import whole_seconds

MOST_VERSIONS = 20
"""Versions of a story that are looked at, the newest: a live page is saved hundreds of times."""

PASSAGES = 12
"""Changed paragraphs that a page shows of a difference; that there are more is told too."""

Compare = Callable[[Version, Version], Change]
"""Returns what of substance the second version changed: what the match stage decides by."""


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """The paragraphs that changed between two versions, and how many more did."""

    passages: tuple[Passage, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVersion:
    """A version of a story as its page shows it; what the rights do not allow is None."""

    at: datetime
    number: int | None = None
    """The wire's own."""
    label: Label | None = None
    """Where the desk marked it as a correction."""
    title: str | None = None
    """Its headline, where another replaced it later."""
    change: Change | None = None
    """What it changed; None for the first."""
    difference: ShownDifference | None = None


def show_difference(old: str, new: str) -> ShownDifference | None:
    """Return the paragraphs that came, went or changed between two texts; None where none did."""
    changed = [passage for passage in find_difference(old, new) if passage.kind is not Kind.KEPT]
    return ShownDifference(tuple(changed[:PASSAGES]), max(len(changed) - PASSAGES, 0)) if changed else None


def tellable_chain(
    story: Story, lead: Carrier, chain: Sequence[PastVersion], *, now: datetime
) -> tuple[PastVersion, ...]:
    """Return the lead's versions whose words may be told, oldest first, up to the one that leads.

    What stands before a kill or a withhold stays untold, whatever lifted it; so does what is held, was purged, or
    has the words that an agency killed.
    """
    stopped_until = max((recall.said.ordinal for recall in stops_of(lead)), default=0)
    told = [past for past in chain if stopped_until < past.ordinal < lead.ordinal]
    newest = PastVersion(ordinal=lead.ordinal, seen_at=lead.version_seen, version=lead.version)
    may_be_told = [past for past in told[-MOST_VERSIONS:] if _may_be_told(past.version, story, lead, now)]
    return (*may_be_told, newest)


def quoted_from(lead: Carrier) -> int:
    """Return from which of its versions on an item may be quoted: what was wrong before a correction may not."""
    return max((recall.said.ordinal for recall in lead.recalls if recall.label in CORRECTING), default=1)


def list_versions(
    chain: Sequence[PastVersion], *, compare: Compare, quoted_from: int | None
) -> tuple[PageVersion, ...]:
    """Return the versions that changed something of substance, the newest first; one alone is no list.

    Headlines and differences are shown of versions from `quoted_from` on, of none where it is None.
    """
    steps = list(_steps(chain, compare))
    shown = [_page_version(place, steps, chain, quoted_from=quoted_from) for place in range(len(steps))]
    return tuple(reversed(shown)) if len(shown) > 1 else ()


def runs_since(chain: Sequence[PastVersion]) -> Mapping[str, datetime]:
    """Return the time of each text of the chain, by its digest, the newest aside: who still runs it is behind."""
    if len(chain) == 1:
        return {}  # as of most stories: no text is gone through for it
    newest = words_digest(chain[-1].version)
    times = {words_digest(past.version): _time_of(place, chain) for place, past in enumerate(chain)}
    return {words: at for words, at in times.items() if words != newest}


@dataclass(frozen=True, slots=True)
class _Step:
    place: int
    """Where in the chain."""
    change: Change | None
    before: PastVersion | None


def _steps(chain: Sequence[PastVersion], compare: Compare) -> Iterator[_Step]:
    before: PastVersion | None = None
    for place, past in enumerate(chain):
        change = compare(before.version, past.version) if before is not None else None
        if change is None or change.is_substantive:
            yield _Step(place, change, before)
            before = past


def _page_version(
    place: int, steps: Sequence[_Step], chain: Sequence[PastVersion], *, quoted_from: int | None
) -> PageVersion:
    step = steps[place]
    version, before = chain[step.place].version, step.before
    is_corrected = step.change is not None and step.change.label is not None
    is_last = place == len(steps) - 1
    is_quoted = quoted_from is not None and chain[step.place].ordinal >= quoted_from
    is_compared = quoted_from is not None and before is not None and before.ordinal >= quoted_from
    return PageVersion(
        at=_time_of(step.place, chain),
        number=version.number,
        label=version.label if is_corrected else None,
        title=one_line(version.title) if is_quoted and not is_last else None,
        change=step.change,
        difference=show_difference(before.version.text, version.text) if before and is_compared else None,
    )


def _time_of(place: int, chain: Sequence[PastVersion]) -> datetime:
    """Return when a version was made: its own time, unless an earlier one has it already, else when we saw it."""
    version = chain[place].version
    old = {time for past in chain[:place] for time in (past.version.updated, past.version.published)}
    own = (time for time in (version.updated, version.published) if time is not None and time not in old)
    return whole_seconds(next(own, chain[place].seen_at))


def _may_be_told(version: Version, story: Story, lead: Carrier, now: datetime) -> bool:
    is_held = any(hold not in lead.released for hold in version.holds_at(now))
    is_silent = version.is_purged or version.is_for_editors or version.label in STOPPING
    return not is_held and not is_silent and not is_killed(version, story.carriers)
