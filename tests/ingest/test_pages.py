"""What becomes of a listed article's page: an item, another attempt, or nothing more."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.cadence import LONGEST_RETRY_AFTER
from aggregator.ingest.pages import ATTEMPTS, after_failure
from aggregator.model.poll import Failed, Page

NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)
PAGE = Page(page=1, source="harbour", url="http://harbour.example/a", next_at=NOW)


def test_attempts_are_few_and_each_waits_longer() -> None:
    """A page that cannot be had costs its server four requests and no more."""
    page, waits = PAGE, []
    while page.next_at is not None:
        page = after_failure(page, Failed(reason="it is busy"), NOW)
        waits.append(page.next_at and (page.next_at - NOW) / timedelta(minutes=1))
    assert waits == [5, 20, 80, None]
    assert (page.failures, page.problem) == (ATTEMPTS, "it is busy")


def test_missing_page_is_given_up_at_once() -> None:
    """A 404 or 410 will not change because we ask again."""
    assert after_failure(PAGE, Failed(reason="gone", is_missing=True), NOW).next_at is None


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        (timedelta(minutes=1), timedelta(minutes=5)),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(days=365), LONGEST_RETRY_AFTER),
    ],
)
def test_retry_after_is_waited_for_within_reason(asked: timedelta, waited: timedelta) -> None:
    """Never sooner than our own wait, never longer than a source's."""
    after = after_failure(PAGE, Failed(reason="busy", retry_at=NOW + asked), NOW)
    assert after.next_at == NOW + waited


@given(st.lists(st.builds(Failed, reason=st.text(), is_missing=st.booleans()), max_size=10))
def test_no_page_is_asked_for_more_often_than_that(failures: list[Failed]) -> None:
    """Whatever goes wrong, in whatever order."""
    page, requests = PAGE, 0
    for failed in failures:
        if page.next_at is None:
            break
        page, requests = after_failure(page, failed, NOW), requests + 1
    assert requests <= ATTEMPTS
