"""Sources that have posted in one way or another."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from aggregator.ingest.rhythm import begin, learn
from aggregator.model.rhythm import Rhythm

NOW = datetime(2026, 1, 7, 18, 31, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

past = st.datetimes(datetime(2025, 10, 1), datetime(2026, 1, 7, 18), timezones=st.just(UTC))  # noqa: DTZ001
rhythms = st.builds(begin, st.lists(past, max_size=60), now=st.just(NOW))


def posting(*, every: timedelta | None = None, at: Sequence[datetime] = ()) -> Rhythm:
    """Return what is known of a source that has posted for eight weeks: so often, or at these moments."""
    since = NOW - 56 * DAY
    moments = [since + number * every for number in range(1, 56 * DAY // every)] if every else at
    return learn(Rhythm(since=since, at=NOW), moments, now=NOW)
