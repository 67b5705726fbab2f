"""Whichever way the same articles arrive, they make the same stories."""

import pytest

from benchmarks.newsdesk import clusters, match_all, open_desk, store
from benchmarks.newsroom import Article, Newsroom
from benchmarks.orders import in_time_order, play, play_with_two_matchers, shuffled

COUNT = 240


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """Stories with up to nine carriers, some under an outlet's box, most with a changed copy."""
    return list(Newsroom(seed=3).articles(COUNT))


def test_every_order_makes_the_same_stories(articles: list[Article]) -> None:
    """Random orders, the order of time, and everything at once."""
    expected = play(in_time_order(articles), batch=50)
    assert max(len(story) for story in expected) > 1
    assert all(play(shuffled(articles, seed), batch=50) == expected for seed in range(2))
    assert play(articles, batch=len(articles)) == expected


def test_planted_copies_are_found(articles: list[Article]) -> None:
    """That orders agree says nothing where nothing is joined: nearly every copy is in its story, and no other is."""
    planted = {(each.source, each.guid): each.story for each in articles}
    found = play(articles)
    assert all(len({planted[name] for name in story}) == 1 for story in found)
    assert len(found) <= 1.1 * len(set(planted.values()))


def test_one_by_one_makes_the_same_stories(articles: list[Article]) -> None:
    """As a wire brings them."""
    some = articles[:80]
    assert play(shuffled(some, 5), batch=1) == play(some)


def test_two_matchers_make_the_same_stories(articles: list[Article]) -> None:
    """Processes that match beside each other on PostgreSQL, while articles still come."""
    assert play_with_two_matchers(shuffled(articles, 7)) == play(articles)


def test_databases_make_the_same_stories(database_url: str, articles: list[Article]) -> None:
    """SQLite and PostgreSQL find the same candidates."""
    with open_desk(database_url) as database:
        store(database, articles)
        match_all(database)
        assert clusters(database) == play(articles)
