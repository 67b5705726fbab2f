"""When a source is asked next: when news is worth a poll, never sooner than operator and publisher allow."""

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.ingest.rhythm import Rates, expect
from aggregator.model.poll import Failed, FetchResult, NotModified, SourceState
from aggregator.model.rhythm import Manners
from aggregator.model.source import Source

LONGEST_REST = timedelta(days=1)
"""What a learned rest, a server's `max-age` and a feed's `ttl` are cut to: more would lose the day's stories."""

LONGEST_BACK_OFF = timedelta(days=1)
LONGEST_RETRY_AFTER = timedelta(days=7)

GONE_REST = timedelta(days=30)
"""A source that answered 410 is not asked again; this keeps it out of what is due. Another url starts afresh."""

BUSY_PER_HOUR = 10 / 24
"""Postings an hour from which on a source is polled as often as its `every` allows."""

PUSHED_TIMES = 4
"""How much longer a source rests whose hub delivers what is new: it is asked all the same, for hubs fail silently."""

PUSHED_REST = timedelta(hours=1)
"""The shortest such rest."""

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When a source is asked next, and why then, in one short phrase."""

    at: datetime
    because: str


def is_due(state: SourceState, now: datetime) -> bool:
    """Return whether the source is to be polled now.

    One that never was is due at once, and so is one that was polled in what is now the future: the clock was set
    back, and its schedule means nothing any more. A Retry-After is waited for all the same, unless it lies further
    ahead than any is obeyed.
    """
    if state.next_poll_at is None or state.next_poll_at <= now:
        return True
    is_free = state.retry_at is None or state.retry_at > now + LONGEST_RETRY_AFTER
    return is_free and state.last_poll_at is not None and state.last_poll_at > now


def next_poll(
    source: Source, state: SourceState, outcome: FetchResult, *, price: float = 0.0, now: datetime
) -> NextPoll:
    """Return when to poll again after `outcome`, which `state` counts already.

    `price` is what a poll costs where the operator has set a budget (`ingest.budget`): the delay in hours, summed
    over the stories that wait, which one poll must save. Without one, `every` says how much a poll is worth.
    """
    chance = _chance(source, now)
    if isinstance(outcome, Failed):
        wanted = _after_failure(source, state, outcome, chance=chance, now=now)
    else:
        wanted = _after_success(source, state, price=price, chance=chance, now=now)
    return _outside_skipped(wanted, state.manners, chance)


def unpushed(source: Source, state: SourceState, *, now: datetime) -> datetime:
    """Return when to poll a source whose hub delivers no more: as if it never had, but not in the past."""
    if state.last_poll_at is None or state.failures:
        return max(state.next_poll_at or now, now)
    alone = replace(state, pushed_until=None)
    answered = NotModified(max_age=state.manners.max_age)
    return max(next_poll(source, alone, answered, now=state.last_poll_at).at, now)


def own_price(source: Source) -> float:
    """Return the price at which a source that posts `BUSY_PER_HOUR` is polled every `every`."""
    return BUSY_PER_HOUR * (source.every / _HOUR) ** 2 / 2


def _after_success(
    source: Source, state: SourceState, *, price: float, chance: float, now: datetime
) -> NextPoll:
    spread = 1 + chance / 20  # sources of one host that were polled together drift apart
    rest, because = max(_wishes(source, state, max(price, own_price(source)), now=now))
    return NextPoll(now + rest * spread, because)


def _wishes(
    source: Source, state: SourceState, price: float, *, now: datetime
) -> Iterator[tuple[timedelta, str]]:
    """Yield how long operator, publisher and rhythm each want the source to rest, and how to say so."""
    manners = state.manners
    if source.url.startswith("file:"):
        yield source.every, f"files are looked at every {spell(source.every)}"
        return
    rates = expect(state.rhythm, now=now)
    pace = f"posts about every {spell(_HOUR / rates.at(now))} at this hour"
    learned = _until_worth(rates, price, now=now)
    yield source.every, f"as often as its `every` allows: {pace}"
    yield learned, f"learned: {pace}"
    if state.pushed_until is not None and state.pushed_until > now:
        rest = min(max(PUSHED_TIMES * max(source.every, learned), PUSHED_REST), LONGEST_REST)
        yield min(rest, state.pushed_until - now), "its hub delivers what is new; looked at all the same"
    for wish, words in (
        (manners.max_age, "the server asks for"),
        (manners.ttl, "the feed asks for"),
        (manners.update_period, "the feed says it changes every"),
    ):
        if wish:
            yield min(wish, LONGEST_REST), f"{words} {spell(wish)}"


def _until_worth(rates: Rates, price: float, *, now: datetime) -> timedelta:
    """Return after how long the stories that are expected will have waited, together, as long as a poll costs.

    Where news is equally likely all day this is the square root of price over rate, which makes the mean delay
    smallest for a number of polls.
    """
    at, end = now, now + LONGEST_REST
    waited = stories = 0.0
    while at < end:
        following = min(at.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        hours, rate = (following - at) / _HOUR, rates.at(at)
        further = stories * hours + rate * hours**2 / 2
        if waited + further >= price:
            return at - now + _HOUR * _solve(rate / 2, stories, price - waited)
        waited, stories, at = waited + further, stories + rate * hours, following
    return LONGEST_REST


def _solve(square: float, linear: float, value: float) -> float:
    """Return the positive x at which square * x² + linear * x is the value."""
    return (math.sqrt(linear**2 + 4 * square * value) - linear) / (2 * square)


def _after_failure(
    source: Source, state: SourceState, failed: Failed, *, chance: float, now: datetime
) -> NextPoll:
    if failed.is_gone:
        return NextPoll(now + max(source.every, GONE_REST), "gone: the server says that it stays away")
    times = 1 << min(max(state.failures - 1, 0), 17)  # a second, doubled 17 times, is more than a day
    longest = max(LONGEST_BACK_OFF, source.every)
    ours = now + min(source.every * times * (1 + chance / 4), longest)
    if failed.retry_at is not None and failed.retry_at > ours:
        obeyed = min(failed.retry_at, now + LONGEST_RETRY_AFTER)
        return NextPoll(max(ours, obeyed), "the server says when (Retry-After)")
    return NextPoll(ours, f"failing: try {state.failures + 1}")


def _outside_skipped(wanted: NextPoll, manners: Manners, chance: float) -> NextPoll:
    """Return the first time from `wanted` on that the feed allows; one that allows none is not obeyed."""
    moment = wanted.at
    for _ in range(8 * 24):
        if moment.hour not in manners.skip_hours and moment.weekday() not in manners.skip_days:
            break
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    else:
        return wanted
    if moment == wanted.at:
        return wanted
    # not all at the stroke of the hour
    return NextPoll(
        moment + timedelta(minutes=10) * chance, "the feed wants no polls before (skipHours, skipDays)"
    )


def _chance(source: Source, now: datetime) -> float:
    """Return a number from 0 to 1 that differs from source to source and from poll to poll, the same each time."""
    drawn = hashlib.sha256(f"{source.id} {now.isoformat()}".encode()).digest()
    return int.from_bytes(drawn[:4]) / 2**32


def spell(span: timedelta) -> str:
    """Return a span in words of one unit: `40 s`, `5 min`, `3 h`, `2 days`."""
    seconds = span.total_seconds()
    for unit, size, least in (("days", 86400, 2), ("h", 3600, 2), ("min", 60, 2)):
        if seconds >= least * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
