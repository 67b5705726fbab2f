"""A store without its service: articles go in as polls store them, and the match stage works on them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from uuid import UUID

import sqlalchemy as sa

from aggregator.config.settings import Service, Settings
from aggregator.database.editing import Editing
from aggregator.database.engine import Database, open_database
from aggregator.database.locks import hold
from aggregator.database.matching import Matching
from aggregator.database.polls import PollCommit, Polls
from aggregator.database.prints import Prints
from aggregator.database.tables import items, story_items
from aggregator.model.poll import SourceState
from aggregator.model.source import Section
from aggregator.stories.matcher import Matcher
from benchmarks.newsroom import BEGAN, Article

SETTINGS = Settings(
    service=Service(title="Bench", base_url="http://bench.example/", contact="desk@example.org"),
    sections=(Section(id="national", title="National"),),
)

Names = frozenset[tuple[str, str]]
"""The (source, guid) of the items of one story."""


@contextmanager
def open_desk(url: str) -> Iterator[Database]:
    """Yield the store at a URL, made where there is none."""
    numbers = count(1)
    database = open_database(url, now=BEGAN, new_uuid=lambda: UUID(int=next(numbers)))
    try:
        yield database
    finally:
        database.close()


def make_matcher(database: Database, *, first_id: int = 1) -> Matcher:
    """Return the match stage of the store, which gives ids from `first_id` on."""
    ids = count(first_id)
    return Matcher(
        store=Matching(database),
        prints=Prints(database),
        editing=Editing(database),
        settings=SETTINGS,
        new_uuid=lambda: UUID(int=next(ids)),
    )


def store(database: Database, articles: Sequence[Article]) -> None:
    """Store articles as one poll of each of their sources, in the order in which they are given."""
    by_source: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_source[article.source].append(article)
    Polls(database).commit_all([_poll(source, some) for source, some in by_source.items()])


def match_all(database: Database, *, first_id: int = 1) -> int:
    """Match whatever waits, under the lock that matchers share; return how many portions that took."""
    matcher = make_matcher(database, first_id=first_id)
    for portions in count():
        with hold(database, "match", holder=f"bench {first_id}", wait=True):
            if matcher.match_portion(BEGAN) is None:
                return portions
    raise AssertionError


def count_matched(database: Database) -> int:
    """Return how many items are in stories."""
    with database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(story_items)) or 0


def clusters(database: Database) -> frozenset[Names]:
    """Return the stories as sets of names, which tell nothing of the order of arrival."""
    query = sa.select(story_items.c.story, items.c.source, items.c.guid).join(
        items, items.c.item == story_items.c.item
    )
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    with database.reading() as connection:
        for row in connection.execute(query):
            found[row.story].add((row.source, row.guid))
    return frozenset(frozenset(names) for names in found.values())


def _poll(source: str, articles: Sequence[Article]) -> PollCommit:
    changes = [article.change for article in articles]
    guids = [article.guid for article in articles]
    return PollCommit(
        state=SourceState(source=source, last_poll_at=BEGAN), guids=guids, plan=lambda _: changes
    )
