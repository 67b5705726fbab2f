"""What is remembered of listed articles, on both databases."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aggregator.database.engine import Database
from aggregator.database.listed import FIRST_FILL
from aggregator.database.pages import PageCommit, Pages
from aggregator.database.polls import Polls
from aggregator.model.poll import Page, PageCounts
from tests.database.contents import appending, poll_of
from tests.database.stores import NOON

HOUR = timedelta(hours=1)


def list_articles(store: Database, source: str, links: Iterable[str], *, at: datetime = NOON) -> None:
    """Store a poll of a section page that lists these articles."""
    listed = {link: f"{link}?from=list" for link in links}
    (result,) = Polls(store).commit_all([replace(poll_of(source, at=at), guids=(), listed=listed)])
    assert not isinstance(result, Exception)


def links(*names: str) -> list[str]:
    """Return the addresses of articles."""
    return [f"http://harbour.example/{name}" for name in names]


def due(store: Database, *sources: str, now: datetime = NOON) -> list[str]:
    """Return the addresses that are to be fetched now."""
    return [page.url for page in Pages(store).due(sources, now=now)]


def only_page(store: Database, now: datetime = NOON) -> Page:
    """Return the one page of the source that is due."""
    (page,) = Pages(store).due(["harbour"], now=now)
    return page


def test_first_listed_is_fetched_first_and_one_of_each_source(store: Database) -> None:
    """A source's articles are fetched one after another, the newest first."""
    list_articles(store, "harbour", links("b", "a"))
    list_articles(store, "valley", links("c"))
    assert due(store, "harbour", "valley") == [f"{link}?from=list" for link in links("b", "c")]
    assert due(store, "valley") == [f"{link}?from=list" for link in links("c")]
    assert due(store) == []


def test_article_is_remembered_once(store: Database) -> None:
    """It is listed at every poll; the canonical link tells it."""
    for hours in range(3):
        list_articles(store, "harbour", links("a", "b"), at=NOON + hours * HOUR)
    assert Pages(store).counts() == {"harbour": PageCounts(waiting=2)}


@pytest.mark.parametrize("more", [1, 50])
def test_first_fill_takes_the_beginning_and_later_polls_take_everything(store: Database, more: int) -> None:
    """A source's first fill is no flood, and afterwards no story is lost."""
    old = links(*(f"old-{number}" for number in range(FIRST_FILL + 10)))
    list_articles(store, "harbour", old)
    assert Pages(store).counts() == {"harbour": PageCounts(waiting=FIRST_FILL)}
    new = links(*(f"new-{number}" for number in range(more)))
    list_articles(store, "harbour", [*new, *old])
    assert Pages(store).counts() == {"harbour": PageCounts(waiting=FIRST_FILL + more)}


def test_fetched_page_and_its_item_are_stored_together(store: Database) -> None:
    """It is not due again, and its item is the source's."""
    list_articles(store, "harbour", links("a"))
    done = replace(only_page(store), next_at=None, fetched_at=NOON)
    counts = Pages(store).commit(PageCommit(page=done, at=NOON, guids=["a"], plan=appending("Pier")))
    assert counts.new_items == 1
    assert due(store, "harbour", now=NOON + 1000 * HOUR) == []
    assert Pages(store).counts() == {"harbour": PageCounts()}


def test_fetch_that_breaks_stores_nothing_of_itself(store: Database) -> None:
    """A crash between the two would lose the story or fetch it again."""
    list_articles(store, "harbour", links("a"))
    done = replace(only_page(store), next_at=None, fetched_at=NOON)
    with pytest.raises(ZeroDivisionError):
        Pages(store).commit(PageCommit(page=done, at=NOON, guids=["a"], plan=lambda _: 1 // 0))  # type: ignore[arg-type,return-value]
    assert due(store, "harbour") == [f"{link}?from=list" for link in links("a")]


def test_failed_page_waits_and_is_counted_once_it_is_given_up(store: Database) -> None:
    """An operator sees how many were lost; any text may be the reason."""
    list_articles(store, "harbour", links("a"))
    failed = replace(only_page(store), next_at=NOON + HOUR, failures=1, problem="\x00 — \ud800")
    Pages(store).commit(PageCommit(page=failed, at=NOON))
    assert due(store, "harbour") == []
    again = only_page(store, NOON + HOUR)
    assert (again.failures, again.problem) == (1, "\ufffd — \ufffd")
    Pages(store).commit(PageCommit(page=replace(again, next_at=None, failures=2), at=NOON + HOUR))
    assert Pages(store).counts() == {"harbour": PageCounts(failed=1)}


def test_server_that_wants_to_be_left_alone_is_asked_for_no_page(store: Database) -> None:
    """Whether it said so of a page or of the section page; other sources are not concerned."""
    list_articles(store, "harbour", links("a", "b"))
    list_articles(store, "valley", links("c"))
    page = only_page(store)
    Pages(store).commit(PageCommit(page=replace(page, next_at=NOON + HOUR), at=NOON, retry_at=NOON + HOUR))
    assert due(store, "harbour", "valley") == [f"{link}?from=list" for link in links("c")]
    assert due(store, "harbour", now=NOON + HOUR) == [f"{link}?from=list" for link in links("a")]
    state = replace(poll_of("harbour").state, retry_at=NOON + 2 * HOUR)
    Polls(store).commit(state, (), lambda _: ())
    assert due(store, "harbour", now=NOON + HOUR) == []


def test_clock_that_was_set_back_makes_nothing_wait(store: Database) -> None:
    """A page that was found in what is now the future is due."""
    list_articles(store, "harbour", links("a"))
    assert len(due(store, "harbour", now=NOON - 24 * HOUR)) == 1
