"""A wire's drop folder: each transmission once, none before it is whole."""

import os
from datetime import timedelta
from pathlib import Path

from tests.journeys.desk import OTHER_TEXT, Desk, Entry, rss

HOUR = timedelta(hours=1)
PIER = rss(Entry(guid="n1", title="Pier reopens"), title="Northern Press")
HARVEST = rss(Entry(guid="n2", title="Early harvest", text=OTHER_TEXT), title="Northern Press")


def drop(desk: Desk, name: str, content: bytes, *, seconds_ago: float = 3600) -> Path:
    """Put a file into the folder that changed so long before the desk's present."""
    path = desk.folder / "drop" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    changed = desk.now.timestamp() - seconds_ago
    os.utime(path, (changed, changed))
    desk.sources["northern"] = {"url": "drop/*.xml", "wire": "Northern Press"}
    return path


async def test_transmission_is_read_once(desk: Desk) -> None:
    """A folder that grows costs its new files alone."""
    drop(desk, "1.xml", PIER)
    await desk.round()
    drop(desk, "2.xml", HARVEST)
    (poll,) = (await desk.round(after=HOUR)).polls
    assert (poll.counts.entries, poll.counts.new_items) == (1, 1)
    assert len(desk.stories()) == 2


async def test_half_written_file_is_left_alone_until_it_is_whole(desk: Desk) -> None:
    """No story is made of the first half, and nobody is told of a problem."""
    drop(desk, "1.xml", PIER)
    drop(desk, "2.xml", HARVEST[: len(HARVEST) // 2], seconds_ago=1)
    (poll,) = (await desk.round()).polls
    assert (poll.problems, poll.is_waiting) == ((), True)
    assert [story["title"] for story in desk.stories()] == ["Pier reopens"]
    drop(desk, "2.xml", HARVEST, seconds_ago=0.5)
    await desk.round(after=timedelta(seconds=1))
    assert {story["title"] for story in desk.stories()} == {"Pier reopens", "Early harvest"}


async def test_whole_file_is_taken_at_once(desk: Desk) -> None:
    """A transmission that ends properly waits for nothing."""
    drop(desk, "1.xml", PIER, seconds_ago=0)
    await desk.round()
    assert len(desk.stories()) == 1


async def test_broken_file_that_nobody_writes_any_more_is_named(desk: Desk) -> None:
    """What stays half for ten seconds is read as it is, or said to be no feed."""
    drop(desk, "1.xml", PIER)
    drop(desk, "2.xml", b"<rss", seconds_ago=30)
    (poll,) = (await desk.round()).polls
    assert len(poll.problems) == 1
    assert len(desk.stories()) == 1


async def test_nothing_in_the_folder_is_changed(desk: Desk) -> None:
    """Other programs read it too."""
    path = drop(desk, "1.xml", PIER)
    before = path.stat()
    await desk.round()
    after = path.stat()
    assert (path.read_bytes(), after.st_mtime_ns, after.st_mode) == (PIER, before.st_mtime_ns, before.st_mode)
    assert [each.name for each in path.parent.iterdir()] == ["1.xml"]


async def test_other_settings_read_every_file_again(desk: Desk) -> None:
    """A new section is given to what was read before, too."""
    drop(desk, "1.xml", PIER)
    await desk.round()
    desk.sources["northern"] = {"url": "drop/*.xml", "wire": "Meridian Wire"}
    await desk.round(after=HOUR)
    assert [story["agency"] for story in desk.stories()] == ["Meridian Wire"]
