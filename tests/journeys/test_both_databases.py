"""The same polls give the same stories and the same bytes, whichever database keeps them."""

from datetime import timedelta
from pathlib import Path

from aggregator.database.copying import copy_store
from aggregator.database.engine import open_as_it_is
from tests.database.stores import PostgreSQL
from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry, open_desk
from tests.servers.outlet import Page, Slow

HOUR = timedelta(hours=1)
FURTHER = """
[publish]
entries = 4

[[feeds]]
id = "local"
title = "Local only"
language = "fr"
unless = { agency = { matches = "." } }
"""
"""So few entries that there are archives, and a saved feed."""

Outcome = tuple[list[dict[str, object]], dict[str, bytes]]


async def live_through(desk: Desk, *, late: str | None = None) -> None:
    """Let a story be copied, changed, corrected and killed, and another be withdrawn by editors."""
    desk.tail = FURTHER
    desk.carry("northern", Entry(guid="n1", title="East pier to reopen"), wire="Northern Press")
    desk.carry(
        "harbour", Entry(guid="h1", title="Pier opens"), Entry(guid="h2", title="Harvest", text=OTHER_TEXT)
    )
    if late is not None:
        answer = desk.outlet.answers[f"/{late}.xml"]
        assert isinstance(answer, Page)
        desk.outlet.answers[f"/{late}.xml"] = Slow(answer, before_seconds=0.3)
    await desk.round()
    desk.carry("valley", Entry(guid="v1", title="Board reopens pier"), priority=3)
    desk.carry("northern", Entry(guid="n1", title="CORRECTED-East pier to reopen", text=TEXT + " Saturday."))
    await desk.round(after=HOUR)
    desk.kill(next(story["id"] for story in desk.stories() if story["title"] == "Harvest"))
    desk.carry(
        "coast", *(Entry(guid=f"c{n}", title=f"Story {n}", text=f"{n} {OTHER_TEXT}") for n in range(5))
    )
    await desk.round(after=HOUR)
    desk.carry("northern", Entry(guid="n1", title="KILL: East pier to reopen", text="Kill it."))
    await desk.round(after=HOUR)


def outcome(desk: Desk) -> Outcome:
    """Return what the desk tells and publishes, wherever it stands."""
    port = str(desk.outlet.port).encode()
    files = {
        path: content.replace(port, b"PORT") for path, (content, _) in desk.files().items() if path[-3] != "."
    }
    return desk.stories(), files


async def test_both_databases_tell_and_publish_the_same(tmp_path: Path, postgresql: PostgreSQL) -> None:
    """Every story's line and every published byte agree."""
    outcomes = []
    for name, database in (("sqlite", "sqlite:///store.db"), ("postgresql", postgresql.new_database())):
        folder = tmp_path / name
        folder.mkdir()
        async with open_desk(folder) as desk:
            desk.database = database
            await live_through(desk)
            outcomes.append(outcome(desk))
    assert outcomes[0][0] == outcomes[1][0]
    assert outcomes[0][1] == outcomes[1][1]
    for path in ("all/archive/2/atom.xml", "source/coast/archive/1/feed.json", "feeds/local/rss.xml"):
        assert path in outcomes[0][1]


async def test_order_of_polls_shows_nowhere(tmp_path: Path) -> None:
    """Which of two outlets answers first in a round is chance: ids, leads and carriers do not depend on it."""
    told = []
    for late in ("northern", "harbour"):
        folder = tmp_path / late
        folder.mkdir()
        async with open_desk(folder) as desk:
            await live_through(desk, late=late)
            told.append(outcome(desk))
    assert told[0] == told[1]


async def test_copied_store_publishes_the_same_bytes(desk: Desk, database_url: str) -> None:
    """From either database to the other, ids, times and files stay."""
    await live_through(desk)
    told, files = desk.stories(), desk.files()
    with open_as_it_is(f"sqlite:///{desk.folder}/store.db") as source:
        copy_store(source, database_url)
    desk.database = database_url
    for path in desk.public.rglob("*"):
        if path.is_file():
            path.unlink()
    desk.publish(again=True)
    assert desk.stories() == told
    assert {path: content for path, (content, _) in desk.files().items()} == {
        path: content for path, (content, _) in files.items()
    }
    assert desk.now > MORNING
