"""What a newcomer sees: the shipped configuration, polled once, shows the product without any network."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Story = dict[str, Any]


def _run(folder: Path, *words: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-m", "aggregator", *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def _stories(folder: Path) -> list[Story]:
    return [json.loads(line) for line in _run(folder, "stories", "--json").splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped configuration and samples, polled once."""
    copy = tmp_path_factory.mktemp("first-run")
    shutil.copy(ROOT / "config.toml", copy)
    shutil.copytree(ROOT / "samples", copy / "samples")
    _run(copy, "once")
    return copy


@pytest.fixture(scope="module")
def stories(folder: Path) -> list[Story]:
    """Return the stories of the first run."""
    return _stories(folder)


def _carried_by(stories: list[Story], guid: str) -> Story:
    (found,) = [story for story in stories if guid in {carrier["guid"] for carrier in story["carriers"]}]
    return found


def _sources(story: Story) -> set[str]:
    return {carrier["source"] for carrier in story["carriers"]}


def test_samples_become_the_stories_that_the_readme_counts(stories: list[Story]) -> None:
    """44 transmissions, 40 items, 23 stories: the README's figures are counted, not remembered."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "44 transmissions become 23 stories" in readme
    assert len(stories) == 23
    assert sum(len(story["carriers"]) for story in stories) == 40


def test_killed_story_is_withdrawn_from_every_carrier(stories: list[Story]) -> None:
    """The agency's kill reaches the outlet's copy, and no text of it is left in what is printed."""
    killed = _carried_by(stories, "ht-4466")
    assert killed["status"] == "withdrawn"
    assert killed["title"] is None
    assert _sources(killed) == {"northern-press", "harbour-times"}
    assert [story["id"] for story in stories if story["status"] == "withdrawn"] == [killed["id"]]


def test_killed_words_are_published_nowhere(folder: Path) -> None:
    """A withdrawn story leaves no sentence in any published file."""
    files = [
        path for path in (folder / "var" / "public").rglob("*") if path.suffix in {".xml", ".json", ".html"}
    ]
    assert files
    assert [path.name for path in files if "Stone Landing" in path.read_text(encoding="utf-8")] == []


def test_correction_is_marked_and_leads(stories: list[Story]) -> None:
    """The corrected figure is published although one outlet still has the wrong one."""
    corrected = _carried_by(stories, "ht-4440")
    assert corrected["status"] == "corrected"
    assert "14 million" in corrected["title"]
    assert _sources(corrected) == {"northern-press", "harbour-times", "coastline"}


def test_write_thru_gathers_its_carriers(stories: list[Story]) -> None:
    """The outlet with the first version and the outlet with the second carry one story."""
    storm = _carried_by(stories, "ht-4462")
    assert _sources(storm) == {"northern-press", "harbour-times", "valley-herald"}
    assert storm["title"].startswith("Power returns")


def test_item_printed_twice_is_one_story(stories: list[Story]) -> None:
    """Two guids of one outlet, one entry."""
    assert _carried_by(stories, "pd-3098") == _carried_by(stories, "pd-3099")


def test_second_poll_moves_nothing(folder: Path, stories: list[Story]) -> None:
    """Polling again changes no story and touches no published file."""
    times = {path: path.stat().st_mtime_ns for path in (folder / "var" / "public").rglob("*")}
    _run(folder, "once")
    assert _stories(folder) == stories
    assert {path: path.stat().st_mtime_ns for path in (folder / "var" / "public").rglob("*")} == times
