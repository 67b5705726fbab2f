"""Dates as newsrooms write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.normalise import normalise
from aggregator.ingest.normalise.dates import parse_date
from aggregator.model.item import Item, RawEntry
from tests.ingest.normalise.newsroom import AGENCIES, NOW, SOURCE, item_of

VANCOUVER = ZoneInfo("America/Vancouver")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wed, 07 Jan 2026 18:31:00 GMT", "2026-01-07T18:31:00"),
        ("Wed, 07 Jan 2026 10:31:00 -0800", "2026-01-07T18:31:00"),
        ("Wed, 7 Jan 26 18:31 UT", "2026-01-07T18:31:00"),
        ("Wed, 07 Jan 2026 18:31:00 -0000", "2026-01-07T18:31:00"),
        ("07 Jan, 2026 10:31 AM", "2026-01-07T18:31:00"),
        ("07 Jan, 2026 10:31 PM", "2026-01-08T06:31:00"),
        ("07 Jul, 2026 10:31 AM", "2026-07-07T17:31:00"),
        ("Jan. 7, 2026 at 10:31 a.m. PST", "2026-01-07T18:31:00"),
        ("Jan 7, 2026, 1:31 p.m. ET", "2026-01-07T18:31:00"),
        ("Wed, 07 Jan 2026 13:31:00 EST", "2026-01-07T18:31:00"),
        ("Tue, 07 Jul 2026 13:31:00 EDT", "2026-07-07T17:31:00"),
        ("Tue, 07 Jul 2026 20:31:00 CEST", "2026-07-07T18:31:00"),
        ("Tue, 07 Jul 2026 19:31:00 BST", "2026-07-07T18:31:00"),
        ("2026-01-07T10:31:00-08:00", "2026-01-07T18:31:00"),
        ("2026-01-07T18:31:00.250Z", "2026-01-07T18:31:00.250000"),
        ("2026-01-07 10:31:00", "2026-01-07T18:31:00"),
        ("2026-01-07", "2026-01-07T08:00:00"),
        ("Jan. 6, 2026", "2026-01-06T08:00:00"),
        ("7 janv. 2026", "2026-01-07T08:00:00"),
        ("le mercredi 7 janvier 2026 à 10 h 31", "2026-01-07T18:31:00"),
        ("1er février 2026", "2026-02-01T08:00:00"),
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T22:42:40"),
        ("01/07/2026 10:31", "2026-01-07T18:31:00"),
        ("1767810660", "2026-01-07T18:31:00"),
        ("07 Jan 2026 10:31 GMT+2", "2026-01-07T08:31:00"),
        ("Jan 7, 2026 10:31 AM GMT+5:30", "2026-01-07T05:01:00"),
        ("07 Jan 2026 10:31 UTC-05:00", "2026-01-07T15:31:00"),
        ("07 Jan 2026 10:31 GMT-0800", "2026-01-07T18:31:00"),
        ("2026-01-07T10:31:00GMT+2", "2026-01-07T08:31:00"),
        ("Wed Jan 07 2026 10:31:00 GMT-0800 (Pacific Standard Time)", "2026-01-07T18:31:00"),
        ("07 Jan 2026 22:31 PM", "2026-01-08T06:31:00"),
        ("2026-01-06T24:00:00Z", "2026-01-07T00:00:00"),
        ("2026-01-06T24:00:00", "2026-01-07T08:00:00"),
        ("Tue, 06 Jan 2026 24:00:00 GMT", "2026-01-07T00:00:00"),
        ("2026-01-07T10:31:60-08:00", "2026-01-07T18:31:59"),
        ("Wed, 07 Jan 2026 18:31:60 GMT", "2026-01-07T18:31:59"),
    ],
)
def test_a_date_is_read_as_it_was_meant(text: str, expected: str) -> None:
    """Zones by name, AM and PM, French and other months, the source's zone where none is named."""
    moment = parse_date(text, VANCOUVER)
    assert moment is not None
    assert moment.isoformat() == f"{expected}+00:00"


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "10:31", "Jan 6", "January 2026", "2026", "Wednesday", "0000-00-00 00:00:00"),
        *("30 Feb 2026", "Mon, 30 Feb 2026 10:00:00 GMT", "2026-02-30T10:00:00Z"),
        *("Thu, 01 Jan 1970 00:00:00 GMT", "1601-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1/1/0001"),
        "Wed, 07 Jan 2026 10:31:00 GMT " * 10,
    ],
)
def test_a_date_that_cannot_be_told_is_unknown(text: str) -> None:
    """Today's date is never filled in, and what a database says that has no date is no date."""
    assert parse_date(text, VANCOUVER) is None


def test_numbers_that_may_be_day_or_month_are_unknown_without_a_region() -> None:
    """In Vancouver 01/07 is January, in Paris July, in UTC nobody knows."""
    assert parse_date("01/07/2026", ZoneInfo("UTC")) is None
    assert parse_date("01/07/2026", ZoneInfo("Europe/Paris")) == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_the_sources_zone_decides_names_that_several_zones_have() -> None:
    """IST is Indian, Irish and Israeli; CST is also China's."""
    assert parse_date("07 Jan 2026 10:31 IST", ZoneInfo("Asia/Kolkata")) == datetime(
        2026, 1, 7, 5, 1, tzinfo=UTC
    )
    assert parse_date("07 Jan 2026 10:31 CST", ZoneInfo("Asia/Shanghai")) == datetime(
        2026, 1, 7, 2, 31, tzinfo=UTC
    )


def test_a_date_in_the_future_becomes_the_time_first_seen() -> None:
    """A story is never from tomorrow, and the item says that the time is ours."""
    for entry in (
        RawEntry(title_html="x", published="2090-01-01T00:00:00Z"),
        RawEntry(title_html="x", updated="2090-01-01T00:00:00Z"),
        RawEntry(title_html="x", authors=("Web Desk, 07 Jan, 2090 10:31 AM",)),
    ):
        item = item_of(entry)
        assert (item.version.published, item.is_dated_ahead) == (NOW, True)


def test_times_of_items_are_whole_seconds() -> None:
    """Feeds write no others, and neither a source's fraction nor that of our own clock comes back the same."""
    for date in ("2090-01-01T00:00:00Z", "2026-01-07T18:31:00.250Z"):
        entry = RawEntry(title_html="x", published=date, updated=date)
        item = normalise(entry, SOURCE, NOW.replace(microsecond=999_999), agencies=AGENCIES)
        assert isinstance(item, Item)
        assert (item.version.published, item.version.updated) != (None, None)
        assert not any(
            moment and moment.microsecond for moment in (item.version.published, item.version.updated)
        )


def test_only_an_entry_that_is_dated_ahead_is_said_to_be() -> None:
    """A date that is told, or none at all, is the source's own word."""
    assert not item_of(RawEntry(title_html="x")).is_dated_ahead
    later = RawEntry(title_html="x", published="2026-01-07", updated="2090-01-01")
    assert not item_of(later).is_dated_ahead


def test_an_entry_that_only_says_when_it_was_updated_was_published_then() -> None:
    """The other way round nothing is made up."""
    assert item_of(RawEntry(title_html="x", updated="2026-01-07")).version.published is not None
    assert item_of(RawEntry(title_html="x", published="2026-01-07")).version.updated is None


@given(st.text(max_size=60) | st.from_regex(r"[0-9A-Za-z:/,. +-]{1,40}"))
def test_any_text_is_a_date_or_none(text: str) -> None:
    """No text raises, and what comes out is aware UTC in years that newspapers have."""
    moment = parse_date(text, VANCOUVER)
    assert moment is None or (moment.tzinfo is UTC and 1899 < moment.year < 2102)


@given(
    st.integers(365 * 86_400, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["%a, %d %b %Y %H:%M:%S +0000", "%Y-%m-%dT%H:%M:%SZ"]),
)
def test_a_date_comes_back_as_it_was_written(moment: datetime, pattern: str) -> None:
    """RSS and Atom write dates in these two ways."""
    assert parse_date(moment.strftime(pattern), VANCOUVER) == moment
