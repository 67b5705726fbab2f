"""When a source is asked next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.cadence import is_due, next_poll
from aggregator.model.poll import Failed, Fetched, FetchResult, NotModified, SourceState
from aggregator.model.source import Source

NOW = datetime(2026, 1, 7, 18, 31, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3650))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
outcomes = (
    st.builds(Fetched, bodies=st.just(()), max_age=st.none() | spans)
    | st.builds(NotModified, max_age=st.none() | spans)
    | st.builds(Failed, reason=st.just("no answer"), retry_at=st.none() | moments, is_gone=st.booleans())
)
sources = st.builds(
    Source, id=st.just("harbour"), url=st.just("https://news.example/"), every=st.timedeltas(MINUTE, 7 * DAY)
)
states = st.builds(SourceState, source=st.just("harbour"), failures=st.integers(0, 10**6))


def wait(
    outcome: FetchResult, *, every: timedelta = 5 * MINUTE, failures: int = 0, ttl: timedelta | None = None
) -> timedelta:
    """Return how long a source rests after this outcome."""
    source = Source(id="harbour", url="https://news.example/", every=every)
    state = SourceState(source="harbour", failures=failures)
    return next_poll(source, state, outcome, ttl, now=NOW) - NOW


@pytest.mark.parametrize(
    ("max_age", "ttl", "rest"),
    [
        (None, None, 5 * MINUTE),
        (MINUTE, 2 * MINUTE, 5 * MINUTE),
        (HOUR, None, HOUR),
        (HOUR, 2 * HOUR, 2 * HOUR),
        (None, 2 * HOUR, 2 * HOUR),
        (365 * DAY, 365 * DAY, DAY),
    ],
)
def test_success_rests_for_the_longest_wish(
    max_age: timedelta | None, ttl: timedelta | None, rest: timedelta
) -> None:
    """Operator, server and feed are all obeyed; a wish for more than a day is cut to one."""
    assert wait(Fetched(bodies=(), max_age=max_age), ttl=ttl) == rest
    assert wait(NotModified(max_age=max_age), ttl=ttl) == rest


@pytest.mark.parametrize(
    ("failures", "rest"), [(1, 5 * MINUTE), (2, 10 * MINUTE), (5, 80 * MINUTE), (10, DAY), (10**9, DAY)]
)
def test_each_failure_doubles_the_rest(failures: int, rest: timedelta) -> None:
    """Up to a day: a server that is back is found again the next morning."""
    assert wait(Failed(reason="no answer"), failures=failures) == rest


def test_weekly_source_that_fails_is_not_polled_daily() -> None:
    """Failing is no reason to come more often than the operator said."""
    assert wait(Failed(reason="no answer"), every=7 * DAY, failures=3) == 7 * DAY


def test_retry_after_is_waited_for() -> None:
    """Longer than our own back-off it decides, up to a week; shorter it does not."""
    assert wait(Failed(reason="busy", retry_at=NOW + 2 * DAY)) == 2 * DAY
    assert wait(Failed(reason="busy", retry_at=NOW + 400 * DAY)) == 7 * DAY
    assert wait(Failed(reason="busy", retry_at=NOW + MINUTE)) == 5 * MINUTE


def test_gone_source_is_looked_at_once_a_month() -> None:
    """A 410 is obeyed."""
    assert wait(Failed(reason="gone", is_gone=True)) == 30 * DAY


def test_source_is_due_from_its_hour_on() -> None:
    """Never polled is due; so is one whose hour has come, and no other."""
    assert is_due(SourceState(source="harbour"), NOW)
    assert is_due(SourceState(source="harbour", next_poll_at=NOW), NOW)
    assert not is_due(SourceState(source="harbour", next_poll_at=NOW + MINUTE), NOW)


@given(sources, states, outcomes, st.none() | spans)
def test_no_poll_comes_before_the_operators_interval(
    source: Source, state: SourceState, outcome: FetchResult, ttl: timedelta | None
) -> None:
    """Whatever happened, `every` is the shortest rest."""
    assert next_poll(source, state, outcome, ttl, now=NOW) >= NOW + source.every


@given(sources, states, moments)
def test_no_poll_comes_before_retry_after(source: Source, state: SourceState, retry_at: datetime) -> None:
    """Up to a week it is obeyed to the second."""
    at = next_poll(source, state, Failed(reason="busy", retry_at=retry_at), None, now=NOW)
    assert at >= min(retry_at, NOW + 7 * DAY)


@given(sources, states, outcomes, st.none() | spans)
def test_every_source_is_asked_again(
    source: Source, state: SourceState, outcome: FetchResult, ttl: timedelta | None
) -> None:
    """No outcome silences a source for longer than a month."""
    assert next_poll(source, state, outcome, ttl, now=NOW) <= NOW + 30 * DAY
