"""What a source's past postings say of its next ones: how likely news is at each hour of the week.

A rate (postings an hour) times a factor for the hour of the day times one for the weekday. Each begins where
nothing is known and moves as postings are seen; a week halves the weight of what was seen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aggregator.model.rhythm import Rhythm

HALF_LIFE = timedelta(days=7)
"""After how long a posting counts half."""

HISTORY = 4 * HALF_LIFE
"""How far back the entries of a source's first poll are believed to tell its rhythm."""

FIRST_GUESS_HOURS = 2.0
"""Of a source of which nothing is known, one posting is expected in so many hours: it is looked at soon."""

DOUBT = 0.5
"""How many postings of doubt hold the factor of each hour and weekday to 1."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_EPOCH = datetime(1970, 1, 5, tzinfo=UTC)  # a Monday


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How many postings are expected: `per_hour` on the average, times the factor of the hour and of the weekday."""

    per_hour: float
    watched_hours: float
    """Of how many hours `per_hour` is the average; old ones weigh less."""
    hours: tuple[float, ...]
    days: tuple[float, ...]

    def at(self, moment: datetime) -> float:
        """Return the postings an hour that are expected at this moment."""
        return self.per_hour * self.hours[moment.hour] * self.days[moment.weekday()]


def begin(posted: Sequence[datetime], *, now: datetime) -> Rhythm:
    """Return the rhythm of a source that was polled for the first time, from the dates of its entries.

    A feed shows its newest entries alone, so its oldest one says from when on they are known. The oldest tenth
    is left out: some feeds pin an entry of last year.
    """
    past = sorted((moment for moment in posted if moment <= now), reverse=True)
    kept = past[: math.ceil(len(past) * 0.9)]
    since = max(kept[-1], now - HISTORY) if kept else now
    return learn(Rhythm(since=since, at=now), [moment for moment in kept if moment > since], now=now)


def learn(rhythm: Rhythm, posted: Sequence[datetime], *, now: datetime) -> Rhythm:
    """Return the rhythm with further postings; where the clock was set back, the past counts as it is."""
    kept = _weight(rhythm.at, now)
    hours = [count * kept for count in rhythm.hours]
    days = [count * kept for count in rhythm.days]
    for moment in posted:
        weight = _weight(moment, now)
        hours[moment.hour] += weight
        days[moment.weekday()] += weight
    return Rhythm(since=min(rhythm.since, now), at=now, hours=tuple(hours), days=tuple(days))


def expect(rhythm: Rhythm | None, *, now: datetime) -> Rates:
    """Return what is expected of a source from now on."""
    known = rhythm or Rhythm(since=now, at=now)
    kept = _weight(known.at, now)
    count = sum(known.hours) * kept
    half_life_hours = HALF_LIFE / _HOUR
    watched_hours = (1 - _weight(known.since, now)) * half_life_hours / math.log(2)
    known_hours = watched_hours + FIRST_GUESS_HOURS
    return Rates(
        per_hour=(count + 1) / known_hours,
        watched_hours=known_hours,
        hours=_factors(known.hours, known.since, now, unit=_HOUR),
        days=_factors(known.days, known.since, now, unit=_DAY),
    )


def _factors(
    counts: Sequence[float], since: datetime, now: datetime, *, unit: timedelta
) -> tuple[float, ...]:
    """Return how much likelier than on the average a posting is in each part of the cycle, held back by doubt."""
    total = sum(counts)
    if not total:
        return (1.0,) * len(counts)  # as it would come out: of a source that is silent nothing is known
    kept = _weight(now - unit, now)
    shares = _shares(len(counts), (since - _EPOCH) / unit, (now - _EPOCH) / unit, kept=kept)
    return tuple(
        (count + DOUBT) / (total * share + DOUBT) for count, share in zip(counts, shares, strict=True)
    )


def _shares(parts: int, since: float, now: float, *, kept: float) -> list[float]:
    """Return which share of the watched time lay in each part of a cycle, old time weighing less like old postings.

    Times are counted in parts; after one of them, `kept` of a weight is left.
    """
    rounds, rest = divmod(max(now - since, 0.0), parts)
    start, cycle = since % parts, kept**parts
    whole, oldest = (1 - cycle**rounds) / (1 - cycle), cycle**rounds
    lasted = _spread(start, rest, parts)
    seen = [
        weight * (whole + oldest * lasting)
        for weight, lasting in zip(_weights(parts, now % parts, kept), lasted, strict=True)
    ]
    watched = sum(seen)
    return [each / watched if watched else 1 / parts for each in seen]


def _weights(parts: int, end: float, kept: float) -> list[float]:
    """Return how much each part of the cycle that ends at `end` weighs: what is under way is new and a cycle old."""
    weights = [kept ** ((end - part - 0.5) % parts) for part in range(parts)]
    done = end % 1
    weights[int(end)] = done + (1 - done) * kept**parts
    return weights


def _spread(start: float, length: float, parts: int) -> list[float]:
    """Return how much of a time, less than one cycle long, lies in each part of the cycle."""
    lasted, end = [0.0] * parts, start + length
    for part in range(int(start), math.ceil(end)):
        lasted[part % parts] += min(part + 1, end) - max(part, start)
    return lasted


def _weight(moment: datetime, now: datetime) -> float:
    return float(0.5 ** max((now - moment) / HALF_LIFE, 0.0))
