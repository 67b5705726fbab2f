"""How polls may be spread over sources: one interval for all, Miniflux's rule, and ours."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.ingest.budget import Purse, find_price
from aggregator.ingest.cadence import next_poll
from aggregator.ingest.rhythm import begin, learn
from aggregator.model.poll import NotModified, SourceState
from aggregator.model.source import Source
from benchmarks.freshening.postings import Posting
from benchmarks.freshening.replay import Outcome, Policy, replay

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=1)
"""Of Miniflux (POLLING_PARSING_... SCHEDULER_ENTRY_FREQUENCY_MIN_INTERVAL, _MAX_INTERVAL), and so of all."""

_WEEK, _HOUR = timedelta(weeks=1), timedelta(hours=1)


class Fixed:
    """One interval for all."""

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def polled(self, number: int, found: Sequence[datetime], now: datetime) -> datetime:
        """Return one interval later."""
        del number, found
        return now + self._interval


class EntryFrequency:
    """Miniflux's `entry_frequency`: week / (postings of the last week * factor)."""

    def __init__(self, postings: Sequence[Posting], factor: float) -> None:
        self._known = [list(posting.before) for posting in postings]
        self._factor = factor

    def polled(self, number: int, found: Sequence[datetime], now: datetime) -> datetime:
        """Return when the rule says."""
        known = self._known[number]
        known += found
        count = len(known) - bisect_left(known, now - _WEEK)
        wanted = _WEEK / (count * self._factor) if count else LONGEST
        return now + min(max(wanted, SHORTEST), LONGEST)


class Learned:
    """The rhythm and the price of this project, as the service applies them."""

    def __init__(self, postings: Sequence[Posting], polls_per_hour: float) -> None:
        self._postings = postings
        self._sources = [
            Source(id=f"{number}", url="https://replay.example/", every=SHORTEST)
            for number in range(len(postings))
        ]
        self._states: dict[str, SourceState] = {}
        self._purse = Purse.half_full(polls_per_hour, min(posting.since for posting in postings).timestamp())
        self._priced_at: datetime | None = None
        self._price = 0.0

    def polled(self, number: int, found: Sequence[datetime], now: datetime) -> datetime:
        """Return what the service would store as the next poll."""
        source = self._sources[number]
        state = self._states.get(source.id)
        if state is None:
            first = begin([*self._postings[number].before, *found], now=now)
            state = SourceState(source=source.id, rhythm=first)
        elif found and state.rhythm:
            state = replace(state, rhythm=learn(state.rhythm, found, now=now))
        self._states[source.id] = state
        self._purse = self._purse.filled(now.timestamp()).paid(1)
        price = self._price_at(now)
        return next_poll(source, state, NotModified(), price=price, now=now).at

    def _price_at(self, now: datetime) -> float:
        if self._priced_at is None or now - self._priced_at >= _HOUR:
            known = [source for source in self._sources if source.id in self._states]
            granted = self._purse.spendable_per_hour * len(known) / len(self._sources)
            self._price = find_price(known, self._states, granted, now=now)
            self._priced_at = now
        return self._price


def with_as_many_polls(
    postings: Sequence[Posting], make: Callable[[float], Policy], polls: int, *, low: float, high: float
) -> Outcome:
    """Return the replay whose number, between these two, makes just as many polls; more of it makes more."""
    outcome = replay(postings, make(low))
    for _ in range(25):
        middle = math.sqrt(low * high)
        outcome = replay(postings, make(middle))
        if outcome.polls < polls:
            low = middle
        else:
            high = middle
        if abs(outcome.polls - polls) <= polls / 2000:
            return outcome
    return outcome


def floors(postings: Sequence[Posting]) -> tuple[float, float]:
    """Return the mean delay, as a part of that of a fixed interval, of polls proportional to the roots of known rates.

    The first knows each source's own rate, the second also how all of them post by the hour of day.
    """
    counts = [len(posting.posted) for posting in postings]
    by_rate = _gain(counts)
    hours = Counter(moment.hour for posting in postings for moment in posting.posted)
    return by_rate, by_rate * _gain([hours[hour] for hour in range(24)])


def _gain(counts: Iterable[int]) -> float:
    known = list(counts)
    return sum(map(math.sqrt, known)) ** 2 / (len(known) * sum(known))
