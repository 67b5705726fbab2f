"""The status table, row by row: an event in a feed that changes, and what subscribers see in the same round."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.database.stores import PostgreSQL
from tests.journeys.desk import Desk, open_desk
from tests.journeys.kill_rows import KILL_ROWS
from tests.journeys.rows import HOUR, Row, Sight
from tests.journeys.status_rows import STATUS_ROWS

ROWS = (*STATUS_ROWS, *KILL_ROWS)

ON_BOTH = tuple(row for row in ROWS if "Sub" in row.claim or row.because == "withhold")
"""What is played on PostgreSQL as well: the rows for which the store reads whole chains of versions."""


def published_entries(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """Return id and title of every entry of the section's three feeds."""
    feeds = {name: desk.feed(f"national/{name}").entries for name in ("rss.xml", "atom.xml")}
    found = {name: [(entry.id, entry.title) for entry in entries] for name, entries in feeds.items()}
    items = json.loads((desk.public / "national/feed.json").read_bytes())["items"]
    return found | {"feed.json": [(item["id"], item["title"]) for item in items]}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.claim)
async def test_row_of_the_status_table(desk: Desk, row: Row) -> None:
    """What subscribers see in the round of the event: feeds, page, siblings and `stories --json`."""
    await play(desk, row)


async def test_rows_hold_on_postgresql(tmp_path: Path, postgresql: PostgreSQL) -> None:
    """The other database tells the chains of versions alike."""
    for number, row in enumerate(ON_BOTH):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with open_desk(folder) as desk:
            desk.database = postgresql.new_database()
            await play(desk, row)


async def play(desk: Desk, row: Row) -> None:
    """Let a row happen, an hour between its steps, and hold what is told and published against it."""
    for step in row.before:
        step(desk)
        await desk.round(after=HOUR)
    before = desk.stories()
    for step in row.event:
        step(desk)
        await desk.round(after=HOUR)
    stories = {story["id"]: story for story in desk.stories()}
    (id_,) = [story["id"] for story in before] or stories
    assert len(stories) == 1 + row.others
    hold_told(row, stories[id_])
    hold_published(row, desk, id_)
    if before:
        assert (stories[id_]["updated"] != before[0]["updated"]) is row.moves
        assert (before[0]["first_published"] or stories[id_]["first_published"]) == stories[id_][
            "first_published"
        ]


def hold_told(row: Row, story: dict[str, Any]) -> None:
    """Hold what `stories --json` says of the story against the row."""
    assert (story["status"], story["held_because"]) == (row.status, row.because)
    if row.sees is not Sight.COPY:
        assert (story["title"], story["lead"]) == (None, None)
        assert all(carrier.keys() == {"source", "guid", "label"} for carrier in story["carriers"])
    if row.lead:
        assert story["lead"]["source"] == row.lead
    if row.title:
        assert story["title"] == row.title


def hold_published(row: Row, desk: Desk, id_: str) -> None:
    """Hold every published file against the row: all feeds, the pages, the compressed siblings."""
    files = desk.files_in_plain()
    for words in row.lacks:
        assert [path for path, text in files.items() if words.casefold() in text] == []
    assert any(row.tells.casefold() in text for text in files.values())
    wanted = [] if row.sees is Sight.NOTHING else [id_]
    for name, entries in published_entries(desk).items():
        assert [one for one, _ in entries] == wanted, name
        assert not row.title or [title for _, title in entries] == [row.title], name
        assert row.sees is not Sight.NOTICE or entries[0][1] in {"Withdrawn", "Withheld"}, name
    for name in ("rss.xml", "atom.xml", "feed.json", "index.html"):
        assert row.carries.casefold() in files[f"national/{name}"], name
