"""What is learned from when a source has posted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.rhythm import begin, expect, learn
from aggregator.model.rhythm import Rhythm
from tests.ingest.rhythms import DAY, HOUR, MINUTE, NOW, past, posting, rhythms


@pytest.mark.parametrize("every", [10 * MINUTE, 61 * MINUTE])
def test_rate_is_that_of_the_past(every: timedelta) -> None:
    """Of a source that posts evenly, at any hour of any day."""
    rates = expect(posting(every=every), now=NOW)
    for hours in range(0, 168, 5):
        assert rates.at(NOW + hours * HOUR) == pytest.approx(HOUR / every, rel=0.1)
    assert rates.per_hour == pytest.approx(HOUR / every, rel=0.05)


def test_nothing_known_is_a_posting_in_two_hours() -> None:
    """A new source is looked at soon, and less and less as nothing comes."""
    assert expect(None, now=NOW).at(NOW) == 0.5
    silent = begin([], now=NOW)
    rates = [expect(silent, now=NOW + days * DAY).per_hour for days in (0, 1, 7, 28)]
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > 10 * rates[1]


def test_first_poll_learns_from_the_dates_of_the_entries() -> None:
    """Thirty entries of the last thirty hours: one an hour, from the first poll on."""
    rhythm = begin([NOW - hours * HOUR for hours in range(30)], now=NOW)
    assert expect(rhythm, now=NOW).per_hour == pytest.approx(1, rel=0.1)


def test_pinned_entry_of_last_year_does_not_slow_a_busy_source() -> None:
    """Some feeds keep one; the oldest tenth of a first poll is left out."""
    dates = [NOW - hours * HOUR for hours in range(29)]
    pinned = expect(begin([*dates, NOW - 300 * DAY], now=NOW), now=NOW)
    assert pinned.per_hour == pytest.approx(expect(begin(dates, now=NOW), now=NOW).per_hour, rel=0.1)


def test_old_entries_alone_say_that_the_source_is_quiet() -> None:
    """A feed whose newest entry is of last year is not polled every quarter of an hour."""
    rhythm = begin([NOW - days * DAY for days in range(200, 230)], now=NOW)
    assert expect(rhythm, now=NOW).per_hour < 1 / 200


@given(st.lists(past, max_size=40), st.lists(past, max_size=40))
def test_learning_at_once_or_in_two_steps_is_the_same(
    some: Sequence[datetime], others: Sequence[datetime]
) -> None:
    """A poll that was late has learned as much."""
    start = Rhythm(since=NOW - 99 * DAY, at=NOW - 99 * DAY)
    once = learn(start, [*some, *others], now=NOW)
    twice = learn(learn(start, some, now=NOW), others, now=NOW)
    assert once.hours == pytest.approx(twice.hours)
    assert once.days == pytest.approx(twice.days)


@given(
    rhythms,
    st.lists(past, max_size=5),
    st.timedeltas(-30 * DAY, 400 * DAY),
    st.timedeltas(-30 * DAY, 400 * DAY),
)
def test_clock_may_be_set_as_it_likes(
    rhythm: Rhythm, posted: Sequence[datetime], jump: timedelta, back: timedelta
) -> None:
    """Rates stay above nothing and within reason, and learning goes on."""
    learned = learn(learn(rhythm, posted, now=NOW + jump), posted, now=NOW + back)
    for moment in (NOW, NOW + jump, NOW + back):
        rates = expect(learned, now=moment)
        assert all(0 < rates.at(moment + hours * HOUR) < 1000 for hours in range(0, 168, 11))


def test_day_of_a_wrong_clock_costs_little() -> None:
    """A clock that was a day ahead for one poll: the rate is within a tenth of what it was."""
    rhythm = posting(every=HOUR)
    wrong = learn(rhythm, [], now=NOW + DAY)
    right = learn(wrong, [], now=NOW)
    assert expect(right, now=NOW).per_hour == pytest.approx(expect(rhythm, now=NOW).per_hour, rel=0.1)


def test_half_a_day_of_history_says_nothing_of_the_other_half() -> None:
    """An hour that was never watched is as likely as any: its factor is 1."""
    young = learn(Rhythm(since=NOW - 6 * HOUR, at=NOW), [NOW - 5 * HOUR] * 3, now=NOW)
    rates = expect(young, now=NOW)
    assert {rates.hours[hour] for hour in (0, 5, 11)} == {1.0}
    assert rates.days[(NOW + DAY).weekday()] == 1.0
