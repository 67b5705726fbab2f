"""A purge takes a story's words out of everything that we keep and publish, and they do not come back."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import brotli
import psycopg
import pytest
from psycopg import sql

from aggregator.database.copying import copy_store
from aggregator.database.engine import open_as_it_is
from aggregator.database.soundness import find_faults
from aggregator.errors import AggregatorError
from aggregator.service.editing import By, Done, purge_story, release_story
from aggregator.service.why import explain
from tests.database.stores import PostgreSQL
from tests.journeys.desk import OTHER_TEXT, TEXT, Desk, Entry, open_desk

HOUR = timedelta(hours=1)
CANARY = "Wendeltreppe"
SECRET = TEXT.replace("divers", f"{CANARY} divers").replace("harbour board", f"{CANARY} board")


def purge(desk: Desk, story: str) -> Done:
    """Let an editor take a story's words out of the store."""
    return desk.decide(lambda here: purge_story(here, story, by=By(reason="court order 7", who="Ines")))


async def publish_secret(desk: Desk) -> str:
    """Publish a story with the canary in headline, text and an earlier version, beside others; return its id."""
    others = [
        Entry(guid=f"o{number}", title=f"Story {number}", text=f"{number} {OTHER_TEXT}")
        for number in range(9)
    ]
    desk.carry("harbour", Entry(guid="h1", title=f"{CANARY} to reopen", text=SECRET), *others)
    await desk.round()
    desk.carry(
        "harbour", Entry(guid="h1", title=f"The {CANARY} reopens", text=SECRET + " On Friday."), *others
    )
    desk.carry("valley", Entry(guid="v1", title=f"{CANARY}!", text=SECRET))
    await desk.round(after=HOUR)
    (story,) = [each for each in desk.stories() if CANARY in str(each["title"])]
    return str(story["id"])


def places_of_the_canary(desk: Desk) -> list[str]:
    """Return the files that hold it: those of the store, those published, and what is compressed in them."""
    return [
        path.name
        for path in sorted(desk.folder.rglob("*"))
        if path.is_file() and any(CANARY.encode() in each for each in contents(path))
    ]


def contents(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, and what they unfold to."""
    yield path.read_bytes()
    if path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes())
    if path.suffix == ".br":
        yield brotli.decompress(path.read_bytes())


async def test_purged_words_are_in_no_file(desk: Desk) -> None:
    """Not in the database, its log, the feeds, the pages or their siblings; before, they were in all of these."""
    story = await publish_secret(desk)
    before = places_of_the_canary(desk)
    assert {"store.db", "atom.xml", "index.html", "rss.xml.gz", "feed.json.br"} <= set(before)
    assert purge(desk, story).words == f"{story} is purged"
    assert places_of_the_canary(desk) == []


async def test_purged_text_is_not_stored_again(desk: Desk) -> None:
    """Though its outlets go on sending it, under other headlines, in other words, and others join in."""
    story = await publish_secret(desk)
    purge(desk, story)
    desk.carry("harbour", Entry(guid="h1", title=f"{CANARY} once more", text=f"{CANARY} in other words"))
    desk.carry("coast", Entry(guid="c1", title=f"{CANARY}?", text=SECRET))
    await desk.round(after=HOUR)
    await desk.round(after=HOUR)
    assert places_of_the_canary(desk) == []
    (withdrawn,) = [each for each in desk.stories() if each["status"] == "withdrawn"]
    assert withdrawn["id"] == story
    assert [carrier["source"] for carrier in withdrawn["carriers"]] == ["harbour", "valley", "coast"]


async def test_store_without_the_words_is_sound_and_can_be_read(desk: Desk, tmp_path: Path) -> None:
    """`stories`, `show`, `why`, `db check` and `db copy` go on, and the record says who and why."""
    story = await publish_secret(desk)
    purge(desk, story)
    shown = desk.show(story)
    assert (shown["status"], shown["title"]) == ("withdrawn", None)
    assert [len(item["versions"]) for item in shown["items"]] == [2, 1]
    told = desk.decide(lambda here: explain(here, story))
    assert [(each.word, each.who, each.reason) for each in told.decisions] == [
        ("purge", "Ines", "court order 7")
    ]
    with open_as_it_is(f"sqlite:///{desk.folder}/store.db") as store:
        assert find_faults(store) == ()
        copy_store(store, f"sqlite:///{tmp_path}/copy.db")
    with open_as_it_is(f"sqlite:///{tmp_path}/copy.db") as copied:
        assert find_faults(copied) == ()


async def test_late_copy_in_other_words_stays_withdrawn(desk: Desk) -> None:
    """Most of it is the same; nothing brings the story back."""
    desk.carry("harbour", Entry(guid="h1", title="Pier", text=SECRET))
    await desk.round()
    story = desk.stories()[0]["id"]
    purge(desk, story)
    desk.carry("coast", Entry(guid="c1", title="Pier again", text=f"{SECRET} It opens in May."))
    await desk.round(after=HOUR)
    assert [each["status"] for each in desk.stories()] == ["withdrawn"]
    with pytest.raises(AggregatorError, match="it was purged"):
        desk.decide(lambda here: release_story(here, story, against_the_agency=True))


async def test_short_text_is_not_taken_for_everybodys(desk: Desk) -> None:
    """Another outlet's "Morning briefing" is not purged with one."""
    desk.carry("harbour", Entry(guid="h1", title="Morning briefing", text="Read it here."))
    await desk.round()
    purge(desk, desk.stories()[0]["id"])
    desk.carry("valley", Entry(guid="v1", title="Our briefing", text="Read it here."))
    await desk.round(after=HOUR)
    assert [each["title"] for each in desk.stories() if each["status"] == "usable"] == ["Our briefing"]


async def test_postgresql_holds_no_word_either(tmp_path: Path, postgresql: PostgreSQL) -> None:
    """In no row of any table, as a dump shows it."""
    async with open_desk(tmp_path) as desk:
        desk.database = postgresql.new_database()
        story = await publish_secret(desk)
        purge(desk, story)
        desk.carry("coast", Entry(guid="c1", title=f"{CANARY}?", text=SECRET))
        await desk.round(after=HOUR)
        assert places_of_the_canary(desk) == []
        assert CANARY not in dumped(desk.database)


def dumped(url: str) -> str:
    """Return every row of every table."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        queries = [sql.SQL("TABLE {}").format(sql.Identifier(table)) for (table,) in tables]
        return "".join(str(connection.execute(query).fetchall()) for query in queries)
