"""Which carrier of a story is published (design 7.7), and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.model.item import Version
from aggregator.model.recalls import tellable
from aggregator.model.source import RIGHTS_ORDER, Rights, Source
from aggregator.model.story import Carrier, Story
from aggregator.stories.succession import Standing, standing_of

_ALONE = "the only carrier that may lead"


@dataclass(frozen=True, slots=True)
class Lead:
    """The carrier that leads, with what put it before the others, the weightiest first."""

    carrier: Carrier
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Criterion:
    """By what carriers are compared; the smallest rank stays."""

    rank: Callable[[Carrier], Any]
    words: Callable[[Carrier], str]
    """Why those that stay do."""


def choose_lead(usable: Sequence[Carrier], sources: Mapping[str, Source]) -> Lead | None:
    """Return the carrier that leads and why; None when none is usable.

    Newest version, then correction, rights, priority, completeness, earliest time. What came last leads only
    where one of them speaks for it, so that a copy that is as good moves nothing.
    """
    if not usable:
        return None
    if len(usable) == 1:
        return Lead(usable[0], (_ALONE,))
    left, reasons = list(usable), list[str]()
    for criterion in _criteria(standing_of(usable), sources):
        if len(left) == 1:
            break
        best = min(map(criterion.rank, left))
        kept = [carrier for carrier in left if criterion.rank(carrier) == best]
        if len(kept) < len(left):
            reasons.append(criterion.words(kept[0]))
        left = kept
    return Lead(left[0], tuple(reasons) or (_ALONE,))


def lead_reasons(story: Story, sources: Mapping[str, Source], *, now: datetime) -> tuple[str, ...]:
    """Return why a stored story's lead leads, in words; empty where it has none."""
    told = tellable(story.carriers, now=now)
    may_lead = [each for each in story.carriers if each.item in told and not each.is_corrective]
    lead = choose_lead(may_lead, sources)
    is_the_lead = lead is not None and story.lead is not None and lead.carrier.item == story.lead.item
    return lead.reasons if lead is not None and is_the_lead else ()


def _criteria(standing: Standing, sources: Mapping[str, Source]) -> tuple[_Criterion, ...]:
    def rights(carrier: Carrier) -> Rights:
        source = sources.get(carrier.source)
        return source.rights if source else carrier.rights

    def priority(carrier: Carrier) -> int:
        return _priority(carrier.version, sources.get(carrier.source))

    return (
        _Criterion(lambda each: each.item in standing.behind, lambda _: "the newest text"),
        _Criterion(
            lambda each: -(each.version.number or 0),
            lambda each: f"version {each.version.number} of the wire",
        ),
        _Criterion(lambda each: not each.was_corrected, lambda _: "the correction"),
        _Criterion(lambda each: -RIGHTS_ORDER.index(rights(each)), lambda each: f"{rights(each)} rights"),
        _Criterion(lambda each: -priority(each), lambda each: f"priority {priority(each)}"),
        _Criterion(lambda each: not each.version.body_html, lambda _: "a text of its own"),
        _Criterion(lambda each: each.item in standing.cut, lambda _: "the fullest copy"),
        _Criterion(lambda each: not each.version.pictures, lambda _: "pictures"),
        _Criterion(_time, lambda each: f"the earliest, {_time(each):%Y-%m-%d %H:%M}Z"),
        _Criterion(
            lambda each: (each.source, each.guid, each.item), lambda _: "the first by name among equals"
        ),
    )


def _time(carrier: Carrier) -> datetime:
    return carrier.version.published or carrier.first_seen


def _priority(version: Version, source: Source | None) -> int:
    if version.priority is not None:
        return version.priority
    return source.priority if source else 0
