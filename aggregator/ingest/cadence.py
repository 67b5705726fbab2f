"""When a source is asked next: never sooner than its operator, its server and its feed allow."""

from datetime import datetime, timedelta

from aggregator.model.poll import Failed, Fetched, FetchResult, NotModified, SourceState
from aggregator.model.source import Source

LONGEST_REST = timedelta(days=1)
"""What a server's `max-age` and a feed's `ttl` are cut to: a year, as some say, would lose the day's stories."""

LONGEST_BACK_OFF = timedelta(days=1)
LONGEST_RETRY_AFTER = timedelta(days=7)

GONE_REST = timedelta(days=30)
"""A source that answered 410 is not asked again; this keeps it out of what is due. Another url starts afresh."""


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
    source: Source, state: SourceState, outcome: FetchResult, ttl: timedelta | None, *, now: datetime
) -> datetime:
    """Return when to poll again after `outcome`; `state` counts it already, `ttl` is the feed's own wish."""
    match outcome:
        case Failed(is_gone=True):
            return now + max(source.every, GONE_REST)
        case Failed(retry_at=retry_at):
            return max(now + _back_off(source, state.failures), _bounded(retry_at, now))
        case Fetched(max_age=max_age) | NotModified(max_age=max_age):
            return now + max(source.every, _rest(max_age), _rest(ttl))


def _back_off(source: Source, failures: int) -> timedelta:
    """Return the wait after so many failures in a row: `every`, and twice as long each time."""
    times = 1 << min(max(failures - 1, 0), 17)  # a second, doubled 17 times, is more than a day
    return min(source.every * times, max(LONGEST_BACK_OFF, source.every))


def _bounded(retry_at: datetime | None, now: datetime) -> datetime:
    return now if retry_at is None else min(retry_at, now + LONGEST_RETRY_AFTER)


def _rest(wish: timedelta | None) -> timedelta:
    return min(wish or timedelta(0), LONGEST_REST)
