"""When a source is asked next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.cadence import PUSHED_REST, is_due, next_poll, unpushed
from aggregator.model.poll import Failed, Fetched, FetchResult, NotModified, SourceState
from aggregator.model.rhythm import Manners, Rhythm
from aggregator.model.source import Source
from tests.ingest.rhythms import DAY, HOUR, MINUTE, NOW, posting, rhythms

SOURCE = Source(id="harbour", url="https://news.example/", every=5 * MINUTE)
BUSY = posting(every=MINUTE)

spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3650))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
manners = st.builds(
    Manners,
    max_age=st.none() | spans,
    ttl=st.none() | spans,
    update_period=st.none() | spans,
    skip_hours=st.lists(st.integers(0, 23)).map(tuple),
    skip_days=st.lists(st.integers(0, 6)).map(tuple),
)
outcomes = (
    st.builds(Fetched, bodies=st.just(()))
    | st.builds(NotModified)
    | st.builds(Failed, reason=st.just("no answer"), retry_at=st.none() | moments, is_gone=st.booleans())
)
sources = st.builds(
    Source, id=st.just("harbour"), url=st.just("https://news.example/"), every=st.timedeltas(MINUTE, 7 * DAY)
)
states = st.builds(
    SourceState,
    source=st.just("harbour"),
    failures=st.integers(0, 10**6),
    rhythm=st.none() | rhythms,
    manners=manners,
)
prices = st.floats(0, 10**6)


def wait(
    outcome: FetchResult,
    *,
    every: timedelta = 5 * MINUTE,
    failures: int = 0,
    wishes: Manners | None = None,
    rhythm: Rhythm = BUSY,
) -> timedelta:
    """Return how long a source rests after this outcome, but for what chance adds."""
    source = replace(SOURCE, every=every)
    state = SourceState(source="harbour", failures=failures, rhythm=rhythm, manners=wishes or Manners())
    return next_poll(source, state, outcome, now=NOW).at - NOW


@pytest.mark.parametrize(
    ("wishes", "rest"),
    [
        (Manners(), 5 * MINUTE),
        (Manners(max_age=MINUTE, ttl=2 * MINUTE), 5 * MINUTE),
        (Manners(max_age=HOUR), HOUR),
        (Manners(max_age=HOUR, ttl=2 * HOUR), 2 * HOUR),
        (Manners(update_period=6 * HOUR, ttl=2 * HOUR), 6 * HOUR),
        (Manners(max_age=365 * DAY, ttl=365 * DAY), DAY),
    ],
)
@pytest.mark.parametrize("outcome", [Fetched(bodies=()), NotModified()])
def test_success_rests_for_the_longest_wish(wishes: Manners, rest: timedelta, outcome: FetchResult) -> None:
    """Operator, server and feed are all obeyed; a wish for more than a day is cut to one."""
    assert rest <= wait(outcome, wishes=wishes) <= rest * 1.05


@pytest.mark.parametrize(
    ("every", "left", "rest"),
    [
        (MINUTE, 9 * DAY, PUSHED_REST),
        (HOUR, 9 * DAY, 4 * HOUR),
        (7 * HOUR, 9 * DAY, DAY),
        (2 * DAY, 9 * DAY, 2 * DAY),
        (HOUR, 90 * MINUTE, 90 * MINUTE),
        (HOUR, -MINUTE, HOUR),
    ],
)
def test_source_that_is_pushed_rests_longer_but_not_beyond_its_lease(
    every: timedelta, left: timedelta, rest: timedelta
) -> None:
    """Four times, an hour at least, a day at most: what its hub does not deliver is found all the same."""
    source = replace(SOURCE, every=every)
    state = SourceState(source="harbour", rhythm=BUSY, pushed_until=NOW + left)
    assert rest <= next_poll(source, state, NotModified(), now=NOW).at - NOW <= rest * 1.05


def test_source_whose_hub_ends_is_polled_as_if_it_had_never_been_pushed() -> None:
    """Counted from its last poll, and never in the past; one that fails keeps its back-off."""
    pushed = SourceState(
        source="harbour", rhythm=BUSY, last_poll_at=NOW, next_poll_at=NOW + DAY, pushed_until=NOW + DAY
    )
    alone = next_poll(SOURCE, replace(pushed, pushed_until=None), NotModified(), now=NOW).at
    assert unpushed(SOURCE, pushed, now=NOW + MINUTE) == alone
    assert unpushed(SOURCE, pushed, now=NOW + 5 * HOUR) == NOW + 5 * HOUR
    assert unpushed(SOURCE, replace(pushed, failures=3), now=NOW + MINUTE) == NOW + DAY


@pytest.mark.parametrize(
    ("failures", "rest"), [(1, 5 * MINUTE), (2, 10 * MINUTE), (5, 80 * MINUTE), (10, DAY), (10**9, DAY)]
)
def test_each_failure_doubles_the_rest(failures: int, rest: timedelta) -> None:
    """Up to a day: a server that is back is found again the next morning."""
    assert rest <= wait(Failed(reason="no answer"), failures=failures) <= min(rest * 1.25, DAY)


@given(st.integers(1, 40), st.integers(1, 40))
def test_more_failures_never_shorten_the_rest(some: int, further: int) -> None:
    """Chance adds less than a failure does."""
    failed = Failed(reason="no answer")
    assert wait(failed, failures=some) <= wait(failed, failures=some + further)


def test_first_success_ends_the_back_off() -> None:
    """Nothing of the failures is remembered."""
    assert wait(NotModified(), failures=0) <= 5 * MINUTE * 1.05


def test_weekly_source_that_fails_is_not_polled_daily() -> None:
    """Failing is no reason to come more often than the operator said."""
    assert wait(Failed(reason="no answer"), every=7 * DAY, failures=3) == 7 * DAY


def test_retry_after_is_waited_for() -> None:
    """Longer than our own back-off it decides, up to a week; shorter it does not."""
    assert wait(Failed(reason="busy", retry_at=NOW + 2 * DAY)) == 2 * DAY
    assert wait(Failed(reason="busy", retry_at=NOW + 400 * DAY)) == 7 * DAY
    assert wait(Failed(reason="busy", retry_at=NOW + MINUTE)) >= 5 * MINUTE


def test_gone_source_is_looked_at_once_a_month() -> None:
    """A 410 is obeyed."""
    assert wait(Failed(reason="gone", is_gone=True)) == 30 * DAY


def test_source_is_due_from_its_hour_on() -> None:
    """Never polled is due; so is one whose hour has come, and no other."""
    assert is_due(SourceState(source="harbour"), NOW)
    assert is_due(SourceState(source="harbour", next_poll_at=NOW), NOW)
    assert not is_due(SourceState(source="harbour", next_poll_at=NOW + MINUTE), NOW)


@pytest.mark.parametrize(
    ("hours", "least", "most"),
    [(1, 15, 16), (2, 15, 16), (25, 35, 60), (171, 75, 160), (9999, 120, 300)],
)
def test_quiet_source_is_polled_rarely_and_a_busy_one_often(hours: int, least: int, most: int) -> None:
    """Minutes, for the default `every` of 15: news of a busy source is here within them."""
    rest = wait(NotModified(), every=15 * MINUTE, rhythm=posting(every=hours * 61 * MINUTE)) / MINUTE
    assert least <= rest <= most


def test_source_that_posts_at_nine_is_polled_around_nine() -> None:
    """On weekdays at nine: several times in that hour, and hardly at night, at the same price."""
    mornings = [
        NOW.replace(hour=9, minute=5) - days * DAY
        for days in range(1, 43)
        if (NOW - days * DAY).weekday() < 5
    ]
    rhythm = posting(at=mornings)
    state = SourceState(source="harbour", rhythm=rhythm)
    polls, moment = [], NOW.replace(hour=0, minute=0)
    while moment < NOW.replace(hour=0, minute=0) + DAY:
        moment = next_poll(SOURCE, state, NotModified(), price=0.02, now=moment).at
        polls.append(moment.hour)
    assert polls.count(9) >= 2 > polls.count(3)
    assert polls.count(9) == max(polls.count(hour) for hour in range(24))


def test_hours_and_days_that_the_feed_skips_are_skipped() -> None:
    """In GMT; NOW is Wednesday evening. The first minutes of the next hour are not everyone's at once."""
    at = NOW + wait(NotModified(), wishes=Manners(skip_hours=(18, 19, 20)))
    assert timedelta(0) < at - NOW.replace(hour=21, minute=0) < 10 * MINUTE
    at = NOW + wait(NotModified(), wishes=Manners(skip_hours=tuple(range(6, 24)), skip_days=(3,)))
    assert (at.date() - NOW.date(), at.hour) == (2 * DAY, 0)


def test_feed_that_skips_always_is_polled_all_the_same() -> None:
    """All 24 hours are a template's mistake."""
    assert wait(NotModified(), wishes=Manners(skip_hours=tuple(range(24)))) < 6 * MINUTE


@pytest.mark.parametrize(
    ("outcome", "wishes", "rhythm", "words"),
    [
        (NotModified(), Manners(max_age=30 * MINUTE), BUSY, "the server asks for 30 min"),
        (NotModified(), Manners(ttl=2 * HOUR), BUSY, "the feed asks for 2 h"),
        (NotModified(), Manners(update_period=HOUR), BUSY, "the feed says it changes every 60 min"),
        (NotModified(), Manners(), posting(every=DAY), "learned: posts about every "),
        (
            NotModified(),
            Manners(),
            BUSY,
            "as often as its `every` allows: posts about every ",
        ),
        (Failed(reason="no answer"), Manners(), BUSY, "failing: try 4"),
        (Failed(reason="busy", retry_at=NOW + DAY), Manners(), BUSY, "the server says when (Retry-After)"),
    ],
)
def test_next_poll_says_why_then(outcome: FetchResult, wishes: Manners, rhythm: Rhythm, words: str) -> None:
    """The operator asks why nothing has come for an hour."""
    state = SourceState(source="harbour", failures=3, rhythm=rhythm, manners=wishes)
    assert next_poll(SOURCE, state, outcome, now=NOW).because.startswith(words)


def test_folder_is_looked_at_every_time() -> None:
    """Nobody's server is spared by learning when a desk writes."""
    folder = Source(id="drop", url="file:///var/drop/*.xml", every=MINUTE)
    state = SourceState(source="drop", rhythm=posting(every=60 * DAY))
    assert next_poll(folder, state, NotModified(), price=9.0, now=NOW).at - NOW <= 1.05 * MINUTE


@given(sources, states, outcomes, prices)
def test_no_poll_comes_before_the_operators_interval(
    source: Source, state: SourceState, outcome: FetchResult, price: float
) -> None:
    """Whatever happened, `every` is the shortest rest."""
    assert next_poll(source, state, outcome, price=price, now=NOW).at >= NOW + source.every


@given(sources, states, moments)
def test_no_poll_comes_before_retry_after(source: Source, state: SourceState, retry_at: datetime) -> None:
    """Up to a week it is obeyed to the second."""
    at = next_poll(source, state, Failed(reason="busy", retry_at=retry_at), now=NOW).at
    assert at >= min(retry_at, NOW + 7 * DAY)


@given(sources, states, outcomes, prices)
def test_every_source_is_asked_again(
    source: Source, state: SourceState, outcome: FetchResult, price: float
) -> None:
    """No outcome, wish or price silences a source for longer than a month and a week of days that are skipped."""
    assert next_poll(source, state, outcome, price=price, now=NOW).at <= NOW + 40 * DAY


@given(states, prices, prices)
def test_dearer_poll_comes_no_sooner(state: SourceState, price: float, more: float) -> None:
    """So a budget has a price that keeps it."""
    now, later = (
        next_poll(SOURCE, replace(state, manners=Manners()), NotModified(), price=each, now=NOW).at
        for each in (price, price + more)
    )
    assert later >= now - timedelta(milliseconds=1)
