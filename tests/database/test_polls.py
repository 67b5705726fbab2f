"""What the poll stage stores and reads again, on both databases."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
import sqlalchemy as sa

from aggregator.database.engine import Database
from aggregator.database.matching import Matching
from aggregator.database.polls import PollCommit, Polls
from aggregator.errors import DatabaseError
from aggregator.model.poll import ItemChange, KnownItem, PollCounts, SourceState, Validators
from aggregator.model.rhythm import Manners, Rhythm
from tests.database.contents import appending, new_version, poll_of, store_polls
from tests.database.stores import NOON, PostgreSQL, open_store

ADDRESS = {"harbour": "http://harbour.example/rss.xml"}
Known = Mapping[str, Sequence[KnownItem]]


def known_items(store: Database, source: str, *guids: str) -> dict[str, list[KnownItem]]:
    """Return what a poll of the source is told that the store holds."""
    told: dict[str, list[KnownItem]] = {}

    def look(known: Known) -> tuple[ItemChange, ...]:
        told.update({guid: list(items) for guid, items in known.items()})
        return ()

    Polls(store).commit(SourceState(source=source, last_poll_at=NOON), guids, look)
    return told


def count(store: Database, table: str) -> int:
    """Return the number of rows of a table."""
    with store.reading() as connection:
        return int(connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - our own names


def test_state_comes_back_as_it_was_stored(store: Database) -> None:
    """Validators byte for byte, times to the microsecond, in UTC whatever zone they came in."""
    state = SourceState(
        source="harbour",
        validators=Validators(etag='W/"a\\"b', last_modified="Wed, 7 Jan 2026 12:00:00 GMT"),
        body_digest="d" * 64,
        read_as="r" * 64,
        outlet="L’Écho — 🦆",
        home_url="http://harbour.example/?a=1&b=%25",
        last_poll_at=NOON.astimezone(timezone(timedelta(hours=-8))),
        last_success_at=NOON - timedelta(days=1),
        next_poll_at=NOON + timedelta(minutes=5),
        retry_at=NOON + timedelta(hours=1),
        next_poll_because="failing: try 3",
        problem="it was slow",
        failures=2,
        is_gone=True,
        rhythm=Rhythm(since=NOON - timedelta(days=9), at=NOON, hours=(0.25,) * 24, days=(1.5,) * 7),
        manners=Manners(ttl=timedelta(minutes=15), skip_hours=(0, 23), skip_days=(6,)),
    )
    Polls(store).commit(state, [], lambda _: ())
    assert Polls(store).states() == {"harbour": state}
    later = replace(state, problem=None, failures=0, is_gone=False, retry_at=None)
    Polls(store).commit(later, [], lambda _: ())
    assert Polls(store).states() == {"harbour": later}


def test_next_poll_is_decided_by_what_was_new(store: Database) -> None:
    """Only the store knows it; a poll alone and one of several in a transaction are told alike."""

    def settle(state: SourceState, changes: Sequence[ItemChange]) -> SourceState:
        new = sum(change.item is None for change in changes)
        return replace(state, next_poll_because=f"{new} new of {len(changes)}")

    for polls in ([poll_of("a", "Pier")], [poll_of("a", "Pier"), poll_of("b", "Pier")]):
        Polls(store).commit_all([replace(poll, settle=settle) for poll in polls])
    why = {source: state.next_poll_because for source, state in Polls(store).states().items()}
    assert why == {"a": "0 new of 1", "b": "1 new of 1"}


def test_feeds_title_that_no_database_takes_is_marked(store: Database) -> None:
    """JSON can send NUL and lone surrogates; the poll is stored all the same."""
    state = SourceState(source="harbour", last_poll_at=NOON, outlet="a\0b\ud800c")
    Polls(store).commit(state, [], lambda _: ())
    assert Polls(store).states()["harbour"].outlet == "a\ufffdb\ufffdc"


def test_guid_that_no_database_takes_is_still_one_item(store: Database) -> None:
    """It is found by the digest of what was sent."""
    store_polls(store, poll_of("harbour", "Pier", guid="a\0b"), poll_of("harbour", "Pier", guid="a\0b"))
    assert count(store, "items") == 1


def test_registered_source_is_due_at_once_and_then_by_its_time(store: Database) -> None:
    """Registering again forgets nothing."""
    polls = Polls(store)
    polls.register(ADDRESS)
    assert [state.source for state in polls.due(now=NOON)] == ["harbour"]
    state = SourceState(
        source="harbour", url=ADDRESS["harbour"], last_poll_at=NOON, next_poll_at=NOON + timedelta(minutes=5)
    )
    polls.commit(state, [], lambda _: ())
    polls.register(ADDRESS)
    assert polls.due(now=NOON) == ()
    assert len(polls.due(now=NOON + timedelta(minutes=5))) == 1


def test_longest_waiting_source_comes_first_and_a_new_one_before_it(store: Database) -> None:
    """The same order on every database: by time, then by id as bytes."""
    polls = Polls(store)
    for source, minutes in (("late", 3), ("early", 1)):
        at = NOON + timedelta(minutes=minutes)
        polls.commit(SourceState(source=source, last_poll_at=NOON, next_poll_at=at), [], lambda _: ())
    polls.register(dict.fromkeys(["new", "b", "a-z", "ab"], "http://a.example/"))
    due = [state.source for state in polls.due(now=NOON + timedelta(hours=1))]
    assert due == ["a-z", "ab", "b", "new", "early", "late"]
    few = [state.source for state in polls.due(now=NOON + timedelta(hours=1), limit=5)]
    assert few == ["a-z", "ab", "b", "new", "early"]
    named = polls.due(now=NOON + timedelta(hours=1), among={"b", "late"}, limit=2)
    assert [state.source for state in named] == ["b", "late"]


def test_sources_registered_twice_at_once_are_registered_once(store: Database) -> None:
    """A service and a `once` that start together."""
    ids = {f"source-{number}": f"http://{number}.example/" for number in range(50)}
    threads = [threading.Thread(target=Polls(store).register, args=(ids,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Polls(store).states()) == 50


def test_items_and_versions_are_known_to_the_next_poll(store: Database) -> None:
    """By guid, with every digest in order and the newest version whole."""
    store_polls(store, poll_of("harbour", "Pier", "Pier, corrected"), poll_of("northern", "Pier"))
    (known,) = known_items(store, "harbour", "a", "unknown")["a"]
    first, second = new_version("Pier"), new_version("Pier, corrected")
    assert known.digests == (first.digest, second.digest)
    assert known.latest == second.version
    assert known_items(store, "harbour", "unknown") == {}


def test_poll_counts_what_it_brought(store: Database) -> None:
    """New items and new versions apart."""
    polls = Polls(store)
    assert polls.commit_all([poll_of("harbour", "Pier")]) == [PollCounts(entries=1, new_items=1)]
    assert polls.commit_all([poll_of("harbour", "Pier", "Pier 2", "Pier 3")]) == [
        PollCounts(entries=1, new_versions=2)
    ]
    assert polls.commit_all([poll_of("harbour", "Pier")]) == [PollCounts(entries=1)]


def test_item_seen_again_remembers_when(store: Database) -> None:
    """Retention counts from the last time."""
    later = NOON + timedelta(days=3)
    store_polls(store, poll_of("harbour", "Pier"), poll_of("harbour", "Pier", at=later))
    with store.reading() as connection:
        seen = connection.execute(
            sa.text("SELECT first_seen = last_seen, count(*) FROM items GROUP BY 1")
        ).one()
    assert (bool(seen[0]), seen[1]) == (False, 1)


def test_long_guid_and_long_list_of_guids_are_stored(store: Database) -> None:
    """Longer than an index entry of PostgreSQL, more than a statement has parameters."""
    guid = "http://harbour.example/" + "x" * 8_000
    plan = appending("Pier", guid=guid)
    guids = [guid, *(f"guid-{number}" for number in range(1_200))]
    state = SourceState(source="harbour", last_poll_at=NOON)
    assert Polls(store).commit(state, guids, plan).new_items == 1
    assert Polls(store).commit(state, guids, plan).new_items == 0


def test_poll_without_its_time_is_a_mistake(store: Database) -> None:
    """A poll that has not happened is not stored."""
    with pytest.raises(DatabaseError, match="ValueError"):
        Polls(store).commit(SourceState(source="harbour"), [], lambda _: ())


def test_poll_is_stored_whole_or_not_at_all(store: Database) -> None:
    """An error in the middle leaves neither items nor validators."""
    version = new_version("Pier")
    state = SourceState(source="harbour", last_poll_at=NOON)
    changes = (ItemChange(guid="a", versions=(version,)), ItemChange(guid="b", item=99, versions=(version,)))
    with pytest.raises(DatabaseError):
        Polls(store).commit(state, ["a", "b"], lambda _: changes)
    assert Polls(store).states() == {}
    assert count(store, "items") == 0


def broken_poll(kind: str) -> PollCommit:
    """Return a poll that cannot be stored, by the database or by a mistake of ours."""

    def plan(_known: Known) -> tuple[ItemChange, ...]:
        if kind == "ours":
            raise KeyError("canary")
        same = new_version("Pier")
        return (ItemChange(guid="a", versions=(same,)), ItemChange(guid="b", item=99, versions=(same,)))

    return PollCommit(state=SourceState(source="broken", last_poll_at=NOON), guids=["a"], plan=plan)


@pytest.mark.parametrize("kind", ["ours", "the database's"])
def test_broken_poll_costs_the_others_nothing(store: Database, kind: str) -> None:
    """Its error stands in its place, names the source, and quotes nothing; the rest is stored."""
    polls = [poll_of("harbour", "Pier"), broken_poll(kind), poll_of("northern", "Pier")]
    first, second, third = Polls(store).commit_all(polls)
    assert (first, third) == (PollCounts(entries=1, new_items=1),) * 2
    assert isinstance(second, DatabaseError)
    assert "broken" in str(second)
    assert "canary" not in str(second)
    assert sorted(Polls(store).states()) == ["harbour", "northern"]
    assert count(store, "items") == 2


def test_two_polls_of_one_source_in_one_transaction_see_each_other(store: Database) -> None:
    """The second appends to what the first made."""
    polls = [poll_of("harbour", "Pier"), poll_of("harbour", "Pier", "Pier 2")]
    assert Polls(store).commit_all(polls) == [
        PollCounts(entries=1, new_items=1),
        PollCounts(entries=1, new_versions=1),
    ]
    assert count(store, "items") == 1


def test_no_polls_are_no_error(store: Database) -> None:
    """An empty batch is stored at once."""
    assert Polls(store).commit_all([]) == []


def test_lost_connection_stores_none_of_the_polls(postgresql: PostgreSQL) -> None:
    """The error is raised: nobody takes a poll for stored that is not."""
    store = open_store(postgresql.new_database())

    def kill(_known: Known) -> tuple[ItemChange, ...]:
        with store.reading() as other:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            other.execute(sa.text(f"{others} AND datname = current_database()"))
        return ()

    for last in ([], [poll_of("northern", "Pier")]):
        lost = PollCommit(state=SourceState(source="lost", last_poll_at=NOON), guids=["a"], plan=kill)
        with pytest.raises(DatabaseError):
            Polls(store).commit_all([poll_of("harbour", "Pier"), lost, *last])
        assert Polls(store).states() == {}
    store.close()


def test_two_polls_at_once_make_an_item_once(store: Database) -> None:
    """Reading what is known and writing are one transaction."""
    poll = poll_of("harbour", "Pier")
    threads = [
        threading.Thread(target=Polls(store).commit, args=(poll.state, poll.guids, poll.plan))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(store, "items") == 1
    assert [each.ordinal for each in Matching(store).unmatched(limit=9)] == [1]


def test_source_that_moved_is_a_new_one(store: Database) -> None:
    """What is remembered of another address, a 410 among it, says nothing of this one."""
    polls = Polls(store)
    polls.register(ADDRESS)
    gone = SourceState(source="harbour", url=ADDRESS["harbour"], last_poll_at=NOON, is_gone=True)
    polls.commit(gone, [], lambda _: ())
    polls.register({"harbour": "http://harbour.example/new.xml"})
    assert polls.states()["harbour"] == SourceState(source="harbour", url="http://harbour.example/new.xml")
