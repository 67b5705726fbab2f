"""What a poll teaches of its source."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aggregator.ingest.lesson import Lesson, settle
from aggregator.model.item import Version
from aggregator.model.poll import (
    Failed,
    Fetched,
    FetchResult,
    ItemChange,
    NewVersion,
    NotModified,
    SourceState,
)
from aggregator.model.rhythm import Manners
from aggregator.model.source import Source
from aggregator.model.websub import Offer
from tests.ingest.rhythms import DAY, HOUR, MINUTE, NOW, posting

SOURCE = Source(id="harbour", url="https://news.example/", every=5 * MINUTE)
KNOWN = SourceState(
    source="harbour", rhythm=posting(every=HOUR), manners=Manners(ttl=2 * HOUR, skip_hours=(3,))
)
FETCHED = Fetched(bodies=(), max_age=3 * HOUR)
FETCHED_NOW = Fetched(bodies=())
PUSHED = "its hub delivers what is new; looked at all the same"


def change(published: datetime | None, *, item: int | None = None) -> ItemChange:
    """Return an item that is new, or a new version of one that is known."""
    version = Version(title="Pier", published=published)
    return ItemChange(guid="a", item=item, versions=(NewVersion("d", "w", version),))


def after(
    outcome: FetchResult,
    *changes: ItemChange,
    state: SourceState = KNOWN,
    published: tuple[datetime, ...] | None = None,
    manners: Manners | None = None,
) -> SourceState:
    """Return the state after a poll forty minutes later."""
    lesson = Lesson(outcome=outcome, manners=manners, published=published)
    return settle(SOURCE, lesson, state, changes, price=0.0, now=NOW + 40 * MINUTE)


@pytest.mark.parametrize("outcome", [NotModified(), Fetched(bodies=())])
def test_unchanged_answer_learns_nothing_and_forgets_nothing(outcome: FetchResult) -> None:
    """The feed's own `ttl` holds while it is not read; the rhythm's bytes stay as they are."""
    state = after(outcome)
    assert (state.rhythm, state.manners) == (KNOWN.rhythm, KNOWN.manners)
    assert state.next_poll_because == "the feed asks for 2 h"


def test_feed_that_was_read_says_its_wishes_anew_and_the_server_each_time() -> None:
    """What it no longer says no longer holds."""
    assert after(FETCHED, manners=Manners(ttl=HOUR), published=()).manners == Manners(
        max_age=3 * HOUR, ttl=HOUR
    )
    told = after(FETCHED).manners
    assert told == Manners(max_age=3 * HOUR, ttl=2 * HOUR, skip_hours=(3,))


def test_failure_changes_neither_rhythm_nor_manners() -> None:
    """An error page says nothing of the feed."""
    state = after(Failed(reason="no answer"))
    assert (state.rhythm, state.manners) == (KNOWN.rhythm, KNOWN.manners)


@pytest.mark.parametrize(
    ("published", "hour"),
    [
        (NOW + 5 * MINUTE, (NOW + 5 * MINUTE).hour),
        (None, (NOW + 40 * MINUTE).hour),
        (NOW - timedelta(days=3, hours=9), (NOW + 40 * MINUTE).hour),
    ],
)
def test_new_item_counts_at_its_own_time_or_now(published: datetime | None, hour: int) -> None:
    """Undated, or dated before what we know: it has appeared since, and was seen now."""
    state = after(FETCHED, change(published), published=())
    assert KNOWN.rhythm is not None
    assert state.rhythm is not None
    grown = [each - before for each, before in zip(state.rhythm.hours, KNOWN.rhythm.hours, strict=True)]
    assert grown.index(max(grown)) == hour
    assert max(grown) == pytest.approx(1, abs=0.05)


def test_new_version_is_no_posting() -> None:
    """Some outlets change every entry at every poll."""
    assert after(FETCHED, change(NOW, item=7), published=(NOW,)).rhythm == KNOWN.rhythm


def test_first_poll_begins_the_rhythm_whatever_the_store_knows() -> None:
    """A store of an earlier release knows the items and no rhythm; a feed without entries is known to be empty."""
    fresh = SourceState(source="harbour")
    begun = after(FETCHED, state=fresh, published=(NOW - HOUR, NOW - 2 * HOUR))
    assert begun.rhythm is not None
    assert begun.rhythm.since == NOW - 2 * HOUR
    empty = after(FETCHED, state=fresh, published=())
    assert empty.rhythm is not None
    assert empty.rhythm.since == NOW + 40 * MINUTE
    assert after(NotModified(), state=fresh).rhythm == empty.rhythm
    assert after(Failed(reason="no answer"), state=fresh).rhythm is None


def test_hub_that_missed_an_item_is_not_relied_upon() -> None:
    """The next poll comes as if there were none; once a poll finds nothing new, it is relied upon again."""
    pushed = replace(KNOWN, pushed_until=NOW + 9 * DAY, manners=Manners())
    assert after(FETCHED_NOW, change(NOW), state=pushed, published=()).next_poll_because != PUSHED
    assert after(FETCHED_NOW, change(NOW, item=1), state=pushed, published=()).next_poll_because == PUSHED
    assert after(NotModified(), state=pushed).next_poll_because == PUSHED


def test_hub_of_the_server_comes_before_that_of_the_feed() -> None:
    """WebSub, 4: headers first; an own address that they lack is the feed's."""
    of_feed = Offer(("https://feed.example/",), "https://news.example/self")
    told = Manners(offer=of_feed)
    assert after(FETCHED, manners=told, published=()).manners.offer == of_feed
    of_server = Fetched(bodies=(), offer=Offer(("https://server.example/",)))
    joined = Offer(("https://server.example/",), "https://news.example/self")
    assert after(of_server, manners=told, published=()).manners.offer == joined
    unread = after(FETCHED, state=replace(KNOWN, manners=Manners(offer=joined)))
    assert unread.manners.offer == joined
