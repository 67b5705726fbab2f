"""What a poll teaches of its source: when it posts, how it wants to be polled, and so when to poll it next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.ingest.cadence import next_poll
from aggregator.ingest.flood import believed, note_arrivals
from aggregator.ingest.rhythm import begin, learn
from aggregator.model.arrivals import Arrivals
from aggregator.model.poll import Failed, Fetched, FetchResult, ItemChange, SourceState
from aggregator.model.rhythm import Manners, Rhythm
from aggregator.model.source import Source
from aggregator.model.websub import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What of one poll says something about the next."""

    outcome: FetchResult
    manners: Manners | None
    """What the feed says; None where none was read."""
    published: tuple[datetime, ...] | None
    """The dates of its entries; None where none was read."""


def settle(
    source: Source,
    lesson: Lesson,
    state: SourceState,
    changes: Sequence[ItemChange],
    *,
    price: float,
    now: datetime,
) -> SourceState:
    """Return the state with what was learned and with the next poll; `changes` is what was new to the store."""
    learned = replace(
        state,
        rhythm=_rhythm(state.rhythm, lesson, believed(changes, state, now=now), now),
        arrivals=_arrivals(state.arrivals, lesson, changes, now),
        manners=_manners(state.manners, lesson),
    )
    # what a poll has found its hub has not delivered: until a poll finds nothing, push is not relied upon
    has_missed = any(change.item is None for change in changes)
    relied = replace(learned, pushed_until=None) if has_missed else learned
    following = next_poll(source, relied, lesson.outcome, price=price, now=now)
    return replace(learned, next_poll_at=following.at, next_poll_because=following.because)


def _rhythm(
    known: Rhythm | None, lesson: Lesson, changes: Sequence[ItemChange], now: datetime
) -> Rhythm | None:
    if lesson.published is None:
        is_watched = known is not None or isinstance(lesson.outcome, Failed)
        return (
            known if is_watched else begin((), now=now)
        )  # a store of an earlier release: it is watched from now on
    if known is None:
        return begin(lesson.published, now=now)
    return overhear(known, changes, now=now)


def overhear(known: Rhythm, changes: Sequence[ItemChange], *, now: datetime) -> Rhythm:
    """Return the rhythm with what was new to the store, whoever has brought it."""
    fresh = [change.versions[0].version for change in changes if change.item is None and change.versions]
    if not fresh:
        return known
    # what is undated, or dated before the last lesson, has appeared since then and was not seen until now
    dates = [version.published for version in fresh]
    return learn(known, [date if date and known.at < date <= now else now for date in dates], now=now)


def _arrivals(
    known: Arrivals | None, lesson: Lesson, changes: Sequence[ItemChange], now: datetime
) -> Arrivals | None:
    is_as_it_was = isinstance(lesson.outcome, Failed) or (known is not None and not changes)
    return known if is_as_it_was else note_arrivals(known, changes, now=now)


def _manners(known: Manners, lesson: Lesson) -> Manners:
    if isinstance(lesson.outcome, Failed):
        return known
    told = lesson.manners or known
    offered = lesson.outcome.offer if isinstance(lesson.outcome, Fetched) else None
    return replace(told, max_age=lesson.outcome.max_age, offer=_offer(offered, told.offer))


def _offer(of_server: Offer | None, of_feed: Offer | None) -> Offer | None:
    """Return what is offered: the server's headers come before what the feed says (WebSub, 4)."""
    if of_server is None:
        return of_feed
    return Offer(of_server.hubs, of_server.topic or (of_feed.topic if of_feed else None))
