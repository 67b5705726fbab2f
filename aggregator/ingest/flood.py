"""When what a source brings is no news but a flood: it is held until editors look at it.

Two things are: far more new items than the source has ever had in a day or so, and a feed whose guids have all
changed at once, so that what was published comes again.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.ingest.rhythm import expect
from aggregator.model.arrivals import Arrivals
from aggregator.model.item import TELLING
from aggregator.model.poll import ItemChange, KnownItem, SourceState

FIRST_WEEK = timedelta(days=7)
"""For so long a source is not known well enough."""

MANY = 30
"""New items of a day that are never a flood, however quiet the source is otherwise."""

TIMES_USUAL = 8.0
"""From how many times a usual day on it is one: the busiest moments of 80 topics of a wire, and of three outlets over
months, are half of what is held (`benchmarks/floods.py`)."""

HALF_LIFE = timedelta(hours=12)
_DAY = timedelta(days=1)

LEAST_RENAMED = 5
"""Entries of a feed whose guids can all have changed at once."""

_LAG = timedelta(hours=1)
"""How long an entry may take from its date to the feed, through caches on the way."""

Plan = Callable[[Mapping[str, Sequence[KnownItem]]], Sequence[ItemChange]]


def hold_floods(plan: Plan, state: SourceState, *, is_whole: bool, now: datetime) -> Plan:
    """Return the plan of a poll that holds the new items which are a flood; `state` is that before the poll.

    `is_whole` says whether the poll shows everything that the source has, as a feed does and a delta does not.
    """

    def plan_held(known: Mapping[str, Sequence[KnownItem]]) -> Sequence[ItemChange]:
        changes = plan(known)
        fresh = [change for change in changes if _is_new(change)]
        is_renamed = is_whole and not any(known.values()) and _comes_again(fresh, state, now)
        if _is_known_well(state, now) and (is_renamed or busyness(len(fresh), state, now) > 1):
            return tuple(_held(change) if _is_new(change) else change for change in changes)
        return changes

    return plan_held


def note_arrivals(known: Arrivals | None, changes: Sequence[ItemChange], *, now: datetime) -> Arrivals:
    """Return what is known after a poll that succeeded; the first one only begins."""
    if known is None:
        return Arrivals(since=now, at=now)
    fresh = sum(_is_new(change) for change in changes)
    return replace(known, at=now, lately=_lately(known, now) + fresh)


def believed(changes: Sequence[ItemChange], state: SourceState, *, now: datetime) -> Sequence[ItemChange]:
    """Return the changes that a rhythm is learned from: of a flood the part that would have been none.

    So a source that has really grown is held for some days, and then is usual; and no flood makes room for the next.
    """
    is_held = any(new.version.is_flood for change in changes for new in change.versions)
    if not is_held:
        return changes
    fresh = [change for change in changes if _is_new(change)]
    share = 1 / max(busyness(len(fresh), state, now), 1.0)
    return fresh[: math.ceil(len(fresh) * share)]


def busyness(fresh: int, state: SourceState, now: datetime) -> float:
    """Return how much has come lately with these new items, as a part of what is no flood yet; over 1 it is one."""
    if state.arrivals is None or fresh == 0:
        return 0.0
    return (_lately(state.arrivals, now) + fresh) / _bound(state, now)


def _is_new(change: ItemChange) -> bool:
    return change.item is None and bool(change.versions)


def _is_known_well(state: SourceState, now: datetime) -> bool:
    return state.arrivals is not None and now - state.arrivals.since >= FIRST_WEEK


def _bound(state: SourceState, now: datetime) -> float:
    """Return how many new items of a day or so are no flood; after a long gap those of all of its days."""
    days = max(_elapsed(state, now) / _DAY, 1.0)
    return max(MANY, TIMES_USUAL * _usual(state, now) * days)


def _usual(state: SourceState, now: datetime) -> float:
    """Return the new items of a usual day, without those that have come lately: else a flood by drops is usual."""
    lately = 0.0 if state.arrivals is None else _lately(state.arrivals, now)
    rates = expect(state.rhythm, now=now)
    return 24 * (rates.per_hour - lately / rates.watched_hours)


def _comes_again(fresh: Sequence[ItemChange], state: SourceState, now: datetime) -> bool:
    """Return whether most of a feed without any known guid is older than the last look at it.

    Of entries without dates only their number tells: far more than can have been posted since.
    """
    if len(fresh) < LEAST_RENAMED or state.last_success_at is None:
        return False
    dates = [change.versions[0].version.published for change in fresh]
    old = sum(date is not None and date < state.last_success_at - _LAG for date in dates)
    undated = dates.count(None)
    expected = expect(state.rhythm, now=now).per_hour * (_elapsed(state, now) / timedelta(hours=1))
    return 2 * old > len(fresh) or (2 * undated > len(fresh) > TIMES_USUAL * max(expected, 1.0))


def _elapsed(state: SourceState, now: datetime) -> timedelta:
    return max(now - (state.last_success_at or now), timedelta(0))


def _lately(known: Arrivals, now: datetime) -> float:
    return float(known.lately * 0.5 ** max((now - known.at) / HALF_LIFE, 0.0))


def _held(change: ItemChange) -> ItemChange:
    """Return a new item as it is held; what takes something back, or says what was wrong, is never held up."""
    if any(new.version.label in TELLING for new in change.versions):
        return change
    held = tuple(replace(new, version=replace(new.version, is_flood=True)) for new in change.versions)
    return replace(change, versions=held)
