"""What polls append, on both databases: many items at once, each with its own versions."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.database.codec import decode_version
from aggregator.database.engine import Database
from aggregator.database.polls import PollCommit, Polls
from aggregator.database.tables import items, versions
from aggregator.model.comparison import digest
from aggregator.model.item import Version
from aggregator.model.poll import ItemChange, KnownItem, NewVersion, SourceState
from tests.database.stores import NOON

Chains = dict[str, list[str]]
"""Guid -> the titles of its item's versions, oldest first."""


def brought(source: str, chains: Mapping[str, Sequence[str]], *, minutes: int = 0) -> PollCommit:
    """Return a poll that brought these versions of each guid."""

    def plan(known: Mapping[str, Sequence[KnownItem]]) -> list[ItemChange]:
        return [
            ItemChange(
                guid=guid,
                item=known[guid][0].item if guid in known else None,
                versions=tuple(
                    NewVersion(digest(title), digest(title), Version(title=title)) for title in titles
                ),
            )
            for guid, titles in chains.items()
        ]

    state = SourceState(source=source, last_poll_at=NOON + timedelta(minutes=minutes))
    return PollCommit(state=state, guids=list(chains), plan=plan)


def stored(store: Database, source: str) -> Chains:
    """Return what is stored of a source, and hold each item's row against its versions."""
    query = (
        sa.select(items.c.guid, items.c.ordinal, versions.c.ordinal.label("place"), versions.c.document)
        .join(versions, versions.c.item == items.c.item)
        .where(items.c.source == source)
        .order_by(items.c.item, versions.c.ordinal)
    )
    chains: Chains = {}
    newest: dict[str, int] = {}
    with store.reading() as connection:
        for row in connection.execute(query):
            chains.setdefault(row.guid, []).append(decode_version(row.document).title)
            assert row.place == len(chains[row.guid])
            newest[row.guid] = row.ordinal
    assert newest == {guid: len(titles) for guid, titles in chains.items()}
    return chains


def test_each_of_many_items_gets_its_own_versions(store: Database) -> None:
    """Rows that go in together are numbered by the database, and come back in the order that they were given."""
    many = {
        f"g{number}": [f"Title {number}.{each}" for each in range(1 + number % 3)] for number in range(300)
    }
    Polls(store).commit_all([brought("harbour", many), brought("valley", {"g7": ["Another"]})])
    assert stored(store, "harbour") == many
    assert stored(store, "valley") == {"g7": ["Another"]}


titles = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=3)
polls = st.lists(st.dictionaries(st.sampled_from("abcdef"), titles, max_size=6), min_size=1, max_size=5)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(polls)
def test_what_polls_bring_is_appended_in_their_order(store: Database, brought_by: list[Chains]) -> None:
    """New items and further versions of known ones, whatever one poll holds of either."""
    with store.writing() as connection:
        connection.execute(versions.delete())
        connection.execute(items.delete())
    expected: Chains = {}
    for minute, chains in enumerate(brought_by):
        poll = brought("harbour", chains, minutes=minute)
        Polls(store).commit_all([poll])
        for guid, said in chains.items():
            expected.setdefault(guid, []).extend(said)
    assert stored(store, "harbour") == expected
