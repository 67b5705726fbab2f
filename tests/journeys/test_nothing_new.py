"""A round that brings nothing publishes nothing, and still sees whatever is not as it should be."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.desk import OTHER_TEXT, Desk, Entry

PIER = Entry(guid="h1", title="East pier to reopen")
FRUIT = Entry(guid="v1", title="Growers start early", text=OTHER_TEXT)
ROOT = Path(__file__).parents[2]
HOUR = timedelta(hours=1)

RENDERERS = {"jinja2", "feedgen", "lxml", "pydantic"}
READERS = {"feedparser", "nh3", "selectolax"}
OTHERS = {"sqlalchemy.dialects.postgresql", "aggregator.publish.publisher", "aggregator.stories.matcher"}

ROUND = """
import asyncio, sys
from pathlib import Path
from aggregator.config.load import load
from aggregator.service.installation import open_installation
from aggregator.service.round import play_round

with open_installation(load(Path("config.toml"), {})) as installation:
    report = asyncio.run(play_round(installation, due_only=False, tell=lambda poll: None))
assert not any(poll.problems for poll in report.polls), report
assert all(poll.is_unchanged for poll in report.polls), report
print("\\n".join(sys.modules))
"""


async def settled(desk: Desk) -> None:
    """Let two outlets' stories be published, and a round pass that has nothing to do."""
    desk.carry("harbour", PIER)
    desk.carry("valley", FRUIT)
    await desk.round()
    await desk.round(after=HOUR)


@pytest.mark.parametrize(
    "path",
    [
        "national/atom.xml",
        "all/index.html",
        "source/harbour/feed.json",
        "index.html",
        "opml.xml",
        "news-sitemap.xml",
    ],
)
async def test_missing_document_is_put_back_by_a_round_without_news(desk: Desk, path: str) -> None:
    """Whoever deletes a file, or restores a folder in part, mends it with the next `once`."""
    await settled(desk)
    before = desk.public.joinpath(path).read_bytes()
    desk.public.joinpath(path).unlink()
    report = await desk.round(after=HOUR)
    assert path in report.written
    assert desk.public.joinpath(path).read_bytes() == before
    assert (await desk.round(after=HOUR)).written == ()


async def test_changed_settings_show_after_a_round_without_news(desk: Desk) -> None:
    """An editor of the configuration waits for no story."""
    await settled(desk)
    desk.title = "Another Desk"
    report = await desk.round(after=HOUR)
    assert {"national/atom.xml", "index.html"} <= set(report.written)
    assert "Another Desk" in (desk.public / "national/atom.xml").read_text(encoding="utf-8")


async def test_feed_that_is_gone_from_the_settings_goes_without_news(desk: Desk) -> None:
    """Nobody would take a killed story out of it."""
    desk.tail = '[[feeds]]\nid = "local"\ntitle = "Local"\nwhen = { title = { matches = "pier" } }'
    await settled(desk)
    assert (desk.public / "feeds/local/atom.xml").exists()
    desk.tail = ""
    await desk.round(after=HOUR)
    assert not (desk.public / "feeds/local").exists()


async def test_story_leaves_the_sitemap_in_its_hour_without_news(desk: Desk) -> None:
    """It names the stories of two days, and what is older is no news."""
    await settled(desk)
    sitemap = desk.public / "news-sitemap.xml"
    assert (await desk.round(after=46 * HOUR)).written == ()
    assert sitemap.read_text(encoding="utf-8").count("<url>") == 2
    assert (await desk.round(after=2 * HOUR)).written == ("news-sitemap.xml",)
    assert "<url>" not in sitemap.read_text(encoding="utf-8")
    assert (await desk.round(after=HOUR)).written == ()


async def test_round_without_news_loads_nothing_that_reads_compares_or_renders(desk: Desk) -> None:
    """Such a round is mostly the start of the program: what it loads, each timer's `once` pays for."""
    desk.now = datetime.now(UTC)  # as it is in the other process
    await settled(desk)
    process = await asyncio.to_thread(_play, desk.folder)
    loaded = set(process.stdout.split())
    assert process.returncode == 0, process.stderr
    assert loaded & (RENDERERS | READERS | OTHERS) == set()


def _play(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ROUND],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
